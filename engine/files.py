"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import EngineError


@contextmanager
def write_atomically(path: Path | str) -> Iterator[Path]:
    """Give a temporary path beside ``path``; when the block ends well, what was written there replaces ``path``.

    The content is flushed to the disk before the rename, and the folder after it, so that a crash at any moment
    leaves either the old file or the new one, whole.

    Parameters
    ----------
    path : path
        The file to appear.

    Yields
    ------
    Path
        Where to write; removed if the block raises.
    """
    path = Path(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _flush(temporary)
        temporary.replace(path)
        _flush(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all.

    Raises
    ------
    EngineError
        If the folder cannot be written to.
    """
    try:
        with write_atomically(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EngineError(
            f"{path} could not be written ({error.strerror}).", "Choose a folder you may write to."
        ) from None


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
