"""Where the files of the workspace are. Every folder is private to the user who runs the server."""

from __future__ import annotations

import logging
import secrets
import shutil
import time
from pathlib import Path

from app.storage.store import NoStore, Store, StoreUnreachable

log = logging.getLogger(__name__)

REGISTERED = "registered"
SOURCE = "source"
# Beside a file that is scored: the model, the file with its scores, and what is said of it.
MODEL, SCORED, SUMMARY = "model.json", "scored.csv", "scored.json"


class Folders:
    """Paths below DATA_DIR, made of random ids and digests only; never of a name that came from outside.

    With a store that machines share, what others read must be confirmed there, and is looked for there.
    """

    def __init__(self, data_dir: Path, store: Store | None = None) -> None:
        self._root = data_dir
        self.store: Store = NoStore() if store is None else store
        for name in ("datasets", "cache", "trash"):
            (data_dir / name).mkdir(parents=True, exist_ok=True, mode=0o700)

    def dataset(self, dataset: str) -> Path:
        return self._root / "datasets" / _plain(dataset)

    def make_dataset(self, dataset: str) -> Path:
        folder = self.dataset(dataset)
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def source(self, dataset: str) -> Path:
        """The file as it was uploaded."""
        return self.dataset(dataset) / SOURCE

    def reading(self, dataset: str, reading: str) -> Path:
        """The table under a person's corrections; the dataset's own folder without any."""
        folder = self.dataset(dataset)
        return folder / _plain(reading) if reading else folder

    def readings(self, dataset: str) -> list[Path]:
        """Of every correction that was tried, as far as this disk knows."""
        folder = self.dataset(dataset)
        return [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []

    def readings_anywhere(self, dataset: str) -> list[Path]:
        """Of every correction that was tried on any machine."""
        folder = self.dataset(dataset)
        found = {name.partition("/")[0] for name in self.store.names(folder) if "/" in name}
        return sorted({*self.readings(dataset), *(folder / name for name in found)})

    def registered(self, dataset: str) -> Path:
        """Where the name stands of the operator's table that this dataset is, when it was not uploaded."""
        return self.dataset(dataset) / REGISTERED

    def results(self, fingerprint: str) -> Path:
        """Results computed from one content: equal tables share them, and deleting the table deletes them."""
        return self._root / "cache" / _plain(fingerprint)

    def all_datasets(self) -> list[Path]:
        return [path for path in (self._root / "datasets").iterdir() if path.is_dir()]

    def all_results(self) -> list[Path]:
        return [path for path in (self._root / "cache").iterdir() if path.is_dir()]

    def confirm(self, *paths: Path) -> None:
        """Files that were written are kept where every machine finds them."""
        for path in paths:
            self.store.put(path)

    def have(self, *paths: Path) -> bool:
        """Whether the files are on this disk, brought here if another machine wrote them."""
        return all(path.exists() or self.store.fetch(path) for path in paths)

    def remove(self, path: Path) -> None:
        """Take a folder or a file away, from this disk and from the store."""
        self.remove_copy(path)
        try:
            self.store.remove(path)
        except StoreUnreachable:  # housekeeping does it later
            log.warning("the store does not answer", exc_info=True)

    def remove_copy(self, path: Path) -> None:
        """Gone from this disk at once for every reader, however long the deleting takes."""
        grave = self._root / "trash" / secrets.token_hex(16)
        try:
            path.rename(grave)
        except FileNotFoundError:
            return
        if grave.is_dir():
            shutil.rmtree(grave, ignore_errors=True)
        else:
            grave.unlink(missing_ok=True)

    def empty_trash(self) -> None:
        for grave in (self._root / "trash").iterdir():
            if grave.is_dir():
                shutil.rmtree(grave, ignore_errors=True)
            else:
                grave.unlink(missing_ok=True)

    def remove_left_overs(self, older_than: float) -> None:
        """Temporary files whose writer was ended before it could rename them."""
        limit = time.time() - older_than
        for folder in (*self.all_datasets(), *self.all_results()):
            for path in folder.rglob(".*"):
                if path.is_file() and path.stat().st_mtime < limit:
                    path.unlink(missing_ok=True)

    def free_bytes(self) -> int:
        return shutil.disk_usage(self._root).free


def _plain(name: str) -> str:
    if not name.isalnum() or not name.isascii():
        raise ValueError("a folder is named by an id or a digest")
    return name
