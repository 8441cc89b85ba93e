"""The queue wakes workers, on SQLite and on Redis; what waits stands in the database, whatever the queue forgets."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.jobs.queue import JobQueue
from app.settings import Settings
from app.storage.workspace import Workspace
from engine.errors import EngineError


@pytest.fixture(params=["sqlite", "redis"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    environment = {"DATA_DIR": str(tmp_path / "data"), "JOBS_PER_WORKSPACE": "2", "JOBS_IN_TOTAL": "3"}
    if request.param == "redis":
        environment["REDIS_URL"] = request.getfixturevalue("redis_url")
    return Settings.from_environment(environment)


@pytest.fixture
def queue(settings: Settings, workspace: Workspace) -> Iterator[JobQueue]:
    queue = JobQueue(settings, workspace.runs)
    queue.huey.flush()
    yield queue
    queue.close()


def ask(queue: JobQueue, workspace: Workspace, owner: str, key: str) -> str:
    return queue.start(owner, workspace.new_dataset(owner, "a.csv", 1).id, "analyse", key, {}).id


def test_a_worker_is_woken(queue: JobQueue, workspace: Workspace, settings: Settings) -> None:
    woken = threading.Event()
    other = JobQueue(settings, workspace.runs, woken.set)
    consumer = other.huey.create_consumer(workers=1, periodic=False, initial_delay=0.05, max_delay=0.05)
    consumer.start()
    ask(queue, workspace, "anna", "a")
    assert woken.wait(60)
    consumer.stop(graceful=True)
    other.close()


def test_a_waking_that_was_lost_is_made_up_for(queue: JobQueue, workspace: Workspace) -> None:
    ask(queue, workspace, "anna", "a")
    queue.huey.flush()
    assert queue.huey.pending_count() == 0
    queue.wake_if_waiting()
    assert queue.huey.pending_count() == 1
    queue.wake_if_waiting()
    assert queue.huey.pending_count() == 1


def test_nobody_asks_for_more_than_their_share(queue: JobQueue, workspace: Workspace) -> None:
    first = ask(queue, workspace, "anna", "a")
    ask(queue, workspace, "anna", "b")
    with pytest.raises(EngineError, match="You have 2 computations"):
        ask(queue, workspace, "anna", "c")
    assert ask(queue, workspace, "anna", "a") == first  # the same again is not more
    ask(queue, workspace, "ben", "a")
    with pytest.raises(EngineError, match="This server has 3 computations"):
        ask(queue, workspace, "cleo", "a")


def test_without_its_queue_the_work_waits_in_the_database(workspace: Workspace, tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {"DATA_DIR": str(workspace.settings.data_dir), "REDIS_URL": f"unix://{tmp_path / 'nobody.sock'}"}
    )
    queue = JobQueue(settings, workspace.runs)
    ask(queue, workspace, "anna", "a")
    assert len(workspace.runs.with_status("queued")) == 1
    queue.close()
