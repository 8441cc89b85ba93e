"""Lines between neighbouring parts, and how many rows lie where along them; for many pairs of parts at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.advice.lloyd import Floats
from engine.advice.partition import Labels
from engine.advice.valley import BINS, bins_along

Counts = NDArray[np.int64]
Pairs = NDArray[np.int64]


@dataclass(eq=False)
class Moments:
    """Sizes (k,), means (k, d) and scatter matrices (k, d, d) of parts; all that a line is drawn from."""

    sizes: Floats
    means: Floats
    scatters: Floats

    def merge(self, i: int, j: int) -> None:
        """Part j joins part i."""
        n_i, n_j = self.sizes[i], self.sizes[j]
        between = self.means[j] - self.means[i]
        self.scatters[i] += self.scatters[j] + n_i * n_j / (n_i + n_j) * np.outer(between, between)
        self.means[i] += between * (n_j / (n_i + n_j))
        self.sizes[i] += n_j


def by_part(x: Floats, labels: Labels, k: int) -> list[Floats]:
    order = np.argsort(labels, kind="stable")
    return np.split(x[order], np.searchsorted(labels[order], np.arange(1, k)))


def moments_of(parts: Sequence[Floats]) -> Moments:
    """Of parts with at least one row each."""
    means = np.array([rows.mean(axis=0) for rows in parts])
    apart = [rows - mean for rows, mean in zip(parts, means, strict=True)]
    return Moments(np.array([float(len(rows)) for rows in parts]), means, np.array([rows.T @ rows for rows in apart]))


def directions(made: Moments, pairs: Pairs) -> Floats:
    """Three lines for each pair of parts, shape (pairs, 3, d); one line when there is one feature.

    The line through the centres, Fisher's discriminant (1936, with the covariance shrunk to its diagonal), and the
    discriminant that takes the features as uncorrelated.
    """
    i, j = pairs.T
    difference: Floats = made.means[j] - made.means[i]
    d = difference.shape[1]
    if d == 1:
        return difference[:, None]
    n = (made.sizes[i] + made.sizes[j])[:, None]
    covariance = (made.scatters[i] + made.scatters[j]) / np.maximum(n - 2, 1)[..., None]
    diagonal = np.einsum("pii->pi", covariance)
    diagonal = diagonal + 1e-9 * np.maximum(diagonal.mean(axis=1, keepdims=True), 1e-12)
    covariance *= 1 - np.minimum(1.0, (d + 1) / n)[..., None]
    covariance[:, np.arange(d), np.arange(d)] = diagonal
    fisher = np.linalg.solve(covariance, difference[..., None])[..., 0]
    return np.stack([difference, fisher, difference / diagonal], axis=1)


def line_counts(made: Moments, judged: Sequence[Floats] | Mapping[int, Floats], pairs: Pairs) -> Counts:
    """Bin counts of the judging rows of each pair along the lines of the making rows, (pairs, directions, BINS)."""
    lines = directions(made, pairs)
    a, b = made.means[pairs[:, 0], None], made.means[pairs[:, 1], None]
    length = np.einsum("pod,pld->pl", b - a, lines)
    length = np.where(length > 0, length, np.inf)
    scaled = lines / length[..., None]
    middle = np.einsum("pod,pld->pl", (a + b) / 2, scaled)
    counts = np.zeros((*length.shape, BINS), dtype=np.int64)
    for part in np.unique(pairs).tolist():
        own = np.flatnonzero((pairs == part).any(axis=1))
        place = judged[part] @ scaled[own].reshape(-1, scaled.shape[-1]).T - middle[own].ravel()
        counts[own] += bins_along(place).reshape(len(own), -1, BINS)
    return counts
