"""What operators meet: killed processes, full disks, damaged files. Outcomes are listed in docs/faults.md."""

import base64
import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from flask import session

from app import services
from app.choices import Choices
from app.jobs.child import outcome
from app.jobs.kinds import ANALYSE
from app.server import create_server
from app.settings import Settings
from engine.cache import Cache
from tests.hazards.conftest import ROOT, RealServer, Site, ask, until

pytestmark = pytest.mark.faults

ROWS = b"".join(b"%d,%d,%d\n" % (row, row * 7 % 90, row % 11) for row in range(60))
CONTENT = b"id,spending,visits\n" + ROWS
OCTETS = "application/octet-stream"


def content_digest(part: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(part).digest()).decode()}:"


def state_of(site: Site, owner: str, dataset: str) -> object:
    with site.server.test_request_context("/"):
        session["owner"] = owner
        return services.resolve(Choices(dataset=dataset))


def is_ready(site: Site, owner: str, dataset: str) -> bool:
    return isinstance(state_of(site, owner, dataset), services.Ready)


def test_a_killed_web_process_loses_no_confirmed_byte(real_server: RealServer) -> None:
    content = os.urandom(2_000_000)
    body = json.dumps({"name": "random.csv", "size": len(content)}).encode()
    _, begun, cookie = ask(real_server.port, "POST", "/upload", body, Content_Type="application/json")
    address = f"/upload/{begun['id']}"

    def send(start: int, end: int) -> tuple[int, dict[str, object]]:
        status, answer, _ = ask(
            real_server.port,
            "PUT",
            f"{address}?offset={start}",
            content[start:end],
            Cookie=cookie,
            Content_Type=OCTETS,
            Content_Digest=content_digest(content[start:end]),
        )
        return status, answer

    assert send(0, 1_000_000) == (200, {"offset": 1_000_000})
    real_server.kill_web_processes()
    until(real_server.answers)
    _, found, _ = ask(real_server.port, "GET", address, Cookie=cookie)
    assert found["offset"] == 1_000_000
    assert send(1_000_000, 2_000_000) == (200, {"offset": 2_000_000})
    whole = json.dumps({"sha256": hashlib.sha256(content).hexdigest()}).encode()
    status, _, _ = ask(
        real_server.port, "POST", f"{address}/finish", whole, Cookie=cookie, Content_Type="application/json"
    )
    assert status == 200


def test_a_sweep_that_is_killed_is_done_all_the_same(site: Site) -> None:
    client = site.visit()
    table = b"id,spending,visits,age\n" + b"".join(
        b"%d,%d,%d,%d\n" % (row, row * 7919 % 90_001, row * 31 % 113, row * 17 % 71) for row in range(60_000)
    )
    dataset, read = site.upload(client, table)
    until(lambda: not site.run(read).active)
    runs = site.context.workspace.runs

    found: list[str] = []

    def sweeping() -> list[str]:
        """The sweep is the analysis from a tenth to four tenths of its way; its words change all the time."""
        running = (run for run in runs.with_status("running") if run.kind == ANALYSE)
        found[:] = [run.id for run in running if 0.1 < run.fraction < 0.4]
        return found

    until(sweeping)
    (run,) = found
    for pid in site.job_processes():
        os.kill(pid, signal.SIGKILL)
    until(lambda: not site.run(run).active)
    assert (site.run(run).status, site.run(run).attempt) == ("done", 2)
    assert is_ready(site, site.owner(client), dataset)


def test_damaged_results_are_computed_again(site: Site) -> None:
    client = site.visit()
    dataset, _ = site.upload(client, CONTENT)
    owner = site.owner(client)
    until(lambda: is_ready(site, owner, dataset))
    fingerprint = str(site.dataset(client, dataset).fingerprint)
    files = sorted(site.context.workspace.folders.results(fingerprint).rglob("*.mapped"))
    assert len(files) > 10
    for path in files:
        damaged = bytearray(path.read_bytes())
        damaged[len(damaged) // 2] ^= 0x20
        path.write_bytes(damaged)
    site.context.memory.clear()
    assert not is_ready(site, owner, dataset)
    until(lambda: is_ready(site, owner, dataset))


WRITER = """
import sys
import numpy as np
from engine.cache import Cache
cache = Cache(sys.argv[1])
while True:
    cache.put("ab12", {"values": np.arange(200_000), "text": "x" * 10_000})
"""


def test_two_that_save_the_same_and_are_killed_leave_it_whole(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, env={**os.environ})
        for _ in range(2)
    ]
    try:
        cache = Cache(tmp_path)
        until(lambda: cache.has(["ab12"]))
        for _ in range(200):
            found = cache.get("ab12")
            assert found is not None
            np.testing.assert_array_equal(found["values"], np.arange(200_000))
    finally:
        for writer in writers:  # in the middle of a save, most likely
            writer.kill()
            writer.wait()
    assert cache.get("ab12")["text"] == "x" * 10_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small file system")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Take all that is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return filler


def test_a_disk_that_fills_up_during_an_upload_is_said_and_the_upload_goes_on_later(
    small_disk: Path, tmp_path: Path
) -> None:
    settings = Settings.from_environment(
        {
            "DATA_DIR": str(small_disk / "data"),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'tessera.db'}",
            "MIN_FREE_DISK_MB": "0",
        }
    )
    site = Site(settings, create_server(settings))
    client = site.visit()
    content = b"id,spending,visits\n" + ROWS * 4000
    half = len(content) // 2
    upload = client.post("/upload", json={"name": "customers.csv", "size": len(content)}).json["id"]

    def send(start: int, end: int):  # type: ignore[no-untyped-def]
        part = content[start:end]
        return client.put(
            f"/upload/{upload}?offset={start}",
            data=part,
            content_type=OCTETS,
            headers={"Content-Digest": content_digest(part)},
        )

    assert send(0, half).status_code == 200
    filler = fill(small_disk)
    answer = send(half, len(content))
    assert (answer.status_code, answer.json["offset"]) == (507, half)
    assert "disk is full" in answer.json["message"]
    filler.unlink()
    assert send(half, len(content)).json == {"offset": len(content)}
    source = site.context.workspace.folders.source(upload)
    assert source.read_bytes() == content

    # Work that is asked for on a full disk waits, and one that is done there fails with a sentence.
    filler = fill(small_disk)
    run = client.post(f"/upload/{upload}/finish", json={}).json["run"]
    assert site.run(run).status == "queued"
    status, message, _ = outcome(settings, site.run(run), lambda fraction, message: None)
    assert (status, message) == ("failed", "The server's disk is full or cannot be written to.")
    filler.unlink()
    site.start_worker()
    try:
        until(lambda: site.dataset(client, upload).status == "ready")
    finally:
        site.stop_worker()
        site.context.queue.close()
        site.context.workspace.close()
