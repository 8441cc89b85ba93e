"""Many people on a real gunicorn with two web processes, on this machine: how long they wait, and what it takes.

``python -m benchmarks.load [browse] [crowd] [mixed] [--seconds 300]``
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from app.limits import FORGET_EVERY, LARGE_BYTES
from benchmarks.crowd.jobs import Jobs
from benchmarks.crowd.recording import record
from benchmarks.crowd.sending import Outcome, crowd
from benchmarks.crowd.site import Site, own, site
from engine.sample import sample_csv


def is_request(row: dict[str, object]) -> bool:
    """The callbacks and pages of people who use what is there; not the files of the first visit, which are cached."""
    return row["kind"] != "ACTION" and ": " in str(row["name"]) and not str(row["name"]).startswith(_NOT_READING)


def is_action(row: dict[str, object]) -> bool:
    return row["kind"] == "ACTION" and row["name"] != "first visit"


_SMALL = 5_000_000  # bytes
_NOT_READING = ("first visit", "upload", "wait", "delete")


def report(title: str, outcome: Outcome, seconds: float) -> None:
    print(f"\n{title}")
    for row in sorted(outcome.rows, key=lambda row: row["name"]):
        if row["kind"] == "ACTION":
            print(f"  {row['name']:<28} {row['n']:>6}   median {row['median']:>6.0f} ms   p95 {row['p95']:>6.0f} ms")
    for words, chosen in (("requests", is_request), ("actions, to the last answer", is_action)):
        n = outcome.count(chosen)
        median, p95 = outcome.percentile(0.5, chosen), outcome.percentile(0.95, chosen)
        print(f"  {words:<28} {n:>6}   median {median:>6.0f} ms   p95 {p95:>6.0f} ms   {n / seconds:.0f} a second")
    print(f"  errors {outcome.failed}")
    for error in outcome.errors[:5]:
        print(f"    {error['n']} × {error['name']}: {error['error'][:300]}")
    print("  memory (PSS, highest) " + ", ".join(f"{k} {v / 1e6:.0f} MB" for k, v in outcome.memory.items()))
    web = outcome.processor.get("web", 0.0)
    actions = max(outcome.count(is_action), 1)
    print("  processor " + ", ".join(f"{role} {v:.1f} s" for role, v in outcome.processor.items()), end="")
    print(f"; {1000 * web / actions:.0f} ms of the web processes per action")
    busy = sum(outcome.processor.values())
    generator = outcome.processor.get("load generator", 0.0)
    print(f"  of {os.cpu_count()} processors {100 * busy / (seconds * (os.cpu_count() or 1)):.0f} % busy", end="")
    print(f", {100 * generator / max(busy, 1e-9):.0f} % of that by the load generator itself")
    for name, found in outcome.notes.items():
        values = sorted(found)
        print(f"  {name}: median {values[len(values) // 2]:.1f}, longest {values[-1]:.1f} (of {len(values)})")


def report_jobs(jobs: Jobs, seconds: float) -> None:
    """Whether those who ask for the same at the same time are served alike, and what it costs those with little."""
    sweeps = jobs.sweeps()
    print(f"  sweeps of large tables, seconds since the first was asked for (people left after {seconds:.0f})")
    for n, sweep in enumerate(sweeps, 1):
        begun = "not begun" if sweep.begun is None else f"begun {sweep.begun:.0f}"
        ended = "not ended" if sweep.ended is None else f"ended {sweep.ended:.0f}, worked on for {sweep.worked:.0f}"
        print(f"    {n}. asked for {sweep.asked:.1f}, {begun}, {ended}")
    for words, smallest, largest in (("small tables", 0, _SMALL), ("20 MB", _SMALL, LARGE_BYTES)):
        if waits := sorted(jobs.waits(smallest, largest)):
            p95 = waits[int(0.95 * (len(waits) - 1))]
            print(f"  meanwhile {len(waits)} jobs of {words} waited median {waits[len(waits) // 2]:.1f} s", end="")
            print(f", p95 {p95:.1f} s, longest {waits[-1]:.1f} s for their turn")


def idle(here: Site) -> None:
    time.sleep(5)  # what is loaded after the first page is loaded
    each = ", ".join(f"{own(pid) / 1e6:.0f} MB" for pid in here.web_workers())
    print(f"start to first page {here.first_page:.2f} s; idle web processes (USS) {each}")


def level(here: Site, when: str) -> None:
    """What the site takes while nobody uses it."""
    time.sleep(15 + 2 * FORGET_EVERY)  # what was deleted is gone from every process, what ended has ended
    memory = {role: found / 1e6 for role, found in here.memory().items()}
    words = ", ".join(f"{role} {found:.0f} MB" for role, found in memory.items())
    print(f"  {when}: {words}, all {sum(memory.values()):.0f} MB; disk {here.disk() / 1e6:.0f} MB")


def make_tables(folder: Path, scenes: list[str]) -> dict[str, list[Path]]:
    """Five small tables; files of 20 MB and of a million rows only where they are needed."""
    small = [folder / f"small-{seed}.csv" for seed in range(5)]
    for seed, path in enumerate(small):
        path.write_bytes(sample_csv(seed=seed))
    if "crowd" not in scenes:
        return {"small": small}
    one = sample_csv(5_000, seed=9)
    rows_for_20_mb = int(5_000 * 20_000_000 / len(one))
    large = [folder / f"large-{seed}.csv" for seed in range(2)]
    for seed, path in enumerate(large):
        path.write_bytes(sample_csv(rows_for_20_mb, seed=20 + seed))
    million = [folder / f"million-{seed}.parquet" for seed in range(5)]
    for seed, path in enumerate(million):
        rng = np.random.default_rng(seed)
        centres = rng.normal(0, 3, (6, 24))
        values = centres[rng.integers(0, 6, 1_000_000)] + rng.normal(0, 1, (1_000_000, 24))
        frame = pd.DataFrame(values.astype(np.float32), columns=[f"measure {i + 1}" for i in range(24)])
        frame.to_parquet(path, index=False)
    return {"small": small, "large": large, "million": million}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", nargs="*", help="browse, crowd, mixed; all of them by default")
    parser.add_argument("--seconds", type=float, default=300.0)
    options = parser.parse_args()
    scenes, seconds = options.scenes or ["browse", "crowd", "mixed"], options.seconds
    with tempfile.TemporaryDirectory(prefix="tessera-tables-") as folder:
        tables = make_tables(Path(folder), scenes)
        with site() as here:
            idle(here)
            recording = record(here.url, tables["small"][0])
        if "browse" in scenes:
            with site() as here:
                outcome = crowd(here, recording, tables, people={"Reader": 50}, seconds=seconds)
            report("50 people slide, hover and switch pages, 2,240 customers each", outcome, seconds)
        if "crowd" in scenes:
            people = {"Reader": 200, "Uploader": 10, "Sweeper": 5, "Newcomer": 2}
            with site() as here:
                outcome = crowd(here, recording, tables, people=people, seconds=seconds)
            report("200 read, 10 upload 20 MB, 5 sweep 1,000,000 x 24, 2 come with 2,240 rows", outcome, seconds)
            assert outcome.jobs is not None
            report_jobs(outcome.jobs, seconds)
        if "mixed" in scenes:
            with site() as here:
                level(here, "before")
                for part in (1, 2, 3):
                    outcome = crowd(here, recording, tables, people={"Visitor": 15}, seconds=seconds)
                    level(here, f"after part {part}")
            report("15 people at a time come, use everything and delete their table", outcome, seconds)


if __name__ == "__main__":
    main()
