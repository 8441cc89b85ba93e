"""Collect the records of the main table in file order: regular ones in bulk, the others mended or set aside."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from engine.dataset import SetAsideRow
from engine.errors import EngineError
from engine.limits import MAX_STRANGE_LINES
from engine.reading.blocks import LOOKED_AT
from engine.reading.header import evidence, looks_like_names
from engine.reading.layout import Layout
from engine.reading.mend import Mender
from engine.reading.model import learn_columns
from engine.reading.others import OtherTables, begins_table
from engine.reading.records import Bulk, Form, Record
from engine.reading.shapes import is_rule

BLOCK_ROWS = 20_000
# So many rows that are no records of the table are not kept waiting any longer for one that is.
MAX_PENDING = 2000
# The title of another table takes few lines.
MOST_TITLES = 3


@dataclass
class Assembly:
    """The table so far, and what did not become part of it."""

    width: int
    blocks: list[list[pa.Array]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    lines: array[int] = field(default_factory=lambda: array("q"))  # physical line of each record
    repaired: list[int] = field(default_factory=list)
    padded: list[int] = field(default_factory=list)
    set_aside: list[SetAsideRow] = field(default_factory=list)
    footnotes: list[Record] = field(default_factory=list)
    blank_lines: list[int] = field(default_factory=list)
    ready: list[pa.ChunkedArray] = field(default_factory=list)  # whole columns, where another reader made them
    others: OtherTables | None = None  # everything from the start of a further table on

    def add(self, line: int, fields: list[str]) -> None:
        self.rows.append(fields)
        self.lines.append(line)
        if len(self.rows) >= BLOCK_ROWS:
            self._flush()

    def add_bulk(self, bulk: Bulk) -> None:
        self.rows.extend(bulk.rows)
        self.lines.extend(range(bulk.line, bulk.line + len(bulk.rows)))
        if len(self.rows) >= BLOCK_ROWS:
            self._flush()

    def _flush(self) -> None:
        if self.rows:
            self.blocks.append([pa.array(column, pa.string()) for column in zip(*self.rows, strict=True)])
            self.rows = []

    def columns(self) -> list[pa.ChunkedArray]:
        """One text column per field."""
        if self.ready:
            return self.ready
        self._flush()
        return [
            pa.chunked_array([block[position] for block in self.blocks], pa.string())
            for position in range(self.width)
        ]


def assemble(records: Iterable[Record | Bulk], form: Form, layout: Layout) -> Assembly:
    """Go through all records from the first one of the table on.

    Raises
    ------
    EngineError
        If nearly all lines are none.
    """
    return _Assembler(form, layout).run(records)


class _Assembler:
    def __init__(self, form: Form, layout: Layout) -> None:
        self.form = form
        self.layout = layout
        self.done = Assembly(layout.width)
        self.mender = Mender(form, layout)
        self.pending: list[Record] = []

    def run(self, records: Iterable[Record | Bulk]) -> Assembly:
        for item in records:
            if isinstance(item, Bulk):
                self._bulk(item)
            elif item.line >= self.layout.first_line:
                self._one(item)
        self._resolve(at_end=True)
        return self.done

    def _bulk(self, bulk: Bulk) -> None:
        skipped = max(0, self.layout.first_line - bulk.line)
        rows = bulk.rows[skipped:]
        if not rows:
            return
        first = bulk.line + skipped
        if any(row[-1].startswith(("--", "==")) and is_rule(row) for row in rows):
            for position, row in enumerate(rows):
                self._one(Record(first + position, row, self.form.delimiter.join(row)))
            return
        if self.done.others is not None or self.pending:  # the first row decides what the rows before it were
            self._one(Record(first, rows[0], self.form.delimiter.join(rows[0])))
            first, rows = first + 1, rows[1:]
        if self.done.others is None:
            self.done.add_bulk(Bulk(first, rows))
        else:
            for position, row in enumerate(rows):
                self.done.others.add(first + position, row)

    def _one(self, record: Record) -> None:
        fields = record.fields
        if fields is not None and is_rule(fields):
            self.done.blank_lines.append(record.line)
        elif self.done.others is not None:
            self.done.others.add(record.line, self._fields(record))
        elif fields is not None and len(fields) == self.layout.width and any(fields):
            if self.pending:
                self._resolve(at_end=False, following=record)
            if self.done.others is not None:
                self.done.others.add(record.line, fields)
            else:
                self.done.add(record.line, fields)
        else:
            self.pending.append(record)
            if len(self.pending) >= MAX_PENDING:
                self._resolve(at_end=False)

    def _fields(self, record: Record) -> list[str]:
        return record.fields or self.form.split_loosely(record.raw) or [record.raw]

    def _resolve(self, at_end: bool, following: Record | None = None) -> None:
        """Decide what the pending rows are, now that a regular row, or the end, has come."""
        pending, self.pending = self.pending, []
        rows = [(record, self._fields(record)) for record in pending]
        start = begins_table([fields for _, fields in rows], self.layout.width)
        if start is None and following is not None and self._starts_anew(following, rows):
            start = len(pending)
        ends = at_end or start is not None
        for record, fields in self.mender.sort(pending[:start], ends, self.done):
            self.done.add(record.line, fields)
        strange, kept = len(self.done.set_aside), len(self.done.lines)
        if strange > max(MAX_STRANGE_LINES, 10 * kept):
            raise EngineError(
                f"Of the first {strange + kept:,} lines, {strange:,} are no records of a table of {self.layout.width} "
                f"columns; the first of them is line {self.done.set_aside[0].line:,}.",
                "Check what separates the cells and what quotes them, or export the table again.",
            )
        if start is not None:
            self.done.others = OtherTables()
            for record, fields in rows[start:]:
                self.done.others.add(record.line, fields)

    def _starts_anew(self, record: Record, rows: Sequence[tuple[Record, list[str]]]) -> bool:
        """Whether a regular row after a gap, or below a title, is the header of another table of the same width."""
        gap = any(not any(fields) for _, fields in rows)
        filled = [fields for _, fields in rows if any(fields)]
        titled = (
            0 < len(filled) <= MOST_TITLES and all(len(fields) == 1 for fields in filled) and self.layout.width > 1
        )
        if not (gap or titled) or not self.done.lines:
            return False
        fields = record.fields or []
        seen = evidence(fields, self.layout.columns)
        if fields == self.layout.names or (seen.typed and seen.is_clear):
            return True
        # Words under words prove nothing, but a title as the table itself has one, below a blank line.
        if not (gap and titled and self.layout.preamble_lines and self.done.rows and looks_like_names(fields)):
            return False
        seen = evidence(fields, learn_columns(self.done.rows[-LOOKED_AT:]))  # the layout may know both tables
        return not (seen.typed or seen.minus)
