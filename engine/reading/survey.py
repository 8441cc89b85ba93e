"""Which bytes a file has and where its lines end: all readers ask of one pass over all of them, in threads.

Each span stays in the processor's cache while it is looked at several times. Only the lowest byte is looked for by
itself, in one call, during which Python can do something else.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.threads import available_threads

SPAN = 1 << 19
# A thread takes so many spans at a time.
_SPANS = 16
_LF = 10


@dataclass(frozen=True, eq=False)
class Survey:
    """What was found.

    Attributes
    ----------
    data : bytes or mmap
        The bytes.
    ascii : bool
        Whether none is above 127.
    zero, returns, quotes : bool
        Whether a zero byte, a carriage return, a double quote is among them.
    ends : ndarray of int64, shape (spans + 1,)
        How many line feeds stand before each span, and in all.
    """

    data: Any
    ascii: bool
    zero: bool
    returns: bool
    quotes: bool
    ends: NDArray[np.int64]

    @property
    def signs(self) -> NDArray[np.uint8]:
        """The bytes as numbers."""
        return np.frombuffer(self.data, np.uint8)

    def lines_before(self, position: int) -> int:
        """How many line feeds stand before a byte."""
        span = position // SPAN
        rest = self.signs[span * SPAN : position]
        return int(self.ends[span]) + int(np.count_nonzero(rest == _LF))


def lowest_byte(data: Any) -> int:
    """The lowest of all bytes, those above 127 as negative numbers."""
    return int(np.frombuffer(data, np.int8).min())


def survey(data: Any, lowest: int) -> Survey:
    """Look at all bytes.

    Parameters
    ----------
    data : bytes or mmap
    lowest : int
        What `lowest_byte` found.
    """
    size = SPAN * _SPANS

    def look(start: int) -> tuple[NDArray[np.bool_], list[int]]:
        return _look(data, start, min(start + size, len(data)), lowest <= 0)

    starts = range(0, len(data), size)
    with ThreadPoolExecutor(min(available_threads(), max(len(starts), 1))) as pool:
        found = list(pool.map(look, starts) if len(starts) > 1 else map(look, starts))
    zero, returns, quotes = np.any([flags for flags, _ in found], axis=0).tolist()
    ends = np.cumsum([0, *(lines for _, counts in found for lines in counts)], dtype=np.int64)
    return Survey(data, lowest >= 0, zero, returns, quotes, ends)


def _look(data: Any, start: int, end: int, perhaps_zero: bool) -> tuple[NDArray[np.bool_], list[int]]:
    """Whether each of what is looked for is there, and the line feeds of each span."""
    signs = np.frombuffer(data, np.uint8)
    seen = np.zeros(3, dtype=bool)
    counts = []
    is_end = np.empty(SPAN, dtype=bool)
    for begin in range(start, end, SPAN):
        stop = min(begin + SPAN, end)
        counts.append(int(np.count_nonzero(np.equal(signs[begin:stop], _LF, out=is_end[: stop - begin]))))
        zero = perhaps_zero and data.find(b"\0", begin, stop) >= 0
        seen |= (zero, data.find(b"\r", begin, stop) >= 0, data.find(b'"', begin, stop) >= 0)
    return seen, counts
