"""One column while its pieces come in, each as Arrow found it: numbers and dates side by side in one array, text as it is."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columns.memory import fresh

_POWERS_OF_TEN = 10 ** np.arange(1, 17, dtype=np.int64)
_WHOLE, _NUMBER, _DATE = np.dtype(np.int64), np.dtype(np.float64), np.dtype("datetime64[us]")
# Beyond this a float64 does not hold every integer: such numbers are codes, for us.
_EXACT = 2**53
_HEAD_ROWS = 2_000


class Gathered:
    """The pieces of a column; several threads may add to it.

    Attributes
    ----------
    values : ndarray, pyarrow.ChunkedArray or None
        After `close`: int64, float64 or datetime64[us] without a chance that our own reading differs, or text.
        None where that chance is, so that it must be read again as text.
    gaps : bool
        Whether a cell of a column of numbers or dates is empty.
    """

    def __init__(self, room: int) -> None:
        self.values: Any = None
        self.gaps = False
        self._room = room
        self._arrays: dict[np.dtype[Any], NDArray[Any]] = {}
        self._kinds: dict[int, np.dtype[Any] | str] = {}
        self._texts: dict[int, Any] = {}
        self._zones: set[Any] = set()
        self._beyond = False
        self._lock = threading.Lock()

    @property
    def is_typed(self) -> bool:
        """Whether a row of nothing would leave a gap."""
        return isinstance(self.values, np.ndarray)

    def add(self, number: int, row: int, cells: Any) -> None:
        """Take the cells of a piece, the first of which belongs in that row."""
        kind = cells.type
        if pa.types.is_integer(kind) or pa.types.is_floating(kind):
            self._place(number, row, cells, self._numbers(cells))
        elif pa.types.is_date(kind) or pa.types.is_timestamp(kind):
            self._zones.add(getattr(kind, "tz", None))
            self._place(number, row, cells, _moments(cells))
        elif pa.types.is_null(kind):
            self._kinds[number] = "nothing"
            self.gaps = True
        elif pa.types.is_time(kind) or pa.types.is_duration(kind):
            self._kinds[number] = "other"
        else:
            self._kinds[number] = "text"
            self._texts[number] = cells

    def close(self, rows: Mapping[int, tuple[int, int]]) -> None:
        """Put the pieces together; ``rows``: for each piece its first row and how many rows it has."""
        kinds = set(self._kinds.values())
        if kinds == {"text"}:
            self.values = _one_type([self._texts[number] for number in sorted(self._texts)])
        elif kinds == {"nothing"}:
            self.values = pa.chunked_array([pa.nulls(sum(n for _, n in rows.values()))])
        elif kinds == {_WHOLE}:
            self.values = None if self._beyond else _closed_up(self._arrays[_WHOLE], rows)
        elif kinds <= {_WHOLE, _NUMBER, "nothing"}:
            values = _closed_up(self._merged(_NUMBER, np.nan, rows), rows)
            doubtful = self._beyond or _perhaps_thousands(values[:_HEAD_ROWS]) or _no_fractions(values)
            self.values = None if doubtful else values
        elif kinds <= {_DATE, "nothing"} and len(self._zones) == 1:
            self.values = _closed_up(self._merged(_DATE, np.datetime64("NaT"), rows), rows)
        self._arrays, self._texts = {}, {}

    def _numbers(self, cells: Any) -> NDArray[Any]:
        values: NDArray[Any] = cells.to_numpy(zero_copy_only=False)
        if len(values) and len(values) > cells.null_count and _extreme(values) >= _EXACT:
            self._beyond = True
        return values

    def _place(self, number: int, row: int, cells: Any, values: NDArray[Any]) -> None:
        self._kinds[number] = values.dtype
        if cells.null_count:
            self.gaps = True
        with self._lock:
            array = self._arrays.get(values.dtype)
            if array is None:
                array = self._arrays[values.dtype] = fresh(self._room, values.dtype)
        array[row : row + len(values)] = values

    def _merged(self, dtype: np.dtype[Any], nothing: Any, rows: Mapping[int, tuple[int, int]]) -> NDArray[Any]:
        """The array of that type, with what pieces of another type have."""
        array = self._arrays[dtype] if dtype in self._arrays else fresh(self._room, dtype)
        for number, kind in self._kinds.items():
            if kind != dtype:
                row, n = rows[number]
                array[row : row + n] = nothing if kind == "nothing" else self._arrays[_WHOLE][row : row + n]
        return array


def plain_integers(cells: Any) -> Any:
    """Codes as integers, when that loses nothing: no leading zero, no sign, no blank, no stray word."""
    if not len(cells) or cells.null_count:
        return cells
    try:
        numbers = cells.cast(pa.int64())
    except pa.ArrowInvalid:
        return cells
    values = numbers.to_numpy()
    low, high = values.min(), values.max()
    if low < 0 or high >= _EXACT:
        return cells
    # No cell is shorter than its digits, so that none is longer if all of them together are not.
    first, last = np.searchsorted(_POWERS_OF_TEN, [low, high], side="right")
    digits = len(values) * (1 + int(first))
    digits += sum(int(np.count_nonzero(values >= power)) for power in _POWERS_OF_TEN[first:last])
    return numbers if pc.sum(pc.binary_length(cells)).as_py() == digits else cells


def _closed_up(values: NDArray[Any], rows: Mapping[int, tuple[int, int]]) -> NDArray[Any]:
    """Without the gaps that cells of several lines left, and the room at the end."""
    places = sorted(rows.values())
    total = sum(n for _, n in places)
    if places[-1][0] + places[-1][1] == total:
        return values[:total]
    return np.concatenate([values[row : row + n] for row, n in places])


def _one_type(texts: list[Any]) -> Any:
    """Text of several pieces, each with a dictionary or none with one."""
    if len({text.type for text in texts}) > 1:
        texts = [text.cast(pa.string()) for text in texts]
    return pa.chunked_array(texts)


def _moments(cells: Any) -> NDArray[Any]:
    try:
        cells = cells.cast(pa.timestamp("us"))
    except pa.ArrowInvalid:  # finer than microseconds
        cells = cells.cast(pa.timestamp("us"), safe=False)
    values: NDArray[Any] = cells.to_numpy(zero_copy_only=False)
    return values


def _extreme(values: NDArray[Any]) -> float:
    """The largest magnitude; what is no number does not count."""
    low, high = values.min().item(), values.max().item()
    if np.isnan(high):
        low, high = np.fmin.reduce(values).item(), np.fmax.reduce(values).item()
    # The extremes of an array are of its own type, which the annotations leave open.
    return max(-low, high)  # type: ignore[no-any-return]


def _no_fractions(values: NDArray[np.float64]) -> bool:
    """Whether there are only whole numbers and no gap, as of +5 (integers, for us), or nothing but gaps spelled NaN."""
    for part in (values[:_HEAD_ROWS], values):
        missing = np.isnan(part)
        if not missing.all() and (missing.any() or (part != np.floor(part)).any()):
            return False
    return True


def _perhaps_thousands(values: NDArray[np.float64]) -> bool:
    """Whether numbers like 1.234 may be thousands: three decimals at most, and one needs the third, below 1000."""
    values = values[np.isfinite(values)]
    broken = np.abs(values[values != np.floor(values)])
    if not len(broken) or broken.min() < 1 or broken.max() >= 1000:
        return False
    thousandths, hundredths = broken * 1000, broken * 100
    three = np.abs(thousandths - np.round(thousandths)) < 1e-6
    two = np.abs(hundredths - np.round(hundredths)) < 1e-6
    return bool(three.all() and not two.all())
