"""Groups of customers as they are kept in the database: compressed bits over the rows of the table."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray


def pack(members: NDArray[np.bool_]) -> bytes:
    return zlib.compress(np.packbits(members).tobytes())


def unpack(members: bytes, n_rows: int) -> NDArray[np.bool_]:
    bits = np.frombuffer(zlib.decompress(members), dtype=np.uint8)
    return np.unpackbits(bits, count=n_rows).astype(bool)
