"""A Dask cluster, or this process in its place: tasks are handed over, and waited for with progress."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from engine.errors import EngineError
from engine.limits import CLUSTER_TOGETHER, CONNECT_SECONDS, NO_WORKERS_SECONDS, PROGRESS_SECONDS
from engine.sweep.workers import Workers

Found = TypeVar("Found")
Merge = Callable[[Sequence[Found | None]], Found | None]


def dask_module(name: str) -> Any:
    """A module of Dask, imported where it is used.

    Raises
    ------
    EngineError
        If it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise EngineError(
            f"Tables in partitions need the library {name.partition('.')[0]}, which is not installed.",
            "Install it: pip install 'tessera[dask]'.",
        ) from None


class Cluster:
    """Where tasks run.

    Parameters
    ----------
    client : distributed.Client or None
        None: in the threads of this process, one partition per thread at a time.
    """

    def __init__(self, client: Any = None) -> None:
        self.client = client

    def memory(self) -> float:
        """Bytes that all workers may use together; none of it when there is no cluster."""
        if self.client is None:
            return 0.0
        return float(sum(worker["memory_limit"] or 0 for worker in self._info()["workers"].values()))

    def _info(self) -> Any:
        return self.client.scheduler_info(n_workers=-1)

    def persist(self, tasks: Sequence[Any]) -> list[Any]:
        """The same tasks, their results kept where they were computed."""
        return list(self.client.persist(list(tasks)))

    def gather(self, tasks: Sequence[Any], workers: Workers) -> list[Any]:
        """The results of small tasks, in their order."""
        if self.client is None:
            return list(workers.map(_here, tasks))
        return list(self._wait(self.client.compute(list(tasks)), workers))

    def fold(self, tasks: Sequence[Any], merge: Merge[Found], workers: Workers) -> Found | None:
        """The results merged in the order of the tasks, a few at a time; None ends it early where it can."""
        if self.client is None:
            waiting: list[Found | None] = []
            for found in workers.map(_here, tasks):
                waiting.append(found)
                if len(waiting) == CLUSTER_TOGETHER:
                    waiting = [merge(waiting)]
                    if waiting[0] is None:
                        break
            return merge(waiting)
        level = list(tasks)
        together = dask_module("dask").delayed(merge, pure=False)
        while True:  # a tree of the same form every time: sums do not depend on which worker was faster
            level = [together(level[i : i + CLUSTER_TOGETHER]) for i in range(0, len(level), CLUSTER_TOGETHER)]
            if len(level) == 1:
                break
        found = self._wait(self.client.compute(level), workers)[0]
        # Dask is imported where it is used and comes without annotations.
        return found  # type: ignore[no-any-return]

    def _wait(self, futures: Sequence[Any], workers: Workers) -> Any:
        """Wait and say so; what goes wrong on the way cancels what is still to be done."""
        distributed = dask_module("distributed")
        alive = time.monotonic()
        try:
            while True:
                try:
                    distributed.wait(futures, timeout=PROGRESS_SECONDS)
                    return self.client.gather(futures)
                except TimeoutError:
                    workers.tick()
                if any(future.status in ("error", "cancelled", "lost") for future in futures):
                    return self.client.gather(futures)
                if self._info()["workers"]:
                    alive = time.monotonic()
                elif time.monotonic() - alive > NO_WORKERS_SECONDS:
                    raise EngineError(
                        f"The cluster has had no workers for {NO_WORKERS_SECONDS:.0f} seconds.",
                        "Start workers for this scheduler, and try again.",
                    )
        except BaseException as error:
            self._cancel(futures)
            raise _in_words(error) from error

    def _cancel(self, futures: Sequence[Any]) -> None:
        if self.client.status == "running":
            self.client.cancel(list(futures), force=True)


def _here(task: Any) -> Any:
    return task.compute(scheduler="synchronous")


def _in_words(error: BaseException) -> BaseException:
    """What Dask raises when a cluster fails, in a sentence; anything else as it is."""
    kind = type(error).__name__
    if kind == "KilledWorker":
        return EngineError(
            "The same partition brought down several workers; the memory of a worker is probably too small for it.",
            "Use smaller partitions, or workers with more memory.",
        )
    if kind in {"CommClosedError", "FutureCancelledError", "FuturesCancelledError", "CancelledError"}:
        return EngineError("The connection to the Dask scheduler was lost.", "Check the scheduler, and try again.")
    if isinstance(error, ModuleNotFoundError):
        return EngineError(
            f"The workers do not have the module {error.name!r}.",
            "Install Tessera in the environment of the workers.",
        )
    return error


@contextmanager
def connected(scheduler: str | None = None) -> Iterator[Cluster]:
    """A cluster by the address of its scheduler; without one, the current client, or else this process.

    Raises
    ------
    EngineError
        If the scheduler does not answer, or has no workers.
    """
    if scheduler is None:
        yield Cluster(_current_client())
        return
    distributed = dask_module("distributed")
    if "://" not in scheduler:
        raise EngineError(
            f"{scheduler!r} is not the address of a Dask scheduler.", "Write it like tcp://10.0.0.5:8786."
        )
    try:
        client = distributed.Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else "no answer"
        raise EngineError(
            f"The Dask scheduler {scheduler} cannot be reached ({reason}).",
            "Check the address, and that the scheduler runs.",
        ) from None
    with client, client.as_current():
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError:
            raise EngineError(
                f"The Dask scheduler {scheduler} has no workers.", "Start at least one: dask worker " + scheduler
            ) from None
        yield Cluster(client)


def _current_client() -> Any:
    import sys

    distributed = sys.modules.get("distributed")  # never imported: there is no client
    if distributed is None:
        return None
    try:
        return distributed.default_client()
    except ValueError:
        return None
