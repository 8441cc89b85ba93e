"""How many groups stand out beyond data of the same shape without groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from engine.advice.cuts import REARRANGED
from engine.advice.evidence import SEAM_IN_PIECES, VALLEY_IN_PIECES, Evidence
from engine.advice.linking import linked_pieces
from engine.advice.lloyd import Floats
from engine.advice.partition import Labels
from engine.sweep.workers import Workers

T = TypeVar("T")

# Steps at which the search looks first, from above: fine where most answers are.
LADDER = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 19, 22, 26, 30, 35, 40, 45, 50)
# A group needs this many rows of the sample to be seen by both halves.
LEAST_PER_GROUP = 12
# How many more groups than found are looked for by rearranging, each time; and up to how many.
AHEAD = 2
MOST_REARRANGED = 20


@dataclass(frozen=True)
class Groups:
    """The count, the next best count, and the evidence for every k looked at.

    `labels` say which group every row is in; `comes_back` how much of the weakest group the halves find again (mean
    Jaccard similarity); None where it was not measured.
    """

    k: int
    runner_up: int | None
    evidence: dict[int, float]
    labels: Labels | None = None
    comes_back: float | None = None


def count_groups(
    x: Floats, rng: np.random.Generator, workers: Workers, tick: Callable[[float], None] = lambda share: None
) -> Groups:
    """The largest k at which all groups are apart from their neighbours.

    Pieces of any shape with empty space around them count too, when they are more. A coarse ladder is climbed down
    from above until a step has clear valleys; then the numbers between it and the second step above are tried, until one
    is also found again by other halves: only the right number is, and a step may fail by a poor fit.
    """
    evidence = Evidence(x, rng)
    linked = linked_pieces([each.judged for each in evidence.cuts.views], evidence.cuts.halves)
    if linked is not None:
        evidence.seam, evidence.valley, evidence.pieces = SEAM_IN_PIECES, VALLEY_IN_PIECES, linked.labels
    fewest = 1 if linked is None else linked.k  # only more than the pieces are of interest
    ladder = [k for k in LADDER if fewest < k <= len(x) // LEAST_PER_GROUP]
    found: dict[int, float] = {}
    best = fewest
    for position, (k, z) in enumerate(_in_turn(evidence.at, ladder[::-1], workers)):
        tick(position / len(ladder))
        found[k] = z
        if z < evidence.valley:
            continue
        above = [each for each in ladder if each > k][:2]
        near = range((above[-1] if above else k + 1) - 1, k - 1, -1)
        best = next((each for each, stands in _in_turn(evidence.stands, near, workers) if stands), fewest)
        if best > fewest:
            found |= {each: evidence.at(each) for each in near if each >= best}
            break
    best = _climb(evidence, best, len(x) // LEAST_PER_GROUP)
    if linked is not None and linked.k == best and not evidence.stands(best):
        return Groups(linked.k, None, found, linked.labels)
    others = [k for k, z in found.items() if z >= evidence.valley and k < best]
    return Groups(best, max(others, default=None), found, evidence.labels(best), evidence.back.get(best))


def _climb(evidence: Evidence, best: int, most: int) -> int:
    """The largest number of groups that rearranging finds above the best so far, looking a few numbers ahead."""
    k = best + 1
    while k <= min(best + AHEAD, MOST_REARRANGED, most):
        if evidence.stands(k, (REARRANGED,)):
            best = k
        k += 1
    return best


def _in_turn(look: Callable[[int], T], ks: Sequence[int], workers: Workers) -> Iterator[tuple[int, T]]:
    """What looking at each k gives, in their order; the next ones are looked at meanwhile, and one stands ready."""
    yield from zip(ks, workers.map(look, ks, in_flight=workers.threads + 1), strict=False)


def matched_share(groups: Labels, segments: Labels, k: int) -> float:
    """The share of rows in the segment of their group, matched one to one so that most are (Kuhn 1955)."""
    table = np.bincount(groups * k + segments, minlength=k * k).reshape(k, k)
    row, column = linear_sum_assignment(-table)
    return float(table[row, column].sum() / len(groups))
