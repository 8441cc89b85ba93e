"""Whether a name that a person gave still agrees with the table."""

from __future__ import annotations

import re

from engine.profiles.items import level_of
from engine.profiles.result import Level, SegmentProfile, Untrue
from engine.profiles.statistics import SegmentStatistics
from engine.profiles.words import WordBook


def untrue_phrases(label: int, statistics: SegmentStatistics, book: WordBook) -> tuple[Untrue, ...]:
    """Every phrase of the lexicon that would be false of this segment, with the fact that says so."""
    found: list[Untrue] = []
    for groups in statistics.numbers.values():
        column = groups.column
        if not column.varies or 2 * groups.counts[label] < statistics.sizes[label]:
            continue
        held = level_of(float(groups.percentiles[label]))
        own, everyone = (book.value(column, float(value)) for value in (groups.medians[label], column.median))
        noun = book.noun(column)
        why = f"its median {noun} is {own}, against {everyone} for everyone"
        for level in (Level.HIGH, Level.MODERATE, Level.LOW):
            if level is not held:
                texts = {book.level(column, level).text, book.lexicon.general[level.value].replace("{label}", noun)}
                found += [Untrue(text, why) for text in sorted(texts)]
    return tuple(found)


def contradiction(name: str, profile: SegmentProfile) -> str:
    """What a name claims that the segment's numbers deny, as a sentence; empty when it claims nothing of the kind."""
    for untrue in profile.untrue:
        if re.search(rf"\b{re.escape(untrue.phrase)}\b", name, flags=re.IGNORECASE):
            return f"The name says “{untrue.phrase}”, but {untrue.why}."
    return ""
