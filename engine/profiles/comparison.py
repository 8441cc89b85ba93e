"""Two segments, or one and everyone, side by side: where they differ most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.profiles.details import AnswerShare, ColumnDetail, NumberSpread
from engine.profiles.result import SegmentProfiles


@dataclass(frozen=True)
class Difference:
    """One column on both sides.

    Attributes
    ----------
    detail : ColumnDetail
    answer : str
        For answers, the one whose shares differ most; empty for numbers.
    first, second : float or None
        Medians, or shares of that answer; None where nothing is known.
    size : float
        Numbers: difference of the means in standard deviations of everyone; answers: of the shares.
    """

    detail: ColumnDetail
    answer: str
    first: float | None
    second: float | None
    size: float


def compare(
    details: Sequence[ColumnDetail], profiles: SegmentProfiles, first: int, second: int | None
) -> tuple[Difference, ...]:
    """Compare two segments, the largest difference first.

    Parameters
    ----------
    details : sequence of ColumnDetail
    profiles : SegmentProfiles
    first : int
        From 0.
    second : int or None
        From 0; None for everyone.
    """
    effects = [{feature.column: feature.effect for feature in profile.features} for profile in profiles]
    found = []
    for detail in details:
        one, other = detail.segments[first], detail.everyone if second is None else detail.segments[second]
        if isinstance(one, NumberSpread) and isinstance(other, NumberSpread):
            rest = 0.0 if second is None else effects[second].get(detail.name, 0.0)
            size = effects[first].get(detail.name, 0.0) - rest if one.n and other.n else 0.0
            found.append(Difference(detail, "", one.median, other.median, size))
        elif not isinstance(one, NumberSpread) and not isinstance(other, NumberSpread):
            found.append(_answers(detail, one, other))
    return tuple(sorted(found, key=lambda difference: -abs(difference.size)))


def _answers(detail: ColumnDetail, one: tuple[AnswerShare, ...], other: tuple[AnswerShare, ...]) -> Difference:
    pairs = list(zip(one, other, strict=True))
    if not pairs:
        return Difference(detail, "", None, None, 0.0)
    mine, theirs = max(pairs, key=lambda pair: abs(pair[0].share - pair[1].share))
    return Difference(detail, mine.answer, mine.share, theirs.share, mine.share - theirs.share)
