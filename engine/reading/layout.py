"""Where the table is: preamble, header, first record, number of columns; learned from the first records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from engine.dataset import OtherTable
from engine.errors import EngineError
from engine.reading.above import FARTHEST, is_broken_above, names_above
from engine.reading.blocks import Row, find_main, rows_of, small_tables
from engine.reading.candidates import USUAL
from engine.reading.header import (
    count_header_rows,
    evidence,
    is_prose,
    is_spaced,
    join_rows,
    looks_like_names,
)
from engine.reading.model import ColumnModel, learn_columns
from engine.reading.records import Form, Record
from engine.reading.told import AS_FOUND, Told

MODEL_ROWS = 2000
# Where more rows than these read as sentences, the table is written like that.
RARE = 0.05
# From this share of shorter records on, rows simply leave out what is blank at their end.
RAGGED_SHARE = 0.3
# Unless nearly all of them are shorter by the same: then it is the header that has a delimiter too many.
SAME_LENGTH = 0.9


@dataclass(frozen=True)
class Layout:
    """What must be known to read on; lines are physical lines from 1.

    Attributes
    ----------
    names : list of str or None
        Header cells, or None without a header.
    width : int
        Fields of a regular record.
    header_line, header_rows : int
        First line of the header and the number of its rows (0 without one).
    first_line : int
        From this line on stand the records.
    preamble_lines : int
        Lines above the table that are not blank.
    columns : list of ColumnModel
    spare : int
        Last columns that the header does not have and the records leave blank: they end with a delimiter too many.
    header_repaired : bool
    header_told : bool
        A person said how many rows name the columns: what looks like another one below them is a record.
    small : tuple of OtherTable
        In the preamble: names above two records, or three pairs about the file.
    """

    names: list[str] | None
    width: int
    header_line: int
    header_rows: int
    first_line: int
    preamble_lines: int
    columns: list[ColumnModel]
    spare: int = 0
    header_repaired: bool = False
    header_told: bool = False
    small: tuple[OtherTable, ...] = ()


def learn_layout(records: Sequence[Record], form: Form, told: Told = AS_FOUND) -> Layout:
    """Find the main table in the first records of a file, of which at least one is not blank.

    Raises
    ------
    EngineError
        If more rows were said to name the columns than there are.
    """
    rows = rows_of(records, form)
    if not rows:  # nothing but delimiters
        return Layout(None, max(len(record.fields or [""]) for record in records), 0, 0, 1, 0, [])
    found = _found_layout(rows, form, told.begins)
    found = replace(found, small=_small_above(rows, found.header_line or found.first_line))
    return found if told.header_rows is None else _with_header(found, rows, told.header_rows, told.begins)


def _small_above(rows: list[Row], line: int) -> tuple[OtherTable, ...]:
    """What in the preamble of the table on ``line`` may be a table of its own."""
    start = next((n for n, row in enumerate(rows) if row.record.line >= line), 0)
    return tuple(
        OtherTable(rows[block.start].record.line, len(block.rows) - 1, tuple(block.rows[0][:2]))
        for block in (small_tables(rows, start) if start else [])
    )


def _with_header(found: Layout, rows: list[Row], count: int, begins: bool) -> Layout:
    """The same table with as many rows of names as a person says: those above it first, since what was found below the
    names looked like records."""
    line = rows[0].record.line if begins else found.header_line or found.first_line
    start = next((n for n, row in enumerate(rows) if row.record.line >= line), 0)
    for _ in range(0 if begins else count - found.header_rows):
        if start and rows[start - 1].reach > 1 and not rows[start].after_gap:
            start -= 1
    own = rows[start:]
    first = own[0].record.line
    if len(own) < count:
        raise EngineError(
            f"The names of the columns cannot take {count:,} rows: the table has {len(own):,}.", "Say fewer."
        )
    fields = [(row.fields + [""] * found.width)[: found.width] for row in own]
    columns = _columns([row for row in fields[count:] if any(row)], found.width)
    names = join_rows(fields[:count], fields[count] if len(fields) > count else None) if count else None
    begin = _line_after(own[count - 1].record) if count else first
    return Layout(names, found.width, first if count else 0, count, begin, start, columns, header_told=True)


def _found_layout(rows: list[Row], form: Form, begins: bool) -> Layout:
    start, width, body = _body(rows, begins)
    titled = bool(start) and rows[start - 1].reach == 1 and not body[0].after_gap
    prose = _prose_above(body, titled)
    start, body = start + prose, body[prose:]
    if width == 1 and len(body) > 1:
        body = [_without_delimiters(body[0], _columns(_regular(body[1:]), 1)[0]), *body[1:]]
    count = count_header_rows([row.fields for row in body])
    below = _columns(_regular(body[1:]), width) if count == 1 and start and not body[0].after_gap else None
    if below is not None and is_broken_above(rows[start - 1], body, below, form):
        count = 0  # nothing but its place said that the first of the equally wide rows holds the names
    if width == 1 and count > 1:  # titles above the name
        start, body, count = start + count - 1, body[count - 1 :], 1
    if count:
        names, records_from = (
            join_rows([row.fields for row in body[:count]], body[count].fields if len(body) > count else None),
            body[count:],
        )
        columns = _columns(_regular(records_from), width)
        first = _line_after(body[count - 1].record)
        mended = width == 1 and body[0].record.fields != body[0].fields
        return Layout(names, width, body[0].record.line, count, first, start, columns, header_repaired=mended)
    columns = _columns(_regular(body), width)
    found = names_above(rows[max(0, start - FARTHEST) : start], body[0], form, columns)
    if found is None:
        return Layout(None, width, 0, 0, body[0].record.line, start, columns)
    row, names, mended = found
    start, line, first = rows.index(row), row.record.line, _line_after(row.record)
    if len(row.fields) < len(names) == width and all(column.always_blank for column in columns[len(row.fields) :]):
        names, mended = row.fields, False
    spare = max(0, width - len(names))
    if spare and all(column.always_blank for column in columns[len(names) :]):
        names = names + [""] * spare
        return Layout(names, width, line, 1, first, start, columns, spare, mended)
    if spare:
        names, mended = _padded(names, columns), True
    elif len(names) > width:
        columns = _columns([row.fields + [""] * (len(names) - width) for row in body], len(names))
    return Layout(names, len(names), line, 1, first, start, columns, 0, mended)


def _prose_above(body: Sequence[Row], titled: bool) -> int:
    """First rows that are sentences with as many delimiters as the records have; short ones only above clear names, or
    right below a title."""
    found = next((n for n, row in enumerate(body) if not is_spaced(row.fields)), 0)
    rest = body[found : found + MODEL_ROWS]
    if not found or sum(is_spaced(row.fields) for row in rest) > RARE * len(rest):
        return 0
    if all(is_prose(row.fields) for row in body[:found]):
        return found
    seen = evidence(rest[0].fields, _columns([row.fields for row in rest[1:]], len(rest[0].fields)))
    clear = (seen.typed and seen.is_clear) or (titled and not seen.minus and looks_like_names(rest[0].fields))
    return found if clear else 0


def _regular(rows: Sequence[Row]) -> list[list[str]]:
    """The fields of the rows that keep the rules: what was guessed of the others must not become evidence for itself."""
    return [row.fields for row in rows if row.record.fields is not None] or [row.fields for row in rows]


def _line_after(record: Record) -> int:
    return record.line + record.lines


def _columns(rows: Sequence[Sequence[str]], width: int) -> list[ColumnModel]:
    return learn_columns(rows[:MODEL_ROWS]) if rows else [ColumnModel.learn([]) for _ in range(width)]


def _body(rows: list[Row], begins: bool) -> tuple[int, int, list[Row]]:
    """Index of the first row of the main table, its width, and its rows of that width."""
    main = find_main(rows, begins)
    start, width = main.start, main.width
    if (wide := _ragged_width(rows)) is not None:
        start, width = 0, wide
        body = [Row(row.record, row.fields + [""] * (wide - len(row.fields)), row.after_gap) for row in rows]
        return start, width, [row for row in body if len(row.fields) == wide]
    body = [row for row in rows[start : main.end] if len(row.fields) == width]
    return start, width, body


def _ragged_width(rows: Sequence[Row]) -> int | None:
    """The header's width, when many records are shorter than it, of several lengths, and none longer."""
    head = rows[0].fields
    shorter = [len(row.fields) for row in rows if len(row.fields) < len(head)]
    if len(rows) < 4 or len(shorter) < RAGGED_SHARE * len(rows) or len(set(shorter)) < 2:
        return None
    usual, count = Counter(shorter).most_common(1)[0]
    if usual == len(head) - 1 and count >= SAME_LENGTH * (len(rows) - 1):
        return None
    fitting = sum(2 <= len(row.fields) <= len(head) for row in rows)
    if len(head) > 2 and fitting >= 0.95 * len(rows) and looks_like_names(head):
        return len(head)
    return None


def _without_delimiters(row: Row, column: ColumnModel) -> Row:
    """The first row of a single column without delimiters at its ends that no other row has."""
    foreign = "".join(sign for sign in USUAL if not any(sign in value for value in column.values))
    return replace(row, fields=[row.fields[0].strip(foreign)])


def _padded(names: list[str], columns: Sequence[ColumnModel]) -> list[str]:
    """Names for a header that is too short: row names (as R writes them) have none, else the last columns."""
    missing = len(columns) - len(names)
    first = columns[0]
    if missing == 1 and first.n > 2 and len(first.values) == first.n and _are_row_names(first):
        return ["", *names]
    return names + [""] * missing


def _are_row_names(column: ColumnModel) -> bool:
    values = list(column.values)
    numbers = [int(value) for value in values if value.isdigit()]
    if len(numbers) == len(values):
        return all(later - earlier == 1 for earlier, later in pairwise(numbers))
    return not column.typed
