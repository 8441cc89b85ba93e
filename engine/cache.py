"""Computed results on disk under a key made of their content. Any file may be deleted at any moment."""

from __future__ import annotations

import hashlib
import pickle
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import joblib
import sklearn

from engine.files import write_atomically

# Part of every key: results of another version of the methods are never served.
RESULTS_VERSION = 1


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
    """

    def __init__(self, directory: Path | str) -> None:
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)

    def get(self, key: str) -> Any | None:
        """The value, or None. Arrays are read into memory, so a file deleted meanwhile hurts nobody."""
        path = self._path(key)
        try:
            return joblib.load(path)
        except FileNotFoundError:
            return None
        except (EOFError, OSError, ValueError, KeyError, IndexError, AttributeError, ImportError, TypeError,
                zlib.error, pickle.UnpicklingError):  # fmt: skip
            path.unlink(missing_ok=True)  # damaged: compute it again
            return None

    def put(self, key: str, value: Any) -> None:
        path = self._path(key)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        with write_atomically(path) as temporary:
            joblib.dump(value, temporary)

    def has(self, keys: Iterable[str]) -> bool:
        return all(self._path(key).exists() for key in keys)

    def _path(self, key: str) -> Path:
        return self.directory / key[:2] / f"{key}.joblib"
