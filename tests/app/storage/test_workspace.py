"""What is kept, for whom, and for how long."""

import os
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from app.settings import Settings
from app.storage.datasets import Datasets, DatasetView
from app.storage.models import Base
from app.storage.workspace import Workspace
from engine.dataset import Column, Columns, Dataset, Kind, Role

LONG_AGO = 2 * 24 * 3600


def table(fingerprint: str = "f1") -> Dataset:
    columns = Columns([Column("a", Kind.NUMBER, Role.FEATURE)])
    return Dataset(pd.DataFrame({"a": np.arange(3)}), columns, fingerprint)


def stored(workspace: Workspace, owner: str = "anna", fingerprint: str = "f1") -> DatasetView:
    view = workspace.new_dataset(owner, "customers.csv", 10)
    workspace.store_table(owner, view.id, table(fingerprint))
    found = workspace.datasets.get(owner, view.id)
    assert found is not None
    return found


def test_a_table_outlives_the_process(settings: Settings) -> None:
    first = Workspace(settings)
    view = stored(first)
    first.close()
    second = Workspace(settings)
    back = second.table("anna", view.id)
    assert back is not None
    pd.testing.assert_frame_equal(back.frame, table().frame)
    assert [each.id for each in second.datasets.of("anna")] == [view.id]
    second.close()


def test_nobody_reaches_what_belongs_to_others(workspace: Workspace) -> None:
    view = stored(workspace)
    run, _ = workspace.runs.create("anna", view.id, "read", "key", {})
    workspace.names.set("anna", view.id, "spec", k=3, segment=1, name="Big")
    assert workspace.datasets.get("ben", view.id) is None
    assert workspace.table("ben", view.id) is None
    assert workspace.runs.get("ben", run.id) is None
    assert workspace.names.of("ben", view.id) == ()
    assert not workspace.names.set("ben", view.id, "spec", k=3, segment=1, name="Mine")
    assert not workspace.runs.cancel("ben", run.id)
    assert not workspace.delete("ben", view.id)
    assert [gift.name for gift in workspace.names.of("anna", view.id)] == ["Big"]


def test_what_was_given_is_replaced_at_its_place(workspace: Workspace) -> None:
    view = stored(workspace)
    workspace.names.set("anna", view.id, "spec", k=3, segment=1, name="Big", members=b"who")
    workspace.names.set("anna", view.id, "spec", k=4, segment=1, name="Other")
    workspace.names.set("anna", view.id, "spec", k=3, segment=1, name="", colour=7, note="since May", members=b"they")
    first, second = workspace.names.of("anna", view.id)
    assert (first.k, first.name, first.colour, first.note) == (3, "", 7, "since May")
    assert second.order > first.order
    assert workspace.names.members([first.order, second.order]) == {first.order: b"they"}


def test_deleting_leaves_nothing(workspace: Workspace) -> None:
    view = stored(workspace)
    run, _ = workspace.runs.create("anna", view.id, "read", "key", {})
    workspace.results("f1").put("0" * 64, "result")
    assert workspace.delete("anna", view.id)
    assert workspace.datasets.of("anna") == ()
    assert workspace.runs.find(run.id) is None
    data = workspace.settings.data_dir
    assert [path for name in ("datasets", "cache", "trash") for path in (data / name).iterdir()] == []


def test_deleting_everything_leaves_nothing_of_one_and_all_of_others(workspace: Workspace) -> None:
    first, second, other = stored(workspace), stored(workspace, fingerprint="f2"), stored(workspace, "ben", "f3")
    half = workspace.new_dataset("anna", "half.csv", 10)
    workspace.folders.source(half.id).write_bytes(b"secret")
    workspace.names.set("anna", first.id, "spec", k=3, segment=1, name="Zebra club")
    share = workspace.shares.add("anna", second.id, {}, customers=True)
    kept = {"title": "Zebra", "note": "", "choices": {}, "segments": (), "verdict": "", "inertia": 1.0}
    workspace.saved.add("anna", first.id, **kept)
    for fingerprint in ("f1", "f2", "f3"):
        workspace.results(fingerprint).put("0" * 64, "result")
    assert workspace.delete_all("anna") == 3
    assert workspace.datasets.of("anna") == ()
    assert workspace.saved.of("anna") == ()
    assert share is not None
    assert workspace.shares.open(share) is None
    assert [view.id for view in workspace.datasets.of("ben")] == [other.id]
    data = workspace.settings.data_dir
    left = {path.name for name in ("datasets", "cache", "trash") for path in (data / name).iterdir()}
    assert left == {other.id, "f3"}
    workspace.close()  # which brings the journal into the file
    assert all(b"Zebra" not in path.read_bytes() for path in data.iterdir() if path.is_file())


