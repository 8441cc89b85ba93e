"""What sets a selection apart from everybody else, and a short rule that says who is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Dataset, Kind
from engine.errors import EngineError
from engine.profiles.lexicon import load_lexicon
from engine.profiles.numbers import as_plain, rounded_to, write_number
from engine.profiles.result import Condition, Rule
from engine.profiles.rules import condition_holds, numbers_of, rule_mask
from engine.profiles.vocabulary import shown
from engine.selections.columns import column_rows, done_with
from engine.selections.differences import Difference, differences

SEARCH_ROWS = 20_000  # rows on which cut-offs are searched; what is said of the rule is measured on all
SEARCH_COLUMNS = 8  # the columns that differ most: a rule over others would say less
MAX_CONDITIONS = 3  # more are no longer short
WORTHWHILE = 0.02  # what another condition has to add to the F-measure
TAILS = (0.0, 0.02, 0.05, 0.1, 0.2)  # shares of the selection that a cut-off may leave out on a side


@dataclass(frozen=True)
class SelectionDescription:
    """Who is in a selection.

    Attributes
    ----------
    size : int
    differences : tuple of Difference
        Every column that can be compared, the largest effect first; empty for nobody and for everybody.
    segments : ndarray of int64, shape (k + 1,)
        How many come from each segment; the last number counts those in none.
    rule : Rule or None
        None when no rule says more than that all are selected, or nobody.
    coverage, exclusivity : float
        Share of the selection for which the rule holds, and share selected of those for whom it holds.
    """

    size: int
    differences: tuple[Difference, ...]
    segments: NDArray[np.int64]
    rule: Rule | None
    coverage: float
    exclusivity: float


def describe_selection(
    dataset: Dataset, selected: NDArray[np.bool_], labels: NDArray[np.int32], k: int
) -> SelectionDescription:
    """Describe some rows of the table.

    Parameters
    ----------
    dataset : Dataset
    selected : ndarray of bool, shape (n_rows,)
    labels : ndarray of int32, shape (n_rows,)
        Segments from 0, -1 for customers in none.
    k : int

    Raises
    ------
    EngineError
        If the lengths do not belong to the table.
    """
    if len(selected) != dataset.n_rows or len(labels) != dataset.n_rows:
        raise EngineError(
            f"The selection is over {len(selected):,} rows, the table has {dataset.n_rows:,}.",
            "Select among the rows of this table.",
        )
    size = int(np.count_nonzero(selected))
    own = labels[selected]
    own[own < 0] = k
    segments = np.bincount(own, minlength=k + 1).astype(np.int64)
    if size in (0, len(selected)):
        return SelectionDescription(size, (), segments, None, 0.0, 0.0)
    found = differences(dataset, selected, ~selected)
    rule = _rule(dataset, selected, found)
    holds = rule.mask(dataset.frame) if rule is not None else selected
    for condition in () if rule is None else rule.conditions:
        done_with(dataset, condition.column)
    if rule is None:
        return SelectionDescription(size, found, segments, None, 0.0, 0.0)
    both = int((holds & selected).sum())
    return SelectionDescription(
        size, found, segments, rule, float(both / size), float(both / max(int(holds.sum()), 1))
    )


def _rule(dataset: Dataset, selected: NDArray[np.bool_], ranked: Sequence[Difference]) -> Rule | None:
    """Conditions added one by one, the best first, by the F-measure of coverage and exclusivity."""
    rows = _search_rows(selected)
    members, weights = selected[rows], np.ones(len(rows))
    for value in (True, False):  # as many of either as the whole table has
        weights[members == value] = int((selected == value).sum()) / max(int((members == value).sum()), 1)
    candidates = [option for each in ranked[:SEARCH_COLUMNS] for option in _options(dataset, each, rows, members)]
    chosen: list[Condition] = []
    holds, best = np.ones(len(rows), dtype=bool), _f_measure(np.ones(len(rows), dtype=bool), members, weights)
    while candidates and len(chosen) < MAX_CONDITIONS:
        scores = [_f_measure(holds & mask, members, weights) for _, mask in candidates]
        top = int(np.argmax(scores))
        if scores[top] < best + WORTHWHILE:
            break
        best, condition = scores[top], candidates[top][0]
        holds = holds & candidates[top][1]
        chosen.append(condition)
        candidates = [option for option in candidates if option[0].column != condition.column]
    if not chosen:
        return None
    return Rule(tuple(chosen), " and ".join(_condition_words(dataset, condition) for condition in chosen))


def _search_rows(selected: NDArray[np.bool_]) -> NDArray[np.int64]:
    rng, parts = np.random.default_rng(0), []
    for value in (True, False):
        rows = np.flatnonzero(selected == value)
        if len(rows) > SEARCH_ROWS // 2:
            rows = np.sort(rng.choice(rows, SEARCH_ROWS // 2, replace=False))
        parts.append(rows)
    return np.concatenate(parts)


def _options(
    dataset: Dataset, difference: Difference, rows: NDArray[np.int64], members: NDArray[np.bool_]
) -> list[tuple[Condition, NDArray[np.bool_]]]:
    column, values = dataset.columns[difference.column], column_rows(dataset, difference.column, rows)
    if column.kind is not Kind.NUMBER:
        answers = [as_plain(answer) for answer in values[members].value_counts().index[:3]]
        options = [Condition(column.name, "==", answer) for answer in answers]
        return [(option, rule_mask((option,), values.to_frame())) for option in options]
    numbers = numbers_of(values)
    own = numbers[members & ~np.isnan(numbers)]
    if not len(own):
        return []
    lows = np.unique(np.quantile(own, TAILS, method="lower"))
    highs = np.unique(np.quantile(own, [1 - tail for tail in TAILS], method="higher"))
    # Rounded so that nobody who was inside falls out: people apply and remember these numbers.
    conditions = [Condition(column.name, ">=", _round(low, down=True)) for low in lows]
    conditions += [Condition(column.name, "<=", _round(high, down=False)) for high in highs]
    conditions += [
        Condition(column.name, "between", (_round(low, down=True), _round(high, down=False)))
        for low in lows
        for high in highs
        if low <= high
    ]
    return [(condition, condition_holds(condition, numbers)) for condition in conditions]


def _round(value: float, *, down: bool) -> float:
    near = rounded_to(float(value), 4)
    return near if (near <= value if down else near >= value) else float(value)


def _f_measure(holds: NDArray[np.bool_], members: NDArray[np.bool_], weights: NDArray[np.float64]) -> float:
    both = float(weights[holds & members].sum())
    if both == 0.0:
        return 0.0
    coverage, exclusivity = both / float(weights[members].sum()), both / float(weights[holds].sum())
    return 2 * coverage * exclusivity / (coverage + exclusivity)


def _condition_words(dataset: Dataset, condition: Condition) -> str:
    column = dataset.columns[condition.column]
    label = load_lexicon().label(column.name)

    def said(value: Any) -> str:
        return write_number(float(value), column.unit, exact=True)

    if condition.operator == "==":
        return f"{label} is {shown(str(condition.value))}"
    if condition.operator == "between":
        return f"{label} from {said(condition.value[0])} to {said(condition.value[1])}"
    return f"{label} at {'least' if condition.operator == '>=' else 'most'} {said(condition.value)}"
