"""A connection cut in the middle of a part: what came is kept, and the upload goes on from there."""

import hashlib
import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hazards.conftest import ROOT, until

PART = 3_000_000


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The real server, as the Procfile starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = {"DATA_DIR": str(tmp_path / "data"), "HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "2"}
    log = (tmp_path / "server.log").open("wb")
    command = [sys.executable, "-m", "gunicorn", "app:server"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log)
    try:
        until(lambda: answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)
        log.close()


def answers(port: int) -> bool:
    try:
        return ask(port, "GET", "/health")[0] == 200
    except OSError:
        return False


def ask(
    port: int, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, object], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, json.loads(content), (answer.getheader("Set-Cookie") or "").split(";")[0]


def test_a_cut_part_is_kept_as_far_as_it_came(port: int) -> None:
    content = os.urandom(PART)
    body = json.dumps({"name": "random.csv", "size": PART}).encode()
    status, begun, cookie = ask(port, "POST", "/upload", body, Content_Type="application/json")
    assert status == 200
    address, octets = f"/upload/{begun['id']}", "application/octet-stream"

    with socket.create_connection(("127.0.0.1", port)) as line:
        head = (
            f"PUT {address}?offset=0 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
            f"Content-Type: {octets}\r\nContent-Length: {PART}\r\n\r\n"
        )
        line.sendall(head.encode() + content[: PART // 2])

    def arrived() -> int:
        return int(str(ask(port, "GET", address, Cookie=cookie)[1]["offset"]))

    until(arrived)
    until(lambda: arrived() == arrived())
    offset = arrived()
    assert 0 < offset <= PART // 2
    status, answer, _ = ask(
        port, "PUT", f"{address}?offset={offset}", content[offset:], Cookie=cookie, Content_Type=octets
    )
    if status == 409:  # the rest of the cut part was still on its way
        offset = int(str(answer["offset"]))
        status, answer, _ = ask(
            port, "PUT", f"{address}?offset={offset}", content[offset:], Cookie=cookie, Content_Type=octets
        )
    assert (status, answer["offset"]) == (200, PART)
    finish = json.dumps({"sha256": hashlib.sha256(content).hexdigest()}).encode()
    status, answer, _ = ask(port, "POST", f"{address}/finish", finish, Cookie=cookie, Content_Type="application/json")
    assert status == 200
    assert answer["dataset"] == begun["id"]
