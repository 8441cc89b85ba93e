"""What a web process does now and then beside answering: what was deleted leaves it, whoever deleted it and where."""

from __future__ import annotations

import ctypes
import functools
import gc
import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from flask import Flask
from sqlalchemy.exc import OperationalError

from app.cache import ReferenceCache
from app.limits import FORGET_EVERY, HOUSEKEEPING_EVERY
from app.services.context import context
from app.storage.workspace import Workspace

log = logging.getLogger("tessera")


def begin_upkeep(server: Flask) -> None:
    """For as long as the process lives."""
    with server.app_context():
        here = context()
        memory = here.memory.cache
    assert isinstance(memory, ReferenceCache)
    regularly(FORGET_EVERY, functools.partial(forget_deleted, memory, here.workspace))
    if here.settings.store_url:
        regularly(HOUSEKEEPING_EVERY, here.workspace.drop_copies)


def forget_deleted(memory: ReferenceCache, workspace: Workspace) -> None:
    """Tables whose results are not on the disk any more, and what nobody asked for, leave the memory.

    A result that is only mapped would keep its deleted file on the disk.
    """
    gone = {content for content in memory.abouts() if not workspace.folders.results(content).is_dir()}
    if memory.forget_about(gone):
        give_back()


def give_back() -> None:
    """To the system, what Python, the C library and Arrow hold for later: here, later may never come."""
    gc.collect()
    if arrow := sys.modules.get("pyarrow"):
        arrow.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):  # not every C library can
        ctypes.CDLL(None).malloc_trim(0)


def regularly(seconds: float, do: Callable[[], None]) -> threading.Event:
    """Do it every so many seconds until the event that this gives is set."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(seconds):
            try:
                do()
            except (OSError, OperationalError):  # until the disk, the store or the database is back
                log.warning("upkeep failed", exc_info=True)

    threading.Thread(target=watch, daemon=True).start()
    return over
