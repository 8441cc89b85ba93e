"""Lets locust send a crowd at a site, in a process of its own, and reads what it found."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.crowd.jobs import Jobs
from benchmarks.crowd.recording import Recording
from benchmarks.crowd.site import ROOT, Site, cpu_seconds

_PATIENCE = 900.0  # until everybody has arrived and has their segments; until the last sweep has ended


@dataclass
class Outcome:
    """What a crowd met: times in milliseconds, memory in bytes at its highest."""

    rows: list[dict[str, Any]]
    errors: list[dict[str, Any]]
    notes: dict[str, list[float]]
    memory: dict[str, int] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)
    jobs: Jobs | None = None

    def percentile(self, share: float, chosen: Callable[[dict[str, Any]], bool]) -> float:
        """Of all answers in the chosen rows; locust rounds times above 100 ms to two digits."""
        times: dict[float, int] = {}
        for row in filter(chosen, self.rows):
            for time_, n in row["times"].items():
                times[float(time_)] = times.get(float(time_), 0) + n
        left = sum(times.values()) * share
        for time_ in sorted(times):
            left -= times[time_]
            if left <= 0:
                return time_
        return 0.0

    def count(self, chosen: Callable[[dict[str, Any]], bool]) -> int:
        return sum(row["n"] for row in filter(chosen, self.rows))

    @property
    def failed(self) -> int:
        return sum(each["n"] for each in self.errors)


def crowd(
    site: Site, recording: Recording, tables: dict[str, list[Path]], *, people: dict[str, int], seconds: float
) -> Outcome:
    """Send them.

    Parameters
    ----------
    people : dict of str to int
        How many of each class in `benchmarks.crowd.people`.
    seconds : float
        How long they stay, once all have their segments.
    """
    with tempfile.TemporaryDirectory(prefix="tessera-crowd-") as folder:
        recorded, answer, begun = (Path(folder) / name for name in ("recording", "answer.json", "begun"))
        recorded.write_bytes(pickle.dumps(recording))
        told = {
            "recording": str(recorded),
            "answer": str(answer),
            "host": site.url,
            "tables": {kind: [str(path) for path in paths] for kind, paths in tables.items()},
            "people": people,
            "seconds": seconds,
            "begun": str(begun),
        }
        n = sum(people.values())
        command = [sys.executable, "-m", "locust", "-f", "benchmarks/crowd/people.py", "--headless", "--only-summary"]
        command += ["-u", str(n), "-r", "5", "-t", f"{seconds + _PATIENCE:.0f}s", *people]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TESSERA_LOAD": json.dumps(told)}
        with (Path(folder) / "log").open("wb") as log:
            locust = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
            watch = _Watch(site, begun, locust.pid)
            returned = locust.wait()
        watch.people_left()
        if not answer.exists():
            watch.stop()
            raise RuntimeError(f"locust ended with {returned}: {(Path(folder) / 'log').read_text()[-3000:]}")
        watch.wait_for_sweeps()
        watch.stop()
        found = json.loads(answer.read_text())
        return Outcome(**found, memory=watch.memory, processor=watch.processor, jobs=watch.jobs)


class _Watch:
    """Memory and jobs every second, the processor over the time that counts."""

    def __init__(self, site: Site, begun: Path, generator: int) -> None:
        self.memory: dict[str, int] = {}
        self.processor: dict[str, float] = {}
        self.jobs = Jobs(site.folder)
        self._site, self._begun, self._generator = site, begun, generator
        self._before: dict[str, float] = {}
        self._left, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._look_again, daemon=True)
        self._thread.start()

    def people_left(self) -> None:
        self._left.set()

    def wait_for_sweeps(self) -> None:
        """What is still computed has the machine for itself now; until it ends its fairness is not known."""
        until = time.monotonic() + _PATIENCE
        self.jobs.look()
        while self.jobs.large_under_way and time.monotonic() < until:
            time.sleep(1.0)

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _look_again(self) -> None:
        while not self._over.wait(1.0):
            found = self._site.memory()
            found["all"] = sum(found.values())
            self.memory = {role: max(found.get(role, 0), self.memory.get(role, 0)) for role in found | self.memory}
            self.jobs.look()
            if not self._left.is_set():
                self._look_at_processor()

    def _look_at_processor(self) -> None:
        now = self._site.processor_seconds()
        now["load generator"] = sum(cpu_seconds(self._generator))
        if self._begun.exists():
            self._before = self._before or now
            self.processor = {role: now.get(role, 0.0) - self._before.get(role, 0.0) for role in now}
