"""Lets locust send a crowd at a site, in a process of its own, and reads what it found."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.crowd.recording import Recording
from benchmarks.crowd.site import ROOT, Site

_PATIENCE = 900.0  # until everybody has arrived and has their segments


@dataclass
class Outcome:
    """What a crowd met: times in milliseconds, memory in bytes at its highest."""

    rows: list[dict[str, Any]]
    errors: list[dict[str, Any]]
    notes: dict[str, list[float]]
    memory: dict[str, int] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)

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
        watch = _Watch(site, begun)
        with (Path(folder) / "log").open("wb") as log:
            done = subprocess.run(command, cwd=ROOT, env=environment, stdout=log, stderr=log, check=False)
        watch.stop()
        if not answer.exists():
            raise RuntimeError(f"locust ended with {done.returncode}: {(Path(folder) / 'log').read_text()[-3000:]}")
        return Outcome(**json.loads(answer.read_text()), memory=watch.memory, processor=watch.processor)


class _Watch:
    """Memory every second, the processor over the time that counts."""

    def __init__(self, site: Site, begun: Path) -> None:
        self.memory: dict[str, int] = {}
        self.processor: dict[str, float] = {}
        self._site, self._begun = site, begun
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        before = None
        while not self._over.wait(1.0):
            found = self._site.memory()
            found["all"] = sum(found.values())
            self.memory = {role: max(found.get(role, 0), self.memory.get(role, 0)) for role in found | self.memory}
            if before is None and self._begun.exists():
                before = self._site.processor_seconds()
        after = self._site.processor_seconds()
        self.processor = {role: after.get(role, 0.0) - (before or {}).get(role, 0.0) for role in after}
