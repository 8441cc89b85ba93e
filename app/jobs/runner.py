"""Does runs, each in a process of its own, and keeps their records true whatever happens to them."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from app.jobs import child
from app.limits import BEAT_EVERY, CANCEL_GRACE, MAX_ATTEMPTS, PROGRESS_EVERY
from app.settings import Settings
from app.storage.runs import CANCELLED, CANCELLED_TEXT, FAILED, LOST, Runs, RunView

log = logging.getLogger(__name__)

# Loaded once in the server that jobs are forked from, so that a job starts in milliseconds and not in seconds.
# That server computes nothing, so no thread of OpenMP or BLAS exists that a fork could lose.
_PRELOADED = ["app.jobs.child", "app.storage.tables", "engine.columns.table", "engine.analysis"]

_LOST_TEXT = (
    "The computation was ended by the system, twice: most likely the memory was not enough.",
    "Try it with fewer rows or columns, or later when the server is less busy.",
)


@dataclass(frozen=True)
class _Hand:
    """A process that does one run, or waits for it, and the pipe to it."""

    process: Any
    pipe: Connection

    def end(self) -> None:
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.pipe.close()


class Runner:
    """Called by the queue's threads, each of which does one run at a time."""

    def __init__(self, settings: Settings, runs: Runs) -> None:
        self._settings = settings
        self._runs = runs
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload(_PRELOADED)
        self._stopping = threading.Event()
        self._taking = threading.Lock()
        self._spare: _Hand | None = None
        self._claiming = threading.Lock()
        self._in_hand: dict[str, RunView] = {}

    @property
    def in_hand(self) -> frozenset[str]:
        """The runs that this worker is doing now: whatever their hearts say, they are not lost."""
        return frozenset(self._in_hand)

    def warm_up(self) -> None:
        """Start the server that jobs are forked from, wait until it has loaded what they need, and have one ready."""
        self._spare = self._start()

    def stop(self) -> None:
        """End the running jobs; they wait again, for the next worker."""
        self._stopping.set()
        with self._taking:
            spare, self._spare = self._spare, None
        if spare is not None:
            spare.end()

    def perform_next(self) -> bool:
        """Do the run whose turn it is to its end; False when there was none.

        The last free place is for small tables: two of a million rows would keep everybody waiting for minutes. A
        large one that is alone has all threads, so together they are done no later.
        """
        if self._stopping.is_set():
            return False
        with self._claiming:  # or two threads would each leave the other's place free
            large = sum(each.large for each in self._in_hand.values())
            run = self._runs.claim_next(large=large < max(self._settings.job_workers - 1, 1))
            if run is None:
                return False
            self._in_hand[run.id] = run
        try:
            self._in_a_process(run)
        finally:
            self._in_hand.pop(run.id, None)
        return True

    def _in_a_process(self, run: RunView) -> None:
        hand = self._take(run)
        try:
            self._keep_one_ready()
            outcome = self._watch(run, hand.process, hand.pipe)
        finally:
            hand.end()
        self._record(run, outcome, hand.process.exitcode)

    def _take(self, run: RunView) -> _Hand:
        """A process that has been told what to do: the one that is ready, or a new one if that has died meanwhile."""
        with self._taking:
            spare, self._spare = self._spare, None
        if spare is not None:
            with contextlib.suppress(OSError):
                spare.pipe.send(run)
                return spare
            spare.end()
        hand = self._start()
        hand.pipe.send(run)
        return hand

    def _keep_one_ready(self) -> None:
        """The next job finds a process that has opened the workspace already."""
        with self._taking:
            if self._spare is None and not self._stopping.is_set():
                self._spare = self._start()

    def _start(self) -> _Hand:
        here, there = self._processes.Pipe()
        process = self._processes.Process(target=child.main, args=(there, self._settings), daemon=True)
        process.start()
        there.close()
        return _Hand(process, here)

    def _watch(self, run: RunView, process: Any, pipe: Connection) -> tuple[str, str, str] | str:
        """Until the job reports its end, dies, or has to be ended: the report, or why there is none."""
        watch = _Watch(run, self._settings.job_minutes * 60.0)
        while True:
            wait([pipe, process.sentinel], timeout=PROGRESS_EVERY)
            dead = not process.is_alive()
            if (end := watch.receive(pipe)) is not None:
                return end
            if dead:
                return "died"
            if self._stopping.is_set():
                return "stopped"
            if watch.too_late():
                return "too long"
            answer = watch.report(self._runs)
            if answer == "gone":
                return "gone"
            if answer == "cancel" and watch.cancel(pipe):
                return (CANCELLED, *CANCELLED_TEXT)

    def _record(self, run: RunView, outcome: tuple[str, str, str] | str, exitcode: int | None) -> None:
        if isinstance(outcome, tuple):
            self._runs.finish(run, *outcome)
        elif outcome == "too long":
            minutes = self._settings.job_minutes
            message = f"The computation was ended after {minutes:,} minutes."
            self._runs.finish(run, FAILED, message, "Try it with fewer rows or columns.")
        elif outcome == "stopped":
            self._runs.put_back(run, "Waiting for the server to start again", another_attempt=False)
        elif outcome == "died":
            log.warning("run %s was ended from outside (exit code %s)", run.id, exitcode)
            requeue_or_lose(self._runs, run)


def requeue_or_lose(runs: Runs, run: RunView) -> None:
    """What to do with a run whose process or worker is gone: it waits again, once."""
    if run.attempt < MAX_ATTEMPTS:
        runs.put_back(run, "It was interrupted and starts again", another_attempt=True)
    else:
        runs.finish(run, LOST, *_LOST_TEXT)


class _Watch:
    """What is known about a job under way: its latest progress, when it was written down, when it must end."""

    def __init__(self, run: RunView, seconds: float) -> None:
        self._run = run
        self._progress: tuple[float, str] | None = None
        now = time.monotonic()
        self._deadline = now + seconds
        self._next_beat = self._next_write = now
        self._cancelled_at: float | None = None

    def receive(self, pipe: Connection) -> tuple[str, str, str] | None:
        """Take in what the job said; its end, if it said so."""
        try:
            while pipe.poll():
                kind, *content = pipe.recv()
                if kind == "end":
                    status, message, remedy = content
                    return status, message, remedy
                self._progress = (content[0], content[1])
        except (EOFError, ConnectionResetError):
            pass  # it died while speaking; the caller sees that it is dead
        return None

    def too_late(self) -> bool:
        return time.monotonic() > self._deadline

    def report(self, runs: Runs) -> str:
        """Write progress down as it comes, and a heartbeat at least every second."""
        now = time.monotonic()
        if now < (self._next_beat if self._progress is None else self._next_write):
            return "go on" if self._cancelled_at is None else "cancel"
        fraction, message = self._progress or (None, None)
        self._progress = None
        self._next_beat = now + BEAT_EVERY
        self._next_write = now + PROGRESS_EVERY
        return runs.beat(self._run, fraction, message)

    def cancel(self, pipe: Connection) -> bool:
        """Ask the job to end; True when it has had its time to do so."""
        now = time.monotonic()
        if self._cancelled_at is None:
            self._cancelled_at = now
            with contextlib.suppress(BrokenPipeError):  # it has just ended by itself
                pipe.send("cancel")
        return now > self._cancelled_at + CANCEL_GRACE
