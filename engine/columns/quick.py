"""The fast path: a clean file goes to typed columns in one pass; what a typed reader might misread is read as text.

pyarrow infers types block by block and knows one way of writing numbers. Columns in which its reading could differ
from ours (leading zeros, codes by name, digits beyond a float64, thousands that look like decimals, times of day) are
read again as text, so that both paths give the same table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columns.missing import WORDS_FOR_NOTHING
from engine.columns.parallel import in_threads
from engine.limits import QUICK_BYTES

_POWERS_OF_TEN = 10 ** np.arange(1, 17, dtype=np.int64)
# Large blocks: fewer of them to type and to put together.
_BLOCK = 4 << 20
# A number with a leading zero (or a hexadecimal one) is a code; so many places of the file are searched for one.
_PROBES, _PROBE_BYTES = 64, 1 << 16
_HEAD_ROWS = 2_000

Sniffed = Any  # engine.reading.read.Sniffed


@contextmanager
def reused_memory() -> Iterator[None]:
    """Let Arrow take its memory from the system's allocator, which uses what was given back again.

    Arrow's own asks for fresh pages, and in a fresh process making those takes as long as reading. Where several
    threads read, the choice may outlast them, which does no harm.
    """
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def read_quick(sniffed: Sniffed, as_text: Callable[[str], bool]) -> list[Any] | None:
    """Columns of a clean file as Arrow arrays, typed where that is safe and text elsewhere.

    Parameters
    ----------
    sniffed : Sniffed
        What `engine.reading.read.sniff` found.
    as_text : callable
        Whether a column of this name must be read as text (its name says that it holds codes).

    Returns
    -------
    list of pyarrow.ChunkedArray or None
        None when only the tolerant reader reads the file right.
    """
    if not sniffed.clean:
        return None
    if sniffed.format == "parquet":
        import pyarrow.parquet as pq

        table = pq.read_table(sniffed.arrow_source())
        return [table.column(position) for position in range(table.num_columns)]
    if sniffed.format != "delimited" or not sniffed.names or _size(sniffed.path_or_bytes) < QUICK_BYTES:
        return None
    codes = {position for position, name in enumerate(sniffed.names) if as_text(name)}
    try:
        columns = _read_delimited(sniffed, codes)
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None  # a row of another length, or bytes of another encoding, far inside
    filled = any(_is_typed(column) and not column.null_count for column in columns)
    return columns if filled or not sniffed.has_empty_rows() else None


def _read_delimited(sniffed: Sniffed, codes: set[int]) -> list[Any]:
    zeros = _codes_in_sample(sniffed)
    text = codes | zeros
    try:
        table = _read(sniffed, text)
    except pa.ArrowInvalid:
        # A stray word further down than the block by which the type was guessed: all as text, then ours to read.
        return list(_read(sniffed, set(range(len(sniffed.names)))).columns)
    columns = [
        _plain_integers(column) if position in codes - zeros else column
        for position, column in enumerate(table.columns)
    ]
    doubts = in_threads(table.num_rows, _doubtful, columns)
    again = [position for position, doubtful in enumerate(doubts) if doubtful and position not in text]
    if again:
        second = _read(sniffed, set(again), only=again)
        for place, position in enumerate(again):
            columns[position] = second.column(place)
    return columns


def _read(sniffed: Sniffed, text: Collection[int], only: Sequence[int] | None = None) -> Any:
    from pyarrow import csv

    source, read, parse = sniffed.arrow()
    read.block_size = _BLOCK
    names = [str(position) for position in (range(len(sniffed.names)) if only is None else only)]
    convert = csv.ConvertOptions(
        column_types={str(position): pa.string() for position in text},
        include_columns=names,
        null_values=_null_words(),
        strings_can_be_null=False,
        true_values=[],
        false_values=[],
        auto_dict_encode=True,
        check_utf8=False,  # all bytes were looked at before
    )
    return csv.read_csv(source, read, parse, convert)


def _is_typed(column: Any) -> bool:
    """Whether a row of nothing leaves a gap in the column."""
    kind = column.type
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_temporal(kind))


def _null_words() -> list[str]:
    """Every usual spelling of what counts as no value among numbers."""
    words = set(WORDS_FOR_NOTHING) - {"inf"}
    return sorted(words | {word.upper() for word in words} | {word.capitalize() for word in words} | {"NaN", "NaT"})


def _codes_in_sample(sniffed: Sniffed) -> set[int]:
    """Columns with codes like 0042 or 0x1F: the file is probed all over, and its head tells which they are."""
    data = _bytes(sniffed.path_or_bytes)
    steps = np.linspace(0, max(len(data) - _PROBE_BYTES, 0), _PROBES).astype(np.int64)
    probes = (data[start : start + _PROBE_BYTES] for start in dict.fromkeys(steps.tolist()))
    if not any(_holds_zero_led(probe, (sniffed.dialect.delimiter or ",").encode()) for probe in probes):
        return set()
    head = _head(sniffed)
    found = {
        position
        for position, column in enumerate(head.columns)
        if pc.any(pc.match_substring_regex(column, r"^\s*[-+]?0[\dxX]")).as_py()
    }
    return found or set(range(len(sniffed.names)))


def _holds_zero_led(probe: memoryview, delimiter: bytes) -> bool:
    """Whether a cell begins with a zero and another digit (or an x).

    The expression takes seven times as long as the arrays, so it looks only where a zero stands in the right company.
    """
    signs = np.frombuffer(probe, np.uint8)
    edges, minus, plus, zero = _is_edge(delimiter)[signs], signs == ord("-"), signs == ord("+"), signs == ord("0")
    begins = edges[1:-2] | ((minus | plus)[1:-2] & edges[:-3])
    after = signs[3:]
    if not (begins & zero[2:-1] & ((after - ord("0") < 10) | (after | 0x20 == ord("x")))).any():
        return False
    cell = re.compile(rb"(?:[\n\"]|" + re.escape(delimiter) + rb") *[-+]?0[0-9xX]")
    return cell.search(probe) is not None


@lru_cache
def _is_edge(delimiter: bytes) -> NDArray[np.bool_]:
    """For each byte, whether what stands behind it begins a cell."""
    table = np.zeros(256, dtype=bool)
    table[np.frombuffer(b'\n" ' + delimiter, np.uint8)] = True
    return table


def _head(sniffed: Sniffed) -> Any:
    """The first rows as text."""
    from pyarrow import csv

    source, read, parse = sniffed.arrow()
    read.block_size = 1 << 20
    types = {str(position): pa.string() for position in range(len(sniffed.names))}
    with csv.open_csv(source, read, parse, csv.ConvertOptions(column_types=types)) as reader:
        return reader.read_next_batch().slice(0, _HEAD_ROWS)


def _plain_integers(column: Any) -> Any:
    """A column of codes as integers, when that loses nothing: no leading zero, no sign, no blank, no stray word."""
    if not pa.types.is_string(column.type) or not len(column):
        return column
    try:
        numbers = column.cast(pa.int64())
    except pa.ArrowInvalid:
        return column
    values = numbers.to_numpy()
    if values.min() < 0 or values.max() >= 2**53:
        return column
    digits = 1 + np.searchsorted(_POWERS_OF_TEN, values, side="right")
    return numbers if (pc.binary_length(column).to_numpy() == digits).all() else column


def _doubtful(column: Any) -> bool:
    """Whether ours might read the column differently."""
    kind = column.type
    if pa.types.is_time(kind) or pa.types.is_duration(kind):
        return True
    if pa.types.is_integer(kind):
        return _beyond(column)
    if pa.types.is_floating(kind):
        return _beyond(column) or _perhaps_thousands(column)
    return False


def _beyond(column: Any) -> bool:
    """Whole numbers larger than a float64 holds exactly: codes, for us."""
    if len(column) == column.null_count:
        return False
    if column.null_count:
        column = pc.fill_null(column, 0)
    return any(_extreme(chunk.to_numpy()) >= 2**53 for chunk in column.chunks if len(chunk))


def _extreme(values: NDArray[Any]) -> float:
    """The largest magnitude; what is no number does not count."""
    low, high = values.min().item(), values.max().item()
    if np.isnan(high):
        low, high = np.fmin.reduce(values).item(), np.fmax.reduce(values).item()
    # The extremes of an array are of its own type, which the annotations leave open.
    return max(-low, high)  # type: ignore[no-any-return]


def _perhaps_thousands(column: Any) -> bool:
    """Whether numbers like 1.234 may be thousands: three decimals at most, and one needs the third, below 1000."""
    values: NDArray[np.float64] = column.slice(0, _HEAD_ROWS).drop_null().to_numpy()
    values = values[np.isfinite(values)]
    broken = np.abs(values[values != np.floor(values)])
    if not len(broken) or broken.min() < 1 or broken.max() >= 1000:
        return False
    thousandths, hundredths = broken * 1000, broken * 100
    three = np.abs(thousandths - np.round(thousandths)) < 1e-6
    two = np.abs(hundredths - np.round(hundredths)) < 1e-6
    return bool(three.all() and not two.all())


def _size(where: Any) -> int:
    return where.stat().st_size if isinstance(where, Path) else len(where)


def _bytes(where: Any) -> Any:
    return np.memmap(where, dtype=np.uint8, mode="r").data if isinstance(where, Path) else memoryview(where)
