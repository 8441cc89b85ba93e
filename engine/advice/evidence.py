"""How far apart the groups of one table are at any k: every way of cutting, every halving, kept once computed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from threading import RLock

import numpy as np

from engine.advice.lloyd import Floats, fit_thoroughly, seed_centers, with_spare
from engine.advice.merging import Merged, merge_down
from engine.advice.partition import Labels, Nearest, Partition, in_common_metric, in_own_metrics
from engine.advice.resampling import jaccard_best
from engine.advice.seams import seams_of
from engine.advice.separation import Half, separation
from engine.advice.ties import spread_ties
from engine.limits import STABLE_JACCARD

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
# Parts that cut across linked pieces are none: so many rows have to be in the piece of their part.
WITHIN_PIECES = 0.95
# So far from the limit the first halvings are enough.
SEAM_MARGIN = 0.15
CELLS = 32
# The most parts that are asked for.
MOST = 50

WAYS = ("plain", "common", "own", "merged")


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
    """How far apart the groups are at any k; every fit is made when first asked for and kept.

    Several k may be asked for at once from different threads: what each draws comes from a generator of its own, so
    the answer does not depend on who asks first.
    """

    def __init__(self, x: Floats, rng: np.random.Generator, n_splits: int = len(STEPS)) -> None:
        self.seam = SEAM
        self.pieces: Labels | None = None
        self.back: dict[int, float] = {}
        self.n = len(x)
        self.entropy = int(rng.integers(2**32))
        # Spread anew for every halving: one draw may leave a gap by chance, and five do not leave the same one.
        self.views = [view(x, rng) for _ in range(n_splits)]
        self.n_spaces = len(self.views[0].spaces)
        orders = [rng.permutation(self.n) for _ in range(n_splits)]
        self.halves = [(order[: self.n // 2], order[self.n // 2 :]) for order in orders]
        self.fits: dict[tuple[int, int, int, int], Floats] = {}
        self.merges: dict[tuple[int, int, int], dict[int, Merged]] = {}
        self.seeds: dict[tuple[int, int, int], list[Floats]] = {}
        # What every k needs is made by the first that asks.
        self.once: defaultdict[tuple[int, int, int], RLock] = defaultdict(RLock)
        self.measured: dict[tuple[int, int, str, int], float] = {}
        self.joined: dict[tuple[int, int, str], bool] = {}
        self.clear: dict[int, tuple[int, str]] = {}

    def centers(self, k: int, space: int, split: int, half: int) -> Floats:
        key = (k, space, split, half)
        if key not in self.fits:
            rows = self.views[split].spaces[space][self.halves[split][half]]
            self.fits[key] = fit_thoroughly(rows, k, self._seeds(space, split, half))
        return self.fits[key]

    def _seeds(self, space: int, split: int, half: int) -> list[Floats]:
        key = (space, split, half)
        with self.once[key]:
            if key not in self.seeds:
                rows = self.views[split].spaces[space][self.halves[split][half]]
                rng = np.random.default_rng([self.entropy, *key])
                most = min(with_spare(min(MOST, len(rows))), len(rows))
                self.seeds[key] = [seed_centers(rows, most, rng) for _ in range(2)]
            return self.seeds[key]

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
        with self.once[key]:
            if key not in self.merges:
                self.merges[key] = self._merge(space, split, half)
            return self.merges[key]

    def _merge(self, space: int, split: int, half: int) -> dict[int, Merged]:
        rows = self.halves[split][half]
        n_cells = min(CELLS, len(rows) // 10)
        if n_cells < 4:
            return {}
        seen = self.views[split]
        return merge_down(seen.spaces[space][rows], seen.judged[rows], self.centers(n_cells, space, split, half))

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
        for way, space in self._ways():
            z = self.of_way(k, space, way)
            if z < CLEAR_VALLEY:
                best = max(best, z)
            elif not self._is_joined(k, space, way):
                return z
        return best

    def stands(self, k: int) -> bool:
        """Whether some way finds k groups that are apart, and finds them again."""
        for way, space in self._ways():
            clear = self.of_way(k, space, way) >= CLEAR_VALLEY and not self._is_joined(k, space, way)
            if clear and self.comes_back(k, space, way):
                self.clear[k] = (space, way)
                return True
        return False

    def _ways(self) -> list[tuple[str, int]]:
        return [(way, space) for way in WAYS for space in range(self.n_spaces)]

    def of_way(self, k: int, space: int, way: str) -> float:
        """The mean over the halvings of one way; later halvings are tried only while it can still come out clear."""
        total = 0.0
        for split, enough in enumerate(STEPS):
            total += self.of_split(k, space, way, split, STEPS[0])
            if total < enough * (split + 1):
                break
        return total / (split + 1)

    def comes_back(self, k: int, space: int, way: str) -> bool:
        """Whether the cuts of all halves find the same parts among all rows, and none that cut across linked pieces.

        Valleys alone can be found between other parts every time: slices of a ring, wherever they happen to begin.
        """
        labels = [
            cut.labels(self.views[split].spaces[space])
            for split in range(len(self.halves))
            for half in (0, 1)
            if (cut := self._cut(k, space, way, split, half)) is not None
        ]
        if self.pieces is not None and _purity(labels[0], self.pieces) < WITHIN_PIECES:
            return False
        back = np.mean([jaccard_best(labels[0], other, k, k) for other in labels[1:]], axis=0)
        if back.min() < STABLE_JACCARD:
            return False
        self.back[k] = float(back.min())
        return True

    def _is_joined(self, k: int, space: int, way: str) -> bool:
        """Whether the valleys are those of a bent piece: some of the parts join in a seam."""
        key = (k, space, way)
        if key not in self.joined:
            self.joined[key] = self._join(k, space, way)
        return self.joined[key]

    def _join(self, k: int, space: int, way: str) -> bool:
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


def _purity(parts: Labels, pieces: Labels) -> float:
    """The share of the rows that are in the piece that most of their part is in."""
    table = np.zeros((parts.max() + 1, pieces.max() + 1))
    np.add.at(table, (parts, pieces), 1)
    return float(table.max(axis=1).sum() / len(parts))


def in_fewer_features(x: Floats, most: int = 40) -> Floats:
    """The rows in their leading principal components when there are too many features for the number of rows."""
    n, d = x.shape
    x = x - x.mean(axis=0)
    most = min(most, max(2, n // 8))
    if d <= most:
        return x
    return np.asarray(x @ np.linalg.svd(x, full_matrices=False)[2][:most].T)
