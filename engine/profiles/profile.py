"""Profiles: what each segment is, in words that can be checked against the table."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Dataset
from engine.errors import EngineError
from engine.preparation.matrix import PreparedMatrix
from engine.profiles.actions import Advisor
from engine.profiles.columns import AnswerColumn
from engine.profiles.context import ProfileContext, profile_context
from engine.profiles.contradictions import untrue_phrases
from engine.profiles.effects import effect_sizes, feature_summaries
from engine.profiles.facts import condition_of, facts_of, portrait, rule_of
from engine.profiles.lexicon import load_lexicon
from engine.profiles.naming import Named, name_segments
from engine.profiles.result import SegmentProfile, SegmentProfiles
from engine.profiles.rules import condition_holds
from engine.profiles.statistics import SegmentStatistics, segment_statistics
from engine.profiles.words import WordBook
from engine.segmentation import Segmentation

_TYPICAL = 3


def profile_segments(
    dataset: Dataset,
    matrix: PreparedMatrix | NDArray[Any],
    segmentation: Segmentation,
    *,
    context: ProfileContext | None = None,
    language: str = "en",
) -> SegmentProfiles:
    """Name and describe every segment.

    Parameters
    ----------
    dataset : Dataset
        The table; all numbers in the result are in its units.
    matrix : PreparedMatrix or ndarray
        What was segmented. An array must have one row per row of the dataset.
    segmentation : Segmentation
    context : ProfileContext, optional
        From `profile_context(dataset, matrix)`: pass it when profiling several numbers of segments.
    language : str
        A language of the lexicon ``engine/lexicon/names.toml``.

    Returns
    -------
    SegmentProfiles
        In label order. Medians, levels, coverage, exclusivity and lift are measured on all rows of the table;
        customers set aside count as being in no segment. Only the search for cut-offs uses a sample, beyond
        `engine.limits.NAME_SEARCH_ROWS` rows.

    Raises
    ------
    EngineError
        If matrix, segmentation and dataset do not belong together.
    """
    context = context or profile_context(dataset, matrix)
    labels = _row_labels(context, segmentation)
    statistics = segment_statistics(context, labels, np.asarray(segmentation.sizes))
    book = WordBook(load_lexicon(language), context)
    named = name_segments(statistics, context, book)
    summaries = feature_summaries(context, statistics)
    typical = _typical_rows(context, segmentation)
    spending = _spending_shares(context, statistics)
    advisor = Advisor(statistics, context, book)
    profiles = []
    for label, name in enumerate(named):
        facts = facts_of(name, label, statistics, book)
        size = int(statistics.sizes[label])
        share = size / max(len(segmentation.labels), 1)
        coverage, exclusivity, lift = _measure(name, statistics.labels == label)
        profiles.append(
            SegmentProfile(
                label=label,
                name=name.name,
                summary=portrait(facts, size, share, spending[label]),
                size=size,
                share=share,
                features=summaries[label],
                facts=facts,
                rule=rule_of(name, book),
                coverage=coverage,
                exclusivity=exclusivity,
                lift=lift,
                actions=advisor.actions(label),
                spending_share=spending[label],
                typical_rows=typical[label],
                untrue=untrue_phrases(label, statistics, book),
            )
        )
    return SegmentProfiles(tuple(profiles), effect_sizes(context, statistics))


def _row_labels(context: ProfileContext, segmentation: Segmentation) -> NDArray[np.int32]:
    """The segment of every row of the table, -1 for customers set aside."""
    if len(segmentation.labels) != len(context.row_index):
        raise EngineError(
            f"The segmentation has {len(segmentation.labels):,} customers, the matrix {len(context.row_index):,}.",
            "Profile a segmentation with the matrix that it was fitted on.",
        )
    if len(context.row_index) and int(context.row_index.max()) >= context.n_rows:
        raise EngineError(
            f"The matrix refers to row {int(context.row_index.max()) + 1:,} of a table with {context.n_rows:,} rows.",
            "Profile a matrix with the dataset that it was prepared from.",
        )
    labels = np.full(context.n_rows, -1, dtype=np.int32)
    labels[context.row_index] = segmentation.labels
    return labels


def _measure(named: Named, members: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Coverage, exclusivity and lift of a name's rule, over all rows of the table."""
    holds = np.ones(len(members), dtype=bool)
    for item, value in zip(named.items, named.values, strict=True):
        if isinstance(item.column, AnswerColumn):
            holds &= item.column.codes == item.answer
        else:
            holds &= condition_holds(condition_of(item, value), item.column.values)
    both, held, size = (int(np.count_nonzero(mask)) for mask in (holds & members, holds, members))
    coverage = both / size if size else 0.0
    exclusivity = both / held if held else 0.0
    return coverage, exclusivity, exclusivity * len(members) / size if size else 0.0


def _typical_rows(context: ProfileContext, segmentation: Segmentation) -> list[tuple[int, ...]]:
    """The customers nearest to their segment's centre, in every segment."""
    labels, distances = np.asarray(segmentation.labels), np.asarray(segmentation.distances)
    typical = []
    for label in range(segmentation.k):
        rows = np.flatnonzero(labels == label)
        if len(rows) > _TYPICAL:
            nearest = np.argpartition(distances[rows], _TYPICAL)[:_TYPICAL]
            rows = rows[nearest]
        rows = rows[np.lexsort((rows, distances[rows]))]
        typical.append(tuple(int(row) for row in context.row_index[rows]))
    return typical


def _spending_shares(context: ProfileContext, statistics: SegmentStatistics) -> list[float | None]:
    """Each segment's share of the spending of all customers in segments."""
    spending = context.spending
    inside = statistics.labels >= 0
    if spending is None or (total := float(spending[inside].sum())) <= 0 or bool((spending < 0).any()):
        return [None] * statistics.k
    sums = np.bincount(statistics.labels[inside], weights=spending[inside], minlength=statistics.k)
    return [float(part) / total for part in sums]
