"""Get at the bytes of a file, unpacked, without holding a second copy: a path, bytes or a file object."""

from __future__ import annotations

import gzip
import io
import mmap
import os
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from engine.errors import EngineError
from engine.limits import MAX_EXPANSION, MAX_UNPACKED_BYTES, MIN_BOMB_BYTES
from engine.reading.survey import Survey, lowest_byte, survey

Data: TypeAlias = bytes | mmap.mmap
"""What all readers work on. Both can be sliced, searched and handed to pyarrow without a copy."""

BLOCK = 1 << 20


_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Raw:
    """The unpacked bytes of a source, with what sentences need to say about it."""

    data: Data
    name: str
    path: Path | None  # where exactly these bytes stand on disk, if they do
    compression: str | None = None

    @cached_property
    def survey(self) -> Survey:
        """Which bytes there are; found when it is first asked for."""
        return survey(self.data, self.lowest)

    @cached_property
    def lowest(self) -> int:
        """The lowest byte, those above 127 as negative numbers."""
        return lowest_byte(self.data)


def open_source(source: Any, filename: str | None = None) -> Raw:
    """Open a path, bytes or a file object; unpack gzip (recognised by content, within limits).

    Raises
    ------
    EngineError
        If there is nothing there, nothing in it, or more in it than may be unpacked.
    """
    data, path = _bytes_of(source)
    name = filename or (path.name if path else "the file")
    if not len(data):
        raise EngineError(
            f"{_subject(name)} is empty: it has 0 bytes.", "Export the table again and upload that file."
        )
    if data[:2] == _GZIP:
        unpacked = _gunzip(data, name)
        if unpacked[:2] == _GZIP:
            raise EngineError(f"{_subject(name)} was compressed twice with gzip.", "Unpack it once and upload that.")
        return Raw(unpacked, name, None, "gzip")
    return Raw(data, name, path)


def _subject(name: str) -> str:
    return name[:1].upper() + name[1:] if name == "the file" else name


def _bytes_of(source: Any) -> tuple[Data, Path | None]:
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source), None
    if isinstance(source, mmap.mmap):
        return source, None
    if isinstance(source, (str, os.PathLike)):
        return _map(Path(source)), Path(source)
    if hasattr(source, "read"):
        content = source.read()
        if isinstance(content, str):
            return content.encode("utf-8", "surrogatepass"), None
        if isinstance(content, (bytes, bytearray, memoryview)):
            return bytes(content), None
    raise EngineError(
        f"A table cannot be read from {type(source).__name__!r}.",
        "Pass a path, bytes, or an open file in binary mode.",
    )


def _map(path: Path) -> Data:
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size <= BLOCK:
                return file.read()
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except IsADirectoryError:
        raise EngineError(f"{path} is a folder, not a file.", "Choose one file in it.") from None
    except FileNotFoundError:
        raise EngineError(f"There is no file {path}.", "Check the name and the folder.") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise EngineError(f"{str(path)!r} cannot be opened ({error}).", "Check its name and permissions.") from None


def _gunzip(data: Data, name: str) -> Data:
    """Unpack to memory while small, else to an unnamed temporary file that the system removes with the map."""
    with tempfile.SpooledTemporaryFile(max_size=4 * BLOCK) as file:
        size = 0
        for block in _inflate(data, name):
            size += len(block)
            if size > MAX_UNPACKED_BYTES:
                raise EngineError(
                    f"{_subject(name)} unpacks to more than {MAX_UNPACKED_BYTES >> 30} GB.",
                    "Upload the table in parts.",
                )
            if size > MIN_BOMB_BYTES and size > MAX_EXPANSION * len(data):
                raise EngineError(
                    f"{_subject(name)} grows more than {MAX_EXPANSION} times when unpacked; no real table does.",
                    "Upload it unpacked if it really is one.",
                )
            file.write(block)
        if not size:
            raise EngineError(f"{_subject(name)} is a gzip file with nothing in it.", "Export the table again.")
        if size <= 4 * BLOCK:
            file.seek(0)
            return file.read()
        file.flush()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _inflate(data: Data, name: str) -> Iterator[bytes]:
    """Blocks of the unpacked content of all gzip members, one after the other."""
    with gzip.GzipFile(fileobj=io.BufferedReader(View(data))) as file:
        while True:
            try:
                block = file.read(BLOCK)
            except EOFError:
                message = f"{_subject(name)} is a gzip file that breaks off in the middle."
                raise EngineError(message, "Upload it again.") from None
            except (zlib.error, gzip.BadGzipFile) as error:
                message = f"{_subject(name)} is a damaged gzip file ({error})."
                raise EngineError(message, "Compress or upload it again.") from None
            if not block:
                return
            yield block


def blocks(data: Data, start: int = 0, size: int = BLOCK >> 2) -> Iterator[bytes]:
    """The bytes from ``start`` in pieces that stay in the processor's cache while they are looked at."""
    for position in range(start, len(data), size):
        yield data[position : position + size]


class View(io.RawIOBase):
    """A file over bytes that are already there: lets the text layer decode them piece by piece."""

    def __init__(self, data: Data, start: int = 0) -> None:
        self._data = data
        self._position = start

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._data[self._position : self._position + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)
