"""Gunicorn's threaded worker, which hangs up on nobody who is speaking."""

from __future__ import annotations

import select
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker


class PatientWorker(ThreadWorker):
    """Closes a kept-alive connection only when nothing has come on it, and the oldest when others wait for room.

    The worker looks which connections have something to say, begins to answer, and then closes those whose time is
    over. When all threads are busy, beginning takes long enough for a request to come on one of the latter: closed
    without being read, it would be lost, and the browser told that the connection was reset.
    """

    def murder_keepalived(self, force: bool = False) -> None:
        if force:
            super().murder_keepalived(force)
        while self.keepalived_conns and self._may_end(connection := self.keepalived_conns[0]):
            if _something_came(connection.sock):
                self.on_client_socket_readable(connection, connection.sock)
                continue
            self.keepalived_conns.popleft()
            self.poller.unregister(connection.sock)
            self.nr_conns -= 1
            connection.close()

    def _may_end(self, connection: Any) -> bool:
        return connection.timeout <= time.monotonic() or self.nr_conns >= self.worker_connections


def _something_came(sock: Any) -> bool:
    """Whether there is anything to read, or the end of it."""
    looker = select.poll()  # select() itself takes no more than 1,024 connections
    looker.register(sock, select.POLLIN)
    return bool(looker.poll(0))
