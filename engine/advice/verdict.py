"""From evidence to words: the verdict, where the slider opens, and the sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engine.advice.result import Criterion, Verdict
from engine.limits import ROUND_GROUPS, SMALLEST_SEGMENT, STABLE_JACCARD, STABLE_UP_TO

if TYPE_CHECKING:  # they load SciPy, and the page that calls `disagreement` need not wait for it
    from engine.advice.groups import Groups
    from engine.advice.sample import Rows


def suggest(
    k: int, ks: Sequence[int], stability: Mapping[int, Sequence[float]], shares: Mapping[int, float]
) -> tuple[int, int | None]:
    """Where the slider opens, and the next best choice.

    `k` if above 1; else the largest k up to 8 at which every segment comes back (Jaccard of at least 0.75) and holds
    at least 2 % of the customers; else the k of 3 to 6 whose worst segment is best.
    """
    if k > 1:
        return k, None
    worst = {j: min(values) for j, values in stability.items() if j >= 2 and values}
    repeatable = [
        j
        for j, value in worst.items()
        if j <= STABLE_UP_TO and value >= STABLE_JACCARD and shares.get(j, 0.0) >= SMALLEST_SEGMENT
    ]
    if repeatable:
        ordered = sorted(repeatable, reverse=True)
        return ordered[0], ordered[1] if len(ordered) > 1 else None
    possible = [j for j in worst if 3 <= j <= 6] or list(worst)
    if not possible:
        usable = [j for j in ks if j >= 2]
        return (usable[0] if usable else 2), None
    ordered = sorted(possible, key=lambda j: (-worst[j], j))
    return ordered[0], ordered[1] if len(ordered) > 1 else None


def judge(k: int, worst_jaccard: float | None, beats_shuffled: bool) -> Verdict:
    """The verdict, by the rule of docs/choosing-k.md (after Dolnicar & Leisch 2010)."""
    if k > 1:
        return Verdict.NATURAL
    if not beats_shuffled:
        return Verdict.NONE
    if worst_jaccard is not None and worst_jaccard >= STABLE_JACCARD:
        return Verdict.REPRODUCIBLE
    return Verdict.CONSTRUCTIVE


def next_best(k: int, criteria: Mapping[str, Criterion]) -> int | None:
    """The other k that most of the single criteria prefer; on a tie the one nearest to `k`."""
    others = [one.preferred_k for one in criteria.values() if one.preferred_k not in (None, 1, k)]
    votes = {other: others.count(other) for other in others if other is not None}
    return min(votes, key=lambda other: (-votes[other], abs(other - k), other), default=None)


def disagreement(k: int, criteria: Mapping[str, Criterion]) -> str:
    """How many of the single criteria would choose otherwise, as a sentence; "" when at most a third would."""
    preferred = [one.preferred_k for one in criteria.values() if one.preferred_k is not None]
    others = sum(other != k for other in preferred)
    if 3 * others <= len(preferred):
        return ""
    return f"The criteria disagree: {others} of {len(preferred)} would choose another number than {k} by themselves."


def opinions(criteria: Mapping[str, Criterion]) -> str:
    """What the single criteria say, in one sentence."""
    names = {
        "silhouette": "silhouette",
        "calinski_harabasz": "Calinski-Harabasz",
        "davies_bouldin": "Davies-Bouldin",
        "gap": "the gap to evenly spread data",
        "shape_gap": "the gap to one population of the same shape",
        "prediction_strength": "prediction strength",
    }
    votes: dict[int, list[str]] = {}
    for name, said in names.items():
        if name in criteria and (preferred := criteria[name].preferred_k) is not None:
            votes.setdefault(preferred, []).append(said)
    parts = []
    for preferred, who in sorted(votes.items(), key=lambda item: (-len(item[1]), item[0])):
        together = who[0] if len(who) == 1 else f"{', '.join(who[:-1])} and {who[-1]}"
        parts.append(f"{together} {'says' if len(who) == 1 else 'agree on'} {preferred}")
    knee = criteria["elbow"].preferred_k if "elbow" in criteria else None
    parts.append("the error curve has no clear elbow" if knee is None else f"the elbow says {knee}")
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def explain(
    groups: Groups,
    suggested: int,
    verdict: Verdict,
    criteria: Mapping[str, Criterion],
    stability: Mapping[int, Sequence[float]],
    rows: Rows,
    agreement: float | None = None,
    whole: int | None = None,
) -> tuple[str, ...]:
    """The sentences for the page, most important first."""
    jaccard = stability.get(suggested, ())
    worst = min(jaccard, default=0.0)
    sentences = [_headline(groups.k, suggested, verdict)]
    if verdict is Verdict.NATURAL and groups.comes_back is not None:
        sentences.append(
            f"Every group is found again in other samples of the customers (at least {groups.comes_back:.0%} of it)."
        )
    if verdict is Verdict.NATURAL and agreement is not None and agreement < ROUND_GROUPS:
        sentences.append(
            f"But the groups are not round, and segments are: with {suggested} segments, {1 - agreement:.0%} of the "
            "customers are not in the segment of their group. Segments cut across these groups."
        )
        if whole is not None:
            sentences.append(
                f"With {whole} segments, every group is made up of segments of its own: choose {whole} to see the groups."
            )
    if jaccard:
        sentences.append(_comes_back(suggested, jaccard, worst))
        if verdict is not Verdict.NATURAL and (said := _as_shapeless_data(suggested, worst, criteria)):
            sentences.append(said)
    sentences.append(opinions(criteria))
    if not rows.is_all:
        sentences.append(f"Judged on a random sample of {len(rows.values):,} of {rows.n_total:,} customers.")
    return tuple(sentences)


def _headline(k: int, suggested: int, verdict: Verdict) -> str:
    if verdict is Verdict.NATURAL:
        return f"{k} groups of customers stand apart more than one population of the same shape would."
    if verdict is Verdict.REPRODUCIBLE:
        return (
            f"No groups stand apart by themselves, but {suggested} segments come back whenever other customers "
            "are drawn, so they can be relied on."
        )
    if verdict is Verdict.CONSTRUCTIVE:
        return (
            f"Customers differ gradually. {suggested} segments are useful slices of a continuum: good for speaking "
            "to people differently, but customers near a border could belong to either side."
        )
    return (
        "The columns have nothing to do with each other: segments are no better here than when every column is "
        "shuffled by itself."
    )


def _as_shapeless_data(k: int, worst: float, criteria: Mapping[str, Criterion]) -> str:
    """Whether the stability is no more than data without groups have; "" when it is, or was not measured."""
    low, high = criteria["stability"].band.get(k, (0.0, 0.0)) if "stability" in criteria else (0.0, 0.0)
    if worst < STABLE_JACCARD or worst > high:
        return ""
    return (
        f"Data of the same shape without groups come back as well ({low:.0%} to {high:.0%} of the weakest), so this "
        "says that the segments can be relied on, not that they are kinds of customers."
    )


def _comes_back(k: int, jaccard: Sequence[float], worst: float) -> str:
    if worst >= STABLE_JACCARD:
        return f"With {k} segments, every one comes back on other samples (at least {worst:.0%} of it)."
    firm = sum(value >= STABLE_JACCARD for value in jaccard)
    return f"With {k} segments, {firm} of {k} come back on other samples; of the weakest {worst:.0%} does."
