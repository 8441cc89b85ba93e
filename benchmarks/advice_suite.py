"""Generated tables with a known number of groups, and tables with none: what the advice on k is measured on.

Each kind is a function of a random generator; sizes, numbers of groups and features are drawn with it, so another
seed gives other tables. The method was tuned on seeds below 1,000; measure on seeds from 1,000 (see `advice.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rng = np.random.Generator


@dataclass(frozen=True, eq=False)
class Case:
    """One generated table. `k` is the number of groups it was made of, 1 for none."""

    kind: str
    seed: int
    values: Floats
    k: int


# --- with groups ------------------------------------------------------------------------------------------------


def centers_apart(rng: Rng, k: int, d: int, apart: float, tightness: float = 0.75) -> Floats:
    """Centres in a cube just large enough that no two are nearer than `apart`."""
    side = apart
    while True:
        for _ in range(20):
            centers = rng.uniform(-side / 2, side / 2, size=(k, d))
            distance = np.linalg.norm(centers[:, None] - centers, axis=2)[np.triu_indices(k, 1)]
            if distance.min(initial=np.inf) >= apart:
                return centers
        side *= 1 + 0.15 * tightness


def sizes_of(rng: Rng, k: int, n: int, ratio: float = 1.0, least: int = 25) -> NDArray[np.int64]:
    """Group sizes whose weights differ by up to `ratio`."""
    weight = np.exp(rng.uniform(0, np.log(ratio), size=k)) if ratio > 1 else np.ones(k)
    return np.maximum((n * weight / weight.sum()).astype(int), least)


def blobs(rng: Rng, centers: Floats, sizes: NDArray[np.int64], spreads: Floats | float = 1.0) -> Floats:
    k, d = centers.shape
    spreads = np.broadcast_to(spreads, (k,))
    return np.concatenate(
        [c + s * rng.standard_normal((m, d)) for c, m, s in zip(centers, sizes, spreads, strict=True)]
    )


def _k(rng: Rng, most: int = 20) -> int:
    return int(rng.integers(2, most + 1))


def _d(rng: Rng, least: int = 2, most: int = 16) -> int:
    return int(np.exp(rng.uniform(np.log(least), np.log(most + 0.99))))


def equal_groups(rng: Rng) -> tuple[Floats, int]:
    k, d = _k(rng), _d(rng)
    return blobs(
        rng, centers_apart(rng, k, d, rng.uniform(5, 9)), sizes_of(rng, k, int(rng.integers(40, 150)) * k)
    ), k


def unequal_sizes(rng: Rng) -> tuple[Floats, int]:
    k, d = _k(rng, 12), _d(rng)
    sizes = sizes_of(rng, k, int(rng.integers(100, 250)) * k, ratio=rng.uniform(5, 30))
    return blobs(rng, centers_apart(rng, k, d, rng.uniform(6, 9)), sizes), k


def unequal_spreads(rng: Rng) -> tuple[Floats, int]:
    k, d = _k(rng, 12), _d(rng)
    spreads = np.exp(rng.uniform(np.log(0.35), np.log(1.4), size=k))
    return (
        blobs(
            rng,
            centers_apart(rng, k, d, rng.uniform(7, 10)),
            sizes_of(rng, k, int(rng.integers(60, 200)) * k),
            spreads,
        ),
        k,
    )


def one_feature(rng: Rng) -> tuple[Floats, int]:
    k = _k(rng, 6)
    return blobs(
        rng, centers_apart(rng, k, 1, rng.uniform(5, 8)), sizes_of(rng, k, int(rng.integers(80, 250)) * k)
    ), k


def many_features(rng: Rng) -> tuple[Floats, int]:
    k, d = _k(rng), _d(rng, 32, 128)
    return blobs(
        rng, centers_apart(rng, k, d, rng.uniform(7, 12)), sizes_of(rng, k, int(rng.integers(30, 100)) * k)
    ), k


def overlapping(rng: Rng) -> tuple[Floats, int]:
    k, d = _k(rng, 10), _d(rng, 2, 8)
    return blobs(
        rng, centers_apart(rng, k, d, rng.uniform(3.4, 4.4)), sizes_of(rng, k, int(rng.integers(120, 300)) * k)
    ), k


def elongated(rng: Rng) -> tuple[Floats, int]:
    """Every group has its own covariance with axes up to seven to one; groups are apart in the metric of both."""
    k, d = _k(rng, 10), _d(rng, 2, 8)
    stretch = rng.uniform(3, 7)
    parts, maps, centers = [], [], []
    side = 6.0
    while len(centers) < k:
        axes = np.linalg.qr(rng.standard_normal((d, d)))[0]
        spread = np.ones(d)
        spread[0] = stretch
        matrix = axes * spread
        for _ in range(30):
            center = rng.uniform(-side, side, size=d)
            gaps = [
                (center - c) @ np.linalg.solve((matrix @ matrix.T + m @ m.T) / 2, center - c)
                for c, m in zip(centers, maps, strict=True)
            ]
            if min(gaps, default=np.inf) >= 6.5**2:
                centers.append(center)
                maps.append(matrix)
                break
        else:
            side *= 1.2
    for center, matrix, m in zip(centers, maps, sizes_of(rng, k, int(rng.integers(100, 250)) * k), strict=True):
        parts.append(center + rng.standard_normal((m, d)) @ matrix.T)
    return np.concatenate(parts), k


def background_noise(rng: Rng) -> tuple[Floats, int]:
    """Up to 15 % of the rows are spread evenly over the extent of all."""
    k, d = _k(rng, 12), _d(rng, 2, 8)
    x = blobs(rng, centers_apart(rng, k, d, rng.uniform(7, 10)), sizes_of(rng, k, int(rng.integers(80, 200)) * k))
    noise = rng.uniform(x.min(axis=0), x.max(axis=0), size=(int(len(x) * rng.uniform(0.05, 0.15)), d))
    return np.concatenate([x, noise]), k


def noise_features(rng: Rng) -> tuple[Floats, int]:
    """Some features say nothing about the groups."""
    k, d = _k(rng, 8), _d(rng, 2, 6)
    x = blobs(rng, centers_apart(rng, k, d, rng.uniform(6, 9)), sizes_of(rng, k, int(rng.integers(80, 200)) * k))
    noise = rng.standard_normal((len(x), int(rng.integers(d, 3 * d + 1)))) * rng.uniform(0.8, 2.0)
    return np.concatenate([x, noise], axis=1), k


def heavy_tailed_groups(rng: Rng) -> tuple[Floats, int]:
    k, d = _k(rng, 10), _d(rng, 2, 10)
    centers = centers_apart(rng, k, d, rng.uniform(8, 12))
    sizes = sizes_of(rng, k, int(rng.integers(80, 200)) * k)
    scales = [np.sqrt(5 / rng.chisquare(5, size=(m, 1))) for m in sizes]
    parts = zip(centers, sizes, scales, strict=True)
    return np.concatenate([c + s * rng.standard_normal((m, d)) for c, m, s in parts]), k


def skewed_groups(rng: Rng) -> tuple[Floats, int]:
    k, d = _k(rng, 8), _d(rng, 2, 8)
    centers = centers_apart(rng, k, d, rng.uniform(8, 11))
    sizes = sizes_of(rng, k, int(rng.integers(80, 200)) * k)
    return np.concatenate([c + rng.gamma(2.0, 0.7, size=(m, d)) for c, m in zip(centers, sizes, strict=True)]), k


def customers(rng: Rng) -> tuple[Floats, int]:
    """Log-normal spending, counts and a category: groups that differ in some columns, standardised."""
    k, d = _k(rng, 6), int(rng.integers(3, 7))
    sizes = sizes_of(rng, k, int(rng.integers(150, 400)) * k, ratio=4)
    x = blobs(rng, centers_apart(rng, k, d, rng.uniform(5.5, 8)), sizes)
    category = rng.integers(0, 3, size=len(x))
    counts = rng.poisson(4, size=(len(x), 1))
    table = np.column_stack([x, counts, *(category == c for c in range(3))]).astype(float)
    return (table - table.mean(axis=0)) / table.std(axis=0) * np.r_[np.ones(d + 1), np.full(3, 0.5)], k


def s_set(rng: Rng) -> tuple[Floats, int]:
    """Like S1 to S3: fifteen groups in the plane, with growing overlap."""
    centers = centers_apart(rng, 15, 2, rng.uniform(4.0, 7), tightness=0.3)
    return blobs(rng, centers, sizes_of(rng, 15, 3000, ratio=1.3), np.exp(rng.uniform(-0.2, 0.1, size=15))), 15


def a_set(rng: Rng) -> tuple[Floats, int]:
    """Like A1: twenty groups of 150 in the plane."""
    return blobs(rng, centers_apart(rng, 20, 2, rng.uniform(4.8, 6)), sizes_of(rng, 20, 3000)), 20


def dim_set(rng: Rng) -> tuple[Floats, int]:
    """Like DIM032 to DIM128: sixteen groups far apart in many features."""
    d = int(rng.choice([32, 64, 128]))
    return blobs(rng, rng.uniform(-20, 20, size=(16, d)), sizes_of(rng, 16, 1024)), 16


def unbalance(rng: Rng) -> tuple[Floats, int]:
    """Like Unbalance: three dense groups of 1,000 and five wide ones of 100."""
    dense, wide = centers_apart(rng, 3, 2, 7), centers_apart(rng, 5, 2, 14)
    spreads, sizes = np.r_[np.ones(3), np.full(5, 2.0)], np.r_[np.full(3, 1000), np.full(5, 100)]
    return blobs(rng, np.concatenate([dense, wide + np.array([45, 0])]), sizes, spreads), 8


def hepta(rng: Rng) -> tuple[Floats, int]:
    """Like FCPS Hepta: seven small groups in space, the middle one denser."""
    centers = np.concatenate([np.zeros((1, 3)), 3 * np.eye(3), -3 * np.eye(3)])
    return blobs(rng, centers, np.full(7, 31), np.r_[0.25, np.full(6, 0.5)]), 7


def tetra(rng: Rng) -> tuple[Floats, int]:
    """Like FCPS Tetra: four groups in space that nearly touch."""
    centers = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1.0]])
    return blobs(rng, centers, np.full(4, 120), 2.83 / rng.uniform(4.6, 6)), 4


def lsun(rng: Rng) -> tuple[Floats, int]:
    """Like FCPS Lsun: two bars and a disk of different density."""
    bar = rng.uniform([0, 0], [1, 4], size=(120, 2))
    foot = rng.uniform([2, 0], [5, 1], size=(120, 2))
    return np.concatenate([bar, foot, [3.6, 3] + 0.35 * rng.standard_normal((160, 2))]), 3


def two_diamonds(rng: Rng) -> tuple[Floats, int]:
    """Like FCPS TwoDiamonds: two squares on their corners that nearly touch."""
    square = rng.uniform(-1, 1, size=(800, 2)) @ np.array([[1, 1], [1, -1]]) / 2
    square[400:, 0] += 2.1
    return square, 2


def iris_like(rng: Rng) -> tuple[Floats, int]:
    """Gaussian groups with the means and covariances of Fisher's irises, 100 each."""
    return _like("load_iris", rng, 100)


