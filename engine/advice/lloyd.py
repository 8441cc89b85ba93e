"""K-Means for several k at once on a small sample: what the advice repeats hundreds of times.

One k-means++ sequence (Arthur & Vassilvitskii 2007) of the largest k starts every smaller k too, since each of its
beginnings is itself such a sequence. All centres of all k and starts then move together (Lloyd 1982): one matrix
product per iteration gives every distance.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.sweep.kernel import accumulate, block_of, stack

Floats = NDArray[np.float64]

# Up to so many centres, k-means++ puts one in every group often enough.
FEW = 12


def seed_centers(x: Floats, k: int, rng: np.random.Generator, n_trials: int = 3) -> Floats:
    """A greedy k-means++ sequence of k rows of `x`: of a few candidates the one that lowers the error most."""
    n = len(x)
    norms = np.einsum("ij,ij->i", x, x)
    chosen = np.empty(k, dtype=np.int64)
    chosen[0] = rng.integers(n)
    nearest = np.maximum(norms - 2 * x @ x[chosen[0]] + norms[chosen[0]], 0)
    for j in range(1, k):
        cumulated = np.cumsum(nearest)
        if cumulated[-1] <= 0:
            chosen[j:] = rng.integers(n, size=k - j)
            break
        candidates = np.searchsorted(cumulated, rng.random(n_trials) * cumulated[-1]).clip(max=n - 1)
        distances = np.maximum(norms[:, None] - 2 * x @ x[candidates].T + norms[candidates], 0)
        np.minimum(distances, nearest[:, None], out=distances)
        best = int(distances.sum(axis=0).argmin())
        chosen[j] = candidates[best]
        nearest = distances[:, best]
    return x[chosen]


def nearest_labels(x: NDArray[np.floating], centers: NDArray[np.floating]) -> NDArray[np.int64]:
    """The number of the nearest centre of each row."""
    gram = x @ centers.T
    gram *= -2
    gram += np.einsum("ij,ij->i", centers, centers)
    return np.asarray(gram.argmin(axis=1))


def fit_all(
    x: Floats,
    ks: Sequence[int],
    rng: np.random.Generator,
    n_starts: int = 2,
    max_iter: int = 25,
) -> dict[int, tuple[Floats, float]]:
    """The best of `n_starts` K-Means solutions for every k: centres, shape (k, d), and within-segment sum of squares.

    Meant for samples of a few thousand rows; k above the number of rows is left out. Many centres begin with some to
    spare.
    """
    ks = [k for k in ks if k <= len(x)]
    if not ks:
        return {}
    most = max(ks) if max(ks) <= FEW else min(with_spare(max(ks)), len(x))
    starts = [seed_centers(x, most, rng) for _ in range(n_starts)]
    return move_all(x, {k: [s[:k] for s in starts] if k <= FEW else _merged(x, k, starts) for k in ks}, max_iter)


def move_all(x: Floats, starts: dict[int, list[Floats]], max_iter: int = 25) -> dict[int, tuple[Floats, float]]:
    """Lloyd's iterations for all starts of all k together; the best solution of each k."""
    moved = _move(x, [center for several in starts.values() for center in several], max_iter)
    best: dict[int, tuple[Floats, float]] = {}
    for center, error in moved:
        k = len(center)
        if k not in best or error < best[k][1]:
            best[k] = (center, error)
    return best


def _move(x: Floats, starts: list[Floats], max_iter: int) -> list[tuple[Floats, float]]:
    """Centres and within-segment sum of squares of every start."""
    block = block_of(x, None, np.float32)
    total = float(np.einsum("ij,ij->", x, x))
    centers = [np.array(start) for start in starts]
    errors = np.full(len(centers), np.inf)
    active = list(range(len(centers)))
    for _ in range(max_iter):
        if not active:
            break
        lowest, sums = accumulate(block, stack([centers[b][None] for b in active], np.float32))
        begin, still = 0, []
        for b, low in zip(active, lowest.tolist(), strict=True):
            own = sums[begin : begin + len(centers[b])].astype(np.float64)
            begin += len(own)
            sizes = own[:, -1:]
            centers[b] = np.where(sizes > 0, own[:, :-1] / np.maximum(sizes, 1), centers[b])
            error = total + low
            if errors[b] - error > 1e-4 * max(error, 1e-12):
                still.append(b)
            errors[b] = min(error, errors[b])
        active = still
    return [(center, max(float(error), 0.0)) for center, error in zip(centers, errors, strict=True)]


def with_spare(k: int) -> int:
    """How many centres to begin with where k are wanted."""
    return k + max(2, k // 2)


def fit_thoroughly(x: Floats, k: int, sequences: Sequence[Floats]) -> Floats:
    """Centres of the best of several K-Means solutions that begin with too many centres and merge down to k.

    k-means++ alone often puts two centres in one group and none in another, the surer the more groups there are. With
    centres to spare every group gets one; those whose merger costs least (Ward 1963) are then one too many.

    `sequences` are k-means++ sequences of at least `with_spare(k)` rows, or of all.
    """
    return move_all(x, {k: _merged(x, k, sequences)})[k][0]


def _merged(x: Floats, k: int, sequences: Sequence[Floats]) -> list[Floats]:
    """Starts of k centres that are left of too many."""
    spare = _move(x, [sequence[: with_spare(k)] for sequence in sequences], max_iter=8)
    merged = [merge_centers(x, centers, k) for centers, _ in spare]
    # Rows that coincide can leave fewer than k.
    return [centers for centers in merged if len(centers) == k] or [sequences[0][:k]]


def merge_centers(x: Floats, centers: Floats, k: int) -> Floats:
    """Merge the two centres whose merger raises the error least, until k are left."""
    sizes = np.bincount(nearest_labels(x, centers), minlength=len(centers)).astype(np.float64)
    centers = centers[sizes > 0].copy()
    sizes = sizes[sizes > 0]
    while len(centers) > k:
        norms = np.einsum("ij,ij->i", centers, centers)
        cost = np.maximum(norms[:, None] + norms - 2 * centers @ centers.T, 0)
        cost *= sizes[:, None] * sizes / (sizes[:, None] + sizes)
        np.fill_diagonal(cost, np.inf)
        i, j = divmod(int(cost.argmin()), len(centers))
        centers[i] = (sizes[i] * centers[i] + sizes[j] * centers[j]) / (sizes[i] + sizes[j])
        sizes[i] += sizes[j]
        centers, sizes = np.delete(centers, j, axis=0), np.delete(sizes, j)
    return centers
