"""Every column in every segment with its uncertainty: what charts, tables and tests of the profiles are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Dataset, Kind, Meaning
from engine.preparation.matrix import PreparedMatrix
from engine.profiles.chance import chance_effects
from engine.profiles.columns import AnswerColumn, AnyColumn, NumberColumn
from engine.profiles.context import profile_context
from engine.profiles.intervals import Interval, mean_interval, median_interval, wilson_interval
from engine.profiles.result import SegmentProfiles
from engine.profiles.significance import difference_tests
from engine.segmentation import Segmentation

# Answers shown one by one; the rarer ones are told together.
MAX_ANSWERS = 8
OTHER = "other answers"


@dataclass(frozen=True)
class NumberSpread:
    """A column of numbers (dates: days since 1970) within one group; None where nobody's value is known."""

    n: int
    mean: float | None = None
    mean_interval: Interval | None = None
    median: float | None = None
    median_interval: Interval | None = None
    quartiles: Interval | None = None
    tails: Interval | None = None  # the 5th and the 95th percentile


@dataclass(frozen=True)
class AnswerShare:
    """How often one answer was given within a group, with its interval."""

    answer: str
    share: float
    interval: Interval


Group = NumberSpread | tuple[AnswerShare, ...]


@dataclass(frozen=True)
class ColumnDetail:
    """One column across the segments.

    Attributes
    ----------
    effect : float
        Eta squared of a number, Cramér's V of an answer, over all segments.
    chance : float or None
        How large that gets on data without groups; None for columns that did not make the segments.
    p_value : float or None
        Of a test that the segments are alike, adjusted for the number of columns tested (Benjamini & Hochberg
        1995); only for columns that did not make the segments.
    segments : tuple, one per segment
    everyone : of the same type
        A spread for numbers, a tuple of shares for answers. The last may stand for all rarer answers together.
    """

    name: str
    kind: Kind
    meaning: Meaning | None
    unit: str
    is_feature: bool
    effect: float
    chance: float | None
    p_value: float | None
    segments: tuple[Group, ...]
    everyone: Group

    @property
    def numeric(self) -> bool:
        return isinstance(self.everyone, NumberSpread)

    @property
    def measure(self) -> str:
        return "eta squared" if self.numeric else "Cramér's V"


def column_details(
    dataset: Dataset, matrix: PreparedMatrix, segmentation: Segmentation, profiles: SegmentProfiles
) -> tuple[ColumnDetail, ...]:
    """Describe every listed column, the one that separates the segments most first.

    Parameters
    ----------
    dataset, matrix, segmentation, profiles
        What belongs together. "Everyone" means all customers of the table, those set aside included.

    Returns
    -------
    tuple of ColumnDetail
    """
    context = profile_context(dataset, matrix)
    labels = np.full(context.n_rows, -1, dtype=np.int32)
    labels[context.row_index] = segmentation.labels
    k = segmentation.k
    listed = [column for column in context.columns if column.listed]
    chance = chance_effects(context, matrix, k)
    tests = difference_tests([column for column in listed if not column.is_feature], labels, k)
    details = [
        ColumnDetail(
            name=column.name,
            kind=column.kind,
            meaning=column.meaning,
            unit=column.unit,
            is_feature=column.is_feature,
            effect=profiles.effect_sizes.get(column.name, 0.0),
            chance=chance.get(column.name) if column.is_feature else None,
            p_value=tests.get(column.name),
            segments=_groups(column, labels, k),
            everyone=_spread(column.sorted) if isinstance(column, NumberColumn) else _shares(column, column.counts),
        )
        for column in listed
    ]
    return tuple(sorted(details, key=lambda detail: -detail.effect))


def _groups(column: AnyColumn, labels: NDArray[np.int32], k: int) -> tuple[Group, ...]:
    if isinstance(column, NumberColumn):
        ordered = labels[column.order]
        return tuple(_spread(column.sorted[ordered == label]) for label in range(k))
    known = column.codes >= 0
    return tuple(
        _shares(column, np.bincount(column.codes[known & (labels == label)], minlength=len(column.levels)))
        for label in range(k)
    )


def _spread(ordered: NDArray[np.float64]) -> NumberSpread:
    n = len(ordered)
    if not n:
        return NumberSpread(0)
    mean = float(ordered.mean())
    low, lower, median, upper, high = (float(value) for value in np.quantile(ordered, (0.05, 0.25, 0.5, 0.75, 0.95)))
    deviation = float(ordered.std(ddof=1)) if n > 1 else 0.0
    return NumberSpread(
        n, mean, mean_interval(mean, deviation, n), median, median_interval(ordered), (lower, upper), (low, high)
    )


def _shares(column: AnswerColumn, counts: NDArray[np.int64]) -> tuple[AnswerShare, ...]:
    """Shares of all who answered, the table's most frequent answers first, the same ones in every group."""
    order = np.argsort(-column.counts, kind="stable").tolist()
    # One answer too many is shown rather than called "other".
    shown = order if len(order) <= MAX_ANSWERS + 1 else order[:MAX_ANSWERS]
    n = int(counts.sum())
    told = [(str(column.levels[level]), int(counts[level])) for level in shown]
    if len(shown) < len(order):
        told.append((OTHER, n - sum(count for _, count in told)))
    return tuple(AnswerShare(answer, count / max(n, 1), wilson_interval(count, n)) for answer, count in told)
