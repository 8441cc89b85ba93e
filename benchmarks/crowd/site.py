"""The server under load as the Procfile starts it, and what it takes of the machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Site:
    """A gunicorn with the worker beside it, on a folder of its own."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]
    first_page: float  # seconds from the start to the first page

    def processes(self) -> dict[int, str]:
        """All of the server's processes by what they do."""
        found: dict[int, str] = {}
        waiting = [(self.process.pid, "master")]
        while waiting:
            pid, role = waiting.pop()
            found[pid] = role
            waiting += [(child, _role(child, role)) for child in _children(pid)]
        return found

    def memory(self) -> dict[str, int]:
        """Bytes by role: what each process would give back (PSS), so that shared pages count once."""
        total: dict[str, int] = {}
        for pid, role in self.processes().items():
            total[role] = total.get(role, 0) + proportional(pid)
        return total

    def web_workers(self) -> list[int]:
        return [pid for pid, role in self.processes().items() if role == "web"]

    def processor_seconds(self) -> dict[str, float]:
        total: dict[str, float] = {}
        for pid, role in self.processes().items():
            itself, ended = cpu_seconds(pid)
            total[role] = total.get(role, 0.0) + itself
            if role in {"worker", "jobs"}:  # a job is a process that ends with it
                total["jobs"] = total.get("jobs", 0.0) + ended
        return total

    def disk(self) -> int:
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


@contextmanager
def site(**settings: str) -> Iterator[Site]:
    """Start it, wait for its first page, and end it with all that it wrote."""
    folder = Path(tempfile.mkdtemp(prefix="tessera-load-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DATA_DIR": str(folder / "data"),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_CONCURRENCY": "2",
        **settings,
    }
    begun = time.monotonic()
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "gunicorn", "app:server"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        _first_page(url, process, folder / "log")
        yield Site(url, folder / "data", process, time.monotonic() - begun)
    finally:
        process.terminate()
        process.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def _first_page(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    request = urllib.request.Request(url, headers={"Accept": "text/html"})
    while process.poll() is None:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                answer.read()
                return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError(f"the server ended: {log.read_text()[-2000:]}")


def _children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (thread / "children").read_text().split()]
    except OSError:
        pass
    return found


def _role(pid: int, parent: str) -> str:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
    except OSError:
        return "gone"
    if b"app.jobs.worker" in command:
        return "worker"
    return "web" if parent == "master" else "jobs"


def _rollup(pid: int) -> dict[str, int]:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return {}
    return {name: int(rest.split()[0]) * 1024 for name, _, rest in (line.partition(":") for line in lines)}


def proportional(pid: int) -> int:
    """The memory of a process with its part of what it shares (PSS)."""
    return _rollup(pid).get("Pss", 0)


def resident(pid: int) -> int:
    return _rollup(pid).get("Rss", 0)


def own(pid: int) -> int:
    """The memory that would be free if only this process ended (USS)."""
    found = _rollup(pid)
    return found.get("Private_Clean", 0) + found.get("Private_Dirty", 0)


def cpu_seconds(pid: int) -> tuple[float, float]:
    """Seconds of a process, and of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0, 0.0
    user, system, children_user, children_system = (int(each) / _TICKS for each in fields[11:15])
    return user + system, children_user + children_system
