"""Whether any worker is there: each holds a shared lock on a file for as long as it lives, however it ends.

Where machines share a store and no folder, the lock is not seen; there a worker shows up in the database.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from app.limits import PRESENT_FOR
from app.storage.database import Database
from app.storage.models import Installation
from app.storage.workspace import Workspace

_LOCK = "worker.lock"
_SEEN = "worker seen"


@contextmanager
def present(data_dir: Path) -> Iterator[None]:
    """Be seen as a worker while the block runs; the system takes the lock back from a process that is killed."""
    with (data_dir / _LOCK).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def show_up(database: Database) -> None:
    """Write down that a worker lives; by the database's clock, since those of the machines may differ."""
    with database.write() as session:
        now: datetime = session.scalars(select(func.now())).one()
        session.merge(Installation(name=_SEEN, value=now.isoformat()))


def somebody_works(workspace: Workspace) -> bool:
    """Whether a worker lives on this machine, or on another one where that can be known."""
    if works_here(workspace.settings.data_dir):
        return True
    if not workspace.folders.store.shared:
        return False
    with workspace.database.read() as session:
        now: datetime = session.scalars(select(func.now())).one()
        seen = session.get(Installation, _SEEN)
    return seen is not None and (now - datetime.fromisoformat(seen.value)).total_seconds() < PRESENT_FOR


def works_here(data_dir: Path) -> bool:
    """Whether a worker lives on this machine."""
    with (data_dir / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False
