"""Preparing 1,000,000 × 30: the direct computation beside the equivalent scikit-learn ColumnTransformer.

Run ``python -m benchmarks.preparation [--rows N] [--repeats R]``. Each measurement runs in a process of its own, so
that peak memory is that of one method; medians over the repeats are shown. The peer is the very pipeline that
`prepare` exports, cloned and fitted by scikit-learn itself, and the two matrices are compared before anything is
printed. Memory is what a method adds to the process that holds the table (peak resident set).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Fixed kernels of the test machine's BLAS would slow both sides down in ways no user sees.
os.environ.pop("OPENBLAS_CORETYPE", None)

import numpy as np
import pandas as pd

SHARE_OF_TIME, SHARE_OF_MEMORY = 1 / 5, 1 / 3  # what the design asks for


def table(rows: int, seed: int = 0) -> Any:
    """A dataset of 30 columns: long-tailed and other amounts, counts, answers, categories, a date; some missing."""
    from engine.dataset import Column, Columns, Dataset, Kind, Role

    rng = np.random.default_rng(seed)
    frame = pd.DataFrame()
    for number in range(8):
        frame[f"amount {number}"] = rng.lognormal(4, 1.2, rows)
    for number in range(10):
        frame[f"measure {number}"] = rng.normal(100, 15, rows)
    for number in range(5):
        frame[f"count {number}"] = rng.poisson(4 + number, rows)
    for number in range(2):
        frame[f"answer {number}"] = rng.integers(0, 2, rows)
    for number in range(4):
        frame[f"category {number}"] = pd.Series(rng.choice(list("abcdef"), rows), dtype="str")
    frame["joined"] = pd.Timestamp("2018-01-01") + pd.to_timedelta(rng.integers(0, 2500, rows), unit="D")
    for name in ("amount 0", "amount 1", "measure 0", "measure 1", "measure 2"):
        frame.loc[rng.random(rows) < 0.03, name] = np.nan
    kinds = {"answer": Kind.BOOLEAN, "category": Kind.CATEGORY, "joined": Kind.DATE}
    columns = [Column(name, kinds.get(name.split()[0], Kind.NUMBER), Role.FEATURE) for name in frame]
    return Dataset(frame, Columns(columns), "benchmark")


def direct(dataset: Any) -> tuple[Any, Callable[[], Any]]:
    from engine.preparation.prepare import prepare

    return dataset, lambda: prepare(dataset).values


def column_transformer(dataset: Any) -> tuple[Any, Callable[[], Any]]:
    """The same choices, learned on a few rows beforehand, then fitted and applied by scikit-learn on all rows."""
    from sklearn.base import clone

    from engine.preparation.prepare import prepare

    unfitted = clone(prepare(dataset).pipeline)
    return dataset, lambda: unfitted.fit_transform(dataset.frame)


METHODS: dict[str, Callable[[Any], tuple[Any, Callable[[], Any]]]] = {
    "Tessera, direct": direct,
    "ColumnTransformer": column_transformer,
}


def measure(name: str, rows: int, result: Path) -> None:
    """In a process of its own: seconds, megabytes added at the peak, and a digest of the matrix."""
    _, run = METHODS[name](table(rows))
    warm_up()
    before = reset_peak()
    start = time.perf_counter()
    values = run()
    seconds = time.perf_counter() - start
    added = peak() - before
    sample = np.asarray(values)[:: max(1, rows // 1000)].astype(float).tolist()
    result.write_text(json.dumps({"seconds": seconds, "megabytes": added, "sample": sample, "shape": values.shape}))


def warm_up() -> None:
    """Imports and thread pools are not what is measured."""
    METHODS["Tessera, direct"](table(200))[1]()
    METHODS["ColumnTransformer"](table(200))[1]()


def reset_peak() -> float:
    """Forget the peak so far, where the kernel allows it, and return what the process holds now in MB."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return status("VmRSS")


def peak() -> float:
    try:
        return status("VmHWM")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def status(key: str) -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(key))
    return int(line.split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in METHODS}
    result = Path(f"/tmp/preparation-{os.getpid()}.json")
    for _ in range(options.repeats):
        for name in METHODS:  # in turn, so that a busy moment meets both
            process = context.Process(target=measure, args=(name, options.rows, result))
            process.start()
            process.join()
            if process.exitcode:
                raise SystemExit(f"{name} failed")
            found[name].append(json.loads(result.read_text()))
    result.unlink()
    report(found, options.rows)


def report(found: dict[str, list[dict[str, Any]]], rows: int) -> None:
    samples = [np.array(runs[0]["sample"]) for runs in found.values()]
    difference = float(np.abs(samples[0] - samples[1]).max())
    medians = {
        name: (
            statistics.median(run["seconds"] for run in runs),
            statistics.median(run["megabytes"] for run in runs),
        )
        for name, runs in found.items()
    }
    width = next(iter(found.values()))[0]["shape"][1]
    print(f"{rows:,} rows × 30 columns to {width} features, median of {len(next(iter(found.values())))} runs")
    print(f"{'':24}{'seconds':>10}{'MB added':>10}")
    for name, (seconds, megabytes) in medians.items():
        print(f"{name:24}{seconds:10.2f}{megabytes:10.0f}")
    (own_time, own_memory), (peer_time, peer_memory) = medians.values()
    time_share, memory_share = own_time / peer_time, own_memory / peer_memory
    for what, share, limit in (("time", time_share, SHARE_OF_TIME), ("memory", memory_share, SHARE_OF_MEMORY)):
        print(f"share of {what}: {share:.2f} (at most {limit:.2f}: {'held' if share <= limit else 'MISSED'})")
    print(f"largest difference between the two matrices: {difference:.1e} (at most 1e-5)")


if __name__ == "__main__":
    main()
