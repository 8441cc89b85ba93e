"""Computed results on disk under a key made of their content. Any file may be deleted at any moment."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import joblib
import sklearn

from engine.files import write_atomically

# Part of every key: results of another version of the methods are never served.
RESULTS_VERSION = 2


def content_key(*parts: object) -> str:
    """A digest of short values (fingerprints, digests of specs, seeds, numbers); never of a table's text."""
    text = "\x1f".join(str(part) for part in (RESULTS_VERSION, sklearn.__version__, *parts))
    return hashlib.sha256(text.encode()).hexdigest()


_DIGEST_BYTES = 32


def _digest(body: memoryview) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST_BYTES).digest()


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

    def get(self, key: str) -> Any:
        """The value, or None. It is read into memory, so a file deleted meanwhile hurts nobody."""
        path = self._path(key)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        digest, body = content[:_DIGEST_BYTES], memoryview(content)[_DIGEST_BYTES:]
        if _digest(body) != digest:
            path.unlink(missing_ok=True)  # damaged: compute it again
            return None
        return joblib.load(io.BytesIO(body))

    def put(self, key: str, value: Any) -> None:
        """Keep a value; the file begins with the digest of the rest, so that damage is seen."""
        path = self._path(key)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        buffer = io.BytesIO()
        joblib.dump(value, buffer)
        body = buffer.getbuffer()
        with write_atomically(path) as temporary, temporary.open("wb") as file:
            file.write(_digest(body))
            file.write(body)

    def has(self, keys: Iterable[str]) -> bool:
        return all(self._path(key).exists() for key in keys)

    def _path(self, key: str) -> Path:
        return self.directory / key[:2] / f"{key}.joblib"
