"""The workspace: durable tables, names and runs, and the results that can be computed again."""

from __future__ import annotations

import functools
import json
import os
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.limits import ABANDONED_AFTER, COOKIE_DAYS, COPIES_OLD, HOUSEKEEPING_EVERY, UNDO_FOR
from app.settings import SettingError, Settings
from app.storage.database import Database
from app.storage.datasets import FAILED, READY, Datasets, DatasetView
from app.storage.folders import Folders
from app.storage.home import check_home
from app.storage.names import Names
from app.storage.people import People
from app.storage.runs import Runs
from app.storage.saved import Saved
from app.storage.saved_models import SavedModels
from app.storage.selections import Selections
from app.storage.shares import Shares
from app.storage.standing import Standings
from app.storage.store import open_store
from app.storage.teams import TeamShares
from engine.files import write_atomically

if TYPE_CHECKING:
    from engine.cache import Cache
    from engine.dataset import Dataset
    from engine.mapped import Checked

_FACTS = "facts.json"  # beside a corrected table, written last


class Workspace:
    """Everything that outlives a request. Getters take the owner and answer None for what belongs to others."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings)
        self.database.migrate()
        store = open_store(settings)
        try:
            check_home(self.database, settings, store)
        except (SettingError, OSError):
            self.database.close()
            raise
        self.folders = Folders(settings.data_dir, store)
        self.datasets = Datasets(self.database, settings.dataset_days)
        self.names = Names(self.database)
        self.runs = Runs(self.database)
        self.saved = Saved(self.database)
        self.models = SavedModels(self.database)
        self.shares = Shares(self.database)
        self.people = People(self.database)
        self.selections = Selections(self.database)
        self.team_shares = TeamShares(self.database)
        self.standings = Standings(self.database)

    def close(self) -> None:
        self.database.close()

    def new_dataset(self, owner: str, name: str, size: int, *, synthetic: bool = False) -> DatasetView:
        view = self.datasets.create(owner, name, size, synthetic)
        self.folders.make_dataset(view.id)
        return view

    def store_table(self, owner: str, dataset: str, table: Dataset) -> None:
        """Keep what was read; from then on the dataset is ready."""
        self._save(self.folders.dataset(dataset), table)
        self.datasets.set_ready(
            owner, dataset, n_rows=table.n_rows, n_columns=len(table.columns), fingerprint=table.fingerprint
        )

    def store_reading(self, owner: str, dataset: str, reading: str, table: Dataset) -> None:
        """Keep a table as a person corrected it, beside the one that was understood."""
        if self.datasets.get(owner, dataset) is None:
            return  # deleted meanwhile
        folder = self.folders.reading(dataset, reading)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._save(folder, table)
        facts = {"fingerprint": table.fingerprint, "n_rows": table.n_rows, "n_columns": len(table.columns)}
        with write_atomically(folder / _FACTS) as temporary:
            temporary.write_text(json.dumps(facts), encoding="utf-8")
        self.folders.confirm(folder / _FACTS)

    def _save(self, folder: Path, table: Dataset) -> None:
        from app.storage.tables import DESCRIPTION, FRAME, save_table

        save_table(folder, table)
        self.folders.confirm(folder / FRAME, folder / DESCRIPTION)

    def reading(self, view: DatasetView, reading: str) -> DatasetView | None:
        """The record of a table as a person corrected it; None while it was not read that way."""
        facts = self._facts(self.folders.reading(view.id, reading))
        return None if facts is None else replace(view, reading=reading, **facts)

    def table(self, owner: str, dataset: str, reading: str = "") -> Dataset | None:
        """The table; None when it is not this owner's or not ready.

        Parameters
        ----------
        reading : str
            Key of a person's corrections, "" for what was understood without any.

        Raises
        ------
        DamagedTable
            If its files were damaged; the source is still there to be read again.
        """
        view = self.datasets.get(owner, dataset)
        if view is None or view.status != READY:
            return None
        return self._load(self.folders.reading(dataset, reading))

    def _load(self, folder: Path) -> Dataset:
        from app.storage.tables import DESCRIPTION, FRAME, DamagedTable, load_table

        files = folder / FRAME, folder / DESCRIPTION
        self.folders.have(*files)
        try:
            return load_table(folder, self._checked)
        except DamagedTable:
            if not all(self.folders.store.fetch(each) for each in files):
                raise
        return load_table(folder, self._checked)  # the store has it whole

    def fail(self, owner: str, dataset: str, message: str, remedy: str) -> None:
        """Say why a table cannot be used; its file is of no more use to anybody."""
        self.datasets.set_failed(owner, dataset, message, remedy)
        self.folders.remove(self.folders.dataset(dataset))

    def results(self, fingerprint: str) -> Cache:
        """Where results of this content are kept; looking there counts as use."""
        from engine.cache import Cache

        folder = self.folders.results(fingerprint)
        folder.mkdir(mode=0o700, exist_ok=True)
        os.utime(folder)
        return Cache(folder, self._checked, self.folders.store if self.folders.store.shared else None)

    @functools.cached_property
    def _checked(self) -> Checked:
        """Files are read through for their digest once per process, and after that only mapped."""
        from engine.mapped import Checked

        return Checked()

    def delete(self, owner: str, dataset: str) -> bool:
        """Delete a table for good: record, names, runs, files and results. False when it is not this owner's."""
        view = self.datasets.get(owner, dataset)
        if view is None:
            return False
        corrected = [self.reading(view, folder.name) for folder in self.folders.readings_anywhere(dataset)]
        if not self.datasets.delete(owner, dataset):
            return False
        self.folders.remove(self.folders.dataset(dataset))
        for each in (view, *corrected):
            if each is not None and each.fingerprint and not self.datasets.used_elsewhere(each.fingerprint):
                self.folders.remove(self.folders.results(each.fingerprint))
        return True

    def delete_all(self, owner: str) -> int:
        """Delete everything of an owner for good, uploads under way and failures as well; gives how many tables."""
        self.saved.delete_all(owner)
        self.selections.delete_all(owner)
        self.models.delete_all(owner)
        return sum(self.delete(owner, view.id) for view in self.datasets.of(owner))

    def keep_house(self) -> None:
        """Delete what has expired, what nobody finished, and the results least recently used beyond the limit."""
        for view in self.datasets.over(ABANDONED_AFTER):
            self.delete(view.owner, view.id)
        self.saved.forget(UNDO_FOR)
        self.models.forget(deleted_for=UNDO_FOR, kept_for=COOKIE_DAYS * 24 * 3600)
        known = self.datasets.ids()
        for folder in self.folders.all_datasets():
            if folder.name not in known and _age(folder) > ABANDONED_AFTER:
                self.folders.remove(folder)
        self._remove_orphaned_results()
        self.drop_copies()
        self.folders.remove_left_overs(ABANDONED_AFTER)
        self.folders.empty_trash()
        self._shrink_results(self.settings.cache_disk_mb * 1_000_000)

    def _remove_orphaned_results(self) -> None:
        """What a job wrote in the moment in which its table was deleted."""
        if self.folders.store.shared:
            return self._clean_the_store()
        known = self._fingerprints(self.datasets.ids())
        for results in self.folders.all_results():
            if results.name not in known and _age(results) > HOUSEKEEPING_EVERY:
                self.folders.remove(results)
        return None

    def _fingerprints(self, datasets: Iterable[str]) -> set[str]:
        """Of these tables, as they were understood and under every correction that this disk knows."""
        readings = (reading for dataset in datasets for reading in self.folders.readings(dataset))
        return self.datasets.fingerprints() | self._corrected(readings)

    def _corrected(self, readings: Iterable[Path]) -> set[str]:
        found = (self._facts(reading) for reading in readings)
        return {str(facts["fingerprint"]) for facts in found if facts is not None}

    def drop_copies(self) -> None:
        """With a store: what was deleted on another machine leaves this disk, and what came to it over a day ago."""
        store = self.folders.store
        if not store.shared:
            return
        known = self.datasets.ids()
        for folder in self.folders.all_datasets():
            if folder.name not in known or (_old(folder) and store.names(folder)):
                self.folders.remove_copy(folder)
        fingerprints = self._fingerprints(known)
        for folder in self.folders.all_results():
            if folder.name not in fingerprints:
                self.folders.remove_copy(folder)

    def _clean_the_store(self) -> None:
        """What a machine could not take away, and what a job put there in the moment in which its table was deleted."""
        store, top = self.folders.store, self.settings.data_dir
        tables = [name.split("/") for name in store.names(top / "datasets")]
        results = {name.partition("/")[0] for name in store.names(top / "cache")}
        known = self.datasets.ids()  # asked for after that: whatever was there has its record already
        for dataset in {each[0] for each in tables} - known:
            store.remove(top / "datasets" / dataset)
        readings = [
            top.joinpath("datasets", *each[:-1]) for each in tables if each[0] in known and each[-1] == _FACTS
        ]
        for fingerprint in results - self.datasets.fingerprints() - self._corrected(readings):
            store.remove(top / "cache" / fingerprint)

    def _shrink_results(self, limit: int) -> None:
        folders = sorted(self.folders.all_results(), key=lambda folder: folder.stat().st_mtime, reverse=True)
        total = 0
        for folder in folders:
            total += sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            if total > limit:
                self.folders.remove_copy(folder)

    def _facts(self, folder: Path) -> dict[str, Any] | None:
        """What is written beside a corrected table; None while it is not there."""
        path = folder / _FACTS
        if not self.folders.have(path):
            return None
        try:
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found


def _age(folder: Path) -> float:
    return time.time() - folder.stat().st_mtime


def _old(folder: Path) -> bool:
    """Whether nothing was written here lately; parts of an upload are written, and copies when they are fetched."""
    newest = max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))
    return time.time() - newest > COPIES_OLD


__all__ = ["FAILED", "READY", "DatasetView", "Workspace"]
