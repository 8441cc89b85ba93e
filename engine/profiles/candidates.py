"""The names a segment could have, best first: two true words, or three, or two composites of two; and how
well their rule separates it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from engine.limits import NAME_WORDS, REDUNDANT_CORRELATION, WORD_GAIN
from engine.profiles.columns import NumberColumn
from engine.profiles.context import ProfileContext
from engine.profiles.cutoffs import Options, SearchRows, best_separation
from engine.profiles.items import Item
from engine.profiles.vocabulary import Composite, Lexicon
from engine.profiles.words import Phrase

# How many of the best pairs are tried with a third word.
_PAIRS_EXTENDED = 5
# A word whose meaning nobody knows must separate better to be preferred to one that a person understands.
_UNKNOWN_COST = 0.03
# And what people ask about first is preferred to a detail that separates no better.
_DETAIL_COST = 0.01
# "Very" is for telling two segments apart, not for boasting.
_VERY_COST = 0.02
# Between names that separate equally well the shorter one wins.
_LETTER_COST = 1e-6


@dataclass(frozen=True, eq=False)
class Candidate:
    """One possible name.

    Attributes
    ----------
    name : str
    items : tuple of Item
        In the order of their words.
    values : tuple
        The cut-off that was found for each.
    quality : float
        How well its rule separates the segment: F1, less what coverage and exclusivity lack to their floors.
    score : float
        The quality less what a further or an unknown word costs: what names are chosen by.
    """

    name: str
    items: tuple[Item, ...]
    values: tuple[object, ...]
    quality: float
    score: float


class Redundancy:
    """Which columns say nearly the same, so that a name should not use both."""

    def __init__(self, lexicon: Lexicon, context: ProfileContext) -> None:
        self.lexicon = lexicon
        self._ranks: dict[tuple[str, int], NDArray[np.float64]] = {}
        self._known: dict[frozenset[tuple[str, int]], bool] = {}
        # Agreement of ranks is plain long before every row has been looked at.
        step = max(1, context.n_rows // 5_000)
        self._rows = slice(None, None, step)

    def between(self, one: Item, other: Item) -> bool:
        """Whether a name should not use both; opposites ("high budget but low spending") are news."""
        first, second = one.column, other.column
        if first is second or first.sources & second.sources:
            return True
        if one.phrase.text == other.phrase.text:
            return True
        if frozenset((first.meaning, second.meaning)) in self.lexicon.redundant:
            return one.phrase.valence * other.phrase.valence >= 0
        key = frozenset(((first.name, one.answer), (second.name, other.answer)))
        if key not in self._known:
            self._known[key] = self._agree(one, other)
        return self._known[key]

    def _agree(self, one: Item, other: Item) -> bool:
        first, second = self._scores(one), self._scores(other)
        known = ~(np.isnan(first) | np.isnan(second))
        if np.count_nonzero(known) < 3:
            return False
        first, second = first[known] - first[known].mean(), second[known] - second[known].mean()
        scale = float(np.sqrt((first @ first) * (second @ second)))
        return scale > 0 and abs(float(first @ second)) / scale >= REDUNDANT_CORRELATION

    def _scores(self, item: Item) -> NDArray[np.float64]:
        """Ranks of a number, or who gives the answer in question."""
        column, key = item.column, (item.column.name, item.answer)
        if key not in self._ranks:
            if isinstance(column, NumberColumn):
                values = column.values[self._rows]
                scores = np.where(np.isnan(values), np.nan, np.searchsorted(np.sort(values), values))
            else:
                scores = (column.codes[self._rows] == item.answer).astype(np.float64)
            self._ranks[key] = scores
        return self._ranks[key]


def candidates_of(
    items: list[Item], inside: NDArray[np.int64], search: SearchRows, redundancy: Redundancy
) -> list[Candidate]:
    """All names worth considering for one segment.

    Parameters
    ----------
    items : list of Item
        The words that are true of it.
    inside : ndarray of int64
        Which of the searched rows are in the segment.
    search : SearchRows
    redundancy : Redundancy

    Returns
    -------
    list of Candidate
        Pairs of words, then triples and pairs of composites, then single words.
    """
    combiner = _Combiner(inside, search, redundancy.lexicon)
    singles = [combiner.candidate((item,)) for item in items]
    singles = sorted(singles, key=_by_quality)[:NAME_WORDS]
    best = [single.items[0] for single in singles]
    pairs = [combiner.candidate(pair) for pair in combinations(best, 2) if not redundancy.between(*pair)]
    pairs.sort(key=_by_quality)
    # When two words separate so well that a third cannot gain enough, none is tried.
    extended = pairs[:_PAIRS_EXTENDED] if pairs and pairs[0].quality <= 1 - WORD_GAIN else []
    triples = {
        frozenset(map(id, (*pair.items, item))): (*pair.items, item)
        for pair in extended
        for item in best
        if not any(redundancy.between(item, part) for part in pair.items)
    }
    fours = two_composites(items, redundancy.lexicon)
    plain = [*pairs, *(combiner.candidate(words) for words in (*triples.values(), *fours)), *singles]
    return [*plain, *(stronger for found in plain for stronger in _stronger(found, redundancy.lexicon))]


def _stronger(candidate: Candidate, lexicon: Lexicon) -> list[Candidate]:
    """The same name with one of its words made stronger, where that is true."""
    found = []
    for position, item in enumerate(candidate.items):
        if item.stronger is not None:
            items = list(candidate.items)
            items[position] = replace(item, phrase=item.stronger)
            name = name_of(tuple(items), lexicon)
            found.append(replace(candidate, name=name, items=tuple(items), score=candidate.score - _VERY_COST))
    return found


def _by_quality(candidate: Candidate) -> tuple[float, int, str]:
    return -candidate.quality, len(candidate.name), candidate.name


class _Combiner:
    """Measures combinations of words for one segment; each word's cut-offs are coded once."""

    def __init__(self, inside: NDArray[np.int64], search: SearchRows, lexicon: Lexicon) -> None:
        self._inside = inside
        self._search = search
        self._lexicon = lexicon
        self._options: dict[int, Options] = {}

    def candidate(self, items: tuple[Item, ...]) -> Candidate:
        items = tuple(sorted(items, key=lambda item: (item.phrase.order, item.phrase.text)))
        options = [self._coded(item) for item in items]
        found = best_separation(options, self._inside, self._search)
        values = tuple(option.values[index] for option, index in zip(options, found.choice, strict=True))
        cost = WORD_GAIN * (len(items) > 2) + WORD_GAIN * (len(composed(items, self._lexicon)) < 2)
        cost += _DETAIL_COST * sum(not item.phrase.preferred for item in items)
        cost += _UNKNOWN_COST * sum(not item.phrase.licensed for item in items)
        name = name_of(items, self._lexicon)
        return Candidate(name, items, values, found.quality, found.quality - cost - _LETTER_COST * len(name))

    def _coded(self, item: Item) -> Options:
        if id(item) not in self._options:
            self._options[id(item)] = item.options(self._search)
        return self._options[id(item)]


