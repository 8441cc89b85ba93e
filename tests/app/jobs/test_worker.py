"""The house is kept by the clock, unless the clock was set."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.jobs.queue import JobQueue
from app.jobs.runner import Runner
from app.jobs.worker import Watchdog
from app.limits import CLOCK_GRACE, HOUSEKEEPING_EVERY
from app.settings import Settings
from app.storage.workspace import Workspace

DAY = 24 * 3600.0


class Time:
    def __init__(self) -> None:
        self.passed = 1_000.0
        self.set_ahead = 0.0
        self.begun = datetime.now(UTC)

    def monotonic(self) -> float:
        return self.passed

    def wall(self) -> float:
        return self.begun.timestamp() + self.passed + self.set_ahead

    def now(self) -> datetime:
        return self.begun + timedelta(seconds=self.passed + self.set_ahead)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def watchdog(settings: Settings, workspace: Workspace, time: Time) -> Iterator[Watchdog]:
    workspace.datasets._now = time.now
    queue = JobQueue(settings, workspace.runs)
    yield Watchdog(workspace, queue, Runner(settings, workspace.runs), time.monotonic, time.wall)
    queue.close()


def test_a_clock_set_a_year_ahead_deletes_nothing_for_a_day(
    workspace: Workspace, watchdog: Watchdog, time: Time
) -> None:
    kept = workspace.new_dataset("anna", "customers.csv", 10)
    watchdog.look()
    time.set_ahead = 365 * DAY
    for _ in range(3):
        time.passed += HOUSEKEEPING_EVERY
        watchdog.look()
    assert workspace.datasets.get("anna", kept.id) is not None
    time.set_ahead = 0.0  # set right: again nothing is hurried
    time.passed += HOUSEKEEPING_EVERY
    watchdog.look()
    assert workspace.datasets.get("anna", kept.id) is not None


def test_when_it_stays_it_is_the_time(workspace: Workspace, watchdog: Watchdog, time: Time) -> None:
    view = workspace.new_dataset("anna", "customers.csv", 10)
    time.set_ahead = 365 * DAY
    watchdog.look()
    time.passed += CLOCK_GRACE
    watchdog.look()
    assert workspace.datasets.get("anna", view.id) is None


def test_time_that_passes_deletes_what_expires(workspace: Workspace, watchdog: Watchdog, time: Time) -> None:
    view = workspace.new_dataset("anna", "customers.csv", 10)
    watchdog.look()
    time.passed += 31 * DAY
    watchdog.look()
    assert workspace.datasets.get("anna", view.id) is None
