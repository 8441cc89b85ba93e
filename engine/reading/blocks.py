"""Stretches of equally wide rows, and which of them is the main table of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from engine.reading.header import evidence
from engine.reading.model import ColumnModel, learn_columns
from engine.reading.pairs import all_keys, are_pairs, may_be_table
from engine.reading.records import Form, Record
from engine.reading.shapes import is_rule, shape_of

# Broken rows in a row that do not yet end a stretch.
BRIDGED = 3
# A table has at least two records; with its header that makes three rows.
TABLE_ROWS = 3
# A stretch before the largest one is a table of its own from this share of its cells on, without other evidence.
TABLE_SHARE = 0.1
LOOKED_AT = 300


@dataclass(frozen=True)
class Row:
    """A record that is not blank, with its fields as well as they are known."""

    record: Record
    fields: list[str]
    after_gap: bool  # a blank line, or one of nothing but delimiters, stands before it

    @property
    def reach(self) -> int:
        """Number of fields up to the last that is not blank."""
        return next((n for n in range(len(self.fields), 0, -1) if self.fields[n - 1].strip()), 0)


@dataclass
class Block:
    """Rows ``start`` to ``end`` of a list, most of them ``width`` fields wide; ``apart`` from the table they stand in
    when they hold a single cell that is none of its records'."""

    start: int
    end: int
    width: int
    rows: list[list[str]]
    reach: float
    apart: bool
    after_gap: bool

    @property
    def cells(self) -> float:
        return len(self.rows) * self.reach


def rows_of(records: Sequence[Record], form: Form) -> list[Row]:
    """The records that hold something, with their fields."""
    rows, gap = [], False
    for record in records:
        fields = fields_of(record, form)
        if not any(cell.strip() for cell in fields):
            gap = True
            continue
        if is_rule(fields):
            continue
        rows.append(Row(record, fields, gap))
        gap = False
    return rows


def fields_of(record: Record, form: Form) -> list[str]:
    """The fields by the rules, else as well as a line can be split without knowing the table."""
    if record.fields is not None:
        return record.fields
    return form.split_loosely(record.raw) or [record.raw]


def find_main(rows: Sequence[Row], begins: bool = False) -> Block:
    """The first stretch that is convincingly a table; the largest if none is. A person's word that the table begins
    here makes it the first that could be one."""
    blocks = _merged(rows, _sandwiched(_runs(rows, _stand_apart(rows))))
    tables = [block for block in blocks if block.width > 1] or blocks
    if begins:
        return next((block for block in tables if len(block.rows) > 1), tables[0])
    largest = _reaching_up(rows, tables, max(tables, key=lambda block: block.cells))
    for block in tables:
        if block.start >= largest.start:
            break
        if is_table(block, largest.cells, largest.reach > 2):
            return block
    return largest


def _reaching_up(rows: Sequence[Row], tables: Sequence[Block], largest: Block) -> Block:
    """The largest stretch with those of its width right above it: where many rows have a delimiter too many, as decimal
    or thousands commas make it, a table is nothing but short stretches."""
    if _header_evidence(largest):
        return largest
    for block in reversed([one for one in tables if one.start < largest.start]):
        if block.width != largest.width:
            continue
        between = rows[block.end : largest.start + 1]
        parted = len(between) == 1 or any(row.after_gap or row.reach <= 1 for row in between)
        if block.apart or parted:
            break
        largest = replace(largest, start=block.start, rows=block.rows + largest.rows)
        if len(block.rows) >= TABLE_ROWS and _header_evidence(block):
            break
    return largest


def small_tables(rows: Sequence[Row], start: int) -> list[Block]:
    """Stretches above the table that begins with row ``start`` which are too small to tell them from pairs."""
    above = [run for run in _runs(rows[:start], _stand_apart(rows)[:start]) if rows[run.end].after_gap]
    return [run for run in above if run.width > 1 and run.reach == 2 and may_be_table(run.rows)]


