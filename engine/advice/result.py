"""What `advise_k` gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """Whether the segments are real (after Dolnicar & Leisch 2010), in one word."""

    NATURAL = "natural"
    REPRODUCIBLE = "reproducible"
    CONSTRUCTIVE = "constructive"
    NONE = "none"

    @property
    def title(self) -> str:  # type: ignore[override]  # the words on the page, not str.title
        """The words on the page."""
        return {
            Verdict.NATURAL: "Clear groups",
            Verdict.REPRODUCIBLE: "Repeatable segments",
            Verdict.CONSTRUCTIVE: "Useful slices of a continuum",
            Verdict.NONE: "No segments",
        }[self]


@dataclass(frozen=True)
class Criterion:
    """One criterion over all k, with the k it prefers by itself (None: no preference is a legal answer)."""

    name: str  # "elbow", "silhouette", "calinski_harabasz", "davies_bouldin", "gap", ...
    title: str
    values: Mapping[int, float]
    preferred_k: int | None
    higher_is_better: bool = True
    errors: Mapping[int, float] = field(default_factory=dict)
    reference: Mapping[int, float] = field(default_factory=dict)  # what data without groups reach
    band: Mapping[int, tuple[float, float]] = field(default_factory=dict)  # lowest and highest of data without groups
    explanation: str = ""  # one sentence: what it measures


@dataclass(frozen=True)
class Advice:
    """How many segments, why, and whether they are real.

    Attributes
    ----------
    k : int
        How many groups stand out beyond data of the same shape without groups; 1 when none do.
    suggested_k : int
        At least 2: where the slider opens.
    verdict : Verdict
    runner_up : int or None
    reasons : tuple of str
        Sentences for the page, most important first.
    criteria : mapping of str to Criterion
    stability : mapping of int to tuple of float
        Per k and segment, the mean Jaccard similarity over resamples (Hennig 2007), when measured.
    described : mapping of int to tuple of (float, float)
        Per k and segment, coverage and exclusivity of the best rule of at most three conditions.
    flows : mapping of int to tuple of tuple of float
        Per k, the share of all customers that goes from each of its segments (rows) to each of k + 1 (columns).
    agreement : float or None
        The share of the customers whose segment of `k` is their group, when groups were found and swept: K-Means
        segments are round, and cut through groups that are bent or lie in one another.
    n_rows : int
        How many customers the advice looked at.
    """

    k: int
    suggested_k: int
    verdict: Verdict
    runner_up: int | None
    reasons: tuple[str, ...]
    criteria: Mapping[str, Criterion]
    stability: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    described: Mapping[int, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    flows: Mapping[int, tuple[tuple[float, ...], ...]] = field(default_factory=dict)
    agreement: float | None = None
    n_rows: int = 0
    seed: int = 0
