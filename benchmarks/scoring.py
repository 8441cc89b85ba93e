"""Rows per second of every way to place customers, beside the plain scikit-learn pipeline: `python benchmarks/scoring.py`.

The pipeline is the exported one, on the same rows. The file route is what the Score page does with a dropped file: read
it, place every customer, write it with the scores; beside it stands reading and writing the same file alone, with
pyarrow, the fastest reader here.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from pyarrow import csv

from engine import read_table
from engine.analysis import analyse
from engine.dataset import Dataset
from engine.drift import classes_of
from engine.errors import Cancelled
from engine.model import SegmentModel
from engine.sample import sample_csv
from engine.score_file import score_file
from engine.sql.scorer import scorer_sql

_TOKEN = "0123456789abcdef0123456789abcdef"
_API_ROWS, _TURNS = 1_000, 3


def main(rows: int, k: int) -> None:
    training = read_table(sample_csv(), "sample.csv")
    analysis = analyse(training, ks=[k])
    segmentation, names = analysis.segmentations[k], analysis.profiles[k].names
    model = SegmentModel.from_parts(training, analysis.matrix, segmentation, names)
    table = _repeated(training.frame, rows)
    expected = model.predict(table)
    print(f"{rows:,} rows, {len(model.card.schema)} needed columns, k = {k}")
    print(f"{'':44s}{'rows per second':>16s}{'against the pipeline':>22s}{'other segment':>15s}")
    base, labels = _best(lambda: model.pipeline.predict(table))
    _line("scikit-learn pipeline, predict", rows / base, 1.0, labels, expected)
    for name, run in (
        ("engine, predict", lambda: model.predict(table)),
        ("engine, score (confidence, misfits, words)", lambda: model.score(table)["segment"].to_numpy() - 1),
    ):
        seconds, labels = _best(run)
        _line(name, rows / seconds, base / seconds, labels, expected)
    query = scorer_sql(model.card, keep=["ID"])
    seconds, labels = _duckdb(query, table)
    _line("SQL in DuckDB", rows / seconds, base / seconds, labels, expected)
    _sqlite(query, table.head(min(rows, 100_000)), base / rows, expected)
    seconds, n = _api(training, table, k)
    _line(f"HTTP API, {_API_ROWS:,} rows of JSON a request", n / seconds, base / rows / (seconds / n))
    with TemporaryDirectory() as folder:
        _file_route(Path(folder), model, training, table)


def _repeated(frame: pd.DataFrame, rows: int) -> pd.DataFrame:
    drawn = np.random.default_rng(0).integers(0, len(frame), rows)
    table = frame.iloc[drawn].reset_index(drop=True)
    table["ID"] = np.arange(1, rows + 1)
    return table


def _best(run: Callable[[], Any]) -> tuple[float, Any]:
    """The quickest of a few turns: what the machine does beside us only ever adds."""
    seconds, found = [], None
    for _ in range(_TURNS):
        start = time.perf_counter()
        found = run()
        seconds.append(time.perf_counter() - start)
    return min(seconds), found


def _line(name: str, speed: float, ratio: float, labels: Any = None, expected: Any = None) -> None:
    moved = "" if labels is None else f"{int((np.asarray(labels) != expected[: len(labels)]).sum()):,}"
    print(f"{name:44s}{speed:16,.0f}{ratio:21.2f}x{moved:>15s}")


def _duckdb(query: str, table: pd.DataFrame) -> tuple[float, Any]:
    import duckdb

    with duckdb.connect() as database:
        database.register("new_customers", table)
        database.execute(f"SET threads = {len(os.sched_getaffinity(0))}")
        database.execute("CREATE TABLE customers AS SELECT * FROM new_customers")
        seconds, found = _best(lambda: database.execute(query).df())
    return seconds, found.sort_values("ID")["segment"].to_numpy() - 1


def _sqlite(query: str, table: pd.DataFrame, pace: float, expected: Any) -> None:
    """SQLite is no promise of ours: say whether it takes the query."""
    with sqlite3.connect(":memory:") as database:
        table.to_sql("customers", database, index=False)
        try:
            start = time.perf_counter()
            found = pd.read_sql_query(query, database)
        except Exception as error:  # noqa: BLE001 - whatever it says is the answer
            print(f"{'SQL in SQLite':44s}  refused: {str(error).splitlines()[-1][:60]}")
            return
        seconds = time.perf_counter() - start
    labels = found.sort_values("ID")["segment"].to_numpy() - 1
    _line("SQL in SQLite", len(table) / seconds, pace / (seconds / len(table)), labels, expected)


def _api(training: Dataset, table: pd.DataFrame, k: int) -> tuple[float, int]:
    """Requests to the application itself, without a network in between."""
    from app.jobs.child import outcome
    from app.server import create_server
    from app.settings import Settings
    from app.storage.runs import QUEUED

    with TemporaryDirectory() as folder:
        settings = Settings.from_environment({"DATA_DIR": folder, "API_TOKEN": _TOKEN})
        server = create_server(settings)
        context, client = server.extensions["tessera"], server.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {_TOKEN}"
        body = {"query_string": {"name": "sample.csv"}, "content_type": "application/octet-stream"}
        dataset = client.post("/api/v1/datasets", data=sample_csv(), **body).json["id"]
        runs = context.workspace.runs
        while waiting := runs.with_status(QUEUED):
            for run in waiting:
                claimed = runs.claim(run.id)
                runs.finish(claimed, *outcome(settings, claimed, lambda fraction, message: None))
        rows = table.head(_API_ROWS)
        records = rows.astype("object").where(rows.notna(), None).map(_json).to_dict("records")
        url = f"/api/v1/datasets/{dataset}/segmentations/{k}/score"
        seconds, answer = _best(lambda: client.post(url, json={"rows": records}))
        assert answer.status_code == 200, answer.text
        context.queue.close()
        context.workspace.close()
    return seconds, _API_ROWS


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, pd.Timestamp) else value.item() if hasattr(value, "item") else value


def _file_route(folder: Path, model: SegmentModel, training: Dataset, table: pd.DataFrame) -> None:
    source, copy, target = folder / "new.csv", folder / "copy.csv", folder / "scored.csv"
    table.to_csv(source, index=False)
    known = classes_of(training.frame, model.card.schema)
    alone, _ = _best(lambda: csv.write_csv(csv.read_csv(source), copy))
    scored, found = _best(lambda: score_file(model, source, target, training=known))
    print(f"\nfile of {source.stat().st_size / 1e6:,.0f} MB, {found.n_rows:,} rows, streamed: {found.streamed}")
    print(f"{'read and written alone (pyarrow)':44s}{alone:15.2f} s")
    print(f"{'read, placed and written (file route)':44s}{scored:15.2f} s{scored / alone:21.2f}x")


def large(megabytes: int) -> None:
    """A file of this size through the file route: its memory, its progress, and how soon it ends when told to."""
    training = read_table(sample_csv(), "sample.csv")
    model = SegmentModel(k=5).fit(training)
    known = classes_of(training.frame, model.card.schema)
    with TemporaryDirectory() as name:
        source, target = Path(name) / "new.csv", Path(name) / "scored.csv"
        _write_large(training.frame, source, megabytes)
        before, ticks, held = _anonymous(), [time.perf_counter()], [0.0]

        def watch(fraction: float, message: str) -> None:
            ticks.append(time.perf_counter())
            held.append(_anonymous())

        found = score_file(model, source, target, training=known, progress=watch)
        seconds, gap = ticks[-1] - ticks[0], float(np.diff(ticks).max())
        print(f"{source.stat().st_size / 1e6:,.0f} MB, {found.n_rows:,} rows, streamed: {found.streamed}")
        print(
            f"{found.n_rows / seconds:,.0f} rows per second, {seconds:.0f} s, {target.stat().st_size / 1e6:,.0f} MB out"
        )
        print(f"{max(held):,.0f} MB of memory at most, {max(held) - before:,.0f} MB more than before the file")
        print(f"{len(ticks) - 1:,} reports of progress, at most {gap:.1f} s between two")
        target.unlink()
        told: list[float] = []

        def stop(fraction: float, message: str) -> None:
            if fraction > 0.1:
                told.append(time.perf_counter())
                raise Cancelled

        try:
            score_file(model, source, target, training=known, progress=stop)
        except Cancelled:
            ended = time.perf_counter() - told[0]
        left = sorted(path.name for path in Path(name).iterdir())
        print(f"cancelled: ended after {ended:.2f} s; in the folder: {', '.join(left)}")


def _anonymous() -> float:
    """Megabytes that are this process's own: pages of the file itself are mapped, and go when memory is needed."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1e3


def _write_large(frame: pd.DataFrame, path: Path, megabytes: int) -> None:
    """The same hundred thousand customers again and again: what is in a row makes no difference here."""
    header, _, rows = _repeated(frame, 100_000).to_csv(index=False).encode().partition(b"\n")
    with path.open("wb") as file:
        file.write(header + b"\n")
        while file.tell() < megabytes * 1_000_000:
            file.write(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--k", type=int, default=5)
    parser.add_argument("--large", type=int, metavar="MB", help="only a file of so many megabytes, such as 1000")
    options = parser.parse_args()
    if options.large:
        large(options.large)
    else:
        main(options.rows, options.k)
