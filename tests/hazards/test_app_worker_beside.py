"""The worker beside the web server: started with it, started again when it dies, gone with it."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.jobs.presence import works_here
from tests.hazards.conftest import ROOT, children, until

pytestmark = pytest.mark.faults


def worker_of(master: int) -> int | None:
    for pid in children(master):
        try:
            if b"app.jobs.worker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
        except FileNotFoundError:
            continue
    return None


def test_it_lives_as_long_as_the_server(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"DATA_DIR": str(tmp_path / "data"), "HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "1"}
    with (tmp_path / "log").open("wb") as log:
        command = [sys.executable, "-m", "gunicorn", "app:server"]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log)
    try:
        until(lambda: worker_of(process.pid))
        first = worker_of(process.pid)
        assert first is not None
        until(lambda: works_here(tmp_path / "data"))
        os.kill(first, signal.SIGKILL)
        until(lambda: worker_of(process.pid) not in (None, first))
        second = worker_of(process.pid)
        # A master that is killed cannot end its worker, which has to notice.
        process.kill()
        process.wait()
        until(lambda: not Path(f"/proc/{second}").exists())
        assert not works_here(tmp_path / "data")
    finally:
        process.kill()
        process.wait()


def test_a_wrong_setting_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "PORT": "eighty"}
    command = [sys.executable, "-m", "gunicorn", "app:server"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "The setting PORT is 'eighty'" in done.stderr
    assert "Traceback" not in done.stderr
