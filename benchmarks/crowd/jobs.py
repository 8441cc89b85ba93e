"""When background work was asked for, begun and ended: read from the server's own records while it runs."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.limits import LARGE_BYTES

# Without what pages begin by themselves: nobody waits for that, and it comes when nobody waits at all.
_ROWS = """SELECT runs.id, runs.owner, runs.status, datasets.size, runs.created, runs.started, runs.finished
FROM runs JOIN datasets ON datasets.id = runs.dataset WHERE runs.kind != 'compare'"""


@dataclass(frozen=True)
class Job:
    owner: str
    status: str
    size: int  # bytes of the file
    asked: float
    begun: float | None
    ended: float | None
    seen: float  # last; with its table its record is deleted

    @property
    def large(self) -> bool:
        return self.size > LARGE_BYTES

    @property
    def over(self) -> bool:
        return self.status not in {"queued", "running"}


@dataclass(frozen=True)
class Sweep:
    """All jobs of one large table: its reading and its analysis. Seconds since the first of all was asked for."""

    asked: float
    begun: float | None
    ended: float | None
    worked: float


class Jobs:
    """What was seen; who deletes a table deletes the records of its jobs with it, so they are looked at again and again."""

    def __init__(self, folder: Path) -> None:
        self._database = folder / "tessera.db"
        self._seen: dict[str, Job] = {}

    def look(self) -> None:
        now = time.time()
        with sqlite3.connect(f"file:{self._database}?mode=ro", uri=True, timeout=10) as connection:
            for key, owner, status, size, *moments in connection.execute(_ROWS):
                self._seen[key] = Job(owner, status, size, *map(_seconds, moments), now)
        connection.close()

    @property
    def large_under_way(self) -> bool:
        return any(job.large and not job.over for job in self._seen.values())

    def sweeps(self) -> list[Sweep]:
        """By owner, in the order in which they were asked for."""
        by_owner: dict[str, list[Job]] = {}
        for job in sorted(self._large(), key=lambda job: job.asked):
            by_owner.setdefault(job.owner, []).append(job)
        first = min((job.asked for job in self._large()), default=0.0)
        found = []
        for jobs in by_owner.values():
            begun = [job.begun for job in jobs if job.begun is not None]
            ended = [job.ended for job in jobs if job.ended is not None]
            worked = sum(job.ended - job.begun for job in jobs if job.begun is not None and job.ended is not None)
            over = len(ended) == len(jobs)
            found.append(
                Sweep(
                    jobs[0].asked - first,
                    min(begun) - first if begun else None,
                    max(ended) - first if over else None,
                    worked,
                )
            )
        return found

    def waits(self, smallest: float, largest: float) -> list[float]:
        """How long the jobs of files of such a size waited for their turn while a large one was under way."""
        spans = [(job.asked, job.ended or job.seen) for job in self._large()]
        return [
            (job.begun or job.ended or job.seen) - job.asked  # who waits still has waited until now
            for job in self._seen.values()
            if smallest < job.size <= largest and any(asked <= job.asked < ended for asked, ended in spans)
        ]

    def _large(self) -> Iterator[Job]:
        return (job for job in self._seen.values() if job.large)


def _seconds(moment: str | None) -> float | None:
    """SQLAlchemy writes UTC as text without saying so."""
    return None if moment is None else datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
