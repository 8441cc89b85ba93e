"""Ways to cut rows into k parts: K-Means, K-Means in the metric of the parts, and parts with shapes of their own.

K-Means alone cuts long groups across and overlooks groups in features that vary little. The same parts refined in the
metric of their pooled covariance (Mahalanobis; Marriott 1971), or with a covariance each (classification EM, Celeux &
Govaert 1992), do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.advice.lloyd import Floats, fit_thoroughly, move_all, nearest_labels

Labels = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Nearest:
    """Rows belong to the nearest centre, after a linear map."""

    centers: Floats
    map: Floats | None = None

    def labels(self, x: Floats) -> Labels:
        return nearest_labels(x if self.map is None else x @ self.map, self.centers)


@dataclass(frozen=True, eq=False)
class Shaped:
    """Rows belong to the normal distribution that they are likeliest under."""

    means: Floats
    maps: tuple[Floats, ...]
    offsets: Floats

    def labels(self, x: Floats) -> Labels:
        return np.asarray(self._unlikeliness(x).argmin(axis=1))

    def misfit(self, x: Floats) -> float:
        """The negative logarithm of the classification likelihood, up to a constant."""
        return float(self._unlikeliness(x).min(axis=1).sum())

    def _unlikeliness(self, x: Floats) -> Floats:
        far = np.empty((len(x), len(self.means)))
        for c, (mean, whiten) in enumerate(zip(self.means, self.maps, strict=True)):
            scaled = (x - mean) @ whiten
            far[:, c] = np.einsum("ij,ij->i", scaled, scaled) / 2 + self.offsets[c]
        return far


Partition = Nearest | Shaped


def means_of(x: Floats, labels: Labels, k: int) -> Floats:
    member = np.zeros((len(x), k))
    member[np.arange(len(x)), labels] = 1
    return np.asarray(member.T @ x / np.maximum(member.sum(axis=0), 1)[:, None])


def within_covariance(x: Floats, labels: Labels, means: Floats) -> Floats:
    """The pooled covariance inside the parts, shrunk to its diagonal when there are few rows for the features."""
    n, d = x.shape
    residual = x - means[labels]
    covariance = residual.T @ residual / max(n - len(means), 1)
    diagonal = np.diag(covariance)
    keep = n / (n + d) * (1 - 1 / (n + d))
    floor = 1e-6 * max(float(diagonal.mean()), 1e-12)
    shrunk = keep * covariance
    shrunk[np.diag_indices(d)] = diagonal + floor
    return np.asarray(shrunk)


def whitening(covariance: Floats) -> Floats:
    """A map under which the covariance is the identity."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors / np.sqrt(np.maximum(values, 1e-12 * max(float(values[-1]), 1e-300))))


def in_common_metric(x: Floats, centers: Floats, sequences: Sequence[Floats], rounds: int = 3) -> Nearest:
    """K-Means repeated in the metric of its own parts: from given centres, and begun anew where that is better.

    One wide group is cut in two by K-Means rather than a small one left to itself; in the metric of the parts the wide
    group is narrower, but no centre would move from it to the small group by itself.
    """
    k = len(centers)
    labels = nearest_labels(x, centers)
    part = Nearest(centers)
    for turn in range(rounds):
        means = means_of(x, labels, k)
        metric = whitening(within_covariance(x, labels, means))
        mapped = x @ metric
        starts = [means @ metric]
        if turn == 0:
            starts.append(fit_thoroughly(mapped, k, [rows @ metric for rows in sequences]))
        part = Nearest(move_all(mapped, {k: starts}, max_iter=15)[k][0], metric)
        moved = nearest_labels(mapped, part.centers)
        if np.array_equal(moved, labels):
            break
        labels = moved
    return part


def in_own_metrics(x: Floats, labels: Labels, k: int, rounds: int = 6) -> Shaped:
    """Hard EM for normal distributions with a covariance each, shrunk towards the common one; from given parts."""
    n, d = x.shape
    for _ in range(rounds):
        means = means_of(x, labels, k)
        common = within_covariance(x, labels, means)
        maps, offsets = [], np.empty(k)
        for c in range(k):
            own = x[labels == c] - means[c]
            values, vectors = np.linalg.eigh((own.T @ own + (d + 2) * common) / (len(own) + d + 2))
            values = np.maximum(values, 1e-12 * max(float(values[-1]), 1e-300))
            maps.append(vectors / np.sqrt(values))
            offsets[c] = np.log(values).sum() / 2 - np.log((len(own) + 1) / (n + k))
        shaped = Shaped(means, tuple(maps), offsets)
        moved = shaped.labels(x)
        if (moved != labels).mean() < 0.002:
            break
        labels = moved
    return shaped
