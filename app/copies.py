"""Where machines share a store, a web process keeps no copy of what was deleted on another machine."""

from __future__ import annotations

import logging
import threading

from sqlalchemy.exc import OperationalError

from app.limits import HOUSEKEEPING_EVERY
from app.storage.workspace import Workspace

log = logging.getLogger("tessera")


def drop_copies_regularly(workspace: Workspace) -> threading.Event:
    """Look every few minutes for as long as the process lives, or until the event that this gives is set."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(HOUSEKEEPING_EVERY):
            try:
                workspace.drop_copies()
            except (OSError, OperationalError):  # until the disk, the store or the database is back
                log.warning("copies could not be looked through", exc_info=True)

    threading.Thread(target=watch, daemon=True).start()
    return over
