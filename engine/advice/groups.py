"""How many groups stand out beyond data of the same shape without groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from engine.advice.linking import linked_pieces
from engine.advice.lloyd import Floats, fit_thoroughly
from engine.advice.merging import Merged, merge_down
from engine.advice.partition import Labels, Nearest, Partition, in_common_metric, in_own_metrics
from engine.advice.seams import seams_of
from engine.advice.separation import Half, separation
from engine.advice.ties import spread_ties

# Steps at which the search looks first, from above: fine where most answers are.
LADDER = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 19, 22, 26, 30, 35, 40, 45, 50)
# The statistic from which a valley counts, as the mean of five halvings: data without groups and single groups that
# were cut reach 2.9 in 98 of 100 tables, flat ones most (see docs/choosing-k.md).
CLEAR_VALLEY = 3.05
# The mean needed after each halving to try the next one.
STEPS = (2.0, 2.3, 2.5, 2.7, CLEAR_VALLEY)
# Parts are pieces of one below this mean of the seams (see seams.py) over the halves: rings, shells and moons in four
# parts or more have at most 0.57, groups 0.61 and more even where they hardly stand apart.
SEAM = 0.6
# Where linking finds pieces of any shape, valleys within them have to be surer.
SEAM_IN_PIECES = 0.75
# So far from the limit the first halvings are enough.
SEAM_MARGIN = 0.15
# A group needs this many rows of the sample to be seen by both halves.
LEAST_PER_GROUP = 12

CELLS = 32

WAYS = ("plain", "common", "own", "merged")


@dataclass(frozen=True)
class Groups:
    """The count, the next best count, the evidence for every k looked at, and which group every row is in."""

    k: int
    runner_up: int | None
    evidence: dict[int, float]
    labels: Labels | None = None


@dataclass(frozen=True, eq=False)
class View:
    """The rows as they are judged, and in every space in which they are cut."""

    judged: Floats
    spaces: tuple[Floats, ...]


def view(x: Floats, rng: np.random.Generator) -> View:
    """The rows with their ties spread by one draw."""
    spread = spread_ties(x, rng)
    spaces = [in_fewer_features(x)]
    if spread.two_valued.any() and not spread.two_valued.all():
        # Yes-or-no columns split any table into lumps; held back, they leave the other columns a say.
        spaces.append(in_fewer_features(spread.values * np.where(spread.two_valued, 0.3, 1.0)))
    return View(in_fewer_features(spread.values), tuple(spaces))


class Evidence:
    """How far apart the groups are at any k; every fit is made when first asked for and kept."""

    def __init__(self, x: Floats, rng: np.random.Generator, n_splits: int = len(STEPS)) -> None:
        self.seam = SEAM
        self.n = len(x)
        self.rng = rng
        # Spread anew for every halving: one draw may leave a gap by chance, and five do not leave the same one.
        self.views = [view(x, rng) for _ in range(n_splits)]
        self.n_spaces = len(self.views[0].spaces)
        orders = [rng.permutation(self.n) for _ in range(n_splits)]
        self.halves = [(order[: self.n // 2], order[self.n // 2 :]) for order in orders]
        self.fits: dict[tuple[int, int, int, int], Floats] = {}
        self.merges: dict[tuple[int, int, int], dict[int, Merged]] = {}
        self.measured: dict[tuple[int, int, str, int], float] = {}
        self.clear: dict[int, tuple[int, str]] = {}

    def centers(self, k: int, space: int, split: int, half: int) -> Floats:
        key = (k, space, split, half)
        if key not in self.fits:
            rows = self.views[split].spaces[space][self.halves[split][half]]
            self.fits[key] = fit_thoroughly(rows, k, self.rng)
        return self.fits[key]

    def _cut(self, k: int, space: int, way: str, split: int, half: int) -> Partition | Merged | None:
        rows = self.views[split].spaces[space][self.halves[split][half]]
        centers = self.centers(k, space, split, half)
        d = rows.shape[1]
        if way == "merged":
            return self._merged(space, split, half).get(k)
        if way == "plain":
            return Nearest(centers)
        if d == 1 or (way == "own" and (d > 12 or len(rows) < 3 * d * k)):
            return None
        part = in_common_metric(rows, centers)
        return part if way == "common" else in_own_metrics(rows, part, k)

    def _merged(self, space: int, split: int, half: int) -> dict[int, Merged]:
        key = (space, split, half)
        if key not in self.merges:
            rows = self.halves[split][half]
            n_cells = min(CELLS, len(rows) // 10)
            if n_cells < 4:
                return {}
            cells = self.centers(n_cells, space, split, half)
            seen = self.views[split]
            self.merges[key] = merge_down(seen.spaces[space][rows], seen.judged[rows], cells)
        return self.merges[key]

    def of_split(self, k: int, space: int, way: str, split: int, enough: float) -> float:
        key = (k, space, way, split)
        if key not in self.measured:
            self.measured[key] = self._of_split(k, space, way, split, enough)
        return self.measured[key]

    def _of_split(self, k: int, space: int, way: str, split: int, enough: float) -> float:
        one, other = self.halves[split]
        cuts = [self._cut(k, space, way, split, half) for half in (0, 1)]
        if cuts[0] is None or cuts[1] is None:
            return 0.0
        rows, judged = self.views[split].spaces[space], self.views[split].judged
        halves = [
            Half(judged[made], cut.labels(rows[made]), judged[judging], cut.labels(rows[judging]))
            for cut, made, judging in ((cuts[0], one, other), (cuts[1], other, one))
        ]
        return separation(halves[0], halves[1], k, enough)

    def at(self, k: int) -> float:
        """The mean over the halvings, of the way of cutting that separates best; an upper bound when it is low."""
        best = 0.0
        for way in WAYS:
            for space in range(self.n_spaces):
                z = self.of_way(k, space, way)
                if z >= CLEAR_VALLEY:
                    if self._joined(k, space, way):
                        continue
                    self.clear[k] = (space, way)
                    return z
                best = max(best, z)
        return best

    def of_way(self, k: int, space: int, way: str) -> float:
        """The mean over the halvings of one way; later halvings are tried only while it can still come out clear."""
        total = 0.0
        for split, enough in enumerate(STEPS):
            total += self.of_split(k, space, way, split, STEPS[0])
            if total < enough * (split + 1):
                break
        return total / (split + 1)

    def _joined(self, k: int, space: int, way: str) -> bool:
        """Whether the valleys are those of a bent piece: some of the parts join in a seam."""
        seams = []
        for split, halves in enumerate(self.halves):
            for half, judging in enumerate(halves[::-1]):
                cut = self._cut(k, space, way, split, half)
                if cut is not None:
                    seen = self.views[split]
                    seams.append(seams_of(seen.judged[judging], cut.labels(seen.spaces[space][judging]), k))
            if abs(np.mean(seams) - self.seam) >= SEAM_MARGIN and split >= 1:
                break
        return bool(np.mean(seams) < self.seam)

    def labels(self, k: int) -> Labels | None:
        """Which part every row is in, by one of the cuts that came out clear."""
        if k not in self.clear:
            return None
        space, way = self.clear[k]
        cut = self._cut(k, space, way, 0, 0)
        return None if cut is None else cut.labels(self.views[0].spaces[space])


def in_fewer_features(x: Floats, most: int = 40) -> Floats:
    """The rows in their leading principal components when there are too many features for the number of rows."""
    n, d = x.shape
    x = x - x.mean(axis=0)
    most = min(most, max(2, n // 8))
    if d <= most:
        return x
    return np.asarray(x @ np.linalg.svd(x, full_matrices=False)[2][:most].T)


def count_groups(x: Floats, rng: np.random.Generator, tick: Callable[[float], None]) -> Groups:
    """The largest k at which all groups are apart from their neighbours.

    Pieces of any shape with empty space around them count too, when they are more. A coarse ladder is climbed down from above until a step holds; then the numbers between it and the second step
    above are tried, since one step may fail by a poor fit.
    """
    evidence = Evidence(x, rng)
    linked = linked_pieces([each.judged for each in evidence.views], evidence.halves)
    if linked is not None:
        evidence.seam = SEAM_IN_PIECES
    ladder = [k for k in LADDER if k * LEAST_PER_GROUP <= len(x)]
    found: dict[int, float] = {}
    best = 1
    for position, k in enumerate(reversed(ladder)):
        tick(position / len(ladder))
        found[k] = evidence.at(k)
        if found[k] >= CLEAR_VALLEY:
            best = k
            break
    above = [k for k in ladder if k > best][:2]
    top = above[-1] if above else best + 1
    for k in range(top - 1, best, -1):
        if k not in found:
            found[k] = evidence.at(k)
        if found[k] >= CLEAR_VALLEY:
            best = k
            break
    if linked is not None and linked.k > best:
        return Groups(linked.k, best if best > 1 else None, found, linked.labels)
    others = [k for k, z in found.items() if z >= CLEAR_VALLEY and k < best]
    return Groups(best, max(others, default=None), found, evidence.labels(best))


def matched_share(groups: Labels, segments: Labels, k: int) -> float:
    """The share of rows in the segment of their group, matched one to one so that most are (Kuhn 1955)."""
    table = np.bincount(groups * k + segments, minlength=k * k).reshape(k, k)
    row, column = linear_sum_assignment(-table)
    return float(table[row, column].sum() / len(groups))
