"""The web worker keeps connections, and hangs up only on those who are silent."""

import os
import selectors
import socket
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import TConn

from app.connections import PatientWorker


class _Hello(BaseApplication):
    def load_config(self) -> None:
        self.cfg.set("threads", 2)

    def load(self) -> Any:
        def hello(_environ: Any, start: Any) -> Iterable[bytes]:
            start("200 OK", [("Content-Length", "5")])
            return [b"hello"]

        return hello


@pytest.fixture
def worker() -> Iterator[PatientWorker]:
    application = _Hello()
    log = application.cfg.logger_class(application.cfg)
    made = PatientWorker(1, os.getpid(), [], application, 30, application.cfg, log)
    made.tpool, made.poller = made.get_thread_pool(), selectors.DefaultSelector()
    made.method_queue.init()
    made.wsgi = application.wsgi()
    yield made
    made.tpool.shutdown()
    made.method_queue.run_callbacks(None)  # what was answered is kept again
    for connection in made.keepalived_conns:
        connection.close()
    made.poller.close()
    made.method_queue.close()
    made.tmp.close()


def kept(worker: PatientWorker, until: float) -> socket.socket:
    """The other end of a connection that the worker keeps until then."""
    here, there = socket.socketpair()
    connection = TConn(worker.cfg, here, ("127.0.0.1", 1), ("127.0.0.1", 2))
    connection.init()
    connection.timeout = until
    here.setblocking(False)
    worker.nr_conns += 1
    worker.keepalived_conns.append(connection)
    worker.poller.register(
        here, selectors.EVENT_READ, lambda sock: worker.on_client_socket_readable(connection, sock)
    )
    there.settimeout(20.0)
    return there


def test_who_is_silent_for_too_long_is_hung_up_on(worker: PatientWorker) -> None:
    with kept(worker, until=0.0) as silent, kept(worker, until=float("inf")):
        worker.murder_keepalived()
        assert silent.recv(100) == b""
        assert worker.nr_conns == len(worker.keepalived_conns) == 1


def test_the_longest_silent_makes_room_for_who_comes(worker: PatientWorker) -> None:
    worker.worker_connections = 2
    with kept(worker, until=float("inf")) as longest, kept(worker, until=float("inf")):
        worker.murder_keepalived()
        assert longest.recv(100) == b""
        assert worker.nr_conns == len(worker.keepalived_conns) == 1


def test_a_request_that_came_in_the_last_moment_is_answered(worker: PatientWorker) -> None:
    with kept(worker, until=0.0) as browser:
        browser.sendall(b"GET / HTTP/1.1\r\nHost: tessera\r\n\r\n")
        worker.murder_keepalived()
        answer = b""
        while not answer.endswith(b"hello"):
            answer += browser.recv(1000)
        assert answer.startswith(b"HTTP/1.1 200 OK")
    assert worker.nr_conns == 1


def test_at_the_end_all_are_closed(worker: PatientWorker) -> None:
    with kept(worker, until=float("inf")) as browser:
        worker.murder_keepalived(force=True)
        assert browser.recv(100) == b""
