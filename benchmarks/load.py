"""Many people on a real gunicorn with two web processes, on this machine: how long they wait, and what it takes.

``python benchmarks/load.py [browse] [crowd] [mixed] [--seconds 300]``
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.load.crowd import Outcome, crowd
from benchmarks.load.recording import record
from benchmarks.load.site import Site, own, site
from engine.sample import sample_csv


def is_request(row: dict[str, object]) -> bool:
    """The callbacks and pages of people who use what is there; not the files of the first visit, which are cached."""
    return row["kind"] != "ACTION" and ": " in str(row["name"]) and not str(row["name"]).startswith(_NOT_READING)


def is_action(row: dict[str, object]) -> bool:
    return row["kind"] == "ACTION" and row["name"] != "first visit"


_NOT_READING = ("first visit", "upload", "wait")


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
    for name, found in outcome.notes.items():
        values = sorted(found)
        print(f"  {name}: median {values[len(values) // 2]:.1f}, longest {values[-1]:.1f} (of {len(values)})")


def idle(here: Site) -> None:
    time.sleep(5)  # what is loaded after the first page is loaded
    each = ", ".join(f"{own(pid) / 1e6:.0f} MB" for pid in here.web_workers())
    print(f"start to first page {here.first_page:.2f} s; idle web processes (USS) {each}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", nargs="*", default=["browse", "crowd", "mixed"])
    parser.add_argument("--seconds", type=float, default=300.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tessera-tables-") as folder:
        tables = []
        for seed in range(5):
            tables.append(Path(folder) / f"{seed}.csv")
            tables[-1].write_bytes(sample_csv(seed=seed))
        with site() as here:
            idle(here)
            recording = record(here.url, tables[0])
        if "browse" in options.scenes:
            with site() as here:
                outcome = crowd(here, recording, tables, people={"Person": 50}, seconds=options.seconds)
            report("50 people slide, hover and switch pages, 2,240 customers each", outcome, options.seconds)


if __name__ == "__main__":
    main()