def test_whatever_belongs_to_an_owner_goes_with_their_tables() -> None:
    """A new table of the database is deleted with the rest, or this says that it is not."""
    # Sign-ins end by themselves within hours; models need no table, and go with all of a person's data.
    alone = {"datasets", "sign_ins", "saved_models"}
    for name, kept in Base.metadata.tables.items():
        if "owner" not in kept.columns or name in alone:
            continue
        cascades = {key.column.table.name for key in kept.foreign_keys if key.ondelete == "CASCADE"}
        assert "datasets" in cascades, name


def test_what_a_job_wrote_while_its_table_was_deleted_is_swept(workspace: Workspace) -> None:
    stored(workspace)
    for name in ("f1", "f9"):
        workspace.results(name).put("0" * 64, "result")
        folder = workspace.folders.results(name)
        os.utime(folder, (0, folder.stat().st_mtime - LONG_AGO))
    workspace.results("f8")  # just now: its table may be on its way
    workspace.keep_house()
    assert {folder.name for folder in workspace.folders.all_results()} == {"f1", "f8"}


def test_results_of_a_corrected_table_are_no_orphans(workspace: Workspace) -> None:
    view = stored(workspace)
    workspace.store_reading("anna", view.id, "corrected", table("f5"))
    folder = workspace.folders.results("f5")
    workspace.results("f5")
    os.utime(folder, (0, folder.stat().st_mtime - LONG_AGO))
    workspace.keep_house()
    assert folder.exists()


def test_a_kept_table_outlives_its_time(workspace: Workspace) -> None:
    past = datetime.now(UTC) - timedelta(days=29)
    view = Datasets(workspace.database, 30, now=lambda: past).create("anna", "old.csv", 1)
    assert not workspace.datasets.keep("ben", view.id, 365)
    assert workspace.datasets.keep("anna", view.id, 365)
    kept = workspace.datasets.get("anna", view.id)
    assert kept is not None
    assert kept.expires > datetime.now(UTC) + timedelta(days=364)
    assert workspace.datasets.keep("anna", view.id, 1)  # never shorter
    assert workspace.datasets.get("anna", view.id) == kept


def test_results_stay_while_an_equal_table_needs_them(workspace: Workspace) -> None:
    first, second = stored(workspace), stored(workspace, "ben")
    workspace.results("f1").put("0" * 64, "result")
    workspace.delete("anna", first.id)
    assert workspace.results("f1").get("0" * 64) == "result"
    workspace.delete("ben", second.id)
    assert not workspace.folders.results("f1").exists()


def test_folders_are_private(workspace: Workspace) -> None:
    view = stored(workspace)
    workspace.results("f1")
    for folder in (workspace.folders.dataset(view.id), workspace.folders.results("f1")):
        assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["../secret_key", "a/b", "", ".", "a\0b", "é"])
def test_a_path_is_never_made_of_foreign_text(workspace: Workspace, name: str) -> None:
    with pytest.raises(ValueError, match="folder"):
        workspace.folders.dataset(name)


def test_expired_tables_and_abandoned_uploads_are_deleted(workspace: Workspace) -> None:
    fresh = stored(workspace)
    past = datetime.now(UTC) - timedelta(days=31)
    clock = Datasets(workspace.database, 30, now=lambda: past)
    expired = clock.create("anna", "old.csv", 1)
    workspace.folders.make_dataset(expired.id)
    abandoned = Datasets(workspace.database, 30, now=lambda: datetime.now(UTC) - timedelta(days=2))
    upload = abandoned.create("anna", "half.csv", 1)
    workspace.keep_house()
    assert [view.id for view in workspace.datasets.of("anna")] == [fresh.id]
    assert not workspace.folders.dataset(expired.id).exists()
    assert not workspace.folders.dataset(upload.id).exists()


def test_left_overs_of_ended_processes_are_deleted(workspace: Workspace) -> None:
    view = stored(workspace)
    folder = workspace.folders.dataset(view.id)
    old, new = folder / ".frame.parquet.abc", folder / ".frame.parquet.def"
    orphan = workspace.folders.make_dataset("0" * 32)
    for path in (old, new):
        path.touch()
    for path in (old, orphan):
        os.utime(path, (0, path.stat().st_mtime - LONG_AGO))
    workspace.keep_house()
    assert not old.exists()
    assert not orphan.exists()
    assert new.exists()
    assert workspace.table("anna", view.id) is not None


def test_results_beyond_the_limit_go_least_recently_used_first(workspace: Workspace) -> None:
    for age, name in enumerate(("newest", "middle", "oldest")):
        workspace.results(name).put("0" * 64, np.zeros(100_000))
        folder = workspace.folders.results(name)
        os.utime(folder, (0, folder.stat().st_mtime - 100 * age))
    workspace._shrink_results(2_000_000)
    assert {folder.name for folder in workspace.folders.all_results()} == {"newest", "middle"}
