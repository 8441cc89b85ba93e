"""Excel and OpenDocument sheets as rows of text, written as a person would write the values."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import EngineError
from engine.limits import (
    MAX_CELL_CHARS,
    MAX_COLUMNS,
    MAX_EXPANSION,
    MAX_SHEET_CELLS,
    MAX_WORKBOOK_BYTES,
    MIN_BOMB_BYTES,
    MIN_FILLED_SHARE,
    SPARSE_CELLS,
)
from engine.reading.formats import SeekableView, open_zip
from engine.reading.source import Raw

_REMEDY = "Open it in Excel, save it as .xlsx or CSV, and upload that file."
# A sheet before the fullest one is the table that was meant from this share of its cells on.
FAIR_SHARE = 0.2
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml$")
_ROW = re.compile(rb'<row r="(\d{1,7})"')
_VALUE = re.compile(rb"<(?:v|is)[ >]")
_WIDE = re.compile(rb'<c r="([A-Z]{1,3})\d')


@dataclass(frozen=True)
class Merged:
    """Cells that were made one, which has the value of the first; rows and columns count from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: list[list[str]]
    first_row: int  # number of its first row in the workbook, from 1
    hidden: bool = False
    merged: tuple[Merged, ...] = ()

    @property
    def n_filled(self) -> int:
        return sum(1 for row in self.rows for cell in row if cell)

    @property
    def is_table(self) -> bool:
        """Whether it has a header and two records at least, mostly more than one cell wide."""
        widths = [sum(map(bool, row)) for row in self.rows if any(row)]
        return len(widths) >= 3 and sum(width > 1 for width in widths) >= len(widths) / 2


def read_sheets(raw: Raw, format: str, only: str | None = None) -> tuple[list[Sheet], tuple[str, ...]]:
    """All worksheets (or one) as text, and the names of all worksheets.

    Raises
    ------
    EngineError
        If the workbook is protected, damaged, a bomb, has no worksheet, or no such sheet.
    """
    if format != "xls":
        _check_expansion(raw)
    return _calamine(raw, only)


def choose_sheet(sheets: Sequence[Sheet]) -> Sheet | None:
    """The first visible sheet that holds a fair share of what the fullest one holds: prose sheets hold little."""
    filled = [sheet for sheet in sheets if sheet.n_filled]
    visible = [sheet for sheet in filled if not sheet.hidden] or filled
    if not visible:
        return None
    most = max(sheet.n_filled for sheet in visible)
    tables = [sheet for sheet in visible if sheet.n_filled >= FAIR_SHARE * most and sheet.is_table]
    return tables[0] if tables else max(visible, key=lambda sheet: sheet.n_filled)


def _check_expansion(raw: Raw) -> None:
    """Unpack every part once without keeping it: what the archive says of its own sizes may be a lie."""
    with open_zip(raw) as archive:
        total = 0
        for part in archive.infolist():
            if part.flag_bits & 1:
                raise EngineError(
                    f"{raw.name!r} is protected with a password.", "Save it without one and upload that."
                )
            try:
                with archive.open(part) as file:
                    size = 0
                    extent = Extent(raw.name) if _SHEET.match(part.filename) else None
                    while block := file.read(1 << 20):
                        if not size and b"<!DOCTYPE" in block[:4096]:
                            raise EngineError(
                                f"The workbook {raw.name!r} defines words of its own (XML entities in "
                                f"{part.filename}), as no spreadsheet program does.",
                                _REMEDY,
                            )
                        size += len(block)
                        if extent is not None:
                            extent.add(block)
                        _check_size(raw, size, part.compress_size, total + size)
                    if extent is not None:
                        extent.close()
                    total += size
            except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
                raise EngineError(f"The workbook {raw.name!r} is damaged or cut off ({error}).", _REMEDY) from None


