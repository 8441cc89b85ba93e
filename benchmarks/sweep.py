"""What the sweep costs and how good it is, against its peers in the same run.

    python -m benchmarks.sweep --quick            # quality and speed at small sizes
    python -m benchmarks.sweep --sizes 2000 50000 1000000
    python -m benchmarks.sweep --sizes 1000000 --only one-start faiss
    python -m benchmarks.sweep --sizes 10000000 --limit --repeats 1
    python -m benchmarks.sweep --out-of-core 8 --memory 1024

Peers: scikit-learn with ten starts and with one start per k, scikit-learn-intelex with one start, faiss on all rows.
Run it on a quiet machine: every peer uses all processors.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np

from engine import sweep_k
from engine.threads import available_threads

KS = range(2, 13)
Inertias = dict[int, float]
Centers = dict[int, np.ndarray]
Found = TypeVar("Found")


def mixture(n: int, d: int, rng: np.random.Generator) -> np.ndarray:
    """Customer-like: unequal groups, correlated features, a third of them skewed."""
    groups = 6
    group = rng.choice(groups, n, p=rng.dirichlet(np.full(groups, 3.0)))
    x = rng.normal(size=(groups, d))[group] + rng.normal(size=(n, 3)) @ rng.normal(size=(3, d)) * 0.5
    x += rng.normal(size=(n, d)) * 0.7
    x[:, : d // 3] = np.exp(0.5 * x[:, : d // 3])
    return scaled(x)


def scaled(x: np.ndarray) -> np.ndarray:
    spread = x.std(axis=0)
    return np.ascontiguousarray((x - x.mean(axis=0)) / np.where(spread > 0, spread, 1), dtype=np.float32)


def with_one_hot(n: int, d: int, rng: np.random.Generator) -> np.ndarray:
    levels = [np.eye(4, dtype=np.float32)[rng.integers(0, 4, n)] for _ in range(4)]
    return np.ascontiguousarray(np.hstack([mixture(n, d - 16, rng), *levels]))


def far_group(n: int, d: int, rng: np.random.Generator) -> np.ndarray:
    x = mixture(n, d, rng)
    x[rng.choice(n, int(0.03 * n), replace=False)] += rng.normal(size=d).astype(np.float32) * 12
    return x


def kinds(n: int, seed: int) -> dict[str, np.ndarray]:
    """The kinds of data on which the quality is held."""
    rng = np.random.default_rng(seed)
    return {
        "customers, 8": mixture(n, 8, rng),
        "customers, 24": mixture(n, 24, rng),
        "customers, 40 with one-hot": with_one_hot(n, 40, rng),
        "15 separated blobs, 24": (rng.normal(size=(15, 24)) * 6)[rng.integers(0, 15, n)].astype(np.float32)
        + rng.normal(size=(n, 24)).astype(np.float32),
        "Gaussian, 24": rng.normal(size=(n, 24)).astype(np.float32),
        "log-normal tails, 24": scaled(np.exp(rng.normal(size=(n, 24)))),
        "integer scores, 6": np.clip(np.round(rng.normal(size=(n, 6)) + 3), 1, 5).astype(np.float32),
        "3 % far away, 24": far_group(n, 24, rng),
    }


def timed(function: Callable[[], Found], repeats: int) -> tuple[float, Found]:
    """Median seconds, and the last result."""
    seconds, result = [], None
    for _ in range(repeats):
        start = time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - start)
    assert result is not None
    return statistics.median(seconds), result


def inertias(x: np.ndarray, centers: Centers) -> Inertias:
    """What everybody's centres amount to, by one measure: a million squares added up in float32, as scikit-learn does
    with rows of float32, are off by 0.001 %, which is as much as the solutions differ by.
    """
    stacked = np.concatenate(list(centers.values())).astype(np.float64)
    ends = np.cumsum([len(own) for own in centers.values()])
    totals = np.zeros(len(ends))
    for first in range(0, len(x), 20_000):
        rows = x[first : first + 20_000].astype(np.float64)
        apart = np.square(rows).sum(axis=1)[:, None] - 2 * rows @ stacked.T + np.square(stacked).sum(axis=1)
        totals += [own.min(axis=1).sum() for own in np.split(apart, ends[:-1], axis=1)]
    return dict(zip(centers, totals.tolist(), strict=True))


def scikit_learn(x: np.ndarray, starts: int, seed: int = 0) -> Centers:
    from sklearn.cluster import KMeans

    return {k: KMeans(k, n_init=starts, random_state=seed).fit(x).cluster_centers_ for k in KS}


def intelex(x: np.ndarray) -> Centers:
    from sklearnex.cluster import KMeans

    return {k: KMeans(k, n_init=1, random_state=0).fit(x).cluster_centers_ for k in KS}


def faiss(x: np.ndarray) -> Centers:
    import faiss as library

    out = {}
    for k in KS:
        model = library.Kmeans(x.shape[1], k, niter=25, max_points_per_centroid=len(x), seed=1)
        model.train(x)
        out[k] = model.centroids
    return out


def ours(x: np.ndarray) -> Centers:
    return dict(sweep_k(x, KS).centers)


def longest_silence(x: np.ndarray) -> float:
    """The longest time, in seconds, in which the sweep did not call its progress function (and could not be ended)."""
    told = [time.perf_counter()]
    sweep_k(x, KS, progress=lambda _fraction, _message: told.append(time.perf_counter()))
    told.append(time.perf_counter())
    return max(after - before for before, after in pairwise(told))


class Cancelled(Exception):
    pass


def slowest_cancel(x: np.ndarray, seconds: float) -> float:
    """The longest time, in seconds, from the wish to end a sweep of this length to its end, at eight moments."""
    slowest = 0.0
    for eighth in range(8):
        wish = time.perf_counter() + seconds * (eighth + 0.5) / 8

        def end_if_wished(_fraction: float, _message: str, wish: float = wish) -> None:
            if time.perf_counter() >= wish:
                raise Cancelled

        with suppress(Cancelled):
            sweep_k(x, KS, progress=end_if_wished)
            continue  # done before the wish
        slowest = max(slowest, time.perf_counter() - wish)
    return slowest


def own_memory() -> int:
    """Bytes this process has for itself; pages of mapped files, which the kernel may take back, do not count (Linux)."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Anonymous:"))


