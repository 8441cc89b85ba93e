"""A real worker in a process of its own, for the hazards of the application."""

import http.client
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.jobs.child import IDLE, JOB
from app.jobs.kinds import start_reading
from app.server import create_server
from app.services.context import Context
from app.settings import Settings
from app.storage.datasets import DatasetView
from app.storage.runs import QUEUED, RUNNING, RunView
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]


def until(happened: Callable[[], object], steps: int = 3000) -> None:
    """Give the processor to other processes until it has happened."""
    for _ in range(steps):
        if happened():
            return
        select.select([], [], [], 0.02)
    raise AssertionError("it did not happen")


@dataclass
class Site:
    """A server without pages, and the worker beside it."""

    settings: Settings
    server: Flask
    process: subprocess.Popen[bytes] | None = None

    @property
    def context(self) -> Context:
        found: Context = self.server.extensions["tessera"]
        return found

    def visit(self) -> FlaskClient:
        client = self.server.test_client()
        client.get("/health", headers={"Accept": "text/html"})
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        return client

    def owner(self, client: FlaskClient) -> str:
        with client.session_transaction() as session:
            return str(session["owner"])

    def start_worker(self, **more: str) -> subprocess.Popen[bytes]:
        log = (self.settings.data_dir / "worker.log").open("ab")
        environment = {
            **os.environ,
            "DATA_DIR": str(self.settings.data_dir),
            "DATABASE_URL": self.settings.database_url,
            "LOG_LEVEL": "info",
            **more,
        }
        command = [sys.executable, "-m", "app.jobs.worker"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        log.close()
        return self.process

    def stop_worker(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)

    def upload(self, client: FlaskClient, content: bytes, name: str = "customers.csv") -> tuple[str, str]:
        """Send a whole file; the ids of its dataset and of the run that reads it."""
        upload = client.post("/upload", json={"name": name, "size": len(content)}).json["id"]
        client.put(f"/upload/{upload}?offset=0", data=content, content_type="application/octet-stream")
        answer = client.post(f"/upload/{upload}/finish", json={}).json
        return str(answer["dataset"]), str(answer["run"])

    def blocked_upload(self, client: FlaskClient) -> tuple[str, str, Path]:
        """A table whose reading waits for ever, since its file is a pipe that nobody writes to."""
        owner, workspace = self.owner(client), self.context.workspace
        # Reading is followed by an analysis: let those of earlier tests end, so that one job process is this one's.
        until(lambda: not workspace.runs.with_status(QUEUED, RUNNING) and not self.job_processes())
        view = workspace.new_dataset(owner, "slow.csv", 1)
        source = workspace.folders.source(view.id)
        os.mkfifo(source)
        run = start_reading(self.context.queue, workspace.datasets, owner, view.id)
        return view.id, run.id, source

    def run(self, run: str) -> RunView:
        view = self.context.workspace.runs.find(run)
        assert view is not None
        return view

    def dataset(self, client: FlaskClient, dataset: str) -> DatasetView:
        view = self.context.workspace.datasets.get(self.owner(client), dataset)
        assert view is not None
        return view

    def job_processes(self) -> list[int]:
        """The processes of running jobs: grandchildren of the worker, without the one that waits for the next job."""
        return self._called(JOB)

    def waiting_processes(self) -> list[int]:
        """Those that are ready for the next job."""
        return self._called(IDLE)

    def _called(self, name: str) -> list[int]:
        assert self.process is not None
        return [pid for child in children(self.process.pid) for pid in children(child) if called(pid) == name]


def called(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def children(pid: int) -> list[int]:
    """Of all threads of a process: the one that started it is written down as the parent."""
    found: list[int] = []
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (thread / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return found
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server and one worker for the tests of a module; each test brings its own browser."""
    folder = tmp_path_factory.mktemp("site") / "data"
    settings = Settings.from_environment({"DATA_DIR": str(folder), "JOB_WORKERS": "2"})
    site = Site(settings, create_server(settings))
    site.start_worker()
    yield site
    site.stop_worker()
    site.context.queue.close()
    site.context.workspace.close()


@dataclass
class RealServer:
    """gunicorn with two web processes, as the Procfile starts it."""

    port: int
    process: subprocess.Popen[bytes]

    def answers(self) -> bool:
        try:
            return ask(self.port, "GET", "/health")[0] == 200
        except OSError:
            return False

    def web_processes(self) -> list[int]:
        """Those that answer; the worker beside them is none."""
        found = children(self.process.pid)
        return [pid for pid in found if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def kill_web_processes(self) -> None:
        """``kill -9`` every one; gunicorn starts new ones."""
        killed = self.web_processes()
        assert killed
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        until(lambda: not set(killed) & set(children(self.process.pid)))


def talk(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes, str]:
    """One request: the status, the content, and the cookie that was set."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read(), (answer.getheader("Set-Cookie") or "").split(";")[0]
    finally:
        connection.close()


def ask(
    port: int, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, object], str]:
    """One request that is answered with JSON."""
    status, content, cookie = talk(port, method, path, body, **headers)
    return status, json.loads(content), cookie


def visit(port: int) -> str:
    """A new browser's cookie."""
    return talk(port, "GET", "/health", Accept="text/html")[2]


def send_file(port: int, cookie: str, content: bytes, name: str = "customers.csv") -> str:
    """All bytes of an upload, which is not finished yet; gives its id."""
    body = json.dumps({"name": name, "size": len(content)}).encode()
    _, begun, _ = ask(port, "POST", "/upload", body, Cookie=cookie, Content_Type="application/json")
    path = f"/upload/{begun['id']}?offset=0"
    status, answer, _ = ask(port, "PUT", path, content, Cookie=cookie, Content_Type="application/octet-stream")
    assert status == 200, answer
    return str(begun["id"])


def finish(port: int, cookie: str, upload: str) -> tuple[int, dict[str, object], str]:
    """From then on it is worked on."""
    path = f"/upload/{upload}/finish"
    return ask(port, "POST", path, b"{}", Cookie=cookie, Content_Type="application/json")


def shows_segments(port: int, cookie: str, dataset: str, k: str = "") -> bool:
    return talk(port, "GET", f"/download/{dataset}/customers.csv{k}", Cookie=cookie)[0] == 200


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[RealServer]:
    """gunicorn on a free port, its data in ``folder/data`` unless a setting says otherwise."""
    port = free_port()
    fixed = {"DATA_DIR": str(folder / "data"), "HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "2"}
    with (folder / f"server-{port}.log").open("wb") as log:
        command = [sys.executable, "-m", "gunicorn", "app:server"]
        environment = {**os.environ, **fixed, **settings}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    server = RealServer(port, process)
    try:
        until(server.answers)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture
def real_server(tmp_path: Path) -> Iterator[RealServer]:
    with serving(tmp_path) as server:
        yield server
