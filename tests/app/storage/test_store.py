"""The store that machines share, and two machines with a disk each that share one and a database."""

import json
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.jobs.child import outcome
from app.jobs.kinds import READ
from app.limits import COPIES_OLD
from app.settings import SettingError, Settings
from app.storage.store import NO_STORE, SharedStore, StoreUnreachable
from app.storage.workspace import Workspace
from engine.columns.table import read_table
from engine.sample import sample_csv


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> SharedStore:
    place = str(tmp_path / "store") if request.param == "file" else f"/{secrets.token_hex(8)}"
    (tmp_path / "disk").mkdir()
    store = SharedStore(f"{request.param}://{place}", tmp_path / "disk")
    store.begin()
    return store


def test_what_was_put_is_fetched_whole_until_it_is_removed(store: SharedStore, tmp_path: Path) -> None:
    path = tmp_path / "disk" / "datasets" / "d1" / "source"
    path.parent.mkdir(parents=True)
    assert not store.fetch(path)
    assert store.names(tmp_path / "disk" / "datasets") == []
    for content in (b"first", b"second"):  # put again, it is replaced
        path.write_bytes(content)
        store.put(path)
        path.unlink()
        assert store.fetch(path)
        assert path.read_bytes() == content
    assert store.names(tmp_path / "disk" / "datasets") == ["d1/source"]
    assert path.stat().st_mode & 0o077 == 0
    store.remove(path.parent)
    store.remove(path.parent)
    assert not store.fetch(path)


def test_a_put_that_was_broken_off_is_not_there(tmp_path: Path) -> None:
    disk, place = tmp_path / "disk", tmp_path / "store"
    store = SharedStore(f"file://{place}", disk)
    disk.mkdir()
    store.begin()
    (disk / "whole").write_bytes(b"x")
    store.put(disk / "whole")
    (place / ".half.0123").write_bytes(b"x")
    assert store.names(disk) == ["whole"]
    assert not store.fetch(disk / "half")


@pytest.mark.parametrize("damaged", [False, True])
def test_a_store_that_is_away_is_told_from_an_empty_one(tmp_path: Path, damaged: bool) -> None:
    disk, place = tmp_path / "disk", tmp_path / "store"  # a share that was not mounted, or is something else
    disk.mkdir()
    (disk / "file").write_bytes(b"x")
    if damaged:
        place.touch()
    store = SharedStore(f"file://{place}", disk)
    for ask in (store.put, store.fetch, store.names, store.remove):
        with pytest.raises(StoreUnreachable):
            ask(disk / "file")
    assert [path.name for path in disk.iterdir()] == ["file"]
    assert place.exists() == damaged


