"""Where the files of the workspace are. Every folder is private to the user who runs the server."""

from __future__ import annotations

import secrets
import shutil
import time
from pathlib import Path

REGISTERED = "registered"
SOURCE = "source"
# Beside a file that is scored: the model, the file with its scores, and what is said of it.
MODEL, SCORED, SUMMARY = "model.json", "scored.csv", "scored.json"


class Folders:
    """Paths below DATA_DIR, made of random ids and digests only; never of a name that came from outside."""

    def __init__(self, data_dir: Path) -> None:
        self._root = data_dir
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
        """Of every correction that was tried."""
        folder = self.dataset(dataset)
        return [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []

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

    def remove(self, folder: Path) -> None:
        """Gone at once for every reader, however long the deleting takes."""
        grave = self._root / "trash" / secrets.token_hex(16)
        try:
            folder.rename(grave)
        except FileNotFoundError:
            return
        shutil.rmtree(grave, ignore_errors=True)

    def empty_trash(self) -> None:
        for grave in (self._root / "trash").iterdir():
            shutil.rmtree(grave, ignore_errors=True)

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
