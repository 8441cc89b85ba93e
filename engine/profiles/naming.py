"""One name per segment: the true words that separate it best, and no two segments alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from engine.profiles.candidates import Candidate, Redundancy, candidates_of
from engine.profiles.columns import NumberColumn
from engine.profiles.context import ProfileContext
from engine.profiles.cutoffs import SearchRows, best_separation, search_rows
from engine.profiles.items import Item, is_average, rounded_item, true_items
from engine.profiles.statistics import SegmentStatistics
from engine.profiles.words import WordBook

# Worth more than any F1: a segment that is average everywhere says so, if no other one does.
_AVERAGE_BONUS = 1.0
_IMPOSSIBLE = -1e6


@dataclass(frozen=True, eq=False)
class Named:
    """A segment's name, the words in it, and the cut-off that goes with each."""

    name: str
    items: tuple[Item, ...]
    values: tuple[object, ...]


def name_segments(statistics: SegmentStatistics, context: ProfileContext, book: WordBook) -> list[Named]:
    """Name all segments.

    Parameters
    ----------
    statistics : SegmentStatistics
    context : ProfileContext
    book : WordBook

    Returns
    -------
    list of Named, length k
        In label order; names are distinct.
    """
    search = search_rows(statistics.labels, statistics.k)
    redundancy = Redundancy(book.lexicon, context)
    inside = [np.flatnonzero(search.labels == label) for label in range(statistics.k)]
    offers = []
    for label in range(statistics.k):
        items = true_items(label, statistics, book)
        found = candidates_of(items, inside[label], search, redundancy)
        offers.append(_with_middle(label, found, statistics, book))
    chosen = _distinct(offers)
    named = []
    taken = {candidate.name for candidate in chosen if candidate is not None}
    for label, candidate in enumerate(chosen):
        best = candidate or _last_resort(label, offers[label], taken, statistics, book)
        taken.add(best.name)
        named.append(_rounded(best, label, statistics, inside[label], search))
    return named


def _with_middle(
    label: int, offers: list[Candidate], statistics: SegmentStatistics, book: WordBook
) -> list[Candidate]:
    """The offers, and above them "Middle of the road" for a segment that is average everywhere."""
    if not offers or not is_average(label, statistics):
        return offers
    best = max(offers, key=lambda offer: (offer.score, offer.name))
    return [replace(best, name=_title(book.lexicon.general["middle"]), score=best.score + _AVERAGE_BONUS), *offers]


def _distinct(offers: Sequence[Sequence[Candidate]]) -> list[Candidate | None]:
    """The names that are best together, each used once; None for a segment that finds none free.

    Kuhn's assignment (1955): giving up a good name costs a segment little when its second best is nearly as good.
    """
    best: list[dict[str, Candidate]] = []
    for own in offers:
        ranked = sorted(own, key=lambda offer: offer.score)  # the best of one name comes last and stays
        best.append({offer.name: offer for offer in ranked})
    names = sorted({name for by_name in best for name in by_name})  # the order of columns must not matter
    scores = np.full((len(offers), len(names) + len(offers)), _IMPOSSIBLE)
    for row, by_name in enumerate(best):
        for column, name in enumerate(names):
            if name in by_name:
                scores[row, column] = by_name[name].score
    rows, columns = linear_sum_assignment(scores, maximize=True)
    chosen: list[Candidate | None] = [None] * len(offers)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if scores[row, column] > _IMPOSSIBLE:
            chosen[row] = best[row][names[column]]
    return chosen


def _last_resort(
    label: int, offers: Sequence[Candidate], taken: set[str], statistics: SegmentStatistics, book: WordBook
) -> Candidate:
    """A name when every combination of words is taken: with the range of the middle half, or with its number."""
    general = book.lexicon.general
    ranked = sorted(offers, key=lambda offer: (-offer.score, offer.name))
    for offer in ranked:
        for item in offer.items:
            if not isinstance(item.column, NumberColumn):
                continue
            groups = statistics.numbers[item.column.name]
            low, high = (book.value(item.column, float(groups.at(q)[label])) for q in (0.25, 0.75))
            name = _fill(general["range"], name=offer.name, label=book.label(item.column), low=low, high=high)
            if name not in taken:
                return Candidate(name, offer.items, offer.values, offer.quality, offer.score)
    plain = ranked[0] if ranked else Candidate(_title(general["nothing"]), (), (), 0.0, 0.0)
    if plain.name not in taken:
        return plain
    name = _fill(general["numbered"], name=plain.name, number=str(label + 1))
    while name in taken:  # a column may be called like that
        name += "'"
    return Candidate(name, plain.items, plain.values, plain.quality, plain.score)


def recut(items: tuple[Item, ...], name: str, label: int, statistics: SegmentStatistics) -> Named:
    """A name with given words, and the best cut-offs for them on these customers."""
    search = search_rows(statistics.labels, statistics.k)
    inside = np.flatnonzero(search.labels == label)
    options = [item.options(search) for item in items]
    choice = best_separation(options, inside, search).choice
    values = tuple(option.values[index] for option, index in zip(options, choice, strict=True))
    return _rounded(Candidate(name, items, values, 0.0, 0.0), label, statistics, inside, search)


def _rounded(
    candidate: Candidate, label: int, statistics: SegmentStatistics, inside: NDArray[np.int64], search: SearchRows
) -> Named:
    """The chosen words with human cut-offs."""
    if not candidate.items:
        return Named(candidate.name, (), ())
    items = tuple(
        rounded_item(item, value, statistics.numbers[item.column.name], label)
        if isinstance(item.column, NumberColumn)
        else item
        for item, value in zip(candidate.items, candidate.values, strict=True)
    )
    options = [item.options(search) for item in items]
    choice = best_separation(options, inside, search).choice
    values = tuple(option.values[index] for option, index in zip(options, choice, strict=True))
    return Named(candidate.name, items, values)


def _title(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fill(template: str, **values: str) -> str:
    """Fill a template without reading what is put in: names and labels are other people's text."""
    pieces = template.replace("{", "\0{").split("\0")
    out = []
    for piece in pieces:
        key, brace, rest = piece[1:].partition("}")
        out.append(values.get(key, piece) + rest if piece.startswith("{") and brace else piece)
    return "".join(out)
