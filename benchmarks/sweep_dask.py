"""The sweep on a Dask cluster of this machine against the sweep in one process, on the same rows.

Writes a mixture as Parquet, sweeps k = 2..12 on it in one process, on two workers over TCP, and again with one of them
killed in the middle. Prints the time and the largest relative difference in inertia of each.

``python benchmarks/sweep_dask.py --rows 20000000 --memory 2GB`` is the full size; the default takes a minute or two.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine import Sweep, sweep_k

Progress = Callable[[float, str], None]


def write_mixture(folder: Path, n_rows: int, n_features: int, rows_per_file: int) -> None:
    """Eight groups of customers, a different draw for every file."""
    centers = np.random.default_rng(0).normal(size=(8, n_features)) * 1.5
    names = [f"x{j}" for j in range(n_features)]
    for number, first in enumerate(range(0, n_rows, rows_per_file)):
        rng = np.random.default_rng([1, number])
        n = min(rows_per_file, n_rows - first)
        rows = centers[rng.integers(0, len(centers), n)].astype(np.float32)
        rows += rng.standard_normal((n, n_features), dtype=np.float32)
        pq.write_table(pa.table(dict(zip(names, rows.T, strict=True))), folder / f"{number:05}.parquet")


def in_memory(folder: Path, n_rows: int, n_features: int) -> np.ndarray:
    """All rows in one array."""
    matrix = np.empty((n_rows, n_features), dtype=np.float32)
    first = 0
    for file in sorted(folder.iterdir()):
        table = pq.read_table(file)
        for j, column in enumerate(table.columns):
            matrix[first : first + len(table), j] = column.to_numpy()
        first += len(table)
    return matrix


def timed(run: Callable[[], Sweep]) -> tuple[float, Sweep]:
    started = time.perf_counter()
    found = run()
    return time.perf_counter() - started, found


def alone(folder: Path, n_rows: int, n_features: int) -> tuple[float, Sweep]:
    """The one-machine result; the rows leave the memory with it."""
    matrix = in_memory(folder, n_rows, n_features)
    return timed(lambda: sweep_k(matrix))


def show(name: str, seconds: float, found: Sweep, expected: Sweep) -> None:
    worst = max(abs(found.inertia[k] / expected.inertia[k] - 1) for k in expected.ks)
    print(f"{name:<34}{seconds:>10.1f} s{worst:>16.1e}{max(found.passes.values()):>10}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--features", type=int, default=24)
    parser.add_argument("--rows-per-file", type=int, default=500_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory", default="2GB", help="of each worker")
    arguments = parser.parse_args()

    import dask.dataframe as dd
    from distributed import Client, LocalCluster

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_mixture(folder, arguments.rows, arguments.features, arguments.rows_per_file)
        print(
            f"{arguments.rows:,} x {arguments.features} in Parquet, {arguments.workers} workers of {arguments.memory}"
        )
        print(f"{'k = 2..12':<34}{'time':>12}{'inertia off by':>16}{'passes':>10}")
        seconds, expected = alone(folder, arguments.rows, arguments.features)
        show("one process, rows in memory", seconds, expected, expected)
        with (
            LocalCluster(
                n_workers=arguments.workers,
                threads_per_worker=1,
                processes=True,
                protocol="tcp://",
                memory_limit=arguments.memory,
                dashboard_address=":0",
                silence_logs=logging.CRITICAL,  # a killed worker is what is wanted here
            ) as cluster,
            Client(cluster) as client,
        ):
            client.wait_for_workers(arguments.workers)
            table = dd.read_parquet(folder)
            seconds, found = timed(lambda: sweep_k(table))
            show("cluster", seconds, found, expected)
            victims = list(client.run(os.getpid).values())[:1]

            def kill_one(fraction: float, message: str) -> None:
                if message.startswith("Polishing") and victims:
                    os.kill(victims.pop(), signal.SIGKILL)

            seconds, found = timed(lambda: sweep_k(table, progress=kill_one))
            assert not victims, "no worker was killed"
            show("cluster, a worker killed", seconds, found, expected)


if __name__ == "__main__":
    main()
