"""The library keeps what was kept, for its owner only, and lets go of it in the end."""

from datetime import UTC, datetime, timedelta

from app.settings import Settings
from app.storage.datasets import DatasetView
from app.storage.saved import KeptSegment, Saved
from app.storage.workspace import Workspace


def kept(workspace: Workspace, view: DatasetView, title: str = "Spring") -> str:
    found = workspace.saved.add(
        view.owner,
        view.id,
        title=title,
        note="for the board",
        choices={"dataset": view.id, "k": 3},
        segments=[KeptSegment("Gold", 10, 3, "ask Anna", True), KeptSegment("Silver", 5)],
        look={"across": "c1"},
        verdict="Clear groups",
        inertia=12.5,
    )
    assert found is not None
    return found


def test_it_is_there_after_a_restart_as_it_was(settings: Settings) -> None:
    first = Workspace(settings)
    view = first.new_dataset("anna", "customers.csv", 10)
    saved = kept(first, view)
    first.close()
    second = Workspace(settings)
    (found,) = second.saved.of("anna")
    assert (found.id, found.title, found.note, found.dataset_name) == (
        saved,
        "Spring",
        "for the board",
        "customers.csv",
    )
    assert found.segments == (KeptSegment("Gold", 10, 3, "ask Anna", True), KeptSegment("Silver", 5))
    assert found.look == {"across": "c1"}
    assert second.saved.get({"anna"}, saved) == found
    assert second.saved.get({"berta"}, saved) is None
    assert found.choices == {"dataset": view.id, "k": 3}
    second.close()


def test_nobody_else_sees_or_changes_it(settings: Settings) -> None:
    workspace = Workspace(settings)
    view = workspace.new_dataset("anna", "customers.csv", 10)
    saved = kept(workspace, view)
    assert workspace.saved.of("berta") == ()
    assert not workspace.saved.change("berta", saved, title="Mine", deleted=True)
    stolen = workspace.saved.add(
        "berta", view.id, title="x", note="", choices={}, segments=[], verdict="", inertia=0.0
    )
    assert stolen is None
    assert workspace.saved.of("anna")[0].title == "Spring"
    workspace.close()


def test_deleted_ones_can_be_brought_back_for_a_while_and_go_with_their_table(settings: Settings) -> None:
    workspace = Workspace(settings)
    view = workspace.new_dataset("anna", "customers.csv", 10)
    saved = kept(workspace, view)
    assert workspace.saved.change("anna", saved, deleted=True)
    assert workspace.saved.of("anna")[0].deleted
    assert workspace.saved.count("anna") == 0
    workspace.saved.forget(3600)
    assert workspace.saved.change("anna", saved, deleted=False, approved=True)
    assert workspace.saved.of("anna")[0].approved
    workspace.saved.change("anna", saved, deleted=True)
    Saved(workspace.database, now=lambda: datetime.now(UTC) + timedelta(days=2)).forget(3600)
    assert workspace.saved.of("anna") == ()
    kept(workspace, view)
    workspace.delete("anna", view.id)
    assert workspace.saved.of("anna") == ()
    workspace.close()
