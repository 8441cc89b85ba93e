"""The Procfile with PostgreSQL and Redis: a table goes all the way, also when either is killed on it."""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from engine.sample import sample_csv
from tests.hazards.conftest import ROOT, ask, until
from tests.servers import control_postgres, kill_postgres, postgresql, redis_address, start_redis

OCTETS = "application/octet-stream"
TOKEN = hashlib.sha256(b"figures").hexdigest()

pytestmark = pytest.mark.faults


@dataclass
class Stack:
    port: int
    log: Path
    postgres: Path
    redis_folder: Path
    redis: subprocess.Popen[bytes]

    def answers(self, path: str = "/ready") -> bool:
        try:
            return ask(self.port, "GET", path)[0] == 200
        except (OSError, ValueError):
            return False

    def visit(self) -> str:
        """A browser's cookie."""
        return ask(self.port, "GET", "/health", Accept="text/html")[2]

    def kill_redis(self) -> None:
        self.redis.kill()
        self.redis.wait()

    def begin(self, cookie: str, content: bytes) -> str:
        body = json.dumps({"name": "customers.csv", "size": len(content)}).encode()
        status, answer, _ = ask(self.port, "POST", "/upload", body, Cookie=cookie, Content_Type="application/json")
        assert status == 200, answer
        return str(answer["id"])

    def send(self, cookie: str, upload: str, content: bytes, offset: int = 0) -> int:
        path = f"/upload/{upload}?offset={offset}"
        return ask(self.port, "PUT", path, content[offset:], Cookie=cookie, Content_Type=OCTETS)[0]

    def finish(self, cookie: str, upload: str, content: bytes) -> tuple[int, dict[str, object]]:
        body = json.dumps({"sha256": hashlib.sha256(content).hexdigest()}).encode()
        path = f"/upload/{upload}/finish"
        return ask(self.port, "POST", path, body, Cookie=cookie, Content_Type="application/json")[:2]

    def downloads(self, cookie: str, dataset: str) -> bool:
        """Whether the segments are there."""
        import http.client

        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", f"/download/{dataset}/customers.csv", headers={"Cookie": cookie})
            answer = connection.getresponse()
            return answer.status == 200 and b"segment" in answer.read()
        finally:
            connection.close()

    def metrics(self) -> str:
        return subprocess.run(
            ["curl", "-s", "-H", f"Authorization: Bearer {TOKEN}", f"http://127.0.0.1:{self.port}/metrics"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    redis_folder = Path(tempfile.mkdtemp(prefix="redis-"))
    with postgresql() as url, (tmp_path / "log").open("wb") as log:
        settings = {
            "DATA_DIR": str(tmp_path / "data"),
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "DATABASE_URL": url,
            "REDIS_URL": redis_address(redis_folder),
            "METRICS_TOKEN": TOKEN,
            "LOG_FORMAT": "json",
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        postgres = Path(urlsplit(url).query.removeprefix("host="))
        server = start_redis(redis_folder)
        command = [sys.executable, "-m", "honcho", "-f", "Procfile", "start", "--no-colour", "--no-prefix"]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log)
        stack = Stack(port, tmp_path / "log", postgres, redis_folder, server)
        try:
            until(stack.answers, steps=9_000)  # four servers start
            yield stack
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
            stack.redis.kill()
            stack.redis.wait()
            shutil.rmtree(redis_folder, ignore_errors=True)


def starts_again(stack: Stack) -> bool:
    """PostgreSQL refuses to start while a child of the killed one has not noticed yet."""
    try:
        control_postgres(stack.postgres, "start")
    except subprocess.CalledProcessError:
        return False
    return True


def test_a_table_goes_all_the_way(stack: Stack) -> None:
    content = sample_csv(300)
    cookie = stack.visit()
    upload = stack.begin(cookie, content)
    assert stack.send(cookie, upload, content) == 200
    assert stack.finish(cookie, upload, content)[0] == 200
    until(lambda: stack.downloads(cookie, upload))
    assert not stack.downloads(stack.visit(), upload)  # somebody else
    lines = [json.loads(line) for line in stack.log.read_text().splitlines() if line.startswith("{")]
    assert any(line.get("route") == "/upload/<upload>/finish" and line["request"] for line in lines)
    assert "customers.csv" not in stack.log.read_text().replace("/customers.csv", "")
    assert 'tessera_requests_total{method="POST",route="/upload",status="200"} 1.0' in stack.metrics()
    # The segments are there a moment before the process that made them has ended, and only then is its job done.
    until(lambda: 'tessera_jobs{status="done"} 2.0' in stack.metrics())


def test_redis_is_killed_and_comes_back(stack: Stack) -> None:
    content = sample_csv(300)
    cookie = stack.visit()
    upload = stack.begin(cookie, content)
    stack.kill_redis()
    assert stack.send(cookie, upload, content) == 200
    assert stack.finish(cookie, upload, content)[0] == 200  # it waits in the database
    stack.redis = start_redis(stack.redis_folder)
    until(lambda: stack.downloads(cookie, upload))


def test_postgresql_is_killed_and_comes_back(stack: Stack) -> None:
    content = sample_csv(300)
    cookie = stack.visit()
    upload = stack.begin(cookie, content)
    half = len(content) // 2
    assert stack.send(cookie, upload, content[:half]) == 200
    kill_postgres(stack.postgres)
    until(lambda: not stack.answers("/health"))
    status, answer = stack.finish(cookie, upload, content)
    assert status == 503
    assert "database does not answer" in str(answer["message"])
    until(lambda: starts_again(stack))
    until(stack.answers)
    confirmed = ask(stack.port, "GET", f"/upload/{upload}", Cookie=cookie)[1]
    assert confirmed["offset"] == half
    assert stack.send(cookie, upload, content, half) == 200
    assert stack.finish(cookie, upload, content)[0] == 200
    kill_postgres(stack.postgres)  # in the middle of the reading or the sweep
    until(lambda: starts_again(stack))
    until(lambda: stack.downloads(cookie, upload))
