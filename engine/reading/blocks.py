"""Stretches of equally wide rows, and which of them is the main table of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from engine.reading.header import evidence
from engine.reading.model import learn_columns
from engine.reading.records import Form, Record

# Broken rows in a row that do not yet end a stretch.
BRIDGED = 3
# A table has at least two records; with its header that makes three rows.
TABLE_ROWS = 3
# A stretch before the largest one is a table of its own from this share of its cells on, without other evidence.
TABLE_SHARE = 0.1
LOOKED_AT = 300
# So few pairs above a table with more than so many times their cells say what it is: "Period", "Exported by".
PAIRS, PAIRS_CELLS = 6, 10


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
    """Rows ``start`` to ``end`` of a list, most of them ``width`` fields wide."""

    start: int
    end: int
    width: int
    rows: list[list[str]]
    reach: float

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
        rows.append(Row(record, fields, gap))
        gap = False
    return rows


def fields_of(record: Record, form: Form) -> list[str]:
    """The fields by the rules, else as well as a line can be split without knowing the table."""
    if record.fields is not None:
        return record.fields
    return form.split_loosely(record.raw) or [record.raw]


def find_main(rows: Sequence[Row]) -> Block:
    """The first stretch that is convincingly a table; the largest if none is."""
    blocks = _merged(rows, _runs(rows))
    tables = [block for block in blocks if block.width > 1] or blocks
    largest = max(tables, key=lambda block: block.cells)
    for block in tables:
        if block is largest:
            break
        if len(block.rows) >= TABLE_ROWS and block.reach > 1 and not _is_preamble(block, largest):
            seen = _header_evidence(block)
            if seen or (seen is None and block.cells >= TABLE_SHARE * largest.cells):
                return block
    return largest


def _is_preamble(block: Block, largest: Block) -> bool:
    """Keys with their values about the large table below."""
    return block.reach <= 2 and len(block.rows) <= PAIRS and block.cells * PAIRS_CELLS < largest.cells


def _runs(rows: Sequence[Row]) -> list[Block]:
    """Equally wide rows without a gap between them."""
    found: list[Block] = []
    start = 0
    for position in range(1, len(rows) + 1):
        if (
            position == len(rows)
            or len(rows[position].fields) != len(rows[start].fields)
            or rows[position].after_gap
            or (rows[position].reach > 1) != (rows[position - 1].reach > 1)
        ):
            some = rows[start:position]
            reach = median(row.reach for row in some[:LOOKED_AT])
            found.append(Block(start, position, len(rows[start].fields), [row.fields for row in some], reach))
            start = position
    return found


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
    if block.width != run.width or run.start - block.end > BRIDGED or (block.reach > 1) != (run.reach > 1):
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
