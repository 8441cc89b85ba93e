"""The task queue: Huey on an SQLite file, or on Redis. It only says that something waits; the records say what.

So a queue that is lost loses nothing, and whose turn it is can be decided when a worker is free.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Callable, Mapping
from typing import Any

from huey import SqliteHuey
from huey.api import Huey
from huey.registry import Message
from huey.serializer import Serializer

from app.limits import PLACES_FOR
from app.settings import Settings
from app.storage.runs import QUEUED, Runs, RunView
from engine.errors import EngineError

log = logging.getLogger(__name__)

_NAME = "tessera"
_TASK = "work"


class _JsonSerializer(Serializer):
    """Huey's own serializer pickles; a queue of ids has no need of anything that can execute."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(list(data) if isinstance(data, tuple) else data).encode()

    def _deserialize(self, data: bytes) -> Any:
        return Message(*json.loads(bytes(data)))


def queue_errors() -> tuple[type[Exception], ...]:
    """What an unreachable queue raises; the work is in the database all the same."""
    from redis.exceptions import RedisError

    return sqlite3.OperationalError, RedisError


class JobQueue:
    """Where requests put work and the worker takes it.

    Parameters
    ----------
    settings : Settings
    runs : Runs
    perform : callable, optional
        Given by the worker only: do what is next.
    limited : bool
        Whether people's limits hold; what a job leads to was admitted with it.
    """

    def __init__(
        self, settings: Settings, runs: Runs, perform: Callable[[], None] | None = None, *, limited: bool = True
    ) -> None:
        self._settings = settings
        self._runs = runs
        self._limited = limited
        self._places: tuple[float, dict[str, int]] = (0.0, {})
        self.huey = _huey(settings)

        def work() -> None:
            if perform is not None:
                perform()

        self._task = self.huey.task(name=_TASK)(work)

    def admit(self, owner: str) -> None:
        """Refuse work beyond what one person, or all together, may ask for at a time.

        Raises
        ------
        EngineError
            With the limit and what to do.
        """
        if not self._limited:
            return
        if self._runs.active(owner) >= self._settings.jobs_per_workspace:
            raise EngineError(
                f"You have {self._settings.jobs_per_workspace:,} computations waiting or running already.",
                "Wait until one has ended, or cancel one.",
            )
        if self._runs.active() >= self._settings.jobs_in_total:
            raise EngineError(
                f"This server has {self._settings.jobs_in_total:,} computations waiting already.",
                "Try again in a few minutes.",
            )

    def start(self, owner: str, dataset: str, kind: str, key: str, arguments: Mapping[str, Any]) -> RunView:
        """Ask for work; equal work of the same owner that is under way is answered instead.

        Raises
        ------
        EngineError
            See `admit`.
        """
        same = self._runs.latest(owner, key)
        if same is not None and same.active:
            return same
        self.admit(owner)
        view, new = self._runs.create(owner, dataset, kind, key, arguments)
        if new:
            self.wake()
        return view

    def place(self, run: RunView) -> int:
        """How many jobs come before this one that waits; 0 once it is worked on.

        All who wait ask again and again, so the order of a moment ago answers them.
        """
        if run.status != QUEUED:
            return 0
        now = time.monotonic()
        seen, places = self._places
        if now - seen > PLACES_FOR or run.id not in places:
            places = self._runs.places()
            self._places = (now, places)
        return places.get(run.id, 0)

    def wake(self) -> None:
        """Tell a worker that something waits; told once too often, one of them finds nothing to do."""
        try:
            self._task()
        except queue_errors():  # a full disk, or no Redis; the worker looks for waiting records by itself
            log.warning("the queue cannot be reached; the work waits in the database")

    def wake_if_waiting(self) -> None:
        """For runs that were put back, that waited for equal work, or whose waking was lost."""
        waiting = len(self._runs.with_status(QUEUED))
        if waiting and not self.huey.pending_count():
            for _ in range(min(waiting, self._settings.job_workers)):
                self.wake()

    def answers(self) -> bool:
        """Whether the queue can be reached."""
        try:
            self.huey.pending_count()
        except queue_errors():
            return False
        return True

    def close(self) -> None:
        storage = self.huey.storage
        storage.close()
        if hasattr(storage, "pool"):
            storage.pool.disconnect()


def _huey(settings: Settings) -> Huey:
    serializer = _JsonSerializer()
    if settings.redis_url:
        from huey import RedisHuey

        return RedisHuey(_NAME, url=settings.redis_url, results=False, serializer=serializer)
    path = settings.prepare_folder() / "queue.db"
    path.touch(mode=0o600)
    return SqliteHuey(_NAME, filename=str(path), results=False, serializer=serializer)