def customers(n: int, d: int, out: np.ndarray | None = None) -> np.ndarray:
    """A mixture made a million rows at a time, so that its making takes little memory beyond it; groups all the same."""
    matrix = np.empty((n, d), dtype=np.float32) if out is None else out
    groups = np.random.default_rng(7).normal(size=(6, d))
    for first in range(0, n, 1_000_000):
        rng = np.random.default_rng([7, first])
        rows = matrix[first : first + 1_000_000]
        rows[:] = rng.standard_normal(rows.shape, dtype=np.float32)
        rows += groups[rng.choice(6, len(rows), p=[0.3, 0.2, 0.2, 0.15, 0.1, 0.05])]
    return matrix


class Watch:
    """The most memory of its own that this process had while a sweep told of its progress, beyond what it has now."""

    def __init__(self) -> None:
        self._before, self._most = own_memory(), 0

    def __call__(self, _fraction: float, _message: str) -> None:
        self._most = max(self._most, own_memory())

    def __str__(self) -> str:
        return f"{(self._most - self._before) / 2**20:.0f} MB"


def out_of_core(gigabytes: float, memory: int) -> None:
    """Sweep a file of random customers within so much memory, and print what this process then occupied."""
    d = 24
    n = int(gigabytes * 2**30 / (d * 4))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "matrix.npy"
        matrix = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(n, d))
        customers(n, d, matrix)
        matrix.flush()
        del matrix
        values = np.load(path, mmap_mode="r")
        watch, start = Watch(), time.perf_counter()
        found = sweep_k(values, KS, progress=watch, memory=memory)
        seconds = time.perf_counter() - start
        print(
            f"\n{gigabytes:g} GB memory-mapped ({n:,} x {d}), {memory / 2**20:.0f} MB allowed: {seconds:.1f} s, "
            f"{max(found.passes.values())} passes, at most {watch} of its own beyond what the process held before"
        )


def one_product(x: np.ndarray) -> float:
    """Seconds for what any exact pass must pay once: all centres times all rows, in blocks, into a reused buffer."""
    centers = np.random.default_rng(0).normal(size=(sum(KS), x.shape[1])).astype(np.float32)
    buffer = np.empty((len(centers), 8_000), dtype=np.float32)
    start = time.perf_counter()
    for first in range(0, len(x), 8_000):
        block = x[first : first + 8_000]
        np.matmul(centers, block.T, out=buffer[:, : len(block)])
    return time.perf_counter() - start


