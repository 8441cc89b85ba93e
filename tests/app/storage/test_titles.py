"""No title is there twice, whoever keeps something at the same moment."""

import multiprocessing
from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest

from app.services.titles import under_free_title
from app.settings import Settings
from app.storage.titles import TitleTaken
from app.storage.workspace import Workspace

KEPT = {"note": "", "choices": {}, "segments": [], "verdict": "", "inertia": 0.0}
FACTS = {"facts": {}, "card": b"{}", "note": ""}
TIMES = 10


def keep_again_and_again(settings: Settings, dataset: str, together: Barrier) -> None:
    """What each of two windows does, in a process of its own."""
    workspace = Workspace(settings)
    saved, models = workspace.saved, workspace.models
    for _ in range(TIMES):
        together.wait()
        under_free_title(
            "Spring",
            lambda: saved.titles("anna").values(),
            lambda title: saved.add("anna", dataset, title=title, **KEPT),
        )
        under_free_title(
            "Spring",
            lambda: [view.title for view in models.of("anna")],
            lambda title: models.add("anna", title=title, **FACTS),
        )
    workspace.close()


def test_two_processes_save_in_the_same_instant(settings: Settings) -> None:
    workspace = Workspace(settings)
    dataset = workspace.new_dataset("anna", "customers.csv", 10).id
    spawn = multiprocessing.get_context("spawn")
    together = spawn.Barrier(2)
    windows = [spawn.Process(target=keep_again_and_again, args=(settings, dataset, together)) for _ in range(2)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert [window.exitcode for window in windows] == [0, 0]
    expected = {"Spring", *(f"Spring ({number})" for number in range(2, 2 * TIMES + 1))}
    assert set(workspace.saved.titles("anna").values()) == expected
    assert sorted(view.title for view in workspace.models.of("anna")) == sorted(expected)
    workspace.close()


@pytest.mark.parametrize("again", ["Spring", "SPRING", "sPrInG"])
def test_the_database_refuses_the_second(settings: Settings, again: str) -> None:
    workspace = Workspace(settings)
    dataset = workspace.new_dataset("anna", "customers.csv", 10).id
    workspace.new_dataset("berta", "customers.csv", 10)

    def save(title: str) -> Any:
        return workspace.saved.add("anna", dataset, title=title, **KEPT)

    def bring(title: str) -> Any:
        return workspace.models.add("anna", title=title, **FACTS)

    def select(title: str) -> Any:
        return workspace.selections.add("anna", dataset, "", title=title, definition={}, size=1, members=b"")

    keepers: tuple[Callable[[str], Any], ...] = (save, bring, select)
    for keep in keepers:
        keep("Spring")
        with pytest.raises(TitleTaken):
            keep(again)
    other = save("Autumn")
    with pytest.raises(TitleTaken):
        workspace.saved.change("anna", other, title=again)
    assert workspace.saved.change("anna", other, title="Autumn", note="the same title is its own")
    assert workspace.models.add("berta", title=again, **FACTS)
    workspace.close()


def test_what_is_deleted_gives_its_title_free_and_cannot_take_it_back(settings: Settings) -> None:
    workspace = Workspace(settings)
    dataset = workspace.new_dataset("anna", "customers.csv", 10).id
    saved = workspace.saved
    first = saved.add("anna", dataset, title="Spring", **KEPT)
    second = saved.add("anna", dataset, title="Spring", replacing=[first], **KEPT)
    assert list(saved.titles("anna")) == [second]
    with pytest.raises(TitleTaken):
        saved.change("anna", first, deleted=False)
    assert list(saved.titles("anna")) == [second]
    assert saved.change("anna", first, deleted=False, title="Spring (2)")
    workspace.close()
