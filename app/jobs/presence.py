"""Whether any worker is there: each holds a shared lock on a file for as long as it lives, however it ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = "worker.lock"


@contextmanager
def present(data_dir: Path) -> Iterator[None]:
    """Be seen as a worker while the block runs; the system takes the lock back from a process that is killed."""
    with (data_dir / _LOCK).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def somebody_works(data_dir: Path) -> bool:
    """Whether a worker lives on this machine."""
    with (data_dir / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False
