"""The last look at a table in columns: notes at its foot, a second table below it, columns of nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from engine.reading.header import evidence
from engine.reading.layout import Layout
from engine.reading.model import SAME_MASK, ColumnModel
from engine.reading.shapes import Shape

# Notes under a table are few lines.
MAX_FOOT = 50
# Columns looked at to find a header inside the table: one would do, more keep the candidates few.
WITNESSES = 3
MAX_CANDIDATES = 1000
_WORD = r"\p{L}{2,}"
_DIGITS = (Shape.NUMBER, Shape.DATE, Shape.TIME, Shape.DATETIME)


@dataclass(frozen=True)
class Foot:
    """Where the records end: rows from ``end`` on are notes; from ``split`` on (if any) another table."""

    end: int
    split: int | None
    repeated: tuple[int, ...]  # rows inside the table that repeat its header


def find_end(columns: Sequence[pa.ChunkedArray], layout: Layout) -> Foot:
    """Look for notes at the end and header rows inside a table whose rows all have the right width."""
    total = len(columns[0]) if columns else 0
    split, repeated = _headers_inside(columns, layout, total)
    end = split if split is not None else total
    if len(columns) > 1:
        for _ in range(MAX_FOOT):
            if end < 1 or not _is_note([column[end - 1].as_py() for column in columns], layout):
                break
            end -= 1
    return Foot(end, split, tuple(row for row in repeated if row < end))


def _is_note(row: Sequence[str], layout: Layout) -> bool:
    """Nothing at all, or a text in the first column only, where records have more."""
    if not any(cell.strip() for cell in row):
        return True
    if any(cell.strip() for cell in row[1:]) or len(row) < 3:
        return False
    needed = sum(column.blanks == 0 for column in layout.columns[1:])
    seen = layout.columns[0].n >= 10
    wanted = 1 if seen else max(1, (len(row) - 1) / 2)
    return needed >= wanted and (layout.columns[0].cost(row[0]) > SAME_MASK or not layout.columns[0].typed)


def _headers_inside(columns: Sequence[pa.ChunkedArray], layout: Layout, total: int) -> tuple[int | None, list[int]]:
    """Row of another table's header, and rows that repeat this table's."""
    witnesses = [n for n, column in enumerate(layout.columns) if _is_witness(column)][:WITNESSES]
    repeated: list[int] = []
    for row in _candidates(columns, layout, witnesses):
        cells = [column[row].as_py() for column in columns]
        if cells == layout.names:
            repeated.append(row)
            continue
        seen = evidence(cells, layout.columns)
        filled = sum(bool(cell.strip()) for cell in cells)
        if seen.is_clear and seen.typed >= 2 and filled >= 0.6 * len(cells) and row + 2 < total:
            return row, repeated
    return None, repeated


def _is_witness(column: ColumnModel) -> bool:
    """Digits only, so that a word in it means something."""
    return (
        column.typed
        and column.shape in _DIGITS
        and not any(re.search(r"[^\W\d_]{2}", cell) for cell in column.values)
    )


def _candidates(columns: Sequence[pa.ChunkedArray], layout: Layout, witnesses: Sequence[int]) -> list[int]:
    """Rows that have a word in every one of the witness columns, or the first name in the first."""
    if not columns or not len(columns[0]):
        return []
    if witnesses:
        mask = None
        for position in witnesses:
            column = columns[position]
            text = pc.match_substring_regex(column, _WORD)
            mask = text if mask is None else pc.and_(mask, text)
    elif layout.names and any(layout.names):
        position = next(n for n, name in enumerate(layout.names) if name)
        mask = pc.equal(columns[position], layout.names[position])
    else:
        return []
    return [int(row) for row in pc.indices_nonzero(mask)[:MAX_CANDIDATES].to_pylist()]


def cut(columns: Sequence[pa.ChunkedArray], foot: Foot) -> list[pa.ChunkedArray]:
    """The columns without what `find_end` found."""
    kept = [column.slice(0, foot.end) for column in columns]
    if foot.repeated:
        keep = pa.array([row not in set(foot.repeated) for row in range(foot.end)])
        kept = [column.filter(keep) for column in kept]
    return kept


def drop_spare(columns: list[pa.ChunkedArray], layout: Layout) -> tuple[list[pa.ChunkedArray], Layout]:
    """Leave out last columns that neither the header nor any record has anything in."""
    spare = layout.spare
    if not spare or any(pc.any(pc.not_equal(column, "")).as_py() for column in columns[-spare:]):
        return columns, layout
    width = layout.width - spare
    names = layout.names[:width] if layout.names is not None else None
    return columns[:width], replace(layout, width=width, names=names, columns=layout.columns[:width], spare=0)
