"""Further tables in the same file: recognised, counted and named, not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.dataset import OtherTable
from engine.reading.frames import numbered
from engine.reading.header import count_header_rows, evidence, join_rows
from engine.reading.model import learn_columns

# Rows of one width that make a table: a header and two records.
TABLE_ROWS = 3
KEPT_ROWS = 50


def begins_table(rows: Sequence[Sequence[str]], width: int) -> int | None:
    """Index of the first of some rows that begins a table of another width, or None."""
    for start, row in enumerate(rows):
        wide = len(row)
        if wide < 2 or wide == width or not any(row):
            continue
        stretch = [other for other in rows[start : start + KEPT_ROWS] if any(other)]
        stretch = stretch[: next((n for n, other in enumerate(stretch) if len(other) != wide), len(stretch))]
        if len(stretch) < TABLE_ROWS:
            continue
        seen = evidence(stretch[0], learn_columns(stretch[1:]))
        after_gap = start > 0 and not any(rows[start - 1])
        if (seen.typed and seen.is_clear) or (after_gap and count_header_rows(stretch)):
            return start
    return None


@dataclass
class _Table:
    line: int
    width: int
    count: int = 0
    rows: list[list[str]] = field(default_factory=list)


class OtherTables:
    """Takes the rows behind the main table one by one."""

    def __init__(self) -> None:
        self._tables: list[_Table] = []
        self._gap = True

    def add(self, line: int, fields: list[str]) -> None:
        if not any(cell.strip() for cell in fields):
            self._gap = True
            return
        last = self._tables[-1] if self._tables else None
        if last is None or len(fields) != last.width or (self._gap and self._is_header(fields, last)):
            last = _Table(line, len(fields))
            self._tables.append(last)
        last.count += 1
        if len(last.rows) < KEPT_ROWS:
            last.rows.append(fields)
        self._gap = False

    @staticmethod
    def _is_header(fields: list[str], table: _Table) -> bool:
        seen = evidence(fields, learn_columns(table.rows))
        return fields == table.rows[0] or bool(seen.typed and seen.is_clear)

    def found(self) -> tuple[OtherTable, ...]:
        """Those that have a record."""
        return tuple(_described(table) for table in self._tables if table.width > 1 and table.count > 1)


def _described(table: _Table) -> OtherTable:
    count = count_header_rows(table.rows)
    names = join_rows(table.rows[:count]) if count else numbered(table.width)
    return OtherTable(table.line, table.count - count, tuple(names))