def is_table(block: Block, rest: float = 0.0, beside: bool = True) -> bool:
    """Whether a stretch above a larger one is a table of its own: names above at least two records.

    Parameters
    ----------
    rest : float
        Cells of the larger one: a stretch of words only needs a share of them.
    beside : bool
        The larger one has more than two columns.
    """
    if len(block.rows) < TABLE_ROWS or block.reach <= 1:
        return False
    if block.reach <= 2 and are_pairs(block.rows, beside):
        return False
    seen = _header_evidence(block)
    return bool(seen) or (seen is None and 0 < TABLE_SHARE * rest <= block.cells)


def _stand_apart(rows: Sequence[Row]) -> list[bool]:
    """Which rows hold nothing but a first cell that is no value of the first column: titles, notes, prose.

    A customer of whom only the id is known holds a single cell too, but one like those of all others.
    """
    by_width: dict[int, list[str]] = {}
    for row in rows:
        first = by_width.setdefault(len(row.fields), [])
        if row.reach > 1 and len(first) < LOOKED_AT:
            first.append(row.fields[0])
    models = {width: ColumnModel.learn(cells) for width, cells in by_width.items()}
    return [row.reach <= 1 and not _is_value(row.fields[0], models[len(row.fields)]) for row in rows]


def _is_value(cell: str, column: ColumnModel) -> bool:
    return column.typed and column.n >= TABLE_ROWS and shape_of(cell) is column.shape


def _runs(rows: Sequence[Row], apart: Sequence[bool]) -> list[Block]:
    """Equally wide rows without a gap between them."""
    found: list[Block] = []
    start = 0
    for position in range(1, len(rows) + 1):
        if (
            position == len(rows)
            or len(rows[position].fields) != len(rows[start].fields)
            or rows[position].after_gap
            or apart[position] != apart[position - 1]
        ):
            some = rows[start:position]
            reach = median(row.reach for row in some[:LOOKED_AT])
            cells = [row.fields for row in some]
            found.append(Block(start, position, len(cells[0]), cells, reach, apart[start], some[0].after_gap))
            start = position
    return found


def _sandwiched(runs: list[Block]) -> list[Block]:
    """Rows of a single cell between two stretches of records are records: prose stands above a table or below it.

    A single such row above a new header may be the title of another table.
    """
    for before, run, after in zip(runs, runs[1:], runs[2:], strict=False):
        between = run.apart and not before.apart and not after.apart
        if (
            between
            and before.width == run.width == after.width
            and not (run.after_gap or after.after_gap)
            and (len(run.rows) > 1 or not _header_evidence(after))
        ):
            run.apart = False
    return runs


def _merged(rows: Sequence[Row], runs: Sequence[Block]) -> list[Block]:
    """Join runs of one table that a gap or a few broken rows had parted."""
    merged: list[Block] = []
    for run in runs:
        target = next((block for block in reversed(merged[-2 * BRIDGED :]) if _continues(block, run)), None)
        if target is None:
            merged.append(run)
            continue
        del merged[merged.index(target) + 1 :]
        target.rows.extend(run.rows)
        target.end = run.end
    return merged


def _continues(block: Block, run: Block) -> bool:
    between = run.start - block.end
    if block.width != run.width or between > BRIDGED or block.apart != run.apart:
        return False
    if between >= max(len(block.rows), len(run.rows)):
        return False  # what is between is the table, and these are lines around it
    if run.after_gap and block.reach <= 2 and all_keys(block.rows) and not all_keys(run.rows):
        return False
    if len(run.rows) == 1:
        return not evidence(run.rows[0], learn_columns(block.rows[:LOOKED_AT])).is_clear
    return not _header_evidence(run)


def _header_evidence(block: Block) -> bool | None:
    """Whether the first row is clearly a header, is clearly none (False), or cannot be told (None)."""
    below = learn_columns(block.rows[1 : 1 + LOOKED_AT])
    seen = evidence(block.rows[0], below)
    if seen.typed and seen.is_clear:
        return True
    return None if seen.minus == 0 else False
