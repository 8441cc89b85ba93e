"""What `profile_segments` gives: per segment a name, the facts that prove it, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset import Kind, Meaning


class Level(StrEnum):
    """Where a segment's median stands among all customers, in the column's own direction."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    MOSTLY = "mostly"  # a category or a yes/no answer that most of the segment share


@dataclass(frozen=True)
class Fact:
    """The receipt for one word of a name, in original units.

    For numbers ``segment_value`` and ``overall_value`` are medians over all customers whose value is known, and
    ``threshold`` is the cut-off that the rule applies to this column ("420 to 800" for moderate). For answers
    (``mostly``) they are the segment's and everyone's most frequent answer, and the share that licenses the word.
    """

    column: str
    level: Level
    segment_value: float | str
    overall_value: float | str
    threshold: float | str
    unit: str = ""
    word: str = ""  # the words in the name that this fact licenses
    text: str = ""  # "median income 76,000, against 51,000 for everyone"
    percentile: float | None = None  # mid-rank percentile of the segment's median among all customers, 0 to 1
    segment_share: float | None = None  # for answers: the share of the segment that gives it, and of everyone
    overall_share: float | None = None
    falsifier: str = ""  # what would make the word untrue, in a sentence


@dataclass(frozen=True)
class Condition:
    """One condition of a rule: ``column operator value``; operator is one of ``>=``, ``<=``, ``between``, ``==``."""

    column: str
    operator: str
    value: Any  # a number, a pair for "between", a category for "=="
    expression: str = ""  # for derived columns: what DataFrame.eval computes; "" for the table's own columns
    missing: tuple[float, ...] = ()  # values that a person confirmed to stand for "unknown": they satisfy nothing


@dataclass(frozen=True)
class Rule:
    """A description anyone can recompute from the table."""

    conditions: tuple[Condition, ...]
    text: str

    def mask(self, frame: pd.DataFrame) -> NDArray[np.bool_]:
        """For which rows of ``Dataset.frame`` the rule holds; missing values never satisfy a condition."""
        from engine.profiles.rules import rule_mask

        return rule_mask(self.conditions, frame)


@dataclass(frozen=True)
class FeatureSummary:
    """One column within one segment, in original units, against everyone."""

    column: str
    kind: Kind
    meaning: Meaning | None
    unit: str
    is_feature: bool  # False: profile only, it did not decide the segments
    median: float | None
    mean: float | None
    overall_median: float | None
    overall_mean: float | None
    quartiles: tuple[float, float] | None
    top_level: str | None  # for categories: the level most over-represented here
    top_share: float | None
    overall_share: float | None
    effect: float  # standardised difference from everyone (numbers), difference of shares (categories)
    n_missing: int = 0


@dataclass(frozen=True)
class Action:
    """Something to do about a segment."""

    title: str
    detail: str
    channel: str
    evidence: str  # with numbers from this segment
    measure: str  # how success is measured
    caution: str = ""  # when not to
    effort: str = ""
    heading: str = "Idea to test"  # or "Past response, not effect"


@dataclass(frozen=True)
class Untrue:
    """A phrase that would be false of a segment, and the fact that says so."""

    phrase: str
    why: str


@dataclass(frozen=True)
class SegmentProfile:
    """What one segment is."""

    label: int  # from 0
    name: str
    summary: str  # one portrait sentence
    size: int
    share: float
    features: tuple[FeatureSummary, ...]  # most distinctive first
    facts: tuple[Fact, ...]
    rule: Rule
    coverage: float
    exclusivity: float
    lift: float
    actions: tuple[Action, ...]
    spending_share: float | None = None  # share of all spending, when a spending column exists
    typical_rows: tuple[int, ...] = ()  # positions in dataset.frame, most typical first
    untrue: tuple[Untrue, ...] = ()  # what a name that a person gives must not say

    @property
    def number(self) -> int:
        """What people read: label + 1."""
        return self.label + 1


@dataclass(frozen=True)
class SegmentProfiles(Sequence[SegmentProfile]):
    """One profile per segment, in label order."""

    profiles: tuple[SegmentProfile, ...]
    effect_sizes: Mapping[str, float] = field(default_factory=dict)  # eta squared / Cramér's V per column

    @overload
    def __getitem__(self, index: int) -> SegmentProfile: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[SegmentProfile, ...]: ...
    def __getitem__(self, index: int | slice) -> SegmentProfile | tuple[SegmentProfile, ...]:
        return self.profiles[index]

    def __len__(self) -> int:
        return len(self.profiles)

    def __iter__(self) -> Iterator[SegmentProfile]:
        return iter(self.profiles)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(profile.name for profile in self.profiles)


@dataclass(frozen=True, eq=False)
class Audience:
    """A group of customers across segments, found by value.

    ``rows`` are positions in ``dataset.frame``; ``available`` is False when a needed column is missing, and
    ``definition`` then says which.
    """

    key: str  # "high_value", "frequent_web", "high_potential"
    name: str
    definition: str
    rows: NDArray[np.int64]
    available: bool
    figures: Mapping[str, float] = field(default_factory=dict)  # e.g. {"spending_share": 0.52}
    sentence: str = ""  # the figures in words