def name_of(items: tuple[Item, ...], lexicon: Lexicon) -> str:
    """The words of the items as one name: composites put together, opposites joined by "but"."""
    phrases = composed(items, lexicon)
    sign = next((phrase.valence for phrase in phrases if phrase.valence), 0)
    same = [phrase for phrase in phrases if phrase.valence * sign >= 0]
    opposite = [phrase for phrase in phrases if phrase.valence * sign < 0]
    name = lexicon.general["join"].join(phrase.text for phrase in same)
    if opposite:
        name += lexicon.general["oppose"] + lexicon.general["join"].join(phrase.text for phrase in opposite)
    return name[:1].upper() + name[1:]


def two_composites(items: Sequence[Item], lexicon: Lexicon) -> list[tuple[Item, ...]]:
    """Four words that make two composites ("Budget-conscious, web-active"); of a meaning with one column only."""
    often = Counter(item.column.meaning for item in items)
    alone = [item for item in items if often[item.column.meaning] == 1]
    held = [parts for composite in lexicon.composites if (parts := _parts(composite, alone))]
    return [(*one, *other) for one, other in combinations(held, 2) if not {*map(id, one)} & {*map(id, other)}]


def _parts(composite: Composite, items: Sequence[Item]) -> list[Item]:
    """The words that a composite is made of, or none where one of them is missing."""
    found = {
        item.column.meaning: item
        for item in items
        if item.column.meaning is not None and composite.needs.get(item.column.meaning) is item.level
    }
    return list(found.values()) if len(found) == len(composite.needs) else []


def composed(items: tuple[Item, ...], lexicon: Lexicon) -> list[Phrase]:
    """The phrases, with those that make up a composite replaced by it."""
    phrases: list[Phrase] = []
    done: set[int] = set()
    for composite in lexicon.composites:
        held = _parts(composite, items)
        if held and not any(id(part) in done for part in held):
            done |= {id(part) for part in held}
            first = min(held, key=lambda part: part.phrase.order).phrase
            signs = {part.phrase.valence for part in held}  # little money and many deals are neither much nor little
            phrases.append(Phrase(composite.words, first.order, first.valence if len(signs) == 1 else 0, True))
    phrases += [item.phrase for item in items if id(item) not in done]
    return sorted(phrases, key=lambda phrase: (phrase.order, phrase.text))
