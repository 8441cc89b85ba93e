"""Learning features from a category: which levels are frequent enough, what the rest becomes, how much it counts."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from engine.dataset import Column
from engine.errors import EngineError
from engine.limits import MAX_ANSWER_DISTANCE, MAX_LEVELS, MIN_LEVEL_SHARE, MISSING_LEVEL_SHARE
from engine.preparation.matrix import Step
from engine.preparation.number_steps import CHOSEN, left_out, weighted
from engine.preparation.ordered_words import known_order
from engine.preparation.plan import LevelsPlan
from engine.preparation.spec import ColumnSpec, Encoding, Imputation, Scaling
from engine.preparation.values import as_text, is_code, read_numbers
from engine.preparation.wording import customers, listed, share


def order_of(series: pd.Series, column: Column, spec: ColumnSpec) -> tuple[tuple[str, ...], str] | None:
    """The words of a category from lowest to highest and why they stand in that order; None when it is not ordered.

    Raises
    ------
    EngineError
        If an order was given that has none of the levels, or one of them twice.
    """
    if is_code(series) or spec.encoding is Encoding.ONE_HOT:
        return None
    levels = [str(level) for level in as_text(series).dropna().unique()]
    if spec.order is not None:
        order = tuple(str(level) for level in spec.order)
        if len(set(order)) < len(order) or not set(order) & set(levels):
            raise EngineError(
                f"Column {column.name!r}: the order {listed(order)} does not fit {listed(sorted(levels))}.",
                "Name each answer once, lowest first.",
            )
        return order, "The order was chosen."
    known = known_order(levels)
    if known is not None:
        return known, "These answers have an order that is generally known."
    if spec.encoding is Encoding.ORDINAL:
        return tuple(sorted(levels, key=_natural)), "No order is known for these answers, so the alphabet decides."
    return None


def _natural(text: str) -> tuple[Any, ...]:
    """Sorts "item 9" before "item 10"."""
    return tuple(
        (0, float(part), "") if part.isdigit() else (1, 0.0, part) for part in re.split(r"(\d+)", text.lower())
    ), text


def fit_levels(series: pd.Series, column: Column, spec: ColumnSpec) -> tuple[LevelsPlan | None, tuple[Step, ...]]:
    """Learn the 0/1 features of a category from the customers who take part.

    Returns
    -------
    plan : LevelsPlan or None
        None when no two levels are frequent enough to tell customers apart.
    steps : tuple of Step
    """
    n = len(series)
    unknown = _unknown(series, spec)
    counts = _counts(series, unknown)
    n_missing = n - int(counts.sum())
    if counts.empty:
        return None, (left_out(column, "no values are left"),)
    fill, steps = _fill(column, spec, counts, n_missing, n)
    if n_missing:
        counts = counts.add(pd.Series({fill: n_missing}), fill_value=0).astype(np.int64)
    counts = counts.sort_index()
    min_count = _min_count(counts, n)
    frequent = tuple(counts.index[counts >= min_count].tolist())
    rare = tuple(counts.index[counts < min_count].tolist())
    if len(frequent) + bool(rare) < 2 or not frequent:
        why = (
            "everybody has the same answer"
            if frequent
            else f"no answer is shared by {share(MIN_LEVEL_SHARE)} of the customers"
        )
        return None, (*steps, left_out(column, why))
    names = _names(column.name, frequent, rare)
    shares = [float(counts[level]) / n for level in frequent]
    if rare:
        grouped = int(counts[list(rare)].sum())
        shares.append(grouped / n)
        answers = f"{len(rare):,} answer{'' if len(rare) == 1 else 's'} with fewer than {customers(min_count)}"
        detail = f'{answers} ({listed([_text(level) for level in rare], 5)}) form the group "other".'
        steps.append(Step(column.name, "encode", f"{column.name}: {detail}", "Hardly anybody gave them.", grouped))
    weight, why = _weight(shares, spec)
    detail = f"{column.name} became {len(names)} features of 0 and 1, one per answer, times {weight:.3g}."
    steps.append(Step(column.name, "encode", detail, why))
    if spec.weight not in (None, 1.0):
        steps.append(weighted(column, spec))
    weight *= 1.0 if spec.weight is None else spec.weight
    return LevelsPlan(column.name, names, frequent, rare, fill, min_count, tuple(shares), weight, unknown), tuple(
        steps
    )


def _unknown(series: pd.Series, spec: ColumnSpec) -> tuple[float, ...]:
    """Codes that stand for a missing answer."""
    if not is_code(series):
        return ()
    infinite = bool(np.isinf(read_numbers(series)).any())
    return (*map(float, spec.missing_values), *((np.inf, -np.inf) if infinite else ()))


def _counts(series: pd.Series, unknown: tuple[float, ...]) -> pd.Series:
    """Customers per level; codes that look like numbers stay numbers."""
    cells = pd.Series(read_numbers(series, unknown=unknown)) if is_code(series) else as_text(series)
    return cells.value_counts()


def _fill(column: Column, spec: ColumnSpec, counts: pd.Series, n_missing: int, n: int) -> tuple[Any, list[Step]]:
    """The level that missing answers count as, and what was done about those there are."""
    is_text = isinstance(counts.index[0], str)
    usual = min(counts.index[counts == counts.max()])
    own_level = spec.imputation is Imputation.INDICATOR or (
        spec.imputation is None and n_missing >= MISSING_LEVEL_SHARE * n
    )
    if spec.imputation is Imputation.CONSTANT and spec.fill_value is not None:
        fill, why = (str(spec.fill_value) if is_text else _code(column, spec.fill_value)), CHOSEN
    elif n_missing and own_level:
        fill, why = _unused(counts, is_text), "That somebody gave no answer may itself say something."
    else:
        fill, why = usual, CHOSEN if spec.imputation else "So few are missing that the usual answer serves."
    if not n_missing:
        return fill, []
    shown = "an answer of their own" if own_level else _text(fill)
    detail = f"{column.name} is missing for {customers(n_missing)}; they count as {shown}."
    return fill, [Step(column.name, "impute", detail, why, n_missing)]


def _unused(counts: pd.Series, is_text: bool) -> Any:
    if not is_text:
        return float(counts.index.min()) - 1.0
    name = "missing"
    while name in counts.index:
        name = f"({name})"
    return name


def _code(column: Column, value: float | str) -> float:
    try:
        return float(value)
    except ValueError:
        raise EngineError(
            f"Column {column.name!r} holds codes; missing ones cannot be filled with {value!r}.", "Use a number."
        ) from None


def _min_count(counts: pd.Series, n: int) -> int:
    """Customers a level needs: the share in `limits`, and more where that would leave too many levels."""
    least = max(2, math.ceil(MIN_LEVEL_SHARE * n))
    ordered = np.sort(counts.to_numpy())[::-1]
    if (ordered >= least).sum() > MAX_LEVELS:
        least = int(ordered[MAX_LEVELS - 1]) + 1  # the last place is for "other"
    return least


def _names(column: str, frequent: Sequence[Any], rare: Sequence[Any]) -> tuple[str, ...]:
    words = [_text(level) for level in frequent]
    if rare:
        words.append("other" if "other" not in words else "any other")
    return tuple(f"{column} = {word}" for word in words)


def _text(level: Any) -> str:
    return level if isinstance(level, str) else f"{level:g}"


def _weight(shares: Sequence[float], spec: ColumnSpec) -> tuple[float, str]:
    """How much the 0/1 features count, so that a category has the variance of one number, not of one per level.

    The features' variances p(1-p) sum to 1 - Σp² (the Gini-Simpson index), so dividing by its root gives the whole
    category variance 1, and two standardised customers with different answers the same typical distance, √2, as in
    a number.
    """
    if spec.scaling is Scaling.NONE:
        return 1.0, "Chosen: 0 and 1 as they are."
    if spec.scaling is Scaling.MIN_MAX:
        return math.sqrt(0.5), "Two different answers are then as far apart as the two ends of a number, 1."
    weight = 1 / math.sqrt(1 - sum(part * part for part in shares))
    largest = MAX_ANSWER_DISTANCE / math.sqrt(2)
    if spec.scaling is None and weight > largest:
        return largest, "Most customers give the same answer; rare ones are not to decide the segments alone."
    return weight, "The category as a whole then counts as much as one standardised number."
