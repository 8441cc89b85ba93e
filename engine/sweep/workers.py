"""Work spread over threads in fixed portions: results in a fixed order, and progress that never falls silent."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import TypeVar

from engine.limits import PROGRESS_SECONDS
from engine.memory import working_memory
from engine.threads import available_threads, single_threaded_libraries

# The most items that are handed to a thread at a time: few enough to be cancelled between them.
_HANDED_OVER = 8

Progress = Callable[[float, str], None]
In = TypeVar("In")
Out = TypeVar("Out")


class Workers(AbstractContextManager["Workers"]):
    """A pool of threads for one computation; also says how far it is.

    Parameters
    ----------
    progress : callable or None
        ``progress(fraction, message)``, always called in the caller's own thread, so that an exception raised in it
        ends the computation there.
    threads : int, optional
        Fewer than this process may use, where something else already works in parallel.
    memory : int, optional
        Bytes of rows that may be kept between passes; left out, what the operator has set.
    """

    def __init__(
        self, progress: Progress | None = None, threads: int | None = None, memory: int | None = None
    ) -> None:
        self.memory = working_memory() if memory is None else memory
        self.threads = available_threads() if threads is None else threads
        self._progress = progress
        self._fraction, self._message, self._last = 0.0, "Starting", 0.0
        self._exit = ExitStack()
        self._pool: ThreadPoolExecutor | None = None

    def __enter__(self) -> Workers:
        self._exit.enter_context(single_threaded_libraries())
        if self.threads > 1:
            self._pool = self._exit.enter_context(ThreadPoolExecutor(self.threads, thread_name_prefix="sweep"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._exit.close()

    def report(self, fraction: float, message: str) -> None:
        """Say where the computation stands; it never goes back."""
        self._fraction, self._message = max(self._fraction, fraction), message
        self._tell()

    def _tell(self) -> None:
        self._last = time.monotonic()
        if self._progress is not None:
            self._progress(self._fraction, self._message)

    def tick(self) -> None:
        """Say it again, if it was last said a while ago; for whoever waits for work that is done elsewhere."""
        if time.monotonic() - self._last >= PROGRESS_SECONDS:
            self._tell()

    def map(
        self, function: Callable[[In], Out], items: Iterable[In], in_flight: int | None = None
    ) -> Generator[Out, None, None]:
        """The results in the order of the items, a bounded number of them in flight.

        Whoever may stop before the last says how many, since what was begun is then lost; what was not is taken back.
        """
        if self._pool is None:
            for item in items:
                self.tick()
                yield function(item)
            return
        waiting: deque[Future[Out]] = deque()
        try:
            for item in items:
                waiting.append(self._pool.submit(function, item))
                if len(waiting) >= (in_flight or 4 * self.threads):
                    yield self._wait(waiting.popleft())
            while waiting:
                yield self._wait(waiting.popleft())
        finally:
            for future in waiting:
                future.cancel()

    def spread(self, function: Callable[[In], Out], items: Sequence[In]) -> list[Out]:
        """The same for items that take less than it takes to hand them over: some of them at a time."""
        if self._pool is None:
            return list(self.map(function, items))
        count = max(min(self.threads, len(items)), -(-len(items) // _HANDED_OVER))
        portions = [items[number::count] for number in range(count)]
        found = list(self.map(lambda portion: [function(item) for item in portion], portions))
        return [found[number % count][number // count] for number in range(len(items))]

    def _wait(self, future: Future[Out]) -> Out:
        while True:
            try:
                result = future.result(timeout=PROGRESS_SECONDS)
            except NotYet:
                if future.done():
                    raise
                self._tell()
                continue
            self.tick()
            return result
