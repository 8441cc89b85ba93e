"""The process of one job: it waits, ready, for what to do, reports through a pipe, and ends when its worker is gone."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sqlite3
import threading
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from app.jobs.priority import LARGE, SMALL, give_way
from app.jobs.work import Bench, perform
from app.logs import configure_logs
from app.settings import Settings
from app.storage.runs import CANCELLED, CANCELLED_TEXT, DONE, FAILED, RunView
from app.storage.store import NO_STORE, StoreUnreachable
from engine.errors import Cancelled, EngineError

log = logging.getLogger(__name__)

# Names of such processes, at most 15 letters.
IDLE, JOB = "tessera-idle", "tessera-job"

_UNEXPECTED = (
    "Something went wrong on our side.",
    "Try again; if it happens once more, tell the operator when it did.",
)
_NO_MEMORY = ("The table needs more memory than this server has.", "Try it with fewer rows or columns.")
_NO_DISK = ("The server's disk is full or cannot be written to.", "Try again later, or tell the operator.")


def main(pipe: Connection, settings: Settings) -> None:
    """Take one run from the pipe, do it, and say there how it goes: ("progress", fraction, message), at last ("end",
    ...)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the worker decides about its jobs
    configure_logs(settings)
    give_way(SMALL)
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    bench = _ready_bench(settings)
    _be_called(IDLE)
    try:
        run = pipe.recv()
    except EOFError:  # the worker ends
        return
    _be_called(JOB)
    if run.large:
        give_way(LARGE - SMALL)

    def progress(fraction: float, message: str) -> None:
        if pipe.poll():  # the worker says nothing but "cancel"
            raise Cancelled
        pipe.send(("progress", float(fraction), str(message)))

    pipe.send(("end", *outcome(settings, run, progress, bench)))
    pipe.close()


def _ready_bench(settings: Settings) -> Bench | None:
    """All that can be done before it is known what to do; None where the disk, the store or the database is not there
    now, which is said when there is somebody to say it to."""
    try:
        bench = Bench.open(settings)
        bench.warm_up()
    except (OSError, sqlite3.OperationalError, OperationalError):
        return None
    return bench


def _be_called(name: str) -> None:
    """What the operator's list of processes says."""
    with contextlib.suppress(OSError):  # not on Linux
        Path("/proc/self/comm").write_text(name, encoding="ascii")


def outcome(settings: Settings, run: RunView, progress: Any, bench: Bench | None = None) -> tuple[str, str, str]:
    """Do the run; how it ended (status, message, remedy), whatever happened in it."""
    try:
        bench = bench or Bench.open(settings)
        try:
            perform(bench, run, progress)
        finally:
            bench.close()
    except Cancelled:
        return (CANCELLED, *CANCELLED_TEXT)
    except EngineError as error:
        return (FAILED, error.message, error.remedy)
    except MemoryError:
        return (FAILED, *_NO_MEMORY)
    except StoreUnreachable:
        log.exception("run %s could not use the store", run.id)
        return (FAILED, *NO_STORE)
    except (OSError, sqlite3.OperationalError, OperationalError):  # the queue's and the workspace's databases
        log.exception("run %s could not use the disk", run.id)
        return (FAILED, *_NO_DISK)
    except Exception:  # the one place that turns any fault of ours into a sentence for its owner
        log.exception("run %s ended with a fault", run.id)
        return (FAILED, *_UNEXPECTED)
    return (DONE, "", "")


def _end_with_the_worker() -> None:
    """A job without a worker could no longer report; the next worker does it again."""
    worker = parent_process()
    if worker is not None:
        wait([worker.sentinel])
        os._exit(1)
