"""The worker: ``python -m app.jobs.worker``. Started beside the web server, or alone on a machine of its own."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from app.jobs.presence import present, show_up
from app.jobs.queue import JobQueue, queue_errors
from app.jobs.runner import Runner, requeue_or_lose
from app.limits import CLOCK_GRACE, CLOCK_JUMP, HOUSEKEEPING_EVERY, LOST_AFTER, PRESENT_EVERY, QUEUE_POLL
from app.logs import configure_logs
from app.settings import Settings
from app.storage.runs import RUNNING
from app.storage.store import StoreUnreachable
from app.storage.workspace import Workspace
from engine.errors import EngineError

log = logging.getLogger("tessera.worker")

_UNREACHABLE: tuple[type[Exception], ...] = (OSError, OperationalError, *queue_errors())


class Worker:
    """Takes runs from the queue, and looks after runs that lost their worker."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._workspace = Workspace(settings)
        self._runner = Runner(settings, self._workspace.runs)
        self._queue = JobQueue(settings, self._workspace.runs, self._perform)
        self._stop = threading.Event()
        self._watchdog = Watchdog(self._workspace, self._queue, self._runner)

    def run(self, parent: int | None) -> None:
        """Work until a signal comes or the parent process is gone."""
        self._runner.warm_up()
        consumer = self._queue.huey.create_consumer(
            workers=self._settings.job_workers,
            worker_type="thread",
            periodic=False,
            initial_delay=QUEUE_POLL,
            max_delay=QUEUE_POLL,
            backoff=1.0,
        )
        self._look_after()  # the house is in order before work begins
        consumer.start()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self._stop.set())
        while not self._stop.wait(0.5) and (parent is None or os.getppid() == parent):
            self._look_after()
            consumer.check_worker_health()
        self._runner.stop()
        consumer.stop()
        for _, thread in consumer.worker_threads:
            thread.join(timeout=5.0)
        self._queue.close()
        self._workspace.close()

    def _look_after(self) -> None:
        try:
            self._watchdog.look()
        except _UNREACHABLE:  # until it can be again
            log.warning("the disk, the database or the queue cannot be used", exc_info=True)

    def _perform(self) -> None:
        if self._runner.perform_next():
            self._queue.wake_if_waiting()


class Watchdog:
    """Notices runs whose heart has stopped, and keeps the house."""

    def __init__(
        self,
        workspace: Workspace,
        queue: JobQueue,
        runner: Runner,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._monotonic, self._wall = monotonic, wall
        self._offset = wall() - monotonic()
        self._runner = runner
        self._workspace = workspace
        self._queue = queue
        self._seen: dict[str, tuple[int, float]] = {}
        self._next_look = self._next_sign = 0.0
        self._next_cleaning = 0.0

    def look(self) -> None:
        now = self._monotonic()
        self._distrust_a_clock_that_jumped(now)
        if now >= self._next_look:
            self._next_look = now + 2.0
            self._find_lost(now)
            self._queue.wake_if_waiting()
        if now >= self._next_sign and self._workspace.folders.store.shared:
            self._next_sign = now + PRESENT_EVERY
            show_up(self._workspace.database)
        if now >= self._next_cleaning:
            self._next_cleaning = now + HOUSEKEEPING_EVERY
            self._workspace.keep_house()

    def _distrust_a_clock_that_jumped(self, now: float) -> None:
        """A clock set a year ahead would delete every table; there is a day to set it right."""
        offset = self._wall() - now
        if abs(offset - self._offset) > CLOCK_JUMP:
            log.warning("the clock jumped by %.0f hours; nothing expires for a day", (offset - self._offset) / 3600)
            self._next_cleaning = now + CLOCK_GRACE
        self._offset = offset

    def _find_lost(self, now: float) -> None:
        """A run is lost when its count of beats stands still for our own time, whatever the clocks say."""
        mine = self._runner.in_hand
        running = [run for run in self._workspace.runs.with_status(RUNNING) if run.id not in mine]
        self._seen = {run.id: self._seen[run.id] for run in running if run.id in self._seen}
        for run in running:
            beats, since = self._seen.get(run.id, (-1, now))
            if beats != run.beats:
                self._seen[run.id] = (run.beats, now)
            elif now - since > LOST_AFTER:
                log.warning("run %s lost its worker", run.id)
                requeue_or_lose(self._workspace.runs, run)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m app.jobs.worker", description="Does the background work.")
    parser.add_argument("--parent", type=int, help="End when this is no longer the parent process.")
    options = parser.parse_args()
    try:
        settings = Settings.from_environment()
        configure_logs(settings)
        worker = Worker(settings)
    except (EngineError, StoreUnreachable) as error:
        sys.exit(str(error))
    with present(settings.data_dir):
        worker.run(options.parent)


if __name__ == "__main__":
    main()
