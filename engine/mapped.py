"""Values on disk whose arrays are mapped instead of read: opening one costs its outline, not its content.

The outline is a pickle; the large buffers of arrays, frames and Arrow texts stand beside it (pickle protocol 5,
PEP 574) and are views on the file. The system reads their pages when they are used and takes them back when memory is
short, and all processes that open a file share them. Such arrays are read-only.
"""

from __future__ import annotations

import hashlib
import io
import mmap
import os
import pickle
import struct
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from engine.limits import MAX_CHECKED_FILES

# Smaller buffers stay in the outline: a page of the system is 4 KB, and each array of its own costs an entry.
_MIN_BUFFER_BYTES = 16 * 1024
_MIN_LET_GO_BYTES = 32 * 1024 * 1024  # less is not worth reading again
_ALIGNMENT = 64
_DIGEST_BYTES = 32
_PIECE_BYTES = 4 * 1024 * 1024
_MAGIC = b"TESSERA2"
_PREFIX = struct.Struct(f"<8sQ{_DIGEST_BYTES}s{_DIGEST_BYTES}s")  # magic, length of the outline, the two digests


class Damaged(Exception):
    """The file is not what was written."""


class Checked:
    """Which files this process has read through once; their content is not looked at again.

    A file is known by device, inode, size and time of change, so one that was replaced is checked anew.
    """

    def __init__(self, most: int = MAX_CHECKED_FILES) -> None:
        self._most = most
        self._known: set[tuple[int, int, int, int]] = set()

    def __contains__(self, identity: tuple[int, int, int, int]) -> bool:
        return identity in self._known

    def add(self, identity: tuple[int, int, int, int]) -> None:
        if len(self._known) >= self._most:
            self._known.clear()  # most of them were deleted long ago; the others are read through once more
        self._known.add(identity)


def dump(value: Any, path: Path) -> None:
    """Write a value to a new file. Never over an open one: whoever has mapped it would see the change."""
    buffers: list[memoryview] = []
    outline = io.BytesIO()
    _Pickler(outline, buffers).dump(value)
    head = pickle.dumps((tuple(buffer.nbytes for buffer in buffers), outline.getvalue()))
    body_digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    with path.open("wb") as file:
        file.write(bytes(_PREFIX.size))
        file.write(head)
        for buffer in buffers:
            for piece in (bytes(-file.tell() % _ALIGNMENT), buffer):
                body_digest.update(piece)
                file.write(piece)
        file.seek(0)
        file.write(_PREFIX.pack(_MAGIC, len(head), _digest(head), body_digest.digest()))


def load(path: Path, checked: Checked | None = None) -> Any:
    """The value; its large arrays are read-only views on the file, which may be deleted meanwhile.

    Parameters
    ----------
    path : Path
    checked : Checked, optional
        Files whose content is known to be whole; without it the content is read through for its digest.

    Raises
    ------
    FileNotFoundError
    Damaged
        If the file was cut short or changed.
    """
    with path.open("rb") as file:
        head, body_digest = _read_head(file)
        sizes, outline = pickle.loads(head)
        places = _places(_PREFIX.size + len(head), sizes)
        status = os.fstat(file.fileno())
        if status.st_size != (places[-1][1] if places else _PREFIX.size + len(head)):
            raise Damaged(path.name)
        identity = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        if checked is None or identity not in checked:
            if _digest_of_rest(file) != body_digest:
                raise Damaged(path.name)
            if checked is not None:
                checked.add(identity)
        if not places:
            return pickle.loads(outline)
        view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    return pickle.loads(outline, buffers=[view[start:end] for start, end in places])


def is_mapped(array: np.ndarray[Any, Any]) -> bool:
    """Whether the array's content lies in a file and not in the memory of this process."""
    base: Any = array
    while isinstance(base, np.ndarray):
        if isinstance(base, np.memmap):
            return True
        base = base.base
    return isinstance(base, memoryview) and isinstance(base.obj, mmap.mmap)


def let_go(values: np.ndarray[Any, Any]) -> None:
    """Give the pages of a large mapped array back to the system, whose cache still has them for whoever comes next.

    What was read once would count as this process' memory until it ends. Other arrays are left alone.
    """
    base: Any = values
    while isinstance(base, np.ndarray) and base.base is not None:
        base = base.base
    content = base.obj if isinstance(base, memoryview) else None
    if values.nbytes < _MIN_LET_GO_BYTES or not values.flags.c_contiguous or not isinstance(content, mmap.mmap):
        return
    if not hasattr(content, "madvise"):  # not on Windows
        return
    start = values.ctypes.data - np.frombuffer(content, dtype=np.uint8).ctypes.data
    first, last = -(-start // mmap.PAGESIZE) * mmap.PAGESIZE, (start + values.nbytes) // mmap.PAGESIZE * mmap.PAGESIZE
    content.madvise(mmap.MADV_DONTNEED, first, last - first)


class _Pickler(pickle.Pickler):
    """Leaves large buffers out of the pickle."""

    def __init__(self, file: BinaryIO, buffers: list[memoryview]) -> None:
        super().__init__(file, protocol=5, buffer_callback=self._keep)
        self._buffers = buffers

    def _keep(self, buffer: pickle.PickleBuffer) -> bool:
        content = buffer.raw()
        if content.nbytes < _MIN_BUFFER_BYTES:
            return True
        self._buffers.append(content)
        return False

    def reducer_override(self, value: Any) -> Any:
        """Arrays of dates have no buffers of their own, and those already mapped would be copied into the pickle."""
        if type(value) is np.memmap:
            return np.asarray(value).__reduce_ex__(5)
        if type(value) is np.ndarray and value.dtype.kind in "mM":
            return _with_dtype, (value.view(np.int64), value.dtype)
        return NotImplemented


def _with_dtype(values: np.ndarray[Any, Any], dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    return values.view(dtype)


def _read_head(file: BinaryIO) -> tuple[bytes, bytes]:
    prefix = file.read(_PREFIX.size)
    if len(prefix) < _PREFIX.size:
        raise Damaged("it ends in its first bytes")
    magic, length, head_digest, body_digest = _PREFIX.unpack(prefix)
    if magic != _MAGIC or length > os.fstat(file.fileno()).st_size:
        raise Damaged("it does not begin as it should")
    head = file.read(length)
    if _digest(head) != head_digest:
        raise Damaged("its outline was changed")
    return head, body_digest


def _places(begin: int, sizes: tuple[int, ...]) -> list[tuple[int, int]]:
    """Where each buffer starts and ends in the file."""
    places, end = [], begin
    for size in sizes:
        start = end + -end % _ALIGNMENT
        end = start + size
        places.append((start, end))
    return places


def _digest_of_rest(file: BinaryIO) -> bytes:
    """Read in pieces, so that checking a large file takes no memory."""
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    while piece := file.read(_PIECE_BYTES):
        digest.update(piece)
    return digest.digest()


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()
