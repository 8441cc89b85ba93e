"""A column of text as its distinct cells: everything that reads text reads each spelling once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columns.memory import fresh
from engine.columns.missing import EMPTY_WORDS
from engine.columns.names import fold

# Rows that are taken at a time.
_PART = 1 << 14


@dataclass(frozen=True, eq=False)
class Distinct:
    """The distinct cells of one text column.

    Attributes
    ----------
    texts : pyarrow.Array of large_string, shape (m,)
        Without the blanks around them. Two may be equal where only those blanks differed.
    codes : ndarray of int64, shape (n,)
        For each row its position in ``texts``; -1 for a cell that is not there at all.
    counts : ndarray of int64, shape (m,)
        How many rows have each.
    empty : ndarray of bool, shape (m,)
        Cells that say in any kind of column that there is no value ("", "NULL", "n/a", "-").
    padded : int
        Rows whose cell had blanks around it.
    """

    texts: Any
    codes: NDArray[np.int64]
    counts: NDArray[np.int64]
    empty: NDArray[np.bool_]
    padded: int = 0

    @property
    def n_rows(self) -> int:
        return len(self.codes)

    @property
    def n_filled(self) -> int:
        """Rows with something in the cell."""
        return int(self.counts[~self.empty].sum())

    def spread(self, values: NDArray[Any], fill: Any) -> NDArray[Any]:
        """Per-text values as per-row values; rows without a cell get ``fill``."""
        return np.append(values, np.asarray([fill], dtype=values.dtype))[self.codes]

    def strings(self, mask: NDArray[np.bool_]) -> list[str]:
        return [str(text) for text in self.texts.filter(pa.array(mask)).to_pylist()]


def distinct_cells(column: Any) -> Distinct:
    """Find the distinct cells of a column of text.

    Parameters
    ----------
    column : pandas.Series of str, or pyarrow array (chunked or not, dictionary-encoded or not)
    """
    cells = pa.array(column, type=pa.large_string()) if isinstance(column, pd.Series) else column
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.unify_dictionaries().combine_chunks()
    encoded = cells if pa.types.is_dictionary(cells.type) else pc.dictionary_encode(cells)
    filled = pc.fill_null(encoded.indices, -1) if encoded.indices.null_count else encoded.indices
    codes = filled.to_numpy(zero_copy_only=False).astype(np.int64)
    written = pc.cast(encoded.dictionary, pa.large_string())
    texts = pc.utf8_trim_whitespace(written)
    known = codes[codes >= 0] if encoded.indices.null_count else codes
    counts = np.bincount(known, minlength=len(texts)).astype(np.int64)
    padded = pc.not_equal(texts, written).to_numpy(zero_copy_only=False).astype(bool)
    return Distinct(texts, codes, counts, is_word(texts, EMPTY_WORDS), int(counts[padded].sum()))


def take_texts(texts: Any, codes: NDArray[np.int64], counts: NDArray[np.int64]) -> Any:
    """The text of each row as one large_string array; nothing where the code is -1.

    Arrow takes a part at a time, in memory that stays in the processor's cache, and NumPy has the pages for all.

    Parameters
    ----------
    texts : pyarrow.Array of large_string, shape (m,)
    codes : ndarray of int64, shape (n,)
    counts : ndarray of int64, shape (m,)
        How many rows have each.
    """
    if not len(texts):
        return pa.nulls(len(codes), pa.large_string())
    n_bytes = int((counts * pc.binary_length(texts).to_numpy(zero_copy_only=False)).sum())
    ends, signs, absent = fresh(len(codes) + 1, np.int64), fresh(n_bytes, np.uint8), codes < 0
    ends[0] = at = 0
    for start in range(0, len(codes), _PART):
        rows = slice(start, min(start + _PART, len(codes)))
        _, offsets, data = texts.take(pa.array(codes[rows], mask=absent[rows])).buffers()
        until = np.frombuffer(offsets, np.int64, rows.stop - start + 1)[1:]
        np.add(until, at, out=ends[start + 1 : rows.stop + 1])
        size = int(until[-1])
        if size:
            signs[at : at + size] = np.frombuffer(data, np.uint8, size)
        at += size
    present = pa.py_buffer(np.packbits(~absent, bitorder="little")) if absent.any() else None
    return pa.Array.from_buffers(pa.large_string(), len(codes), [present, pa.py_buffer(ends), pa.py_buffer(signs)])


def is_word(texts: Any, words: frozenset[str]) -> NDArray[np.bool_]:
    """Which texts are one of the words, whatever the case."""
    found = pc.is_in(pc.utf8_lower(texts), value_set=pa.array(sorted(words), type=pa.large_string()))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def matches(texts: Any, pattern: str) -> NDArray[np.bool_]:
    """Which texts fit a regular expression (RE2, so that no text can make it slow)."""
    found = pc.match_substring_regex(texts, pattern)
    return np.asarray(pc.fill_null(found, False).to_numpy(zero_copy_only=False), dtype=bool)


def groups(texts: Any, pattern: str) -> tuple[NDArray[np.bool_], dict[str, Any]]:
    """Which texts fit, and what each named group caught ("" where a text does not fit or the group is absent)."""
    found = pc.extract_regex(texts, pattern)
    fits = np.asarray(pc.is_valid(found).to_numpy(zero_copy_only=False), dtype=bool)
    names = [field.name for field in found.type]
    if not fits.any():  # the usual case, and a table of 2,000 columns asks 26,000 times
        return fits, dict.fromkeys(names, pa.repeat(pa.scalar("", found.type[0].type), len(texts)))
    return fits, {name: pc.fill_null(pc.struct_field(found, name), "") for name in names}


def join(*parts: Any, between: str = "") -> Any:
    """Texts of several columns put together, row by row; a part may be a single text."""
    kind = pa.large_string()
    return pc.binary_join_element_wise(
        *(pa.scalar(part, kind) if isinstance(part, str) else part for part in parts), pa.scalar(between, kind)
    )


def where(mask: NDArray[np.bool_], this: Any, other: Any) -> Any:
    """``this`` where the mask holds, else ``other`` (a column of texts, one text, or None for nothing)."""
    kind = pa.large_string()
    this, other = (pa.scalar(x, kind) if x is None or isinstance(x, str) else x for x in (this, other))
    return pc.if_else(pa.array(mask), this, other)


# Signs that look like the ones above, as they come from word processors and other scripts.
_ALIKE = str.maketrans(
    dict.fromkeys("−–—‐‑﹣－", "-")
    | dict.fromkeys("\u00a0\u2007\u2009\u202f\u2008\u200a", " ")
    | dict.fromkeys("’‘´`ʼ", "'")
    | {
        "＋": "+",
        "٫": ".",
        "٬": ",",
        "，": ",",
        "．": ".",
        "％": "%",
        "٪": "%",
        "\u200b": "",
        "\u200e": "",
        "\u200f": "",
    }
)


def plain_digits(texts: Any) -> Any:
    """Signs and digits of other scripts as their ASCII relatives; most columns have none and pass untouched."""
    return _mapped(texts, _digits)


def plain_letters(texts: Any) -> Any:
    """The same, and letters without accents ("4. März" as "4. Marz")."""
    return _mapped(texts, lambda text: fold(_digits(text)))


def _mapped(texts: Any, change: Callable[[str], str]) -> Any:
    if pc.all(pc.string_is_ascii(texts)).as_py() is not False:
        return texts
    return pa.array([text if text.isascii() else change(text) for text in texts.to_pylist()], type=pa.large_string())


def _digits(text: str) -> str:
    plain = text.translate(_ALIKE)
    return "".join(str(int(sign)) if sign.isdecimal() and not sign.isascii() else sign for sign in plain)
