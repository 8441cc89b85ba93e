"""A digest of a table's content: equal tables have equal fingerprints, on any machine and in any process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from engine.columns.parallel import in_threads

_PART = 1 << 15


def column_digests(frame: pd.DataFrame) -> list[bytes]:
    """One digest for each column's type and values (not its name), in table order."""
    return in_threads(len(frame), _digest, [frame.iloc[:, position] for position in range(frame.shape[1])])


def fingerprint(frame: pd.DataFrame) -> str:
    """Hex digest of the names, values and order of a table."""
    total = hashlib.sha256(f"{len(frame)}x{frame.shape[1]}".encode())
    for name, digest in zip(frame.columns, column_digests(frame), strict=True):
        total.update(hashlib.sha256(str(name).encode("utf-8", "surrogatepass")).digest())
        total.update(digest)
    return total.hexdigest()


def _digest(column: pd.Series[Any]) -> bytes:
    if isinstance(column.dtype, pd.StringDtype):
        return _text_digest(column)
    values = column.to_numpy()
    digest = hashlib.sha256(column.dtype.kind.encode())
    if values.dtype.kind == "M":
        values = values.astype("datetime64[us]", copy=False).view(np.int64)
    elif values.dtype.kind == "i" and len(values):
        lowest, kind = _narrow(values)
        digest.update(f"{lowest}/{kind.itemsize}".encode())
        return _updated(digest, values, lambda part: (part.astype(np.int64, copy=False) - lowest).astype(kind))
    return _updated(digest, values, _one_zero if values.dtype.kind == "f" else np.ascontiguousarray)


def _updated(digest: Any, values: NDArray[Any], change: Callable[[NDArray[Any]], NDArray[Any]]) -> bytes:
    """The digest of the changed values; changed in parts that stay in the processor's cache."""
    for start in range(0, len(values), _PART):
        digest.update(change(values[start : start + _PART]).view(np.uint8).data)
    return bytes(digest.digest())


def _one_zero(values: NDArray[Any]) -> NDArray[Any]:
    """-0.0 and 0.0 are the same number, and there is one way of being missing."""
    values = values + 0.0
    missing = np.isnan(values)
    if missing.any():
        values[missing] = np.nan
    return values


def _narrow(values: NDArray[Any]) -> tuple[int, np.dtype[Any]]:
    """The lowest of the integers, and the type of fewest bytes for what they are above it: mostly one byte in eight."""
    low, high = int(values.min()), int(values.max())
    if high - low >= 2**32:
        return 0, np.dtype(np.int64)
    return low, np.min_scalar_type(high - low)


def _text_digest(column: pd.Series[Any]) -> bytes:
    """Lengths and bytes of the texts, however Arrow happens to have them in chunks."""
    texts = pa.array(column, type=pa.large_string())
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    digest = hashlib.sha256(b"text")
    missing = np.asarray(texts.is_null().to_numpy(zero_copy_only=False), dtype=bool)
    digest.update(np.packbits(missing).data)
    filled = texts.drop_null() if texts.null_count else texts
    offsets = np.frombuffer(filled.buffers()[1], dtype=np.int64)[filled.offset : filled.offset + len(filled) + 1]
    if len(filled):
        digest.update(np.ascontiguousarray(np.diff(offsets)).view(np.uint8).data)
        data = filled.buffers()[2]
        if data is not None:
            digest.update(memoryview(data)[int(offsets[0]) : int(offsets[-1])])
    return digest.digest()
