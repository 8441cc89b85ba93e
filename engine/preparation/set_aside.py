"""Which customers take no part, why, and which values are clipped: over all columns, before anything is learned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Column, Note, Role, Severity
from engine.preparation.matrix import Step
from engine.preparation.one_column import Learner
from engine.preparation.outliers import Limits, absurd, at_most_a_few, chosen_limits, impossible, latest_date
from engine.preparation.plan import Bounds, NumberPlan, Reading
from engine.preparation.roles import Selection
from engine.preparation.spec import Imputation, PreparationSpec
from engine.preparation.values import Floats
from engine.preparation.wording import customers, day, listed, number


@dataclass
class SetAside:
    """What the rules found, collected column by column.

    Attributes
    ----------
    mask : ndarray of bool, shape (n,)
        Who is set aside.
    reasons, columns : dict of int to str
        Per row the sentence and the column of the first rule that applied.
    clips : dict of str to Limits
        Per column, the limits to which values are clipped.
    """

    mask: NDArray[np.bool_]
    reasons: dict[int, str] = field(default_factory=dict)
    columns: dict[int, str] = field(default_factory=dict)
    clips: dict[str, Limits] = field(default_factory=dict)
    bounds: tuple[Bounds, ...] = ()
    required: tuple[str, ...] = ()
    steps: list[Step] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def add(self, rows: NDArray[np.int64], column: str, sentences: list[str]) -> None:
        self.mask[rows] = True
        for row, sentence in zip(rows.tolist(), sentences, strict=True):
            if row not in self.reasons:
                self.reasons[row], self.columns[row] = sentence, column


def find_set_aside(
    chosen: Selection, spec: PreparationSpec, learner: Learner, report: Callable[[float, str], None]
) -> SetAside:
    """Apply the person's rules, and ours where the person has none.

    Ages and years of birth are checked in every column that is described, since an impossible one says that the
    record as a whole is not to be trusted; all else only in features.
    """
    found = SetAside(np.zeros(len(chosen.frame), dtype=bool))
    nothing_known: NDArray[np.bool_] | None = None
    latest = latest_date(chosen.frame, chosen.columns)
    for position, name in enumerate(chosen.features):
        report(position / len(chosen.features), name)
        column, series = chosen.columns[name], chosen.frame[name]
        missing = series.isna().to_numpy()
        if learner.is_number(column):
            start = learner.start(series, column)
            values = learner.read(series, start)
            missing = np.isnan(values)
            _check(found, values, column, start, learner, latest)
        if learner.spec_of(name).imputation is Imputation.SET_ASIDE:
            _require(found, missing, column)
        nothing_known = missing if nothing_known is None else nothing_known & missing
    _check_described(found, chosen, learner, latest)
    if nothing_known is not None and nothing_known.any() and spec.defaults.imputation is None:
        _set_aside_unknown(found, nothing_known)
    return found


def _check_described(found: SetAside, chosen: Selection, learner: Learner, latest: dt.date) -> None:
    for name, role in chosen.roles.items():
        column = chosen.columns[name]
        if (
            role is Role.PROFILE
            and name in chosen.frame.columns
            and learner.is_number(column)
            and learner.spec_of(name).outliers is None
        ):
            start = learner.start(chosen.frame[name], column)
            values = learner.read(chosen.frame[name], start)
            limits = _ours(values, impossible(values, column, latest, start.origin))
            if limits is not None and not limits.clip:
                _apply(found, limits, values, column, start)


def _check(
    found: SetAside, values: Floats, column: Column, start: NumberPlan, learner: Learner, latest: dt.date
) -> None:
    own = learner.spec_of(column.name)
    curve, sample = learner.curve(values, column)
    limits = chosen_limits(values, column, own, curve)
    if limits is not None:
        _apply(found, limits, values, column, start)
        return
    while own.outliers is None:
        limits = _ours(
            values, impossible(values, column, latest, start.origin) or absurd(values, sample, column, curve)
        )
        if limits is None or limits.clip:
            if limits is not None:
                found.clips[column.name] = limits
            return
        _apply(found, limits, values, column, start)
        values = np.where(limits.outside(values), np.nan, values)  # and what is far out among the others


def _ours(values: Floats, limits: Limits | None) -> Limits | None:
    if limits is None:
        return None
    return at_most_a_few(limits, int(limits.outside(values).sum()), len(values))


def _apply(found: SetAside, limits: Limits, values: Floats, column: Column, start: NumberPlan) -> None:
    if limits.clip:
        found.clips[column.name] = limits
        return
    rows = np.flatnonzero(limits.outside(values))
    found.bounds = (
        *found.bounds,
        Bounds(column.name, limits.low, limits.high, start.reading, start.origin, start.unknown),
    )
    shown = [
        day(value, start.origin) if start.reading is Reading.DATE else number(value, column) for value in values[rows]
    ]
    found.add(rows, column.name, [f"{column.name} {value} {limits.because}." for value in shown])
    if len(rows):
        distinct = listed(list(dict.fromkeys(shown)), 4)
        detail = f"{customers(len(rows))} with {column.name} {distinct} set aside."
        found.steps.append(Step(column.name, "set_aside", detail, f"Such a value {limits.because}.", len(rows)))


def _require(found: SetAside, missing: NDArray[np.bool_], column: Column) -> None:
    rows = np.flatnonzero(missing)
    found.required = (*found.required, column.name)
    found.add(rows, column.name, [f"{column.name} is missing."] * len(rows))
    if len(rows):
        detail = f"{customers(len(rows))} without {column.name} set aside."
        found.steps.append(Step(column.name, "set_aside", detail, "Chosen.", len(rows)))


def _set_aside_unknown(found: SetAside, empty: NDArray[np.bool_]) -> None:
    rows = np.flatnonzero(empty & ~found.mask)
    if len(rows):
        found.add(rows, "", ["All columns that decide the segments are missing."] * len(rows))
        message = f"{customers(len(rows))} have no value in any column that decides the segments and were set aside."
        found.notes.append(Note(message, Severity.WARNING))
