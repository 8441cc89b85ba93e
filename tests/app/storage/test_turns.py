"""Round robin between people, and equal work once."""

from datetime import UTC, datetime, timedelta

from app.jobs.queue import JobQueue
from app.limits import LARGE_BYTES
from app.storage.runs import DONE, Runs, RunView
from app.storage.turns import Turn, in_turn
from app.storage.workspace import Workspace


def ask(workspace: Workspace, owner: str, key: str, work: str | None = None) -> RunView:
    dataset = workspace.new_dataset(owner, f"{key}.csv", 10).id
    return workspace.runs.create(owner, dataset, "analyse", key, {} if work is None else {"work": work})[0]


def taken(runs: Runs) -> list[tuple[str, str]]:
    order = []
    while (run := runs.claim_next()) is not None:
        order.append((run.owner, run.key))
        runs.finish(run, DONE)
    return order


def test_whoever_asks_for_much_waits_for_those_who_ask_for_little(workspace: Workspace) -> None:
    for key in "abc":
        ask(workspace, "anna", key)
    ask(workspace, "ben", "d")
    ask(workspace, "cleo", "e")
    first = workspace.runs.claim_next()
    assert first is not None
    assert first.key == "a"
    second, third = workspace.runs.claim_next(), workspace.runs.claim_next()  # while anna's first still runs
    assert [run.owner for run in (second, third) if run is not None] == ["ben", "cleo"]


def test_the_place_is_that_of_the_turn(workspace: Workspace) -> None:
    hers = [ask(workspace, "anna", key) for key in "abc"]
    his = ask(workspace, "ben", "d")
    assert [workspace.runs.places()[run.id] for run in (*hers, his)] == [0, 2, 3, 1]
    workspace.runs.claim_next()
    assert [workspace.runs.places()[run.id] for run in (*hers[1:], his)] == [1, 2, 0]


def test_what_nobody_asked_for_comes_when_nobody_waits(workspace: Workspace) -> None:
    for owner, key in (("anna", "a"), ("ben", "b")):
        dataset = workspace.new_dataset(owner, f"{key}.csv", 10).id
        workspace.runs.create(owner, dataset, "compare", key, {"unasked": True})
    ask(workspace, "cleo", "c")
    ask(workspace, "anna", "d")
    assert taken(workspace.runs) == [("cleo", "c"), ("anna", "d"), ("ben", "b"), ("anna", "a")]


def test_two_take_turns_when_one_works_at_a_time(workspace: Workspace) -> None:
    for key in "ab":
        ask(workspace, "anna", key)
    ask(workspace, "ben", "c")
    assert taken(workspace.runs) == [("anna", "a"), ("ben", "c"), ("anna", "b")]


def test_a_little_work_passes_much_that_came_just_before(workspace: Workspace) -> None:
    for owner in ("anna", "ben"):
        dataset = workspace.new_dataset(owner, "much.csv", 20_000_000).id
        workspace.runs.create(owner, dataset, "analyse", owner, {})
    ask(workspace, "cleo", "reading")
    read = workspace.runs.claim_next()
    assert read is not None
    assert read.key == "reading"
    workspace.runs.finish(read, DONE)
    ask(workspace, "cleo", "analysis")  # what follows passes them as well
    assert taken(workspace.runs) == [("cleo", "analysis"), ("anna", "anna"), ("ben", "ben")]


def test_much_work_is_passed_for_as_long_as_it_takes_and_not_for_ever() -> None:
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    much = Turn("much", "anna", begun, {}, 20_000_000)
    soon, late = (Turn(f"{s} s", f"ben {s}", begun + timedelta(seconds=s), {}, 1_000) for s in (19, 21))
    assert in_turn([late, much, soon], [], {}) == [soon, much, late]
    # Whoever was served meanwhile has waited since then only.
    assert in_turn([much, soon], [], {"ben 19": begun + timedelta(seconds=30)}) == [much, soon]


def test_equal_work_waits_for_its_twin_and_nobody_is_told(workspace: Workspace) -> None:
    ask(workspace, "anna", "a", work="same")
    ask(workspace, "ben", "b", work="same")
    ask(workspace, "cleo", "c", work="other")
    runs = workspace.runs
    first, second = runs.claim_next(), runs.claim_next()
    assert first is not None
    assert second is not None
    assert (first.owner, second.owner) == ("anna", "cleo")
    assert runs.claim_next() is None
    (waiting,) = runs.with_status("queued")
    assert waiting.message == "Waiting for its turn"
    runs.finish(first, DONE)
    third = runs.claim_next()
    assert third is not None
    assert third.owner == "ben"


def test_how_many_are_active(workspace: Workspace) -> None:
    ask(workspace, "anna", "a")
    ask(workspace, "ben", "b")
    workspace.runs.claim_next()
    assert (workspace.runs.active(), workspace.runs.active("anna"), workspace.runs.active("cleo")) == (2, 1, 0)


def test_the_place_that_is_told_is_that_of_a_moment_ago_and_nothing_before_one_that_runs(
    workspace: Workspace,
) -> None:
    queue = JobQueue(workspace.settings, workspace.runs)
    first, second = ask(workspace, "anna", "a"), ask(workspace, "ben", "b")
    assert [queue.place(run) for run in (first, second)] == [0, 1]
    third = ask(workspace, "cleo", "c")
    assert queue.place(third) == 2  # of whom nothing is known yet, the order is looked at
    claimed = workspace.runs.claim_next()
    assert claimed is not None
    assert queue.place(claimed) == 0
    queue.close()


def test_large_work_is_left_out_where_there_is_only_room_for_small(workspace: Workspace) -> None:
    large = workspace.new_dataset("anna", "large.parquet", LARGE_BYTES + 1).id
    workspace.runs.create("anna", large, "analyse", "large", {})
    ask(workspace, "ben", "small")
    small = workspace.runs.claim_next(large=False)
    assert small is not None
    assert (small.key, small.large) == ("small", False)
    assert workspace.runs.claim_next(large=False) is None
    taken = workspace.runs.claim_next()
    assert taken is not None
    assert (taken.key, taken.large) == ("large", True)