def worst(found: Inertias, peer: Inertias) -> float:
    return max(found[k] / peer[k] - 1 for k in found)


def quality(n: int, seed: int) -> None:
    print(
        f"\nInertia at {n:,} rows (data of seed {seed}), k = 2..12: "
        "worst k against the best of two runs of ten scikit-learn starts"
    )
    for name, x in kinds(n, seed).items():
        seconds, found = timed(lambda x=x: ours(x), 1)
        runs = [inertias(x, scikit_learn(x, 10, seed)) for seed in (0, 1)]
        best = {k: min(run[k] for run in runs) for k in KS}
        print(f"  {name:28} {100 * worst(inertias(x, found), best):+7.3f} %   {seconds:6.2f} s", flush=True)


def limit(n: int, repeats: int) -> None:
    """Time and memory of a large sweep, against the one product that no exact pass can do without."""
    x = customers(n, 24)
    watch = Watch()
    passes = sweep_k(x, KS, progress=watch).passes
    seconds, _ = timed(lambda: ours(x), repeats)
    product = statistics.median(one_product(x) for _ in range(max(repeats, 3)))
    print(
        f"\nk = 2..12 on {n:,} x 24: {seconds:.2f} s, {max(passes.values())} passes, {seconds / product:.1f} times "
        f"one product of the matrix with all {sum(KS)} centres ({product:.2f} s); {watch} beyond the matrix"
    )


PEERS: dict[str, tuple[str, Callable[[np.ndarray], Centers]]] = {
    "ten-starts": ("scikit-learn, 10 starts", lambda x: scikit_learn(x, 10)),
    "one-start": ("scikit-learn, 1 start", lambda x: scikit_learn(x, 1)),
    "intelex": ("scikit-learn-intelex, 1 start", intelex),
    "faiss": ("faiss, all rows", faiss),
}


def speed(n: int, repeats: int, only: Sequence[str]) -> None:
    x = mixture(n, 24, np.random.default_rng(1))
    ours(x[: min(n, 2_000)])
    seconds, centers = timed(lambda: ours(x), repeats)
    found = inertias(x, centers)
    print(f"\nk = 2..12 on {n:,} x 24: {seconds:.3f} s", flush=True)
    if "pauses" in only:
        print(f"  silent for at most {longest_silence(x):.2f} s", end="")
        print(f", ended within {slowest_cancel(x, seconds):.2f} s of the wish", flush=True)
    for name, run in (PEERS[key] for key in only if key in PEERS):
        try:
            theirs, other = timed(partial(run, x), repeats)
        except ImportError as error:
            print(f"  {name:30} not installed ({error.name})")
            continue
        print(
            f"  {name:30} {theirs:8.3f} s  {theirs / seconds:6.1f} x   inertia {100 * worst(found, inertias(x, other)):+.4f} %",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="2,000 rows, one repetition, quality at 5,000 rows")
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 50_000, 1_000_000])
    parser.add_argument("--quality-rows", type=int, default=20_000)
    parser.add_argument("--quality-seeds", type=int, nargs="+", default=[0], help="seeds of the data of known kinds")
    parser.add_argument("--out-of-core", type=float, metavar="GB", help="sweep a file of this size, and nothing else")
    parser.add_argument("--memory", type=int, default=1024, metavar="MB", help="allowed for that")
    parser.add_argument(
        "--only", nargs="+", choices=[*PEERS, "pauses", "quality"], default=[*PEERS, "pauses", "quality"],
        help="some rows of the table, each a run of its own on a quiet machine",
    )  # fmt: skip
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--limit", action="store_true", help="compare with one matrix product instead of the peers")
    arguments = parser.parse_args()
    print(f"{available_threads()} threads")
    if arguments.out_of_core:
        out_of_core(arguments.out_of_core, arguments.memory * 2**20)
        return
    for n in [2_000] if arguments.quick else arguments.sizes:
        repeats = 1 if arguments.quick else arguments.repeats
        if arguments.limit:
            limit(n, repeats)
        elif set(arguments.only) - {"quality"}:
            speed(n, repeats, arguments.only)
    if not arguments.limit and "quality" in arguments.only:
        for seed in arguments.quality_seeds:
            quality(5_000 if arguments.quick else arguments.quality_rows, seed)


if __name__ == "__main__":
    main()
