"""Computed results on disk under a key made of their content, mapped when they are opened. Any file may be deleted at any moment."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import sklearn

from engine.files import write_atomically
from engine.mapped import Checked, Damaged, dump, load

# Part of every key: results of another version of the methods are never served.
RESULTS_VERSION = 6


def content_key(*parts: object) -> str:
    """A digest of short values (fingerprints, digests of specs, seeds, numbers); never of a table's text."""
    text = "\x1f".join(str(part) for part in (RESULTS_VERSION, sklearn.__version__, *parts))
    return hashlib.sha256(text.encode()).hexdigest()


class Behind(Protocol):
    """Where files are kept that this directory is a copy of, for several machines."""

    def put(self, path: Path) -> None: ...

    def fetch(self, path: Path) -> bool:
        """Bring a file here, over what may be there; False when there is none."""

    def remove(self, path: Path) -> None: ...


class Cache:
    """Files in one private directory; a missing or damaged file is simply not there.

    Parameters
    ----------
    directory : path
        Created with mode 0700: the files are pickles, so nobody else may write here.
    checked : Checked, optional
        Shared by the caches of a process that opens the same files many times: each is checked once.
    behind : Behind, optional
        What is written goes there as well, and what is missing is looked for there.
    """

    def __init__(self, directory: Path | str, checked: Checked | None = None, behind: Behind | None = None) -> None:
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._checked = checked
        self._behind = behind

    def get(self, key: str) -> Any:
        """The value, or None. Its large arrays are mapped and read-only; a file deleted meanwhile hurts nobody."""
        path = self._path(key)
        try:
            return self._load(path)
        except FileNotFoundError:
            return None
        except Damaged:  # compute it again
            path.unlink(missing_ok=True)
            if self._behind is not None:
                self._behind.remove(path)
            return None

    def _load(self, path: Path) -> Any:
        try:
            return load(path, self._checked)
        except (FileNotFoundError, Damaged):
            if self._behind is None or not self._behind.fetch(path):
                raise
        return load(path, self._checked)

    def put(self, key: str, value: Any) -> None:
        """Keep a value, whole or not at all."""
        path = self._path(key)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        with write_atomically(path) as temporary:
            dump(value, temporary)
        if self._behind is not None:
            self._behind.put(path)

    def has(self, keys: Iterable[str]) -> bool:
        folder = str(self.directory)  # strings: paths would cost more than the disk, and pages ask for thirty
        return all(os.path.exists(f"{folder}/{_place(key)}") or self._fetch(key) for key in keys)

    def _fetch(self, key: str) -> bool:
        return self._behind is not None and self._behind.fetch(self._path(key))

    def _path(self, key: str) -> Path:
        return self.directory / _place(key)


def _place(key: str) -> str:
    return f"{key[:2]}/{key}.mapped"