def wine_like(rng: Rng) -> tuple[Floats, int]:
    """Gaussian groups with the means and covariances of the Italian wines, standardised."""
    x, k = _like("load_wine", rng, 70)
    return (x - x.mean(axis=0)) / x.std(axis=0), k


def _like(name: str, rng: Rng, size: int) -> tuple[Floats, int]:
    from sklearn import datasets

    x, y = getattr(datasets, name)(return_X_y=True)
    parts = [rng.multivariate_normal(x[y == c].mean(axis=0), np.cov(x[y == c].T), size=size) for c in np.unique(y)]
    return np.concatenate(parts), len(parts)


# --- without groups ---------------------------------------------------------------------------------------------


def _shape(rng: Rng) -> tuple[int, int]:
    return int(np.exp(rng.uniform(np.log(150), np.log(2500)))), _d(rng, 1, 64)


def _correlation(rng: Rng, d: int) -> Floats:
    """A random mixing matrix whose columns share a few factors."""
    factors = rng.standard_normal((d, max(1, d // 3)))
    return np.concatenate([factors, np.diag(rng.uniform(0.3, 1, size=d))], axis=1)


def _mixed(rng: Rng, n: int, d: int) -> Floats:
    mixing = _correlation(rng, d)
    mixing /= np.linalg.norm(mixing, axis=1, keepdims=True)
    return rng.standard_normal((n, mixing.shape[1])) @ mixing.T


def uniform(rng: Rng) -> tuple[Floats, int]:
    n, d = _shape(rng)
    return rng.uniform(size=(n, d)), 1


def gaussian(rng: Rng) -> tuple[Floats, int]:
    return rng.standard_normal(_shape(rng)), 1


def correlated_gaussian(rng: Rng) -> tuple[Floats, int]:
    n, d = _shape(rng)
    return _mixed(rng, n, max(d, 2)), 1


def log_normal(rng: Rng) -> tuple[Floats, int]:
    return np.exp(rng.uniform(0.4, 1.2) * rng.standard_normal(_shape(rng))), 1


def correlated_log_normal(rng: Rng) -> tuple[Floats, int]:
    n, d = _shape(rng)
    return np.exp(rng.uniform(0.4, 1.2) * _mixed(rng, n, max(d, 2))), 1


def student_t(rng: Rng) -> tuple[Floats, int]:
    n, d = _shape(rng)
    df = rng.uniform(2.5, 6)
    if rng.random() < 0.5:
        return rng.standard_t(df, size=(n, d)), 1
    return rng.standard_normal((n, d)) * np.sqrt(df / rng.chisquare(df, size=(n, 1))), 1


def spend_factor(rng: Rng) -> tuple[Floats, int]:
    """One skewed factor moves every column: big spenders and small ones, and everything between."""
    n, d = _shape(rng)
    d = max(d, 2)
    factor = (
        rng.gamma(rng.uniform(0.8, 2), size=(n, 1))
        if rng.random() < 0.5
        else np.exp(0.9 * rng.standard_normal((n, 1)))
    )
    return factor * rng.uniform(0.3, 1, size=d) + rng.uniform(0.1, 0.5) * rng.standard_normal((n, d)), 1


def tied_integers(rng: Rng) -> tuple[Floats, int]:
    """Scores and counts: few distinct values, many ties."""
    n, d = _shape(rng)
    which = rng.integers(0, 3)
    if which == 0:
        return rng.integers(1, int(rng.integers(4, 11)), size=(n, d)).astype(float), 1
    if which == 1:
        return rng.poisson(rng.uniform(0.7, 6, size=d), size=(n, d)).astype(float), 1
    return np.clip(np.round(3 + 1.1 * _mixed(rng, n, max(d, 2))), 1, 5), 1


def categories(rng: Rng) -> tuple[Floats, int]:
    """One-hot columns of independent categories beside a few numbers."""
    n = int(rng.integers(300, 2500))
    numbers = _mixed(rng, n, int(rng.integers(2, 8)))
    hot = [np.eye(levels)[rng.choice(levels, size=n, p=rng.dirichlet(np.full(levels, 3.0)))] for levels in (2, 3, 4)]
    return np.column_stack([numbers, *hot]), 1


def customer_slices(rng: Rng) -> tuple[Floats, int]:
    """Customers without groups as a table has them: log spending of one factor, scores, counts, a category, prepared."""
    n = int(rng.integers(400, 2500))
    budget = rng.standard_normal((n, 1))
    spend = np.log1p(np.exp(4 + budget * rng.uniform(0.3, 1, size=4) + rng.normal(0, 0.7, size=(n, 4))))
    scores = np.clip(np.round(3 + 0.5 * budget + rng.normal(0, 1, size=(n, 2))), 1, 5)
    counts = rng.poisson(np.exp(0.8 + 0.4 * budget), size=(n, 2))
    hot = np.eye(4)[rng.choice(4, size=n, p=rng.dirichlet(np.full(4, 4.0)))]
    table = np.column_stack([spend, scores, counts, hot])
    scaled = (table - table.mean(axis=0)) / np.maximum(table.std(axis=0), 1e-9)
    return scaled * np.r_[np.ones(8), np.full(4, 0.5)], 1


def customer_groups(rng: Rng) -> tuple[Floats, int]:
    """Customers of a few kinds in log spending and scores, with a category that leans with the kind."""
    k = int(rng.integers(2, 6))
    sizes = sizes_of(rng, k, 400 * k, ratio=3)
    kind = np.repeat(np.arange(k), sizes)
    spend = np.log1p(np.exp(blobs(rng, centers_apart(rng, k, 4, rng.uniform(4.5, 7)) + 6, sizes)))
    scores = np.clip(
        np.round(3 + rng.uniform(-1.2, 1.2, size=(k, 2))[kind] + rng.normal(0, 0.8, (len(kind), 2))), 1, 5
    )
    lean = rng.dirichlet(np.full(3, 2.0), size=k)
    hot = np.eye(3)[[rng.choice(3, p=lean[each]) for each in kind]]
    table = np.column_stack([spend, scores, hot])
    scaled = (table - table.mean(axis=0)) / np.maximum(table.std(axis=0), 1e-9)
    return scaled * np.r_[np.ones(6), np.full(3, 0.5)], k


GROUPED: dict[str, Callable[[Rng], tuple[Floats, int]]] = {
    one.__name__: one
    for one in (
        equal_groups, unequal_sizes, unequal_spreads, one_feature, many_features, overlapping, elongated,
        background_noise, noise_features, heavy_tailed_groups, skewed_groups, customers, s_set, a_set, dim_set,
        unbalance, hepta, tetra, lsun, two_diamonds, iris_like, wine_like, customer_groups,
    )
}  # fmt: skip
UNGROUPED: dict[str, Callable[[Rng], tuple[Floats, int]]] = {
    one.__name__: one
    for one in (
        uniform, gaussian, correlated_gaussian, log_normal, correlated_log_normal, student_t, spend_factor,
        tied_integers, categories, customer_slices,
    )
}  # fmt: skip


def suite(seeds: range, only: Collection[str] | None = None) -> Iterator[Case]:
    """One table of every kind for every seed, half of them standardised as `prepare` would."""
    for number, (kind, make) in enumerate({**GROUPED, **UNGROUPED}.items()):
        for seed in seeds if not only or kind in only else ():
            rng = np.random.default_rng([number, seed])
            values, k = make(rng)
            if rng.random() < 0.5:
                values = (values - values.mean(axis=0)) / np.maximum(values.std(axis=0), 1e-12)
            yield Case(kind, seed, rng.permutation(values), k)