class Machines:
    """Two with a disk each, one database and one store."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        common = {
            "DATABASE_URL": url or f"sqlite:///{folder / 'shared.db'}",
            "STORE_URL": f"file://{folder / 'store'}",
            "SECRET_KEY": secrets.token_hex(32),
        }
        self.settings = [
            Settings.from_environment({**common, "DATA_DIR": str(folder / name)}) for name in ("one", "two")
        ]
        self.one, self.two = (Workspace(each) for each in self.settings)

    def in_the_store(self) -> list[str]:
        found = (path.relative_to(self.folder / "store") for path in (self.folder / "store").rglob("*"))
        return sorted(
            str(path) for path in found if (self.folder / "store" / path).is_file() and path.parts[0] != "homes"
        )

    def upload(self) -> str:
        """A table that was read on the first one."""
        view = self.one.new_dataset("anna", "customers.csv", 1)
        source = self.one.folders.source(view.id)
        source.write_bytes(sample_csv(50))
        self.one.folders.confirm(source)
        self.one.store_table("anna", view.id, read_table(source, "customers.csv"))
        return view.id


@pytest.fixture
def machines(settings: Settings, tmp_path: Path) -> Iterator[Machines]:
    """On both databases."""
    found = Machines(tmp_path, "" if settings.database_url.startswith("sqlite") else settings.database_url)
    yield found
    found.one.close()
    found.two.close()


def test_a_table_of_one_machine_is_read_on_the_other(machines: Machines) -> None:
    dataset = machines.upload()
    table = machines.two.table("anna", dataset)
    assert table is not None
    assert table.n_rows == 50
    assert machines.two.table("ben", dataset) is None
    source = machines.two.folders.source(dataset)
    assert machines.two.folders.have(source)
    assert source.read_bytes() == sample_csv(50)


def test_results_and_corrected_tables_too(machines: Machines) -> None:
    dataset = machines.upload()
    view = machines.one.datasets.get("anna", dataset)
    table = machines.one.table("anna", dataset)
    assert view is not None
    assert table is not None
    machines.one.results(table.fingerprint).put("ab12", {"k": 5})
    assert machines.two.results(table.fingerprint).has(["ab12"])
    assert machines.two.results(table.fingerprint).get("ab12") == {"k": 5}
    assert not machines.two.results(table.fingerprint).has(["ab12", "cd34"])
    machines.one.store_reading("anna", dataset, "k1", table)
    corrected = machines.two.reading(view, "k1")
    assert corrected is not None
    assert corrected.n_rows == 50
    assert machines.two.table("anna", dataset, "k1") is not None


def test_a_damaged_copy_is_fetched_again(machines: Machines) -> None:
    dataset = machines.upload()
    folder = machines.two.folders.dataset(dataset)
    assert machines.two.table("anna", dataset) is not None
    for path in folder.iterdir():
        path.write_bytes(b"damaged")
    assert machines.two.table("anna", dataset) is not None
    results, copy = (each.results("f1") for each in (machines.one, machines.two))
    results.put("ab12", 1)
    assert copy.get("ab12") == 1
    (path,) = machines.two.folders.results("f1").rglob("*.mapped")
    path.write_bytes(b"damaged")
    assert copy.get("ab12") == 1


def test_what_is_damaged_in_the_store_is_computed_again(machines: Machines) -> None:
    machines.one.results("f1").put("ab12", 1)
    (path,) = (machines.folder / "store" / "cache").rglob("*.mapped")
    path.write_bytes(b"damaged")
    copy = machines.two.results("f1")
    assert copy.get("ab12") is None
    assert not copy.has(["ab12"])
    copy.put("ab12", 2)
    assert copy.get("ab12") == 2


def test_deleted_on_one_machine_it_is_gone_from_the_store_and_from_the_other(machines: Machines) -> None:
    kept, dataset = machines.upload(), machines.upload()
    for each in (kept, dataset):
        assert machines.two.table("anna", each) is not None
    machines.two.drop_copies()
    assert machines.two.folders.dataset(dataset).exists()
    assert machines.one.delete("anna", dataset)
    assert not [name for name in machines.in_the_store() if dataset in name]
    machines.two.drop_copies()
    assert not machines.two.folders.dataset(dataset).exists()
    assert machines.two.folders.dataset(kept).exists()
    assert machines.two.table("anna", kept) is not None


def test_housekeeping_leaves_nothing_of_nobody_in_the_store_and_all_of_somebody(machines: Machines) -> None:
    dataset = machines.upload()
    table = machines.one.table("anna", dataset)
    assert table is not None
    machines.one.results(table.fingerprint).put("ab12", 1)
    machines.one.store_reading("anna", dataset, "k1", replace(table, fingerprint="c1"))
    machines.one.results("c1").put("cd34", 1)
    before = machines.in_the_store()
    machines.one.results("f9").put("ef56", 1)  # of a table that was deleted while it was computed
    stray = machines.folder / "store" / "datasets" / "d9" / "source"
    stray.parent.mkdir()
    stray.touch()
    machines.two.keep_house()  # which has seen none of this
    assert machines.in_the_store() == before


def test_a_copy_goes_after_a_day_and_comes_back(machines: Machines) -> None:
    dataset = machines.upload()
    unconfirmed = machines.one.new_dataset("anna", "under way.csv", 9).id
    machines.one.folders.source(unconfirmed).touch()
    before = time.time() - COPIES_OLD - 60
    for folder in (machines.one.folders.dataset(dataset), machines.one.folders.dataset(unconfirmed)):
        for path in (*folder.rglob("*"), folder):
            os.utime(path, (before, before))
    machines.one.drop_copies()
    assert not machines.one.folders.dataset(dataset).exists()
    assert machines.one.folders.source(unconfirmed).exists()  # the store does not have it
    assert machines.one.table("anna", dataset) is not None


def test_another_store_is_refused(machines: Machines, tmp_path: Path) -> None:
    machines.upload()
    (tmp_path / "other").mkdir()
    for url, word in ((f"file://{tmp_path / 'other'}", "STORE_URL"), ("", "DATA_DIR")):
        with pytest.raises(SettingError, match=word):
            Workspace(replace(machines.settings[1], store_url=url))
    away = replace(machines.settings[1], store_url=f"file://{tmp_path / 'away'}")
    with pytest.raises(StoreUnreachable):
        Workspace(away)
    moved = replace(away, forget_data_dir=True)
    Workspace(moved).close()
    Workspace(moved).close()
    with pytest.raises(SettingError, match="STORE_URL"):
        Workspace(machines.settings[0])


def test_a_table_is_not_deleted_by_half_while_the_store_is_away(machines: Machines) -> None:
    dataset = machines.upload()
    place = machines.folder / "store"
    place.rename(machines.folder / "away")
    with pytest.raises(StoreUnreachable):
        machines.one.delete("anna", dataset)
    (machines.folder / "away").rename(place)
    assert machines.one.table("anna", dataset) is not None
    assert machines.one.delete("anna", dataset)
    assert json.dumps(machines.in_the_store()) == "[]"


def test_a_job_that_finds_the_store_away_is_done_when_it_is_back(machines: Machines) -> None:
    view = machines.one.new_dataset("anna", "customers.csv", 1)
    machines.one.folders.source(view.id).write_bytes(sample_csv(50))
    machines.one.folders.confirm(machines.one.folders.source(view.id))
    machines.one.datasets.set_reading("anna", view.id)
    run, _ = machines.one.runs.create("anna", view.id, READ, "read", {})
    place = machines.folder / "store"
    place.rename(machines.folder / "away")
    ended = outcome(machines.settings[1], run, lambda fraction, message: None)
    assert ended == ("failed", *NO_STORE)
    (machines.folder / "away").rename(place)
    assert outcome(machines.settings[1], run, lambda fraction, message: None)[0] == "done"
    found = machines.one.datasets.get("anna", view.id)
    assert found is not None
    assert found.status == "ready"
