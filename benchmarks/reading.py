"""Speed and peak memory of `read_table` on a clean file, beside pandas, polars, pyarrow and DuckDB.

    python -m benchmarks.reading [--rows 1000000] [--columns 30] [--repeats 5]

Each reader delivers a pandas DataFrame; ours also delivers kinds, meanings, roles and a fingerprint. Every run is a
fresh process, the readers take turns (so that a busy moment of the machine hits all of them), and the median counts.
The claim: at most 1.6 times the fastest of the others.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

LIMIT = 1.6


def write_clean(path: Path, rows: int, columns: int, seed: int = 0) -> None:
    """A clean customer table: an id, an income with gaps, a date, three texts, amounts and counts."""
    rng = np.random.default_rng(seed)
    data: dict[str, Any] = {
        "customer_id": np.arange(100_001, 100_001 + rows),
        "income": np.where(rng.random(rows) < 0.01, np.nan, np.round(rng.lognormal(10.5, 0.5, rows), 2)),
        "signup_date": (np.datetime64("2018-01-01") + rng.integers(0, 2_000, rows)).astype(str),
        "country": rng.choice(["Germany", "France", "Spain", "Italy", "United Kingdom"], rows),
        "gender": rng.choice(["F", "M"], rows),
        "newsletter": rng.choice(["yes", "no"], rows),
        "recency_days": rng.integers(0, 365, rows),
        "age": rng.integers(18, 90, rows),
    }
    for position in range(columns - len(data)):
        if position % 2:
            data[f"num_orders_{position}"] = rng.poisson(3 + position, rows)
        else:
            data[f"spend_{position}"] = np.round(rng.gamma(2, 50, rows), 2)
    pd.DataFrame(data).to_csv(path, index=False)


def _pandas(path: str) -> Any:
    return pd.read_csv(path)


def _polars(path: str) -> Any:
    import polars

    return polars.read_csv(path, try_parse_dates=True).to_pandas()


def _pyarrow(path: str) -> Any:
    from pyarrow import csv

    return csv.read_csv(path).to_pandas()


def _duckdb(path: str) -> Any:
    import duckdb

    return duckdb.read_csv(path).df()


def _tessera(path: str) -> Any:
    from engine.columns.table import read_table

    return read_table(path).frame


READERS: dict[str, Callable[[str], Any]] = {
    "pandas": _pandas,
    "polars": _polars,
    "pyarrow": _pyarrow,
    "DuckDB": _duckdb,
    "Tessera": _tessera,
}


def measure_here(reader: str, path: str) -> dict[str, float]:
    """One reading in this process: seconds, and how many MB the peak rose above what the imports had taken."""
    head = Path(path).with_suffix(".head.csv")
    READERS[reader](str(head))  # imports and first-use costs are not the reader's speed
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    frame = READERS[reader](path)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "megabytes": (after - before) / 1024, "rows": float(len(frame))}


def measure(reader: str, path: Path) -> dict[str, float]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.reading", "--one", reader, "--file", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def compare(path: Path, repeats: int) -> dict[str, list[dict[str, float]]]:
    """All readers in turn, several times."""
    runs: dict[str, list[dict[str, float]]] = {reader: [] for reader in READERS}
    for _ in range(repeats):
        for reader, found in runs.items():
            found.append(measure(reader, path))
    return runs


def show(runs: dict[str, list[dict[str, float]]], size: int) -> None:
    seconds = {reader: statistics.median(run["seconds"] for run in found) for reader, found in runs.items()}
    fastest = min((reader for reader in seconds if reader != "Tessera"), key=seconds.__getitem__)
    print(f"{size / 1e6:,.0f} MB; medians of {len(runs['Tessera'])} runs, each in a process of its own\n")
    print(f"{'reader':10s} {'seconds':>8s} {'of fastest':>11s} {'peak MB':>8s}")
    for reader, found in runs.items():
        peak = statistics.median(run["megabytes"] for run in found)
        print(f"{reader:10s} {seconds[reader]:8.2f} {seconds[reader] / seconds[fastest]:10.2f}x {peak:8.0f}")
    ratio = seconds["Tessera"] / seconds[fastest]
    held = "held" if ratio <= LIMIT else "NOT HELD"
    print(f"\nread_table takes {ratio:.2f} times {fastest}; the limit is {LIMIT}: {held}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=30)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--one", choices=sorted(READERS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(measure_here(chosen.one, str(chosen.file))))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clean.csv"
        write_clean(path, chosen.rows, chosen.columns)
        write_clean(path.with_suffix(".head.csv"), 1_000, chosen.columns)
        show(compare(path, chosen.repeats), path.stat().st_size)


if __name__ == "__main__":
    main()
