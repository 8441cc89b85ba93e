"""Real servers for tests, started on sockets in folders of their own and ended with the tests."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Debian keeps the server's programs out of PATH, one folder per version.
_POSTGRES_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _postgres_program(name: str) -> str:
    for folder in _POSTGRES_FOLDERS:
        if (folder / name).exists():
            return str(folder / name)
    found = shutil.which(name)
    assert found, "PostgreSQL is missing: make test installs it where it can"
    return found


@contextmanager
def postgresql() -> Iterator[str]:
    """An empty PostgreSQL, reachable only through a socket; gives the address of its database.

    PostgreSQL refuses to run as root, so root hands it to the user that Debian's package made.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has at most 107 characters
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    initialise = [_postgres_program("initdb"), "-D", str(folder / "data"), "-U", "tessera", "-A", "trust"]
    try:
        _as_postgres(folder, [*initialise, "-E", "UTF8", "-N", "--locale=C.UTF-8"])
        control_postgres(folder, "start")
        try:
            yield f"postgresql+psycopg://tessera@/postgres?host={folder}"
        finally:
            control_postgres(folder, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def control_postgres(folder: Path, *command: str) -> None:
    """Start or stop the PostgreSQL of this folder, and wait until it is."""
    # Not fsynced: a test database need not outlive its machine.
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    control = [_postgres_program("pg_ctl"), "-D", str(folder / "data"), "-l", str(folder / "log"), "-w"]
    _as_postgres(folder, [*control, "-o", options, *command])


def kill_postgres(folder: Path) -> None:
    """``kill -9``; its children notice and end by themselves."""
    os.kill(int((folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


def _as_postgres(folder: Path, command: list[str]) -> None:
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:
        as_user = {"user": "postgres", "group": "postgres", "extra_groups": []}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_user)


@contextmanager
def redis() -> Iterator[str]:
    """An empty Redis that keeps nothing, reachable only through a socket; gives its address."""
    folder = Path(tempfile.mkdtemp(prefix="redis-"))
    try:
        process = start_redis(folder)
        try:
            yield redis_address(folder)
        finally:
            process.terminate()
            process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def redis_address(folder: Path) -> str:
    return f"unix://{folder / 'redis.sock'}"


def start_redis(folder: Path) -> subprocess.Popen[bytes]:
    """A Redis in this folder, once it takes connections; the caller ends it."""
    program = shutil.which("redis-server")
    assert program, "Redis is missing: make test installs it where it can"
    path = folder / "redis.sock"
    command = [program, "--port", "0", "--unixsocket", str(path), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([*command, "--dir", str(folder)], stdout=subprocess.DEVNULL)
    while process.poll() is None:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
                return process
            except OSError:
                os.sched_yield()
    raise RuntimeError("Redis ended at its start")
