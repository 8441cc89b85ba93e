"""Parts with a shape each, rearranged: one is split and two others are merged, as long as that fits better.

Iterations move the borders between parts, but no part from where there is one too many to where one is missing, so
that unequal groups are found only by a lucky start. Splitting and merging by the likelihood does move them (SMEM: Ueda,
Nakano, Ghahramani & Hinton 2000).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.advice.lines import Moments, by_part, moments_of
from engine.advice.lloyd import Floats, nearest_labels, seed_centers
from engine.advice.partition import Labels, Shaped, in_own_metrics, whitening, within_covariance

MOST_MOVES = 8
# Moves that are tried before the arrangement counts as the best there is.
TRIED = 3
# Ways to split a part, each from two rows of it, and how often each is improved.
SPLITS = 10
SPLIT_ROUNDS = 4


def rearranged(x: Floats, labels: Labels, k: int, rng: np.random.Generator) -> Shaped:
    """The best arrangement of k parts that splitting and merging reach from the given ones."""
    shaped = in_own_metrics(x, labels, k)
    misfit = shaped.misfit(x)
    for _ in range(MOST_MOVES):
        for start in _moves(x, shaped.labels(x), k, rng):
            other = in_own_metrics(x, start, k)
            if (found := other.misfit(x)) < misfit - 1:
                shaped, misfit = other, found
                break
        else:
            break
    return shaped


def _moves(x: Floats, labels: Labels, k: int, rng: np.random.Generator) -> Iterator[Labels]:
    """The parts after the most promising moves, the best first; none where a part is empty."""
    if np.bincount(labels, minlength=k).min() == 0:
        return
    rows = by_part(x, labels, k)
    parts = moments_of(rows)
    common = within_covariance(x, labels, parts.means)
    misfits = _misfits(parts, common, len(x), k)
    i, j = np.triu_indices(k, 1)
    loss = _misfits(_joined(parts, i, j), common, len(x), k) - misfits[i] - misfits[j]
    halves = [_halved(own, common, rng) for own in rows]
    gain = [
        misfits[c] - _misfits(moments_of(by_part(rows[c], half, 2)), common, len(x), k).sum()
        if half is not None
        else 0
        for c, half in enumerate(halves)
    ]
    promising = sorted(
        (float(loss[pair] - gain[c]), int(pair), c)
        for pair in np.argsort(loss, kind="stable")[:TRIED]
        for c in range(k)
        if c not in (i[pair], j[pair]) and loss[pair] < gain[c]
    )
    for _, pair, c in promising[:TRIED]:
        half = halves[c]
        moved = np.where(labels == j[pair], i[pair], labels)
        moved[labels == c] = np.where(half == 1, j[pair], c)
        yield moved


def _misfits(parts: Moments, common: Floats, n: int, k: int) -> Floats:
    """What each part adds to the misfit of all (see `Shaped.misfit`), of n rows in k parts."""
    d = parts.means.shape[1]
    size = parts.sizes[:, None, None]
    covariance = (parts.scatters + (d + 2) * common) / (size + d + 2)
    values, vectors = np.linalg.eigh(covariance)
    values = np.maximum(values, 1e-12 * np.maximum(values[:, -1:], 1e-300))  # one row far out leaves it singular
    within = ((parts.scatters @ vectors * vectors).sum(axis=1) / values).sum(axis=1)
    volume = np.log(values).sum(axis=1)
    return np.asarray((within + parts.sizes * volume) / 2 - parts.sizes * np.log((parts.sizes + 1) / (n + k)))


def _joined(parts: Moments, i: Labels, j: Labels) -> Moments:
    """Every pair of parts as one."""
    sizes = parts.sizes[i] + parts.sizes[j]
    between = parts.means[j] - parts.means[i]
    weight = parts.sizes[i] * parts.sizes[j] / sizes
    scatters = (
        parts.scatters[i] + parts.scatters[j] + weight[:, None, None] * between[:, :, None] * between[:, None, :]
    )
    return Moments(sizes, parts.means[i] + between * (parts.sizes[j] / sizes)[:, None], scatters)


def _halved(rows: Floats, common: Floats, rng: np.random.Generator) -> Labels | None:
    """The likeliest of several ways to cut the rows of one part in two; None where they are too few."""
    n, d = rows.shape
    if n < 2 * (d + 2):
        return None
    centred = rows - rows.mean(axis=0)
    mapped = centred @ whitening((centred.T @ centred + (d + 2) * common) / (n + d + 2))
    seeds = seed_centers(mapped, 2 * SPLITS, rng)
    cuts = [
        in_own_metrics(mapped, nearest_labels(mapped, seeds[turn : turn + 2]), 2, SPLIT_ROUNDS)
        for turn in range(0, 2 * SPLITS, 2)
    ]
    best = min(cuts, key=lambda cut: cut.misfit(mapped)).labels(mapped)
    return best if np.bincount(best, minlength=2).min() > 1 else None
