"""The task queue: Huey on an SQLite file. It carries nothing but the ids of runs; the records say the rest."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from huey import SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer

from app.storage.runs import Runs, RunView

log = logging.getLogger(__name__)

_TASK = "run"


class _JsonSerializer(Serializer):
    """Huey's own serializer pickles; a queue of ids has no need of anything that can execute."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(list(data) if isinstance(data, tuple) else data).encode()

    def _deserialize(self, data: bytes) -> Any:
        return Message(*json.loads(bytes(data)))


class JobQueue:
    """Where requests put work and the worker takes it.

    Parameters
    ----------
    data_dir : Path
    runs : Runs
    perform : callable, optional
        Given by the worker only: what to do with the id of a run.
    """

    def __init__(self, data_dir: Path, runs: Runs, perform: Callable[[str], None] | None = None) -> None:
        self._runs = runs
        path = data_dir / "queue.db"
        path.touch(mode=0o600)
        self.huey = SqliteHuey("tessera", filename=str(path), results=False, serializer=_JsonSerializer())

        def run(run_id: str) -> None:
            if perform is not None:
                perform(run_id)

        self._task = self.huey.task(name=_TASK)(run)

    def start(self, owner: str, dataset: str, kind: str, key: str, arguments: Mapping[str, Any]) -> RunView:
        """Ask for work; equal work of the same owner that is under way is answered instead."""
        view, new = self._runs.create(owner, dataset, kind, key, arguments)
        if new:
            try:
                self.enqueue(view.id)
            except sqlite3.OperationalError:  # a full disk; the worker looks for waiting records by itself
                log.warning("run %s could not be put in the queue", view.id)
        return view

    def enqueue(self, run: str) -> None:
        """Put a run in the queue; a run that is there twice is still done once, as only one worker can claim it."""
        self._task(run)

    def close(self) -> None:
        self.huey.storage.close()
