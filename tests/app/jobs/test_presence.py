"""`/ready` tells whether new work can be taken, and what is missing when it cannot."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.jobs.presence import present, show_up, somebody_works
from app.limits import PRESENT_FOR
from app.server import create_server
from app.services.context import Context
from app.settings import Settings
from app.storage.models import Installation
from app.storage.workspace import Workspace


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shared.db'}"
    return str(request.getfixturevalue("empty_postgres"))


def test_ready_while_a_worker_lives(server: Flask, settings: Settings) -> None:
    client = server.test_client()
    missing = client.get("/ready")
    assert (missing.status_code, missing.json["message"]) == (503, "No worker is running.")
    with present(settings.data_dir), present(settings.data_dir):  # any number of them
        assert client.get("/ready").json == {"status": "ready"}
    assert client.get("/ready").status_code == 503


def test_not_ready_without_room_on_the_disk(settings: Settings) -> None:
    server = create_server(replace(settings, min_free_disk_mb=10**9))
    with present(settings.data_dir):
        answer = server.test_client().get("/ready")
    assert answer.status_code == 503
    assert "MIN_FREE_DISK_MB" in answer.json["message"]


def test_not_ready_without_the_queue(settings: Settings, tmp_path: Path) -> None:
    server = create_server(replace(settings, redis_url=f"unix://{tmp_path / 'nobody.sock'}"))
    with present(settings.data_dir):
        answer = server.test_client().get("/ready")
    assert (answer.status_code, answer.json["message"]) == (503, "The queue does not answer.")
    context: Context = server.extensions["tessera"]
    context.queue.close()
    context.workspace.close()


def test_asking_does_not_make_anybody_wait(workspace: Workspace) -> None:
    with present(workspace.settings.data_dir):
        assert [somebody_works(workspace) for _ in range(3)] == [True] * 3


def test_a_worker_on_another_machine_shows_up_in_the_database(url: str, tmp_path: Path) -> None:
    shared = {"DATABASE_URL": url, "STORE_URL": f"file://{tmp_path}/store", "SECRET_KEY": secrets.token_hex(32)}
    web = Workspace(Settings.from_environment({**shared, "DATA_DIR": str(tmp_path / "web")}))
    worker = Workspace(Settings.from_environment({**shared, "DATA_DIR": str(tmp_path / "worker")}))
    assert not somebody_works(web)
    show_up(worker.database)
    show_up(worker.database)
    assert somebody_works(web)
    with web.database.write() as session:
        seen = session.get(Installation, "worker seen")
        assert seen is not None
        seen.value = (datetime.fromisoformat(seen.value) - timedelta(seconds=PRESENT_FOR + 1)).isoformat()
    assert not somebody_works(web)
    web.close()
    worker.close()
