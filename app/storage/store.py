"""The store that machines share (STORE_URL: any fsspec address), with DATA_DIR as a copy of it on each of them.

A file is written to the disk, whole, and then put here: only then it counts as kept. What is not on the disk is fetched
from here, whole. Files stand under their path below DATA_DIR, and are replaced, never changed. Without STORE_URL the
disk is all there is, and nothing here does anything.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from app.settings import Settings
from engine.files import write_atomically

NO_STORE = ("The store of files does not answer.", "Try again in a moment; what was kept is not lost.")

# Here an upload appears whole or not at all; elsewhere it is written under another name first.
_WHOLE_AT_ONCE = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "memory"}
_FULL = (errno.ENOSPC, errno.EDQUOT)


class StoreUnreachable(OSError):
    """The store could not be used; what it has is still there."""


class Store(Protocol):
    """Where files are kept for all machines; an `engine.cache.Behind`."""

    shared: bool

    def begin(self) -> None:
        """Make the place where files will be, at the very first start."""

    def put(self, path: Path) -> None:
        """Keep a file of the disk; when this returns, every machine can fetch it."""

    def fetch(self, path: Path) -> bool:
        """Bring a file to the disk, whole, over what may be there; False when it was never put or was removed."""

    def remove(self, path: Path) -> None:
        """Take a file or a folder away, for everybody."""

    def names(self, folder: Path) -> list[str]:
        """Paths below a folder of all files that were put there."""


class NoStore:
    """One disk for all."""

    shared = False

    def begin(self) -> None: ...

    def put(self, path: Path) -> None: ...

    def fetch(self, path: Path) -> bool:
        return False

    def remove(self, path: Path) -> None: ...

    def names(self, folder: Path) -> list[str]:
        return []


class SharedStore:
    """Files at an fsspec address; what that library needs (keys, regions) it takes from its own variables.

    Parameters
    ----------
    url : str
    root : Path
        DATA_DIR.
    """

    shared = True

    def __init__(self, url: str, root: Path) -> None:
        self._url = url
        self._root = root

    def begin(self) -> None:
        if not self._whole_at_once:
            with _reaching():
                self._files.makedirs(self._opened[1], exist_ok=True)

    def put(self, path: Path) -> None:
        with _reaching():
            target = self._place(path)
            if self._whole_at_once:
                self._files.put_file(str(path), target)
                return
            parent, _, name = target.rpartition("/")
            temporary = f"{parent}/.{name}.{secrets.token_hex(8)}"
            self._files.makedirs(parent, exist_ok=True)
            self._files.put_file(str(path), temporary)
            self._files.mv(temporary, target)

    def fetch(self, path: Path) -> bool:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with write_atomically(path) as temporary, _reaching():
                self._files.get_file(self._place(path), str(temporary))
        except FileNotFoundError:
            return False
        return True

    def remove(self, path: Path) -> None:
        with contextlib.suppress(FileNotFoundError), _reaching():
            self._files.rm(self._place(path), recursive=True)

    def names(self, folder: Path) -> list[str]:
        with _reaching():
            place = self._place(folder)
            try:
                found = [str(each).removeprefix(f"{place}/") for each in self._files.find(place)]
            except FileNotFoundError:
                return []
        return [name for name in found if not name.rpartition("/")[2].startswith(".")]  # writing was broken off

    @functools.cached_property
    def _opened(self) -> tuple[Any, str]:
        """In the process that asks: a connection does not survive a fork."""
        import fsspec

        # A listing that is remembered would hide what other machines put there since.
        files, base = fsspec.core.url_to_fs(self._url, use_listings_cache=False)
        return files, str(base).rstrip("/")

    @property
    def _files(self) -> Any:
        return self._opened[0]

    @property
    def _whole_at_once(self) -> bool:
        protocol = self._files.protocol
        return bool(_WHOLE_AT_ONCE & {protocol, *([] if isinstance(protocol, str) else protocol)})

    def _place(self, path: Path) -> str:
        """Where a file stands. A folder that is not there is one that was not mounted, and not an empty store."""
        if not self._whole_at_once and not self._files.isdir(self._opened[1]):
            raise NotADirectoryError(self._opened[1])
        return f"{self._opened[1]}/{path.relative_to(self._root).as_posix()}"


@contextlib.contextmanager
def _reaching() -> Iterator[None]:
    """Whatever the store's library raises means that it could not be used, but for what is not there, and full disks."""
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:  # every kind of store has errors of its own
        if isinstance(error, OSError) and error.errno in _FULL:
            raise
        raise StoreUnreachable(f"{NO_STORE[0]} ({type(error).__name__})") from error


def open_store(settings: Settings) -> Store:
    """The one that STORE_URL names; it is reached for when something is asked of it."""
    return SharedStore(settings.store_url, settings.data_dir) if settings.store_url else NoStore()
