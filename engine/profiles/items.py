"""The true words of one segment: for every column the word that its level licenses, and where it can be cut."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Meaning
from engine.limits import HIGH_PERCENTILE, LOW_PERCENTILE, MOSTLY_LIFT, MOSTLY_SHARE, VERY_PERCENTILE
from engine.profiles.columns import AnyColumn, NumberColumn
from engine.profiles.cutoffs import Options, SearchRows, at_least, at_most, between, equals
from engine.profiles.numbers import rounded_to
from engine.profiles.result import Level
from engine.profiles.statistics import TAIL, AnswerGroups, NumberGroups, SegmentStatistics
from engine.profiles.words import Phrase, WordBook


@dataclass(frozen=True, eq=False)
class Item:
    """One word that is true of a segment.

    Attributes
    ----------
    column : NumberColumn or AnswerColumn
    level : Level
    phrase : Phrase
    operator : str
        Of the condition that goes with the word.
    lows, highs : ndarray of float64
        Cut-offs that may be used, ascending: lows for ``>=``, highs for ``<=``, both for ``between``.
    answer : int
        For ``==``, the position of the answer among the column's levels.
    stronger : Phrase or None
        What it may be called instead when the segment is in the outermost tenth.
    """

    column: AnyColumn
    level: Level
    phrase: Phrase
    operator: str
    lows: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    highs: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    answer: int = -1
    stronger: Phrase | None = None

    def options(self, search: SearchRows) -> Options:
        """The ways in which the word's condition can be cut, coded for the searched rows."""
        if not isinstance(self.column, NumberColumn):
            return equals(search.take_codes(self.column.codes), self.answer, self.column.levels[self.answer])
        values = search.take(self.column.values)
        if self.operator == ">=":
            return at_least(values, self.lows)
        if self.operator == "<=":
            return at_most(values, self.highs)
        return between(values, self.lows, self.highs)


def level_of(percentile: float) -> Level:
    """The level of a mid-rank percentile."""
    if percentile >= HIGH_PERCENTILE:
        return Level.HIGH
    return Level.LOW if percentile <= LOW_PERCENTILE else Level.MODERATE


def true_items(label: int, statistics: SegmentStatistics, book: WordBook) -> list[Item]:
    """All words that are true of a segment, in the order of the columns."""
    size = int(statistics.sizes[label])
    items: list[Item | None] = []
    for groups in statistics.numbers.values():
        column = groups.column
        # A median says little about a segment when it is known for less than half of it.
        if column.nameable and column.varies and 2 * groups.counts[label] >= size:
            items.append(_number_item(groups, label, book))
            if column.meaning is Meaning.FAMILY and column.sorted[0] == 0:
                items.append(_count_item(column, statistics.labels == label, book))
    items.extend(
        _answer_item(answers, label, size, len(statistics.labels), book)
        for answers in statistics.answers.values()
        if answers.column.nameable and answers.column.varies
    )
    return [item for item in items if item is not None]


def is_average(label: int, statistics: SegmentStatistics) -> bool:
    """Whether the segment is average everywhere: every feature at a moderate level, and no answer stands out."""
    levels = [
        level_of(float(groups.percentiles[label]))
        for groups in statistics.numbers.values()
        if groups.column.is_feature and groups.column.varies and groups.counts[label]
    ]
    return bool(levels) and all(level is Level.MODERATE for level in levels) and not _stands_out(label, statistics)


def _stands_out(label: int, statistics: SegmentStatistics) -> bool:
    size, n_rows = int(statistics.sizes[label]), len(statistics.labels)
    return any(
        _main_answer(groups, label, size, n_rows) is not None
        for groups in statistics.answers.values()
        if groups.column.is_feature and groups.column.varies
    )