class Extent:
    """How far the cells of a sheet reach: one stray cell in the last corner means a slot for every cell before it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows = self.columns = 1
        self.filled = 0
        self._end = b""

    def add(self, block: bytes) -> None:
        """Take more of the sheet's XML.

        Raises
        ------
        EngineError
            If there would be more cells than may be held.
        """
        self.filled += len(_VALUE.findall(block))
        text = self._end + block
        self._end = text[-32:]
        place = text.rfind(b"<row r=")
        if place >= 0 and (row := _ROW.match(text, place)):
            self.rows = max(self.rows, int(row.group(1)))
        wide = max(set(_WIDE.findall(text)), key=lambda letters: (len(letters), letters), default=b"A")
        self.columns = max(self.columns, sum((sign - 64) * 26**n for n, sign in enumerate(reversed(wide))))
        if self.rows * self.columns > MAX_SHEET_CELLS:
            raise self._too_far("")

    def close(self) -> None:
        """Look at the whole.

        Raises
        ------
        EngineError
            If hardly any of its cells hold something.
        """
        room = self.rows * self.columns
        if room > SPARSE_CELLS and self.filled < MIN_FILLED_SHARE * room:
            raise self._too_far(f", but only {self.filled:,} of these {room:,} cells hold something")

    def _too_far(self, why: str) -> EngineError:
        return EngineError(
            f"A sheet of {self.name!r} reaches to row {self.rows:,} and column {self.columns:,}{why}.",
            "Delete what stands far outside the table, or save the table as CSV, and upload that.",
        )


def _check_size(raw: Raw, size: int, packed: int, total: int) -> None:
    if size > MIN_BOMB_BYTES and size > MAX_EXPANSION * max(packed, 1):
        raise EngineError(
            f"The workbook {raw.name!r} grows more than {MAX_EXPANSION} times when unpacked; no real table does.",
            "Save the table as CSV and upload that if it really is one.",
        )
    if total > MAX_WORKBOOK_BYTES:
        raise EngineError(
            f"The workbook {raw.name!r} unpacks to more than {MAX_WORKBOOK_BYTES >> 30} GB.",
            "Save the table as CSV or Parquet, which hold more in less memory, and upload that.",
        )


def _calamine(raw: Raw, only: str | None) -> tuple[list[Sheet], tuple[str, ...]]:
    import python_calamine as calamine

    file = io.BytesIO(raw.data) if isinstance(raw.data, bytes) else io.BufferedReader(SeekableView(raw.data))
    try:
        book = calamine.CalamineWorkbook.from_filelike(file)
        kept = [meta for meta in book.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet]
        names = tuple(meta.name for meta in kept)
        if not names:
            raise EngineError(f"The workbook {raw.name!r} has only charts or macros, no worksheet.", _REMEDY)
        if only is not None and only not in names:
            raise EngineError(f"The workbook has no sheet {only!r}.", f"Choose one of {', '.join(names)}.")
        visible = calamine.SheetVisibleEnum.Visible
        sheets = [
            _rows(book.get_sheet_by_name(meta.name), meta.visible != visible)
            for meta in kept
            if only is None or meta.name == only
        ]
    except calamine.PasswordError:
        raise EngineError(
            f"The workbook {raw.name!r} is protected with a password.", "Save it without one."
        ) from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise EngineError(f"The workbook {raw.name!r} cannot be read ({error}).", _REMEDY) from None
    except EngineError:
        raise
    except BaseException as error:
        # The one broad place: a panic inside the Rust reader arrives as a BaseException of its own.
        if type(error).__name__ != "PanicException":
            raise
        raise EngineError(f"The workbook {raw.name!r} is damaged.", _REMEDY) from None
    return sheets, names


def _rows(sheet: object, hidden: bool) -> Sheet:
    start = sheet.start  # type: ignore[attr-defined]
    width = sheet.width  # type: ignore[attr-defined]
    name = sheet.name  # type: ignore[attr-defined]
    if width > MAX_COLUMNS:
        raise EngineError(f"Sheet {name!r} has {width:,} columns.", f"Keep at most {MAX_COLUMNS:,}.")
    rows = [[as_text(value) for value in row] for row in sheet.iter_rows()] if start else []  # type: ignore[attr-defined]
    ranges = (sheet.merged_cell_ranges or ()) if start else ()  # type: ignore[attr-defined]
    # Rows come from the first of the sheet on, columns from the first that holds something.
    merged = tuple(Merged(top, left - start[1], bottom, right - start[1]) for (top, left), (bottom, right) in ranges)
    return Sheet(name, rows, 1, hidden, merged)


def as_text(value: object) -> str:
    """A cell as a person would write it: no ``.0``, ISO dates, 15 significant digits as in Excel."""
    if isinstance(value, str):
        if len(value) > MAX_CELL_CHARS:
            raise EngineError(f"A cell has {len(value):,} characters.", f"Keep cells below {MAX_CELL_CHARS:,}.")
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if value is None:
        return ""
    return str(value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"
