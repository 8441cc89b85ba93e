"""Groups of customers across segments, found by value: who spends, who visits, who could spend more."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Dataset, Meaning
from engine.limits import FREQUENT_WEB_SHARE, HIGH_BUDGET_SHARE, HIGH_VALUE_SHARE
from engine.preparation.matrix import PreparedMatrix
from engine.profiles.columns import NumberColumn
from engine.profiles.context import ProfileContext, profile_context
from engine.profiles.numbers import write_number, write_share
from engine.profiles.result import Audience

_NOBODY: NDArray[np.int64] = np.empty(0, dtype=np.int64)


def find_audiences(dataset: Dataset, matrix: PreparedMatrix) -> tuple[Audience, ...]:
    """High-value customers, frequent web visitors and customers with high spending potential.

    "Top third" and its like mean: at or above the value that at least two thirds of the known customers stay
    below or reach, so customers with equal values are never divided.

    Parameters
    ----------
    dataset : Dataset
    matrix : PreparedMatrix
        Only its customers count: those set aside (an impossible income) belong to no audience.

    Returns
    -------
    tuple of Audience
        Always all three; one whose column is missing says so and is not available.
    """
    people = _People(profile_context(dataset, matrix), matrix.row_index)
    return _high_value(people), _frequent_web(people), _high_potential(people)


class _People:
    """The customers of the matrix and what is known of each."""

    def __init__(self, context: ProfileContext, rows: NDArray[np.int64]) -> None:
        self.rows = rows
        spending = context.spending
        self.spending = None if spending is None else spending[rows]
        self.spending_unit = _unit(context, Meaning.SPENDING)
        self.budget = _values(context, Meaning.BUDGET, rows)
        self.budget_unit = _unit(context, Meaning.BUDGET)
        self.visits = _values(context, Meaning.WEB_VISITS, rows)


def _values(context: ProfileContext, meaning: Meaning, rows: NDArray[np.int64]) -> NDArray[np.float64] | None:
    for column in context.with_meaning(meaning):
        if isinstance(column, NumberColumn) and not column.expression:
            return column.values[rows]
    return None


def _unit(context: ProfileContext, meaning: Meaning) -> str:
    return next((column.unit for column in context.with_meaning(meaning)), "")


def _top(values: NDArray[np.float64], share: float) -> tuple[NDArray[np.bool_], float]:
    """Who is at or above the quantile, and that value; unknown values are nobody's top."""
    known = values[np.isfinite(values)]
    if not len(known) or known.min() == known.max():
        return np.zeros(len(values), dtype=bool), float("nan")
    cut = float(np.quantile(known, 1 - share, method="higher"))
    if cut == known.min():  # more than the share have the lowest value: then the top is what stands above it
        cut = float(known[known > cut].min())
    return values >= cut, cut


def _unavailable(key: str, name: str, needs: str) -> Audience:
    sentence = f"Needs {needs}, which this table does not have, or whose meaning is not known yet."
    return Audience(key, name, sentence, _NOBODY, False, {}, sentence)


def _high_value(people: _People) -> Audience:
    key, name = "high_value", "High-value customers"
    if people.spending is None:
        return _unavailable(key, name, "a column of spending")
    chosen, cut = _top(people.spending, HIGH_VALUE_SHARE)
    total = float(np.nansum(people.spending))
    share = float(np.nansum(people.spending[chosen])) / total if total > 0 else 0.0
    definition = f"The top fifth by spending: {write_number(cut, people.spending_unit)} or more."
    sentence = f"{int(chosen.sum()):,} customers with {write_share(share)} of all spending."
    return _audience(people, key, name, definition, chosen, {"spending_share": share, "threshold": cut}, sentence)


def _frequent_web(people: _People) -> Audience:
    key, name = "frequent_web", "Frequent web visitors"
    if people.visits is None:
        return _unavailable(key, name, "a column of web visits")
    chosen, cut = _top(people.visits, FREQUENT_WEB_SHARE)
    definition = f"The top third by web visits: {write_number(cut)} or more; equal numbers of visits stay together."
    figures = {"threshold": cut}
    sentence = f"{int(chosen.sum()):,} customers."
    if people.spending is not None and chosen.any():
        theirs, all_ = float(np.nanmedian(people.spending[chosen])), float(np.nanmedian(people.spending))
        figures |= {"median_spending": theirs, "overall_median_spending": all_}
        unit = people.spending_unit
        sentence = (
            f"{int(chosen.sum()):,} customers; their median spending is {write_number(theirs, unit)}, against "
            f"{write_number(all_, unit)} for everyone."
        )
    return _audience(people, key, name, definition, chosen, figures, sentence)


def _high_potential(people: _People) -> Audience:
    key, name = "high_potential", "High spending potential"
    if people.budget is None or people.spending is None:
        missing = [
            word
            for word, values in (("budget (income)", people.budget), ("spending", people.spending))
            if values is None
        ]
        return _unavailable(key, name, f"a column of {' and one of '.join(missing)}")
    rich, budget_cut = _top(people.budget, HIGH_BUDGET_SHARE)
    spends, spending_cut = _top(people.spending, HIGH_BUDGET_SHARE)
    chosen = rich & ~spends & np.isfinite(people.spending)
    definition = (
        f"Budget in the top third ({write_number(budget_cut, people.budget_unit)} or more), spending not "
        f"(less than {write_number(spending_cut, people.spending_unit)})."
    )
    figures = {"budget_threshold": budget_cut, "spending_threshold": spending_cut}
    sentence = f"{int(chosen.sum()):,} customers could spend more than they do."
    return _audience(people, key, name, definition, chosen, figures, sentence)


def _audience(
    people: _People,
    key: str,
    name: str,
    definition: str,
    chosen: NDArray[np.bool_],
    figures: dict[str, Any],
    sentence: str,
) -> Audience:
    if not chosen.any():
        return Audience(key, name, f"{definition} Nobody stands out.", _NOBODY, False, {}, "Nobody stands out.")
    return Audience(key, name, definition, people.rows[chosen], True, figures, sentence)
