"""A text that is made at the first start and stays: of several processes that start together, one wins for all."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def kept(path: Path, text: str) -> str:
    """The file's content; the given text if it did not exist. Readable by this user only, and never half of it."""
    if not path.exists():
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
        temporary.unlink()
    return path.read_text(encoding="ascii")
