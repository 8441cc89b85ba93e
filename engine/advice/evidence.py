"""How far apart the groups of one table are at any k, by every way of cutting and every halving."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.advice.cuts import REARRANGED, WAYS, Cuts
from engine.advice.lloyd import Floats
from engine.advice.partition import Labels
from engine.advice.resampling import jaccard_best
from engine.advice.seams import seams_of
from engine.advice.separation import Half, separation
from engine.limits import STABLE_JACCARD

# The statistic from which a valley counts, as the mean of five halvings: data without groups and single groups that
# were cut reach 2.9 in 98 of 100 tables, flat ones most (see docs/choosing-k.md).
CLEAR_VALLEY = 3.05
# The mean needed after each halving to try the next one.
STEPS = (2.0, 2.3, 2.5, 2.7, CLEAR_VALLEY)
# Parts are pieces of one below this mean of the seams (see seams.py) over the halves: rings, shells and moons in four
# parts or more have at most 0.57, groups 0.61 and more even where they hardly stand apart.
SEAM = 0.6
# Where linking finds pieces of any shape, valleys within them have to be surer, and deeper: the pieces are flat or bent
# more often than not, and what lies between them is no evidence for what lies within.
SEAM_IN_PIECES = 0.7
VALLEY_IN_PIECES = 3.25
# Parts that cut across linked pieces are none: so many rows have to be in the piece of their part.
WITHIN_PIECES = 0.95
# So far from the limit the first halvings are enough.
SEAM_MARGIN = 0.15


class Evidence:
    """How far apart the groups are at any k; kept once computed. Several k may be asked for at once by threads."""

    def __init__(self, x: Floats, rng: np.random.Generator, n_splits: int = len(STEPS)) -> None:
        self.seam, self.valley = SEAM, CLEAR_VALLEY
        self.pieces: Labels | None = None
        self.back: dict[int, float] = {}
        self.cuts = Cuts(x, rng, n_splits)
        self.measured: dict[tuple[int, int, str, int], float] = {}
        self.joined: dict[tuple[int, int, str], bool] = {}
        self.clear: dict[int, tuple[int, str]] = {}

    def of_split(self, k: int, space: int, way: str, split: int, enough: float) -> float:
        key = (k, space, way, split)
        if key not in self.measured:
            self.measured[key] = self._of_split(k, space, way, split, enough)
        return self.measured[key]

    def _of_split(self, k: int, space: int, way: str, split: int, enough: float) -> float:
        one, other = self.cuts.halves[split]
        parts = [self.cuts.parts(k, space, way, split, half) for half in (0, 1)]
        if parts[0] is None or parts[1] is None:
            return 0.0
        judged = self.cuts.views[split].judged
        halves = [
            Half(judged[made], labels[made], judged[judging], labels[judging])
            for labels, made, judging in ((parts[0], one, other), (parts[1], other, one))
        ]
        return separation(halves[0], halves[1], k, enough)

    def at(self, k: int) -> float:
        """The mean over the halvings, of the way of cutting that separates best; an upper bound when it is low."""
        best = 0.0
        for way, space in self._ways():
            z = self.of_way(k, space, way)
            if z < self.valley:
                best = max(best, z)
            elif not self._is_joined(k, space, way):
                return z
        return best

    def stands(self, k: int, ways: Sequence[str] = WAYS) -> bool:
        """Whether some way finds k groups that are apart, and finds them again."""
        for way, space in self._ways(ways):
            clear = self.of_way(k, space, way) >= self.valley and not self._is_joined(k, space, way)
            if clear and self.comes_back(k, space, way):
                self.clear[k] = (space, way)
                return True
        return False

    def _ways(self, ways: Sequence[str] = WAYS) -> list[tuple[str, int]]:
        return [(way, space) for way in ways for space in range(self.cuts.n_spaces)]

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
            parts
            for split in range(len(self.cuts.halves))
            for half in (0, 1)
            if (parts := self.cuts.parts(k, space, way, split, half)) is not None
        ]
        if self.pieces is not None and _purity(labels[0], self.pieces) < WITHIN_PIECES:
            return False
        # Rearranging ends in a poor arrangement now and then; the one that most others agree with is meant.
        back = max(_found_again(labels, each, k) for each in range(len(labels) if way == REARRANGED else 1))
        if back < STABLE_JACCARD:
            return False
        self.back[k] = back
        return True

    def _is_joined(self, k: int, space: int, way: str) -> bool:
        """Whether the valleys are those of a bent piece: some of the parts join in a seam."""
        key = (k, space, way)
        if key not in self.joined:
            self.joined[key] = self._join(k, space, way)
        return self.joined[key]

    def _join(self, k: int, space: int, way: str) -> bool:
        seams = []
        for split, halves in enumerate(self.cuts.halves):
            for half, judging in enumerate(halves[::-1]):
                parts = self.cuts.parts(k, space, way, split, half)
                if parts is not None:
                    seams.append(seams_of(self.cuts.views[split].judged[judging], parts[judging], k))
            if abs(np.mean(seams) - self.seam) >= SEAM_MARGIN and split >= 1:
                break
        return bool(np.mean(seams) < self.seam)

    def labels(self, k: int) -> Labels | None:
        """Which part every row is in, by one of the cuts that came out clear."""
        if k not in self.clear:
            return None
        space, way = self.clear[k]
        return self.cuts.parts(k, space, way, 0, 0)


def _found_again(labels: Sequence[Labels], reference: int, k: int) -> float:
    """How much the other cuts find of the parts of one, in the part where it is least (mean Jaccard similarity)."""
    others = [other for turn, other in enumerate(labels) if turn != reference]
    return float(np.mean([jaccard_best(labels[reference], other, k, k) for other in others], axis=0).min())


def _purity(parts: Labels, pieces: Labels) -> float:
    """The share of the rows that are in the piece that most of their part is in."""
    table = np.zeros((parts.max() + 1, pieces.max() + 1))
    np.add.at(table, (parts, pieces), 1)
    return float(table.max(axis=1).sum() / len(parts))