def _number_item(groups: NumberGroups, label: int, book: WordBook) -> Item | None:
    column = groups.column
    level = level_of(float(groups.percentiles[label]))
    median = float(groups.medians[label])
    phrase = book.level(column, level)
    outermost = abs(float(groups.percentiles[label]) - 0.5) >= VERY_PERCENTILE - 0.5
    stronger = book.very(column, level) if outermost else None
    # From everybody in the segment to half of it, and never on the wrong side of the table's median.
    lower = np.array([groups.at(q)[label] for q in TAIL])
    upper = np.array([groups.at(q)[label] for q in (1 - q for q in TAIL[:-1])] + [median])
    if level is Level.HIGH:
        return Item(
            column, level, phrase, ">=", lows=np.unique(np.clip(lower, column.median, median)), stronger=stronger
        )
    if level is Level.LOW:
        return Item(
            column, level, phrase, "<=", highs=np.unique(np.clip(upper, median, column.median)), stronger=stronger
        )
    inner, outer = sorted((column.median, median))
    least, most = column.middle
    if least > inner or most < outer:
        return None  # the segment's usual value is among the lowest or the highest: nobody would call that moderate
    lows = np.unique(np.clip(lower, least, inner))
    highs = np.unique(np.clip(upper, outer, most))
    return Item(column, level, phrase, "between", lows=lows, highs=highs)


def _count_item(column: NumberColumn, members: NDArray[np.bool_], book: WordBook) -> Item | None:
    """ "Mostly families": two thirds have at least one child, clearly more than everyone; or none."""
    for present, holds in ((True, column.values >= 1), (False, column.values <= 0)):
        share, everyone = float(holds[members].mean()), float(holds.mean())
        phrase = book.count(column, present)
        if phrase is not None and share >= MOSTLY_SHARE and share >= MOSTLY_LIFT * everyone:
            if present:
                return Item(column, Level.MOSTLY, phrase, ">=", lows=np.array([1.0]))
            return Item(column, Level.MOSTLY, phrase, "<=", highs=np.array([0.0]))
    return None


def _answer_item(groups: AnswerGroups, label: int, size: int, n_rows: int, book: WordBook) -> Item | None:
    answer = _main_answer(groups, label, size, n_rows)
    if answer is None:
        return None
    phrase = book.answer(groups.column, groups.column.levels[answer])
    return Item(groups.column, Level.MOSTLY, phrase, "==", answer=answer)


def _main_answer(groups: AnswerGroups, label: int, size: int, n_rows: int) -> int | None:
    """The answer that two thirds of the segment give, clearly more than everyone."""
    counts = groups.counts[label]
    answer = int(np.argmax(counts))
    share, everyone = counts[answer] / size, groups.column.counts[answer] / n_rows
    return answer if share >= MOSTLY_SHARE and share >= MOSTLY_LIFT * everyone else None


def rounded_item(item: Item, value: Any, groups: NumberGroups, label: int) -> Item:
    """The same word with the human cut-offs near the one that was found.

    Two significant digits, more only where two do not fit between the table's median and the segment's.
    """
    if item.operator == "==" or item.level is Level.MOSTLY:
        return item
    column = groups.column
    inner, outer = sorted((column.median, float(groups.medians[label])))
    if item.operator == ">=":
        return replace(item, lows=_human(column, _near(item.lows, value), inner, outer))
    if item.operator == "<=":
        return replace(item, highs=_human(column, _near(item.highs, value), inner, outer))
    low, high = value
    least, most = column.middle
    return replace(
        item,
        lows=_human(column, _near(item.lows, low), least, inner),
        highs=_human(column, _near(item.highs, high), outer, most),
    )


def _near(cuts: NDArray[np.float64], value: float, reach: int = 2) -> NDArray[np.float64]:
    """A cut-off and its neighbours."""
    at = int(np.argmin(np.abs(cuts - value)))
    return cuts[max(0, at - reach) : at + reach + 1]


def _human(column: NumberColumn, cuts: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """The cut-offs rounded down and up to two digits (more if need be), within bounds; unrounded if nothing fits.

    Among whole numbers a cut-off is whole: "at least 7.9" holds for the same customers as "at least 8".
    """
    if column.whole:
        cuts = np.concatenate([np.floor(cuts), np.ceil(cuts)])
    for digits in range(2, 10):
        found = {rounded for cut in cuts for rounded in _both_ways(float(cut), digits) if low <= rounded <= high}
        if column.whole:
            found = {rounded for rounded in found if rounded == math.floor(rounded)}
        if found:
            return np.array(sorted(found))
    return np.unique(np.clip(cuts, low, high))


def _both_ways(value: float, digits: int) -> tuple[float, float]:
    if value == 0:
        return (0.0, 0.0)
    step = 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)
    return rounded_to(math.floor(value / step) * step, digits), rounded_to(math.ceil(value / step) * step, digits)
