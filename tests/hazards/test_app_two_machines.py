"""Web and worker on machines with a disk each, a database and a store in common, also while the store is away."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.choices import Choices
from engine.sample import sample_csv
from tests.hazards.conftest import ROOT, ask, finish, send_file, serving, shows_segments, talk, until, visit
from tests.servers import postgresql

pytestmark = pytest.mark.faults


@dataclass
class Machines:
    """Ports of two web machines; the worker has a third."""

    one: int
    two: int
    folder: Path


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    folders = [tmp_path / name for name in ("one", "two", "worker")]
    for folder in folders:
        folder.mkdir()
    with postgresql() as url:
        common = {
            "DATABASE_URL": url,
            "STORE_URL": f"file://{tmp_path / 'store'}",
            "SECRET_KEY": secrets.token_hex(32),
            "WORKER_BESIDE": "no",
            "WEB_CONCURRENCY": "1",
        }
        with serving(folders[0], **common) as one, serving(folders[1], **common) as two:
            environment = {**os.environ, **common, "DATA_DIR": str(folders[2] / "data")}
            with (folders[2] / "log").open("wb") as log:
                command = [sys.executable, "-m", "app.jobs.worker"]
                worker = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
            try:
                until(lambda: ask(one.port, "GET", "/ready")[0] == 200)
                yield Machines(one.port, two.port, tmp_path)
            finally:
                worker.terminate()
                worker.wait(timeout=60)


def test_a_table_of_one_machine_is_worked_on_by_another_and_opened_on_a_third(machines: Machines) -> None:
    cookie = visit(machines.one)
    dataset = send_file(machines.one, cookie, sample_csv(300))
    assert finish(machines.one, cookie, dataset)[0] == 200
    until(lambda: shows_segments(machines.two, cookie, dataset))
    assert shows_segments(machines.one, cookie, dataset)
    assert not shows_segments(machines.two, visit(machines.two), dataset)  # somebody else

    upload = send_file(machines.two, cookie, sample_csv(40), "new.csv")
    body = json.dumps({"search": Choices(dataset=dataset).to_search()}).encode()
    status, answer, _ = ask(
        machines.two, "POST", f"/upload/{upload}/score", body, Cookie=cookie, Content_Type="application/json"
    )
    assert status == 200, answer
    scored = f"/download/{upload}/scored-file.csv"
    until(lambda: talk(machines.one, "GET", scored, Cookie=cookie)[0] == 200)
    assert talk(machines.one, "GET", scored, Cookie=cookie)[1].count(b"\n") == 41


def test_while_the_store_is_away_it_is_said_and_what_is_here_is_shown(machines: Machines) -> None:
    cookie = visit(machines.one)
    dataset = send_file(machines.one, cookie, sample_csv(300))
    assert finish(machines.one, cookie, dataset)[0] == 200
    until(lambda: shows_segments(machines.one, cookie, dataset))
    upload = send_file(machines.one, cookie, sample_csv(200))
    store, away = machines.folder / "store", machines.folder / "away"
    store.rename(away)
    status, answer, _ = finish(machines.one, cookie, upload)
    assert status == 503
    assert "store of files does not answer" in str(answer["message"])
    assert shows_segments(machines.one, cookie, dataset)  # this machine has a copy
    status, answer, _ = ask(machines.two, "GET", f"/download/{dataset}/customers.csv", Cookie=cookie)
    assert (status, answer["message"]) == (503, "The store of files does not answer.")
    away.rename(store)
    assert finish(machines.one, cookie, upload)[0] == 200
    until(lambda: shows_segments(machines.two, cookie, upload))
