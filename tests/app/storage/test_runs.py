"""The record of background work is true whoever writes it, and equal work is done once."""

import threading

import pytest

from app.storage.runs import CANCELLED, CANCELLED_TEXT, DONE, FAILED, QUEUED, RUNNING, Runs
from app.storage.workspace import Workspace


@pytest.fixture
def dataset(workspace: Workspace) -> str:
    return workspace.new_dataset("anna", "customers.csv", 10).id


@pytest.fixture
def runs(workspace: Workspace) -> Runs:
    return workspace.runs


def test_equal_work_of_one_owner_is_one_run(runs: Runs, dataset: str) -> None:
    first, new = runs.create("anna", dataset, "analyse", "key", {"a": 1})
    second, again = runs.create("anna", dataset, "analyse", "key", {"a": 1})
    assert (new, again) == (True, False)
    assert first.id == second.id


def test_it_is_done_again_when_the_first_is_over(runs: Runs, dataset: str) -> None:
    first, _ = runs.create("anna", dataset, "analyse", "key", {})
    runs.claim(first.id)
    runs.finish(first, DONE)
    second, new = runs.create("anna", dataset, "analyse", "key", {})
    assert new
    assert second.id != first.id


def test_of_many_who_ask_at_once_one_creates_it(runs: Runs, dataset: str) -> None:
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(runs.create("anna", dataset, "read", "key", {})))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({view.id for view, _ in answers}) == 1
    assert sum(new for _, new in answers) == 1


def test_of_many_who_claim_it_one_gets_it(runs: Runs, dataset: str) -> None:
    run, _ = runs.create("anna", dataset, "read", "key", {})
    claims = []
    threads = [threading.Thread(target=lambda: claims.append(runs.claim(run.id))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([claim for claim in claims if claim is not None]) == 1


def test_progress_beats_and_the_end(runs: Runs, dataset: str) -> None:
    run, _ = runs.create("anna", dataset, "read", "key", {})
    assert runs.beat(run) == "gone"  # nobody has it yet
    runs.claim(run.id)
    assert runs.beat(run, 0.5, "Half") == "go on"
    found = runs.find(run.id)
    assert found is not None
    assert (found.status, found.fraction, found.message, found.beats) == (RUNNING, 0.5, "Half", 1)
    assert runs.finish(run, FAILED, "No.", "Try.")
    assert not runs.finish(run, DONE)  # over is over
    ended = runs.find(run.id)
    assert ended is not None
    assert (ended.status, ended.message, ended.remedy) == (FAILED, "No.", "Try.")
    assert ended.finished is not None


def test_a_waiting_run_is_cancelled_at_once(runs: Runs, dataset: str) -> None:
    run, _ = runs.create("anna", dataset, "read", "key", {})
    assert runs.cancel("anna", run.id)
    found = runs.find(run.id)
    assert found is not None
    assert found.status == CANCELLED
    assert runs.claim(run.id) is None


def test_a_running_one_is_told_with_its_next_beat(runs: Runs, dataset: str) -> None:
    run, _ = runs.create("anna", dataset, "read", "key", {})
    runs.claim(run.id)
    assert runs.cancel("anna", run.id)
    assert runs.beat(run) == "cancel"


def test_a_cancel_in_the_moment_of_the_hand_over_stops_what_follows(runs: Runs, dataset: str) -> None:
    """Reading starts the analysis as its last step: the cancel may come just before its end or just after it."""
    for name, early in (("before", True), ("after", False)):
        created, _ = runs.create("anna", dataset, "read", f"read {name}", {})
        reading = runs.claim(created.id)
        assert reading is not None
        following, _ = runs.create("anna", dataset, "analyse", f"analyse {name}", {})
        if early:
            assert runs.cancel("anna", reading.id)
        runs.finish(reading, DONE)
        if not early:
            assert runs.cancel("anna", reading.id)
        found = runs.find(following.id)
        assert found is not None
        assert found.status == CANCELLED, name


def test_what_was_given_up_and_failed_meanwhile_is_cancelled(runs: Runs, dataset: str) -> None:
    created, _ = runs.create("anna", dataset, "read", "key", {})
    run = runs.claim(created.id)
    assert run is not None
    assert runs.cancel("anna", run.id)
    assert runs.finish(run, FAILED, "The table has too many rows.", "Take fewer.")
    found = runs.find(run.id)
    assert found is not None
    assert (found.status, found.message) == (CANCELLED, CANCELLED_TEXT[0])


def test_a_late_cancel_spares_what_was_asked_for_since(runs: Runs, dataset: str) -> None:
    created, _ = runs.create("anna", dataset, "read", "read", {})
    reading = runs.claim(created.id)
    assert reading is not None
    runs.finish(reading, DONE)
    later, _ = runs.create("anna", dataset, "analyse", "other", {})
    assert not runs.cancel("anna", reading.id)
    assert not runs.cancel("ben", later.id)
    found = runs.find(later.id)
    assert found is not None
    assert found.active


def test_a_run_whose_table_was_deleted_is_gone(workspace: Workspace, dataset: str) -> None:
    run, _ = workspace.runs.create("anna", dataset, "read", "key", {})
    workspace.runs.claim(run.id)
    workspace.delete("anna", dataset)
    assert workspace.runs.beat(run, 0.5, "Half") == "gone"


def test_the_place_in_the_queue(runs: Runs, dataset: str) -> None:
    waiting = [runs.create("anna", dataset, "analyse", f"key {i}", {})[0] for i in range(3)]
    assert [runs.places()[run.id] for run in waiting] == [0, 1, 2]
    runs.claim(waiting[0].id)
    assert runs.places()[waiting[2].id] == 1


def test_put_back_it_waits_again(runs: Runs, dataset: str) -> None:
    run, _ = runs.create("anna", dataset, "read", "key", {})
    runs.claim(run.id)
    assert runs.put_back(run, "Again", another_attempt=True)
    found = runs.find(run.id)
    assert found is not None
    assert (found.status, found.attempt) == (QUEUED, 2)
    assert runs.claim(run.id) is not None


def test_a_worker_given_up_for_lost_changes_nothing(runs: Runs, dataset: str) -> None:
    created, _ = runs.create("anna", dataset, "read", "key", {})
    old = runs.claim(created.id)
    assert old is not None
    runs.put_back(old, "Again", another_attempt=True)
    new = runs.claim(created.id)
    assert new is not None
    assert runs.beat(old, 0.9, "Old") == "gone"
    assert not runs.finish(old, DONE)
    assert not runs.put_back(old, "Again", another_attempt=True)
    assert runs.beat(new, 0.1, "New") == "go on"
