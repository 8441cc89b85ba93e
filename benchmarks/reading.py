"""Speed and peak memory of `read_table` on a clean file, beside pandas, polars, pyarrow and DuckDB; and of order lines.

    python -m benchmarks.reading [--rows 1000000] [--columns 30] [--repeats 5] [--lines online_retail.csv ...]

Each reader delivers a pandas DataFrame; ours also delivers kinds, meanings and roles (the fingerprint is found when it
is first asked for). Every run is a fresh process, the readers take turns (so that a busy moment of the machine hits
all of them), and the median counts; processor seconds of all threads say how much of that was work. The claim: at most 1.6 times the fastest of the others.

Then order lines are read and become customers: 541,909 generated ones and the files given with ``--lines``. The
claim: under 3 seconds. And a table of 400 columns is read.
"""

from __future__ import annotations

import argparse
import json
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
LINES, LINES_SECONDS = 541_909, 3.0
WIDE = (20_000, 400)


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


def write_lines(path: Path, rows: int, seed: int = 0) -> None:
    """Order lines as a shop exports them: a quarter without customer, cancellations, returns, free items."""
    rng = np.random.default_rng(seed)
    order = np.sort(rng.integers(0, rows // 20, rows))
    buyer = np.floor(rng.pareto(1.2, rows // 20 + 1) * 400) % 4_400 + 12_346
    cancelled = rng.random(rows // 20 + 1) < 0.02
    moment = np.datetime64("2010-12-01T08:00") + np.sort(rng.integers(0, 373 * 24 * 60, rows // 20 + 1))
    products = rng.integers(10_000, 99_999, 4_000)
    product = rng.integers(0, len(products), rows)
    quantity = rng.geometric(0.12, rows) * np.where(cancelled[order], -1, 1)
    data = {
        "InvoiceNo": np.where(cancelled[order], "C", "") + (536_365 + order).astype("U6").astype(object),
        "StockCode": products[product].astype("U5").astype(object)
        + rng.choice(["", "A", "B"], rows, p=[0.9, 0.05, 0.05]),
        "Description": np.array([f"ITEM, NUMBER {n}" for n in range(len(products))], dtype=object)[product],
        "Quantity": quantity,
        "InvoiceDate": moment[order].astype("datetime64[s]").astype(str),
        "UnitPrice": np.where(rng.random(rows) < 0.005, 0.0, np.round(rng.gamma(1.5, 2.0, rows) + 0.1, 2)),
        "CustomerID": np.where(rng.random(len(buyer)) < 0.25, np.nan, buyer)[order],
        "Country": rng.choice(["United Kingdom", "Germany", "France", "EIRE"], rows, p=[0.9, 0.04, 0.03, 0.03]),
    }
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


def _customers(path: str) -> Any:
    from engine.columns.customers import build_customers
    from engine.columns.table import read_table

    return build_customers(read_table(path)).frame


READERS: dict[str, Callable[[str], Any]] = {
    "pandas": _pandas,
    "polars": _polars,
    "pyarrow": _pyarrow,
    "DuckDB": _duckdb,
    "Tessera": _tessera,
}
TASKS = {**READERS, "customers": _customers}


def measure_here(reader: str, path: str) -> dict[str, float]:
    """One reading in this process: seconds, and how many MB the peak rose above what the imports had taken."""
    head = Path(path).with_suffix(".head.csv")
    if head.exists():
        TASKS[reader](str(head))  # imports and first-use costs are not the reader's speed
    before, start, worked = _status("VmRSS"), time.perf_counter(), time.process_time()
    frame = TASKS[reader](path)
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    megabytes = (_status("VmHWM") - before) / 1024
    return {"seconds": seconds, "worked": worked, "megabytes": megabytes, "rows": float(len(frame))}


def _status(what: str) -> int:
    """Kilobytes of this process alone: a child's resource usage starts at what its parent had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(what)))


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
    print(f"{'reader':10s} {'seconds':>8s} {'of fastest':>11s} {'processor s':>12s} {'peak MB':>8s}")
    for reader, found in runs.items():
        peak, worked = (statistics.median(run[what] for run in found) for what in ("megabytes", "worked"))
        ratio = f"{seconds[reader] / seconds[fastest]:10.2f}x"
        print(f"{reader:10s} {seconds[reader]:8.2f} {ratio} {worked:12.2f} {peak:8.0f}")
    ratio = seconds["Tessera"] / seconds[fastest]
    held = "held" if ratio <= LIMIT else "NOT HELD"
    print(f"\nread_table takes {ratio:.2f} times {fastest}; the limit is {LIMIT}: {held}")


def show_lines(path: Path, repeats: int) -> None:
    found = [measure("customers", path) for _ in range(repeats)]
    seconds, worked, peak, customers = (
        statistics.median(run[what] for run in found) for what in ("seconds", "worked", "megabytes", "rows")
    )
    held = "held" if seconds <= LINES_SECONDS else "NOT HELD"
    print(
        f"{path.name}: {customers:,.0f} customers in {seconds:.2f} s ({worked:.2f} processor s), peak {peak:.0f} MB; "
        f"the limit is {LINES_SECONDS:.0f} s: {held}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=30)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--lines", type=Path, nargs="*", default=[], help="further files of order lines")
    parser.add_argument("--one", choices=sorted(TASKS), help=argparse.SUPPRESS)
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
        print("\nOrder lines, read and made customers")
        lines = Path(folder) / "generated.csv"
        write_lines(lines, LINES)
        for each in (lines, *chosen.lines):
            show_lines(each, chosen.repeats)
        wide = Path(folder) / "wide.csv"
        write_clean(wide, *WIDE)
        seconds = statistics.median(measure("Tessera", wide)["seconds"] for _ in range(chosen.repeats))
        print(f"\n{WIDE[0]:,} rows of {WIDE[1]} columns: read_table takes {seconds:.2f} s")


if __name__ == "__main__":
    main()
