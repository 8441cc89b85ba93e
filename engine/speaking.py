"""Work that says how far it is at least once a second, whatever it is doing at the moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, Queue
from typing import TypeVar

from engine.limits import PROGRESS_SECONDS

Progress = Callable[[float, str], None]
Result = TypeVar("Result")


class _Stopped(BaseException):
    """Raised in the work when nobody wants its result any more."""


def speaking(work: Callable[[Progress], Result], progress: Progress | None) -> Result:
    """Do work in a thread of its own, while the caller's says again and again how far it is.

    A single step (a gigabyte looked through, a disk that is slow) may take longer than a person believes in silence.

    Parameters
    ----------
    work : callable
        Is given ``report(fraction, message)``, and says there where it stands, before each of its steps.
    progress : callable or None
        Always called in the caller's own thread. An exception raised in it ends the work at its next step, and then
        comes out of here. With None the work is done in the caller's thread, and says nothing.
    """
    if progress is None:
        return work(lambda fraction, message: None)
    said: Queue[tuple[float, str] | None] = Queue()  # None when the work is done
    go_on: Queue[bool] = Queue()

    def report(fraction: float, message: str) -> None:
        said.put((fraction, message))
        if not go_on.get():
            raise _Stopped

    with ThreadPoolExecutor(1, thread_name_prefix="speaking") as pool:
        done = pool.submit(work, report)
        done.add_done_callback(lambda _: said.put(None))
        try:
            _listen(said, go_on, progress)
        finally:
            go_on.put(False)
        return done.result()


def _listen(said: Queue[tuple[float, str] | None], go_on: Queue[bool], progress: Progress) -> None:
    """Pass on what the work says, and say it again while it is silent."""
    where = (0.0, "Starting")
    while True:
        try:
            heard = said.get(timeout=PROGRESS_SECONDS)
        except Empty:
            progress(*where)
            continue
        if heard is None:
            return
        where = heard
        progress(*where)
        go_on.put(True)
