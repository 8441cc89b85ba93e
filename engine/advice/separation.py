"""Are all parts of a cut apart from each other? Judged on rows that took no part in making the cut.

The rows are halved. Each half is cut by itself; the line between two neighbouring parts is drawn with the rows of
one half, and the valley on it is looked for with the rows of the other (cross-fitting). Otherwise any cut would look
good: K-Means puts its borders where its own rows happen to be few, the more so the more features there are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from engine.advice.lines import by_part, line_counts, moments_of
from engine.advice.lloyd import Floats
from engine.advice.partition import Labels, means_of, whitening, within_covariance
from engine.advice.valley import valley_z

# Parts of the two halves are the same from this Jaccard similarity on; then their counts may be added up.
SAME_PART = 0.6
# A part needs this many rows in each half to be judged.
LEAST_ROWS = 3


@dataclass(frozen=True, eq=False)
class Half:
    """The rows that a cut was made on and those that judge it, each with their labels under that cut."""

    made_on: Floats
    made_labels: Labels
    judged_on: Floats
    judged_labels: Labels


def separation(first: Half, second: Half, k: int, enough: float) -> float:
    """The valley statistic of the two neighbouring parts that are least apart.

    The second half's cut is made on what judges the first, and the other way round. Stops early, with an upper bound,
    at the first pair below `enough`.
    """
    labels = (first.made_labels, first.judged_labels, second.made_labels, second.judged_labels)
    if min(np.bincount(part, minlength=k).min() for part in labels) < LEAST_ROWS:
        return 0.0
    second, same = _matched(first, second, k)
    made = [moments_of(by_part(half.made_on, half.made_labels, k)) for half in (first, second)]
    judged = [by_part(half.judged_on, half.judged_labels, k) for half in (first, second)]
    worst = np.inf
    pairs = _neighbours(first, second, k)
    # The first pairs are the likeliest to fail, so they are tried by themselves.
    for batch in np.split(pairs, [b for b in (2, 6, 14, 30, 62, 126, 254) if b < len(pairs)]):
        lines = np.stack([line_counts(*half, batch) for half in zip(made, judged, strict=True)], axis=1)
        worst = min([worst, *_evidence(lines, np.minimum(same[batch[:, 0]], same[batch[:, 1]]))])
        if worst < enough:
            break
    return float(worst) if np.isfinite(worst) else 0.0


def _evidence(lines: NDArray[np.int64], same: Floats) -> list[float]:
    """The statistic of pairs of parts, from bin counts of shape (pairs, halves, directions, bins).

    Both halves must show the valley; where they found the same parts, all rows may be taken together.
    """
    n_pairs, _, n_directions, n_bins = lines.shape
    counts = np.concatenate([lines, lines.sum(axis=1, keepdims=True)], axis=1)
    z = valley_z(counts.reshape(-1, n_bins)).reshape(n_pairs, 3, n_directions).max(axis=2)
    both = np.sqrt(2) * np.minimum(z[:, 0], z[:, 1])
    return [float(v) for v in np.where(same >= SAME_PART, np.maximum(both, z[:, 2]), both)]


def _matched(first: Half, second: Half, k: int) -> tuple[Half, Floats]:
    """The second half with its parts numbered as in the first, and the Jaccard similarity of each part."""
    one = np.concatenate([first.made_labels, first.judged_labels])
    other = np.concatenate([second.judged_labels, second.made_labels])
    table = np.bincount(one * k + other, minlength=k * k).reshape(k, k).astype(np.float64)
    similarity = table / np.maximum(table.sum(axis=1)[:, None] + table.sum(axis=0) - table, 1)
    column = linear_sum_assignment(-similarity)[1]
    number = np.empty(k, dtype=np.int64)
    number[column] = np.arange(k)
    matched = replace(second, made_labels=number[second.made_labels], judged_labels=number[second.judged_labels])
    return matched, similarity[np.arange(k), column]


def _neighbours(first: Half, second: Half, k: int) -> NDArray[np.int64]:
    """Pairs of parts that touch in either half; those with the most rows in between come first."""
    contact = np.sum(
        [touching(h.made_on, h.made_labels, h.judged_on, h.judged_labels, k) for h in (first, second)], axis=0
    )
    contact = contact + contact.T
    sizes = np.bincount(np.concatenate([first.judged_labels, second.judged_labels]), minlength=k)
    i, j = np.nonzero(np.triu(contact, 1))
    order = np.argsort(-contact[i, j] / np.minimum(sizes[i], sizes[j]), kind="stable")
    return np.column_stack([i[order], j[order]])


def touching(made_on: Floats, made_labels: Labels, judged_on: Floats, judged_labels: Labels, k: int) -> Floats:
    """How many rows of each part have each other part as their second nearest, shape (k, k).

    Parts with such rows are neighbours (Martinetz & Schulten 1994); in the plain metric and in that of the parts.
    """
    means = means_of(made_on, made_labels, k)
    metric = whitening(within_covariance(made_on, made_labels, means))
    contact = np.zeros((k, k))
    for rows, centers in ((judged_on, means), (judged_on @ metric, means @ metric)):
        distance = np.einsum("ij,ij->i", centers, centers) - 2 * rows @ centers.T
        distance[np.arange(len(rows)), judged_labels] = np.inf
        np.add.at(contact, (judged_labels, distance.argmin(axis=1)), 1)
    return contact
