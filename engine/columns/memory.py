"""Memory for columns: in a fresh process making pages takes as long as reading a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_LARGE_PAGE = 1 << 21


def fresh(n: int, dtype: np.dtype[Any] | type) -> NDArray[Any]:
    """An empty array that begins with a large page, for which NumPy asks: making small ones takes far longer."""
    dtype = np.dtype(dtype)
    size = n * dtype.itemsize
    if size < 2 * _LARGE_PAGE:
        return np.empty(n, dtype)
    block = np.empty(size + _LARGE_PAGE, np.uint8)
    start = -block.ctypes.data % _LARGE_PAGE
    return block[start : start + size].view(dtype)


@contextmanager
def reused_memory() -> Iterator[None]:
    """Let Arrow take its memory from the system's allocator, which uses what was given back again.

    Arrow's own asks for fresh pages. Where several threads read, the choice may outlast them, which does no harm.
    """
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)
