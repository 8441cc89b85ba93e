"""Every cut of one table that the evidence is drawn from: all ways of cutting, on both halves of every halving.

A cut is made when first asked for, and what is kept of it is which part every row is in.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from engine.advice.lloyd import Floats, fit_thoroughly, seed_centers, with_spare
from engine.advice.merging import Merged, merge_down
from engine.advice.partition import Labels, Nearest, Partition, in_common_metric, in_own_metrics
from engine.advice.rearranging import rearranged
from engine.advice.ties import spread_ties

# The most parts that are asked for.
MOST = 50
# A covariance of its own for every part takes too many rows in more features.
MOST_OWN = 24
# Cells that merging begins with.
CELLS = 32

WAYS = ("plain", "common", "own", "merged")
# Takes longer, and is for numbers of parts just above what the others found.
REARRANGED = "rearranged"


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


class Cuts:
    """Which part every row is in, by k, way of cutting, space, halving and half.

    Several may be asked for at once from different threads: what each draws comes from a generator of its own, so the
    answer does not depend on who asks first.
    """

    def __init__(self, x: Floats, rng: np.random.Generator, n_splits: int) -> None:
        n = len(x)
        self._entropy = int(rng.integers(2**32))
        # Spread anew for every halving: one draw may leave a gap by chance, and five do not leave the same one.
        self.views = [view(x, rng) for _ in range(n_splits)]
        self.n_spaces = len(self.views[0].spaces)
        orders = [rng.permutation(n) for _ in range(n_splits)]
        self.halves = [(order[: n // 2], order[n // 2 :]) for order in orders]
        self._parts: dict[tuple[int, int, str, int, int], NDArray[np.uint8] | None] = {}
        self._centers: dict[tuple[int, int, int, int], Floats] = {}
        self._merges: dict[tuple[int, int, int], dict[int, Merged]] = {}
        self._seeds: dict[tuple[int, int, int], list[Floats]] = {}
        # What every k needs is made by the first that asks.
        self._once: defaultdict[tuple[int, int, int], RLock] = defaultdict(RLock)

    def parts(self, k: int, space: int, way: str, split: int, half: int) -> Labels | None:
        """Which part every row is in by the cut that one half made; None where this way cannot cut."""
        key = (k, space, way, split, half)
        if key not in self._parts:
            cut = self._cut(*key)
            self._parts[key] = None if cut is None else cut.labels(self.views[split].spaces[space]).astype(np.uint8)
        known = self._parts[key]
        return None if known is None else known.astype(np.int64)

    def _cut(self, k: int, space: int, way: str, split: int, half: int) -> Partition | Merged | None:
        if way == "merged":
            return self._merged(space, split, half).get(k)
        if way == REARRANGED:
            return self._rearranged(k, space, split, half)
        rows = self._rows(space, split, half)
        centers = self._centers_of(k, space, split, half)
        if way == "plain":
            return Nearest(centers)
        d = rows.shape[1]
        if d == 1 or (way == "own" and (d > MOST_OWN or len(rows) < 3 * d * k)):
            return None
        if way == "common":
            return in_common_metric(rows, centers, self._seeds_of(space, split, half))
        return self._shaped(k, space, split, half)

    def _shaped(self, k: int, space: int, split: int, half: int) -> Partition:
        """From K-Means, or from what merging found: one wide group is cut in two by K-Means rather than a small one
        left to itself. The likelier counts."""
        rows = self._rows(space, split, half)
        starts = [self.parts(k, space, way, split, half) for way in ("common", "merged")]
        own = [start[self.halves[split][half]] for start in starts if start is not None]
        return min((in_own_metrics(rows, start, k) for start in own), key=lambda shaped: shaped.misfit(rows))

    def _rearranged(self, k: int, space: int, split: int, half: int) -> Partition | None:
        start = self.parts(k, space, "own", split, half)
        if start is None:
            return None
        rng = np.random.default_rng([self._entropy, space, split, half, k])
        return rearranged(self._rows(space, split, half), start[self.halves[split][half]], k, rng)

    def _rows(self, space: int, split: int, half: int) -> Floats:
        return np.asarray(self.views[split].spaces[space][self.halves[split][half]])

    def _centers_of(self, k: int, space: int, split: int, half: int) -> Floats:
        key = (k, space, split, half)
        if key not in self._centers:
            self._centers[key] = fit_thoroughly(self._rows(*key[1:]), k, self._seeds_of(*key[1:]))
        return self._centers[key]

    def _seeds_of(self, space: int, split: int, half: int) -> list[Floats]:
        key = (space, split, half)
        with self._once[key]:
            if key not in self._seeds:
                rows = self._rows(*key)
                rng = np.random.default_rng([self._entropy, *key])
                most = min(with_spare(min(MOST, len(rows))), len(rows))
                self._seeds[key] = [seed_centers(rows, most, rng) for _ in range(2)]
            return self._seeds[key]

    def _merged(self, space: int, split: int, half: int) -> dict[int, Merged]:
        key = (space, split, half)
        with self._once[key]:
            if key not in self._merges:
                self._merges[key] = self._merge(*key)
            return self._merges[key]

    def _merge(self, space: int, split: int, half: int) -> dict[int, Merged]:
        rows = self.halves[split][half]
        n_cells = min(CELLS, len(rows) // 10)
        if n_cells < 4:
            return {}
        cells = self._centers_of(n_cells, space, split, half)
        return merge_down(self._rows(space, split, half), self.views[split].judged[rows], cells)


def in_fewer_features(x: Floats, most: int = 40) -> Floats:
    """The rows in their leading principal components when there are too many features for the number of rows."""
    n, d = x.shape
    x = x - x.mean(axis=0)
    most = min(most, max(2, n // 8))
    if d <= most:
        return x
    return np.asarray(x @ np.linalg.svd(x, full_matrices=False)[2][:most].T)
