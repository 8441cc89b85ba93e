"""`/ready` tells whether new work can be taken, and what is missing when it cannot."""

from dataclasses import replace
from pathlib import Path

from flask import Flask

from app.jobs.presence import present, somebody_works
from app.server import create_server
from app.services.context import Context
from app.settings import Settings


def test_ready_while_a_worker_lives(server: Flask, settings: Settings) -> None:
    client = server.test_client()
    missing = client.get("/ready")
    assert (missing.status_code, missing.json["message"]) == (503, "No worker is running.")
    with present(settings.data_dir), present(settings.data_dir):  # any number of them
        assert client.get("/ready").json == {"status": "ready"}
    assert not somebody_works(settings.data_dir)


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


def test_asking_does_not_make_anybody_wait(settings: Settings) -> None:
    folder = settings.prepare_folder()
    with present(folder):
        assert [somebody_works(folder) for _ in range(3)] == [True] * 3
