"""Which centre to remove, which to add: judged on the rows, before any descent.

With the distance of every row to its nearest and second-nearest centre, the loss of removing each centre, the gain of
adding each candidate, and the change of every swap of the two are exact sums (after the swap phase of k-medoids,
Schubert & Rousseeuw 2019). Candidates are centres of other ks: they are already means, not single rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.sweep.kernel import Array, Block, products, scratch, stack


def propose(
    block: Block, norms: Array, centers: Array, candidates: Array, count: int
) -> tuple[Array, Array, list[Array]]:
    """Children of one solution.

    Returns
    -------
    fewer : ndarray, shape (k - 1, d)
        Without the centre that is missed least.
    more : ndarray, shape (k + 1, d)
        With the candidate that helps most.
    swapped : list of ndarray, shape (k, d)
        The ``count`` best swaps of a centre for a candidate, of different candidates.
    """
    k = len(centers)
    both = np.concatenate([centers, candidates])
    distances = products(stack([both[None]], block.padded.dtype).coefficients, block)
    distances += norms
    np.maximum(distances, 0, out=distances)
    own, other = distances[:k], distances[k:]
    nearest = own.min(axis=0)
    one_hot = own == nearest
    second = np.where(one_hot, np.inf, own).min(axis=0)
    weights = np.ones(len(nearest), nearest.dtype) if block.weights is None else block.weights.astype(nearest.dtype)
    members = (one_hot * weights).T
    loss = (second - nearest) @ members
    kept = np.minimum(other, nearest, out=scratch("kept", other.shape, other.dtype))
    gain = float(nearest @ weights) - kept @ weights
    change = np.subtract(np.minimum(other, second, out=other), kept, out=kept) @ members - gain[:, None]
    fewer = np.delete(centers, int(loss.argmin()), axis=0)
    more = np.concatenate([centers, candidates[int(gain.argmax())][None]])
    return fewer, more, _best_swaps(centers, candidates, change, count)


def _best_swaps(centers: Array, candidates: Array, change: NDArray[np.floating], count: int) -> list[Array]:
    children = []
    for candidate in np.argsort(change.min(axis=1), kind="stable")[:count]:
        child = centers.copy()
        child[int(change[candidate].argmin())] = candidates[candidate]
        children.append(child)
    return children
