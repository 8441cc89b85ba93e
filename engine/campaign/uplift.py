"""What a campaign did: responses of those contacted against those held out, per segment, with intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.assignments import REASON, SEGMENT, SEGMENT_NAME
from engine.campaign.holdout import held_out, plain_ids
from engine.campaign.plan import CONTACT, GROUP, HOLD_OUT, customer_ids
from engine.dataset import Column, Dataset, Kind, Meaning
from engine.errors import EngineError
from engine.preparation.matrix import PreparedMatrix
from engine.profiles.intervals import Interval, difference_interval
from engine.profiles.lexicon import load_lexicon
from engine.segmentation import Segmentation

_OURS = {GROUP, SEGMENT, SEGMENT_NAME, REASON, "row"}


@dataclass(frozen=True)
class UpliftLine:
    """One segment, or all of them together (``number`` 0).

    ``contacted_mean`` and ``held_mean`` are response rates for yes/no outcomes, means for amounts; ``uplift`` is
    their difference, and its interval is None where a group is too small to say anything.
    """

    number: int
    name: str
    contacted: int
    held: int
    contacted_mean: float | None
    held_mean: float | None
    uplift: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Uplift:
    """The result of a campaign.

    Attributes
    ----------
    outcome : str
        The column that was measured.
    is_rate : bool
        Whether it is a yes/no answer.
    lines : tuple of UpliftLine
        All together first, then every segment that took part.
    unknown : int
        Rows of the results whose customer is not in the table.
    empty : int
        Rows without an outcome, which count as no response (as nothing, for amounts).
    repeated : int
        Rows beyond a customer's first; a customer who responded once has responded, amounts add up.
    """

    outcome: str
    is_rate: bool
    lines: tuple[UpliftLine, ...]
    unknown: int
    empty: int
    repeated: int


def measure_uplift(
    results: Dataset,
    dataset: Dataset,
    matrix: PreparedMatrix,
    segmentation: Segmentation,
    names: Sequence[str],
    *,
    hold_out: float,
) -> Uplift:
    """Read a results file and compare contacted customers with the hold-out.

    Parameters
    ----------
    results : Dataset
        One row per customer: the customer id, and one column that says how they responded. A column
        ``campaign_group`` as in the campaign file is believed; without it the hold-out follows from the ids.
    dataset, matrix, segmentation, names
        What the campaign was planned with.
    hold_out : float
        The share that was held out.

    Raises
    ------
    EngineError
        If ids or outcome cannot be found, or one of the two groups is missing.
    """
    ids = _id_column(results, matrix)
    outcome = _outcome(results, dataset, ids)
    values, is_rate = _values(results, outcome)
    known = {each: row for row, each in reversed(list(enumerate(plain_ids(customer_ids(dataset, matrix)))))}
    rows = np.array([known.get(each, -1) for each in plain_ids(results.frame[ids])], dtype=np.int64)
    held = _held(results, ids, hold_out)
    labels = np.full(dataset.n_rows, -1, dtype=np.int64)
    labels[matrix.row_index] = segmentation.labels
    found = rows >= 0
    if not found.any():
        raise EngineError(
            f"None of the {len(rows):,} customers in the results is in this table.",
            f"Check that the column {ids!r} holds the customer ids of the table that is open.",
        )
    people = pd.DataFrame({"row": rows, "held": held, "value": values.fillna(0.0)})[found]
    people = people.groupby("row", as_index=False).agg({"held": "first", "value": "max" if is_rate else "sum"})
    if people["held"].all() or not people["held"].any():
        there, absent = (HOLD_OUT, "contacted") if people["held"].all() else (CONTACT, "held out")
        raise EngineError(
            f"All {len(people):,} customers in the results belong to the group “{there}”: nobody who was {absent}.",
            "The results need both groups, also those who did not respond; without a hold-out no effect can be seen.",
        )
    if is_rate and bool(people["value"].all()):
        raise EngineError(
            f"Every customer in the results has a yes in {outcome.name!r}.",
            "The file needs everybody who was contacted or held out, also those who did not respond.",
        )
    segment = labels[people["row"].to_numpy()]
    lines = [_line(0, "All together", people, is_rate)]
    lines += [
        _line(label + 1, names[label], people[segment == label], is_rate)
        for label in range(segmentation.k)
        if (segment == label).any()
    ]
    return Uplift(
        outcome.name,
        is_rate,
        tuple(lines),
        unknown=int(np.count_nonzero(~found)),
        empty=int(values[found].isna().sum()),
        repeated=int(np.count_nonzero(found)) - len(people),
    )


def _line(number: int, name: str, people: pd.DataFrame, is_rate: bool) -> UpliftLine:
    contacted, held = (people.loc[people["held"] == group, "value"].to_numpy() for group in (False, True))
    if not len(contacted) or not len(held):
        one, other = (float(group.mean()) if len(group) else None for group in (contacted, held))
        return UpliftLine(number, name, len(contacted), len(held), one, other, None, None)
    uplift = float(contacted.mean() - held.mean())
    if is_rate:
        interval: Interval | None = difference_interval(
            int(contacted.sum()), len(contacted), int(held.sum()), len(held)
        )
    else:
        interval = _welch(contacted, held)
    return UpliftLine(
        number, name, len(contacted), len(held), float(contacted.mean()), float(held.mean()), uplift, interval
    )


def _welch(one: NDArray[np.float64], other: NDArray[np.float64]) -> Interval | None:
    """The interval of a difference of means with unequal variances (Welch 1947)."""
    if min(len(one), len(other)) < 2 or one.std() == other.std() == 0:
        return None
    from scipy.stats import ttest_ind

    found = ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    low, high = float(found.low), float(found.high)
    return (low, high) if math.isfinite(low) and math.isfinite(high) else None


def _id_column(results: Dataset, matrix: PreparedMatrix) -> str:
    wanted = matrix.id_column or "row"
    for name in results.columns.names:
        if name.strip().casefold() == wanted.casefold():
            return name
    raise EngineError(
        f"The results have no column {wanted!r}; they have {_listed(results.columns.names)}.",
        f"Send a file with the customers' {wanted} and one column that says how they responded.",
    )


def _outcome(results: Dataset, dataset: Dataset, ids: str) -> Column:
    """The one column that was not in the table and is not ours."""
    old = {name.casefold() for name in dataset.columns.names} | _OURS
    new = [
        column
        for column in results.columns
        if column.name != ids and column.name.casefold() not in old and column.kind is not Kind.EMPTY
    ]
    said = [column for column in new if column.meaning is Meaning.CAMPAIGN_RESPONSE]
    chosen = said if len(said) == 1 else new
    if len(chosen) == 1:
        return chosen[0]
    if not new:
        raise EngineError(
            "The results have no column that the table did not have already.",
            "Add one column that says how each customer responded: yes or no, or an amount.",
        )
    raise EngineError(
        f"The results have {len(new)} new columns: {_listed(tuple(column.name for column in new))}.",
        "Keep the one that says how each customer responded.",
    )


def _values(results: Dataset, outcome: Column) -> tuple[pd.Series[float], bool]:
    """The outcome as numbers, and whether it is a yes/no answer."""
    values = results.frame[outcome.name]
    said = values.astype("str").str.strip().str.casefold().str.removesuffix(".0")
    lexicon = load_lexicon()
    if said[values.notna()].isin(lexicon.affirmative | lexicon.negative).all():
        return said.isin(lexicon.affirmative).astype(float).where(values.notna()), True
    if outcome.kind is Kind.NUMBER:
        return values.astype(float), False
    odd = next(each for each in values.dropna() if str(each).strip().casefold() not in lexicon.affirmative)
    raise EngineError(
        f"The column {outcome.name!r} says {str(odd)!r}, which is neither yes nor no nor a number.",
        "Write yes or no, 1 or 0, or an amount.",
    )


def _held(results: Dataset, ids: str, hold_out: float) -> NDArray[np.bool_]:
    for name in results.columns.names:
        if name.casefold() in (GROUP, f"tessera_{GROUP}"):
            said = results.frame[name].astype("str").str.strip().str.casefold()
            if not said.isin((CONTACT, HOLD_OUT)).all():
                odd = results.frame[name][~said.isin((CONTACT, HOLD_OUT))].iloc[0]
                raise EngineError(
                    f"The column {name!r} says {str(odd)!r}.", f"Leave it as it was: {CONTACT} or {HOLD_OUT}."
                )
            return np.asarray(said == HOLD_OUT, dtype=bool)
    return held_out(results.frame[ids], hold_out)


def _listed(names: Sequence[str], limit: int = 6) -> str:
    shown = ", ".join(repr(name) for name in names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"
