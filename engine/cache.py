"""Computed results on disk under a key made of their content, mapped when they are opened. Any file may be deleted at any moment."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sklearn

from engine.files import write_atomically
from engine.mapped import Checked, Damaged, dump, load

# Part of every key: results of another version of the methods are never served.
RESULTS_VERSION = 5


def content_key(*parts: object) -> str:
    """A digest of short values (fingerprints, digests of specs, seeds, numbers); never of a table's text."""
    text = "\x1f".join(str(part) for part in (RESULTS_VERSION, sklearn.__version__, *parts))
    return hashlib.sha256(text.encode()).hexdigest()


class Cache:
    """Files in one private directory; a missing or damaged file is simply not there.

    Parameters
    ----------
    directory : path
        Created with mode 0700: the files are pickles, so nobody else may write here.
    checked : Checked, optional
        Shared by the caches of a process that opens the same files many times: each is checked once.
    """

    def __init__(self, directory: Path | str, checked: Checked | None = None) -> None:
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._checked = checked

    def get(self, key: str) -> Any:
        """The value, or None. Its large arrays are mapped and read-only; a file deleted meanwhile hurts nobody."""
        path = self._path(key)
        try:
            return load(path, self._checked)
        except FileNotFoundError:
            return None
        except Damaged:
            path.unlink(missing_ok=True)  # compute it again
            return None

    def put(self, key: str, value: Any) -> None:
        """Keep a value, whole or not at all."""
        path = self._path(key)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        with write_atomically(path) as temporary:
            dump(value, temporary)

    def has(self, keys: Iterable[str]) -> bool:
        folder = str(self.directory)  # strings: paths would cost more than the disk, and pages ask for thirty
        return all(os.path.exists(f"{folder}/{_place(key)}") for key in keys)

    def _path(self, key: str) -> Path:
        return self.directory / _place(key)


def _place(key: str) -> str:
    return f"{key[:2]}/{key}.mapped"
