"""Which customers take no part, why, and which values are clipped: over all columns, before anything is learned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset import Column, Note, Role, Severity
from engine.preparation.columnwise import for_each_column
from engine.preparation.matrix import Step
from engine.preparation.one_column import Decided, Learner
from engine.preparation.outliers import Limits, absurd, at_most_a_few, chosen_limits, impossible, latest_date
from engine.preparation.plan import Bounds, NumberPlan, Reading
from engine.preparation.roles import Selection
from engine.preparation.spec import Imputation, PreparationSpec
from engine.preparation.transforms import Curve
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
    decided : dict of str to Decided
        Per column, the limits to which values are clipped, and the transform where it is already known.
    """

    mask: NDArray[np.bool_]
    reasons: dict[int, str] = field(default_factory=dict)
    columns: dict[int, str] = field(default_factory=dict)
    decided: dict[str, Decided] = field(default_factory=dict)
    bounds: tuple[Bounds, ...] = ()
    required: tuple[str, ...] = ()
    steps: list[Step] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def take(self, name: str, examined: Examined) -> None:
        """Add what was found in a column."""
        for rows, sentences in examined.rows:
            self.add(rows, name, sentences)
        self.bounds = (*self.bounds, *examined.bounds)
        self.steps += examined.steps
        self.decided[name] = Decided(examined.clip, examined.curve)

    def add(self, rows: NDArray[np.int64], column: str, sentences: list[str]) -> None:
        self.mask[rows] = True
        for row, sentence in zip(rows.tolist(), sentences, strict=True):
            if row not in self.reasons:
                self.reasons[row], self.columns[row] = sentence, column


@dataclass
class Examined:
    """What the rules found in one column.

    Attributes
    ----------
    missing : ndarray of bool, shape (n,), or None
        None when no value is missing.
    curve : Curve or None
        The transform, when nothing was found that could change it.
    """

    missing: NDArray[np.bool_] | None
    curve: Curve | None = None
    clip: Limits | None = None
    rows: list[tuple[NDArray[np.int64], list[str]]] = field(default_factory=list)
    bounds: list[Bounds] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def set_aside(self, limits: Limits, values: Floats, column: Column, start: NumberPlan) -> Floats:
        """Note who is outside; the values without them."""
        outside = limits.outside(values)
        rows = np.flatnonzero(outside)
        is_date = start.reading is Reading.DATE
        shown = [day(value, start.origin) if is_date else number(value, column) for value in values[rows]]
        self.rows.append((rows, [f"{column.name} {value} {limits.because}." for value in shown]))
        self.bounds.append(Bounds(column.name, limits.low, limits.high, start.reading, start.origin, start.unknown))
        if len(rows):
            distinct = listed(list(dict.fromkeys(shown)), 4)
            detail = f"{customers(len(rows))} with {column.name} {distinct} set aside."
            self.steps.append(Step(column.name, "set_aside", detail, f"Such a value {limits.because}.", len(rows)))
        return np.where(outside, np.nan, values)


def find_set_aside(
    chosen: Selection, spec: PreparationSpec, learner: Learner, report: Callable[[float, str], None]
) -> SetAside:
    """Apply the person's rules, and ours where the person has none.

    Ages and years of birth are checked in every column that is described, since an impossible one says that the
    record as a whole is not to be trusted; all else only in features.
    """
    frame = chosen.frame
    found = SetAside(np.zeros(len(frame), dtype=bool))
    latest = latest_date(frame, chosen.columns)
    described = [
        name
        for name, role in chosen.roles.items()
        if role is Role.PROFILE and name in frame.columns and learner.spec_of(name).outliers is None
    ]
    names = (*chosen.features, *(name for name in described if learner.is_number(chosen.columns[name])))

    def examine(name: str) -> Examined:
        return examine_column(frame[name], chosen.columns[name], learner, latest, feature=name in chosen.features)

    nothing_known: NDArray[np.bool_] | None = np.ones(len(frame), dtype=bool)
    for position, (name, examined) in enumerate(zip(names, for_each_column(examine, names, len(frame)), strict=True)):
        report(position / len(names), name)
        found.take(name, examined)
        if name in chosen.features:
            if learner.spec_of(name).imputation is Imputation.SET_ASIDE:
                _require(found, examined.missing, chosen.columns[name])
            if nothing_known is not None:
                nothing_known = None if examined.missing is None else nothing_known & examined.missing
    if nothing_known is not None and nothing_known.any() and spec.defaults.imputation is None:
        _set_aside_unknown(found, nothing_known)
    return found


def examine_column(
    series: pd.Series, column: Column, learner: Learner, latest: dt.date, *, feature: bool
) -> Examined:
    """Apply the rules to one column; those that are only described are asked for impossible values alone."""
    if not learner.is_number(column):
        return Examined(series.isna().to_numpy() if series.hasnans else None)
    start = learner.start(series, column)
    values = learner.read(series, start)
    missing = np.isnan(values)
    out = Examined(missing if missing.any() else None)
    if not feature:
        limits = _ours(values, impossible(values, column, latest, start.origin))
        if limits is not None and not limits.clip:
            out.set_aside(limits, values, column, start)
        return out
    own = learner.spec_of(column.name)
    curve, sample = learner.curve(values, column)
    limits = chosen_limits(values, column, own, curve)
    if limits is None and own.outliers is None:
        limits = _ours(values, impossible(values, column, latest, start.origin))
        if limits is not None and not limits.clip:
            values = out.set_aside(limits, values, column, start)
            limits = None
        while limits is None:  # and what is far out among the others
            limits = _ours(values, absurd(values, sample, column, curve))
            if limits is None or limits.clip:
                break
            values = out.set_aside(limits, values, column, start)
            limits = None
    if limits is not None and limits.clip:
        out.clip = limits
    elif limits is not None:
        out.set_aside(limits, values, column, start)
    elif not out.bounds:  # otherwise it is to be judged again on what is left
        out.curve = curve
    return out


def _ours(values: Floats, limits: Limits | None) -> Limits | None:
    if limits is None:
        return None
    return at_most_a_few(limits, int(limits.outside(values).sum()), len(values))


def _require(found: SetAside, missing: NDArray[np.bool_] | None, column: Column) -> None:
    rows = np.flatnonzero(missing) if missing is not None else np.zeros(0, dtype=np.int64)
    found.required = (*found.required, column.name)
    found.add(rows, column.name, [f"{column.name} is missing."] * len(rows))
    if len(rows):
        found.steps.append(without_value(column, len(rows)))


def without_value(column: Column, count: int) -> Step:
    """That customers were set aside since their value is missing."""
    return Step(column.name, "set_aside", f"{customers(count)} without {column.name} set aside.", "Chosen.", count)


def _set_aside_unknown(found: SetAside, empty: NDArray[np.bool_]) -> None:
    rows = np.flatnonzero(empty & ~found.mask)
    if len(rows):
        found.add(rows, "", ["All columns that decide the segments are missing."] * len(rows))
        message = f"{customers(len(rows))} have no value in any column that decides the segments and were set aside."
        found.notes.append(Note(message, Severity.WARNING))
