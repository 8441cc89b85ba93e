"""Read any table: the one entry for text cells, and the quick look that decides how a file should be read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from engine.dataset import Cells, Dialect
from engine.errors import EngineError
from engine.reading.clean import MIN_BYTES, arrow_options, has_empty_rows, is_clean, read_clean
from engine.reading.columnar import read_parquet, text_columns
from engine.reading.delimited import (
    QUICK_LINES,
    Head,
    dialect_of,
    finished,
    has_foot,
    look,
    nothing_there,
    read_delimited,
)
from engine.reading.encoding import Encoding, detect_encoding
from engine.reading.formats import detect_format
from engine.reading.frames import numbered, text_frame
from engine.reading.jsonl import read_json
from engine.reading.sheet_rows import cells_of_rows
from engine.reading.source import Data, Raw, open_source
from engine.reading.survey import Survey
from engine.reading.told import Told
from engine.reading.workbook import choose_sheet, read_sheets

# Files that go on beyond so many bytes are large enough for a second thread.
_BEGINNING = 1 << 20
_PLAIN = Encoding("utf-8", "utf-8")


@dataclass(frozen=True)
class Sniffed:
    """What a quick look found, for reading a clean file with its types in one go.

    Attributes
    ----------
    format : str
        ``delimited``, ``xlsx``, ``xls``, ``xlsb``, ``ods``, ``parquet``, ``jsonl`` or ``json``.
    dialect : Dialect
        As `read_cells` would report it.
    clean : bool
        True: ``pyarrow.csv.read_csv(*sniffed.arrow())`` or ``pyarrow.parquet.read_table(sniffed.arrow_source())``
        sees the records that `read_cells` would. Should pyarrow refuse the file all the same (a row of another length far
        inside), or should `has_empty_rows` be true (which every record with a value rules out), use `read_cells`. False: only `read_cells` reads it right.
    path_or_bytes : Path, bytes or mmap
        The file, unpacked if it was compressed.
    names : tuple of str
        Header cells as written (blanks and duplicates kept), or ``column 1``... without a header.
    skip_lines : int
        Physical lines before the first record, header included.
    survey : Survey, optional
        Which bytes delimited text has.
    """

    format: str
    dialect: Dialect
    clean: bool
    path_or_bytes: Path | Data
    names: tuple[str, ...] = ()
    skip_lines: int = 0
    head: Head | None = None
    survey: Survey | None = None

    @property
    def quoted(self) -> bool:
        """Whether a double quote stands anywhere in it."""
        return self.survey is None or self.survey.quotes

    @property
    def data(self) -> Data:
        """The bytes, as they were looked at: another map of the same file would count as memory once more."""
        return open_source(self.path_or_bytes).data if self.survey is None else self.survey.data

    def arrow_source(self) -> Any:
        """The file as pyarrow likes it, so that nothing is copied to be read."""
        return pa.BufferReader(pa.py_buffer(self.data))

    def has_empty_rows(self) -> bool:
        """Whether blank lines or lines of delimiters stand among the records; reads the file once."""
        return self.head is not None and has_empty_rows(self.data, self.head)

    def arrow(self) -> tuple[Any, Any, Any]:
        """What ``pyarrow.csv.read_csv`` takes: input, ``ReadOptions``, ``ParseOptions``; columns are named ``0``, ``1``..."""
        if self.head is None:
            raise EngineError("This file is not delimited text.", "Use `read_cells`.")
        return self.arrow_source(), *arrow_options(self.head, self.quoted)


def sniff(source: Any, filename: str | None = None) -> Sniffed:
    """Look at a file without building cells: what it is, and whether a plain typed reader would read it right.

    Parameters
    ----------
    source : path, bytes or file object
    filename : str, optional
        Shown in sentences; never decides anything.

    Raises
    ------
    EngineError
        If it is empty, no table, or damaged.
    """
    raw = open_source(source, filename)
    format = detect_format(raw)
    where: Path | Data = raw.path if raw.path is not None else raw.data
    if format == "parquet":
        table = read_parquet(raw)
        return Sniffed(format, Dialect("parquet", header=1), True, where, tuple(table.column_names))
    dialect = Dialect(format, compression=raw.compression)
    if format != "delimited":
        return Sniffed(format, dialect, False, where)
    encoding, head = _look_at(raw)
    layout = head.layout
    names = tuple(layout.names if layout.names is not None else numbered(layout.width))
    dialect = replace(dialect_of(head, encoding), compression=raw.compression)
    clean = is_clean(raw, encoding, head)
    return Sniffed(format, dialect, clean, where, names, layout.first_line - 1, head, raw.survey)


def _look_at(raw: Raw) -> tuple[Encoding, Head]:
    """The encoding, and what the first lines say: they are looked at while the bytes are, where they begin as plain text."""
    begin = raw.data[:_BEGINNING]
    head = None
    if len(raw.data) > len(begin) and begin.isascii() and b"\0" not in begin:
        with ThreadPoolExecutor(1) as pool, suppress(EngineError):
            pool.submit(getattr, raw, "lowest")
            head = look(raw, _PLAIN, most=QUICK_LINES)
    encoding = detect_encoding(raw)
    if head is None or not encoding.is_utf8 or encoding.start:
        head = look(raw, encoding, most=QUICK_LINES)
    return encoding, head


def read_cells(
    source: Any,
    filename: str | None = None,
    *,
    sheet: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    quote: str | None = None,
    first_line: int | None = None,
    header_rows: int | None = None,
) -> Cells:
    """Read a table as text exactly as written in the file, without hints.

    Parameters
    ----------
    source : path, bytes or file object
        Delimited text, Excel (.xlsx, .xlsb, .xls), OpenDocument (.ods), Parquet, JSON lines or a JSON array; any of
        them gzip-compressed. The content decides, never the name.
    filename : str, optional
        Shown in sentences.
    sheet, delimiter, encoding, quote : str, optional
        A person's corrections of what was detected; ``quote`` is a sign, or "none".
    first_line : int, optional
        Physical line, or row of the sheet, from 1, with which the table begins.
    header_rows : int, optional
        How many rows name the columns, from 0.

    Returns
    -------
    Cells

    Raises
    ------
    EngineError
        If it is empty, no table, damaged, protected or too large.
    """
    raw = open_source(source, filename)
    format = detect_format(raw)
    cells = _read(raw, format, Told(encoding, delimiter, quote, sheet, first_line, header_rows))
    return replace(cells, dialect=replace(cells.dialect, compression=raw.compression))


def _read(raw: Raw, format: str, told: Told) -> Cells:
    if format == "parquet":
        table = read_parquet(raw)
        return Cells(text_frame(text_columns(table), table.column_names), Dialect("parquet"))
    if format in ("xlsx", "xlsb", "xls", "ods"):
        return _read_workbook(raw, format, told)
    found = detect_encoding(raw, told.encoding)
    if format in ("jsonl", "json"):
        rows, names, aside = read_json(raw, found, lines=format == "jsonl")
        columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        return Cells(text_frame(columns, names), Dialect(format, found.name, header=None), tuple(aside))
    return _read_text(raw, found, told)


def _read_text(raw: Raw, encoding: Encoding, told: Told) -> Cells:
    """The fast path where it gives the same cells, else the tolerant one."""
    if len(raw.data) >= MIN_BYTES and not told.before:
        head = look(raw, encoding, told)
        done = read_clean(raw, head) if is_clean(raw, encoding, head) else None
        if done is not None and not has_foot(done, head.layout):
            return finished(done, head, dialect_of(head, encoding))
    return read_delimited(raw, encoding, told)


def _read_workbook(raw: Raw, format: str, told: Told) -> Cells:
    sheets, names = read_sheets(raw, format, told.sheet)
    chosen = choose_sheet(sheets)
    if chosen is None:
        raise EngineError(f"The workbook {raw.name!r} has only empty sheets.", "Save the sheet with the table.")
    dialect = Dialect(format, sheet=chosen.name, sheets=names)
    rows = chosen.rows[told.before :]
    if told.before and not any(map(any, rows)):
        raise nothing_there("row", told.before + 1)
    return cells_of_rows(rows, chosen.first_row + told.before, dialect, told, chosen.merged)
