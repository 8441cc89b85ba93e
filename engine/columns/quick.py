"""The fast path: a clean file goes to typed columns in one pass; what a typed reader might misread is read as text.

pyarrow infers types block by block and knows one way of writing numbers. Columns in which its reading could differ
from ours (leading zeros, codes by name, digits beyond a float64, thousands that look like decimals, times of day) are
read again as text, so that both paths give the same table.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from engine.columns.pieces import read_pieces
from engine.limits import QUICK_BYTES

# A number with a leading zero (or a hexadecimal one) is a code; so many places of the file are searched for one.
_PROBES, _PROBE_BYTES = 64, 1 << 16
_HEAD_ROWS = 2_000

Sniffed = Any  # engine.reading.read.Sniffed


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
    list of pandas.Series and pyarrow.ChunkedArray, or None
        Numbers and dates, and text still to be read.
        None when only the tolerant reader reads the file right.
    """
    if not sniffed.clean:
        return None
    if sniffed.format == "parquet":
        import pyarrow.parquet as pq

        table = pq.read_table(sniffed.arrow_source())
        return [table.column(position) for position in range(table.num_columns)]
    if sniffed.format != "delimited" or not sniffed.names or len(sniffed.data) < QUICK_BYTES:
        return None
    codes = {position for position, name in enumerate(sniffed.names) if as_text(name)}
    try:
        return _read_delimited(sniffed, codes)
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None  # a row of another length, or bytes of another encoding, far inside


def _read_delimited(sniffed: Sniffed, codes: set[int]) -> list[Any] | None:
    zeros = _codes_in_sample(sniffed)
    found = read_pieces(sniffed, text=zeros, plain=codes - zeros)
    again = [position for position, each in enumerate(found) if each.values is None]
    if again:
        for position, each in zip(again, read_pieces(sniffed, text=again, only=again), strict=True):
            found[position] = each
    filled = any(each.is_typed and not each.gaps for each in found)
    if not filled and sniffed.has_empty_rows():
        return None
    return [pd.Series(each.values, copy=False) if each.is_typed else each.values for each in found]


def _codes_in_sample(sniffed: Sniffed) -> set[int]:
    """Columns with codes like 0042 or 0x1F: the file is probed all over, and its head tells which they are."""
    data = memoryview(sniffed.data)
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
    edges = signs == ord("\n")
    for sign in b'" ' + delimiter:
        edges |= signs == sign
    minus, plus, zero = signs == ord("-"), signs == ord("+"), signs == ord("0")
    begins = edges[1:-2] | ((minus | plus)[1:-2] & edges[:-3])
    after = signs[3:]
    if not (begins & zero[2:-1] & ((after - ord("0") < 10) | (after | 0x20 == ord("x")))).any():
        return False
    cell = re.compile(rb"(?:[\n\"]|" + re.escape(delimiter) + rb") *[-+]?0[0-9xX]")
    return cell.search(probe) is not None


def _head(sniffed: Sniffed) -> Any:
    """The first rows as text."""
    from pyarrow import csv

    source, read, parse = sniffed.arrow()
    read.block_size = 1 << 20
    types = {str(position): pa.string() for position in range(len(sniffed.names))}
    with csv.open_csv(source, read, parse, csv.ConvertOptions(column_types=types)) as reader:
        return reader.read_next_batch().slice(0, _HEAD_ROWS)
