"""Look-alikes of the public benchmark sets for clustering, generated from their published descriptions.

The SIPU sets (Fränti & Sieranoja 2018), the shape sets collected there (Gionis et al. 2007, Zahn 1971, Chang & Yeung
2008, Jain & Law 2005, Fu & Medico 2007, Veenman et al. 2002), FCPS (Ultsch 2005), scikit-learn's examples, and the
four tables that scikit-learn ships themselves. Sizes, numbers of groups, extents and overlaps are those of the
originals (their silhouettes were matched); centres and rows are drawn, so that every seed is another table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import numpy as np

from benchmarks.advice_suite import Case, Floats, Rng, blobs


def _evenly(rng: Rng, k: int, d: int = 2) -> Floats:
    """Centres as close as dart throwing packs them with no two nearer than 1."""
    side, placed = 1.0, [np.zeros(d)]
    while len(placed) < k:
        for _ in range(100):
            dart = rng.uniform(0, side, size=d)
            if min(np.linalg.norm(np.array(placed) - dart, axis=1)) >= 1:
                placed.append(dart)
                break
        else:
            side *= 1.03
    return np.array(placed)


def _around(rng: Rng, k: int, size: int, spread: float) -> Floats:
    return blobs(rng, _evenly(rng, k), np.full(k, size), spread)


def _s(rng: Rng, spread: float, uneven: float) -> tuple[Floats, int]:
    """Fifteen groups of some 333 with a covariance each; the overlap grows from S1 to S4."""
    parts = []
    for center in _evenly(rng, 15):
        axes = np.linalg.qr(rng.standard_normal((2, 2)))[0] * np.exp(rng.uniform(-uneven, uneven, size=2))
        parts.append(center + spread * rng.standard_normal((int(rng.integers(300, 351)), 2)) @ axes.T)
    return np.concatenate(parts), 15


def s1(rng: Rng) -> tuple[Floats, int]:
    return _s(rng, 0.153, 0.1)


def s2(rng: Rng) -> tuple[Floats, int]:
    return _s(rng, 0.193, 0.2)


def s3(rng: Rng) -> tuple[Floats, int]:
    return _s(rng, 0.262, 0.3)


def s4(rng: Rng) -> tuple[Floats, int]:
    return _s(rng, 0.272, 0.35)


def a1(rng: Rng) -> tuple[Floats, int]:
    return _around(rng, 20, 150, 0.207), 20


def a2(rng: Rng) -> tuple[Floats, int]:
    return _around(rng, 35, 150, 0.207), 35


def a3(rng: Rng) -> tuple[Floats, int]:
    return _around(rng, 50, 150, 0.207), 50


def d31(rng: Rng) -> tuple[Floats, int]:
    return _around(rng, 31, 100, 0.215), 31


def r15(rng: Rng) -> tuple[Floats, int]:
    """One group in the middle, seven around it and seven farther out, forty each."""
    angle = np.arange(7) * 2 * np.pi / 7
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    return blobs(rng, np.concatenate([np.zeros((1, 2)), 2.2 * circle, 6 * circle]), np.full(15, 40), 0.3), 15


def unbalance(rng: Rng) -> tuple[Floats, int]:
    """Three dense groups of 2,000, five wide ones of 100 far away."""
    dense = np.array([[0, 0], [0, 4.5], [4.0, 2.0]]) + rng.uniform(-0.4, 0.4, size=(3, 2))
    wide = np.array([[30, 0], [30, 9], [36, 4], [41, -3], [41, 10]]) + rng.uniform(-0.8, 0.8, size=(5, 2))
    spreads, sizes = np.r_[np.full(3, 0.5), np.full(5, 1.0)], np.r_[np.full(3, 2000), np.full(5, 100)]
    return blobs(rng, np.concatenate([dense, wide]), sizes, spreads), 8


def _dim(d: int) -> Callable[[Rng], tuple[Floats, int]]:
    """Sixteen groups of 64, far apart."""

    def make(rng: Rng) -> tuple[Floats, int]:
        return blobs(rng, rng.uniform(30, 230, size=(16, d)), np.full(16, 64), 3.5), 16

    return make


def _g2(d: int, spread: float) -> Callable[[Rng], tuple[Floats, int]]:
    """Two groups of 1,024 at 500 and 600 in every feature."""

    def make(rng: Rng) -> tuple[Floats, int]:
        return blobs(rng, np.array([np.full(d, 500.0), np.full(d, 600.0)]), np.full(2, 1024), spread), 2

    return make


def aggregation(rng: Rng) -> tuple[Floats, int]:
    """Seven flat disks of very different size; two pairs are joined by a narrow bridge."""
    disks = [(9, 22, 4.6, 170), (9.5, 8.5, 4.0, 104), (21, 22.6, 4.2, 150), (32.5, 22, 5.0, 200), (33, 8.7, 4.3, 130)]
    rows = [_disk(rng, x, y, radius, size) for x, y, radius, size in disks]
    rows += [_disk(rng, 14.8, 6.3, 1.2, 34), _disk(rng, 22.5, 6.2, 2.0, 45)]
    return np.concatenate(rows), 7


def _disk(rng: Rng, x: float, y: float, radius: float, size: int) -> Floats:
    """Rows of an even density, no two very close, as the drawn sets have them."""
    angle = np.arange(size) * np.pi * (3 - np.sqrt(5)) + rng.uniform(0, 2 * np.pi)
    away = radius * np.sqrt((np.arange(size) + 0.5) / size)
    even = np.column_stack([x + away * np.cos(angle), y + away * np.sin(angle)])
    return np.asarray(even + 0.25 * radius / np.sqrt(size) * rng.standard_normal((size, 2)))


def spiral(rng: Rng) -> tuple[Floats, int]:
    """Three arms wound around one another."""
    arms = []
    for turn in range(3):
        along = np.sqrt(np.linspace(0.09, 1, 104))
        angle = 4.5 * along + turn * 2 * np.pi / 3
        arms.append(np.column_stack([along * np.cos(angle), along * np.sin(angle)]) * 14)
    return np.concatenate(arms) + 0.12 * rng.standard_normal((312, 2)), 3


def jain(rng: Rng) -> tuple[Floats, int]:
    """Two half-moons of different density."""
    upper, lower = np.pi * rng.random(97), np.pi * rng.random(276)
    one = np.column_stack([12 + 10 * np.cos(upper), 13 + 11 * np.sin(upper)])
    two = np.column_stack([23 + 10 * np.cos(lower), 13 - 11 * np.sin(lower)])
    return np.concatenate([one + 0.9 * rng.standard_normal((97, 2)), two + 0.9 * rng.standard_normal((276, 2))]), 2


def flame(rng: Rng) -> tuple[Floats, int]:
    """A disk above a cup."""
    disk = _disk(rng, 7, 24, 2.9, 87)
    angle = np.pi * (1.05 + 0.9 * rng.random(153))
    cup = np.column_stack([7 + 5.5 * np.cos(angle), 22.5 + 5 * np.sin(angle)]) + 0.8 * rng.standard_normal((153, 2))
    return np.concatenate([disk, cup]), 2


def hepta(rng: Rng) -> tuple[Floats, int]:
    centers = np.concatenate([np.zeros((1, 3)), 3 * np.eye(3), -3 * np.eye(3)])
    return np.concatenate([_ball(rng, c, 1.0 if i else 0.5, 32 if i == 0 else 30) for i, c in enumerate(centers)]), 7


def _ball(rng: Rng, center: Floats, radius: float, size: int) -> Floats:
    way = rng.standard_normal((size, len(center)))
    away = radius * rng.random((size, 1)) ** (1 / len(center))
    return np.asarray(center + away * way / np.linalg.norm(way, axis=1, keepdims=True))


def lsun(rng: Rng) -> tuple[Floats, int]:
    bar, foot = rng.uniform([0, 1], [0.8, 4], size=(100, 2)), rng.uniform([1.1, 0.4], [4, 1.1], size=(100, 2))
    bar[:, 1] -= 0.6
    return np.concatenate([bar, foot + [0.2, -0.4], _ball(rng, np.array([3.3, 2.9]), 0.9, 200)]), 3


def tetra(rng: Rng) -> tuple[Floats, int]:
    centers = np.array([[1, 0, -0.707], [-1, 0, -0.707], [0, 1, 0.707], [0, -1, 0.707]])
    return np.concatenate([_ball(rng, c, 1.0, 100) for c in centers]), 4


def two_diamonds(rng: Rng) -> tuple[Floats, int]:
    square = rng.uniform(-1, 1, size=(800, 2)) @ np.array([[1, 1], [1, -1]]) / 2
    square[400:, 0] += 2.02
    return square, 2


def wing_nut(rng: Rng) -> tuple[Floats, int]:
    """Two rectangles whose density grows towards the corners that face each other across a narrow gap."""
    x, y = 2.8 * rng.beta(1.4, 1, 508), 2 * rng.beta(1, 1, 508)
    one = np.column_stack([x - 2.95, y])
    return np.concatenate([one, -one + [0, 2.6]]), 2


def engy_time(rng: Rng) -> tuple[Floats, int]:
    """A wide normal group beside a narrow one that it overlaps."""
    one = rng.standard_normal((2048, 2)) * [1.1, 1.0]
    return np.concatenate([one, [2.9, 3.0] + rng.standard_normal((2048, 2)) * [1.0, 0.8]]), 2


def _shell(rng: Rng, size: int, noise: float = 0.0) -> Floats:
    way = rng.standard_normal((size, 3))
    return np.asarray(way / np.linalg.norm(way, axis=1, keepdims=True) + noise * rng.standard_normal((size, 3)))


def atom(rng: Rng) -> tuple[Floats, int]:
    """A dense core inside a hollow shell."""
    return np.concatenate([_ball(rng, np.zeros(3), 10, 400), 50 * _shell(rng, 400, 0.02)]), 2


def chainlink(rng: Rng) -> tuple[Floats, int]:
    """Two rings in space, each through the middle of the other."""
    a, b = 2 * np.pi * rng.random((2, 500))
    one = np.column_stack([np.cos(a), np.sin(a), np.zeros(500)])
    two = np.column_stack([1 + np.cos(b), np.zeros(500), np.sin(b)])
    return np.concatenate([one, two]) + 0.06 * rng.standard_normal((1000, 3)), 2


def target(rng: Rng) -> tuple[Floats, int]:
    """A disk in a ring, and three rows in each of four corners."""
    angle = 2 * np.pi * rng.random(395)
    ring = (2.8 + 0.2 * rng.random((395, 1))) * np.column_stack([np.cos(angle), np.sin(angle)])
    corners = np.repeat(np.array([[3, 3], [3, -3], [-3, 3], [-3, -3.0]]), 3, axis=0) * 1.2
    return np.concatenate([_ball(rng, np.zeros(2), 0.8, 363), ring, corners + 0.1 * rng.standard_normal((12, 2))]), 6


def golf_ball(rng: Rng) -> tuple[Floats, int]:
    """The surface of a ball, evenly covered: no groups."""
    i = np.arange(4002) + 0.5
    up, angle = 1 - 2 * i / 4002, np.pi * (1 + np.sqrt(5)) * i
    flat = np.sqrt(1 - up**2)
    even = np.column_stack([flat * np.cos(angle), flat * np.sin(angle), up])
    return np.asarray(even @ np.linalg.qr(rng.standard_normal((3, 3)))[0] + 0.003 * rng.standard_normal((4002, 3))), 1


def shell(rng: Rng) -> tuple[Floats, int]:
    """The surface of a ball, covered at random: no groups."""
    return _shell(rng, 2000), 1


def ring(rng: Rng) -> tuple[Floats, int]:
    """One circle: no groups."""
    angle = 2 * np.pi * rng.random(800)
    return np.column_stack([np.cos(angle), np.sin(angle)]) + 0.08 * rng.standard_normal((800, 2)), 1


def moons(rng: Rng) -> tuple[Floats, int]:
    a, b = np.pi * rng.random((2, 500))
    one, two = np.column_stack([np.cos(a), np.sin(a)]), np.column_stack([1 - np.cos(b), 0.5 - np.sin(b)])
    return np.concatenate([one, two]) + 0.06 * rng.standard_normal((1000, 2)), 2


def circles(rng: Rng) -> tuple[Floats, int]:
    angle = 2 * np.pi * rng.random(1000)
    radius = np.where(np.arange(1000) < 500, 1.0, 0.5)
    return radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]) + 0.05 * rng.standard_normal(
        (1000, 2)
    ), 2


def aniso(rng: Rng) -> tuple[Floats, int]:
    """Three parallel stretched groups."""
    x = blobs(rng, np.array([[-9, -2], [-6, 4], [2, -8.0]]), np.full(3, 333), 1.0)
    return x @ np.array([[0.61, -0.64], [-0.41, 0.85]]), 3


def varied(rng: Rng) -> tuple[Floats, int]:
    """Three groups of very different spread."""
    return blobs(rng, np.array([[-9, -2], [-5, 8], [3, -6.0]]), np.full(3, 333), np.array([1.0, 2.5, 0.5])), 3


def _shipped(name: str, standardised: bool = True) -> Callable[[Rng], tuple[Floats, int]]:
    """A table that scikit-learn ships, nine tenths of its rows."""

    def make(rng: Rng) -> tuple[Floats, int]:
        from sklearn import datasets

        x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
        if standardised:
            x = (x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1e-9)
        return np.asarray(x[rng.permutation(len(x))[: len(x) * 9 // 10]]), len(np.unique(y))

    return make


PUBLIC: dict[str, Callable[[Rng], tuple[Floats, int]]] = {
    one.__name__: one
    for one in (
        s1, s2, s3, s4, a1, a2, a3, d31, r15, unbalance, aggregation, spiral, jain, flame, hepta, lsun, tetra,
        two_diamonds, wing_nut, engy_time, atom, chainlink, target, golf_ball, shell, ring, moons, circles, aniso,
        varied,
    )
}  # fmt: skip
PUBLIC |= {f"dim{d}": _dim(d) for d in (32, 64, 128, 256, 512, 1024)}
PUBLIC |= {f"g2_{d}_{spread}": _g2(d, spread) for d, spread in ((2, 20), (2, 30), (16, 40), (64, 60), (128, 80))}
PUBLIC |= {name: _shipped(name) for name in ("iris", "wine", "breast_cancer", "digits")}
PUBLIC |= {f"{name}_raw": _shipped(name, False) for name in ("iris", "breast_cancer", "digits")}


def public_sets(seeds: range, only: Collection[str] | None = None) -> Iterator[Case]:
    """One table of every set for every seed, its rows in random order."""
    for kind, make in PUBLIC.items():
        for seed in seeds if not only or kind in only else ():
            rng = np.random.default_rng([seed, *kind.encode()])
            values, k = make(rng)
            yield Case(kind, seed, rng.permutation(values), k)
