"""How much the segments differ in each column, as effect sizes: p-values of columns that made them mean nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Kind
from engine.profiles.columns import NumberColumn
from engine.profiles.context import ProfileContext
from engine.profiles.numbers import as_plain
from engine.profiles.result import FeatureSummary
from engine.profiles.statistics import AnswerGroups, NumberGroups, SegmentStatistics


def effect_sizes(context: ProfileContext, statistics: SegmentStatistics) -> dict[str, float]:
    """Eta squared of every number, Cramér's V of every answer, largest first.

    Both run from 0 (the segments are alike) to 1 (the segment tells the value). Eta squared is the share of a
    column's variance that lies between the segments (Pearson 1911); V is the square root of chi squared over its
    largest possible value (Cramér 1946). Customers without a value or a segment take no part.
    """
    sizes = {}
    for column in context.columns:
        if not column.listed:
            continue
        if isinstance(column, NumberColumn):
            sizes[column.name] = _eta_squared(statistics.numbers[column.name], statistics)
        else:
            sizes[column.name] = cramers_v(statistics.answers[column.name].counts)
    return dict(sorted(sizes.items(), key=lambda pair: -pair[1]))


def feature_summaries(context: ProfileContext, statistics: SegmentStatistics) -> list[tuple[FeatureSummary, ...]]:
    """Every listed column within every segment, the most distinctive first."""
    listed = [column for column in context.columns if column.listed]
    tables = []
    for label in range(statistics.k):
        size = int(statistics.sizes[label])
        summaries = [
            _number_summary(statistics.numbers[column.name], label, size)
            if isinstance(column, NumberColumn)
            else _answer_summary(statistics.answers[column.name], label, size, len(statistics.labels))
            for column in listed
        ]
        tables.append(tuple(sorted(summaries, key=lambda summary: -abs(summary.effect))))
    return tables


def _eta_squared(groups: NumberGroups, statistics: SegmentStatistics) -> float:
    known = int(groups.counts.sum())
    if known < 2:
        return 0.0
    values = groups.column.values
    if known < len(groups.column.order):  # some customers with a value are in no segment
        values = np.where(statistics.labels < 0, np.nan, values)
    mean = float(np.nanmean(values))
    total = float(np.nansum((values - mean) ** 2))
    between = float(np.nansum(groups.counts * (groups.means - mean) ** 2))
    return min(between / total, 1.0) if total > 0 else 0.0


def cramers_v(counts: NDArray[np.int64]) -> float:
    """Cramér's V of a table of counts, segments by answers; 0 where nothing can differ."""
    table = counts[:, counts.sum(axis=0) > 0].astype(float)
    table = table[table.sum(axis=1) > 0]
    if min(table.shape, default=0) < 2:
        return 0.0
    n = table.sum()
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    chi_squared = float(((table - expected) ** 2 / expected).sum())
    return float(np.sqrt(chi_squared / (n * (min(table.shape) - 1))))


def _number_summary(groups: NumberGroups, label: int, size: int) -> FeatureSummary:
    column = groups.column
    known = int(groups.counts[label])
    dates = column.kind is Kind.DATE  # days since 1970 would be read as numbers: dates are told by quartiles in words
    mean = float(groups.means[label]) if known else None
    effect = (mean - column.mean) / column.std if mean is not None and column.varies and column.std > 0 else 0.0
    return FeatureSummary(
        column=column.name,
        kind=column.kind,
        meaning=column.meaning,
        unit="days since 1970" if dates else column.unit,
        is_feature=column.is_feature,
        median=float(groups.medians[label]) if known else None,
        mean=mean,
        overall_median=column.median if len(column.order) else None,
        overall_mean=column.mean if len(column.order) else None,
        quartiles=(float(groups.at(0.25)[label]), float(groups.at(0.75)[label])) if known else None,
        top_level=None,
        top_share=None,
        overall_share=None,
        effect=effect,
        n_missing=size - known,
    )


def _answer_summary(groups: AnswerGroups, label: int, size: int, n_rows: int) -> FeatureSummary:
    column = groups.column
    counts = groups.counts[label]
    known = int(counts.sum())
    level, share, everyone = None, None, None
    if known:
        differences = counts / size - column.counts / n_rows
        top = int(np.argmax(differences))
        level, share, everyone = column.levels[top], float(counts[top] / size), float(column.counts[top] / n_rows)
    return FeatureSummary(
        column=column.name,
        kind=column.kind,
        meaning=column.meaning,
        unit=column.unit,
        is_feature=column.is_feature,
        median=None,
        mean=None,
        overall_median=None,
        overall_mean=None,
        quartiles=None,
        top_level=None if level is None else str(as_plain(level)),
        top_share=share,
        overall_share=everyone,
        effect=share - everyone if share is not None and everyone is not None else 0.0,
        n_missing=size - known,
    )
