"""From the rows of a worksheet to cells: no quotes, yet titles, notes, further tables and merged cells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from engine.dataset import Cells, Dialect, Note, Severity
from engine.reading.assemble import assemble
from engine.reading.delimited import HEAD_LINES, Head, finished
from engine.reading.header import join_rows
from engine.reading.layout import Layout, learn_layout
from engine.reading.records import Form, Record
from engine.reading.told import AS_FOUND, Told
from engine.reading.workbook import Merged


def cells_of_rows(
    rows: Sequence[Sequence[str]],
    first_row: int,
    dialect: Dialect,
    told: Told = AS_FOUND,
    merged: Sequence[Merged] = (),
) -> Cells:
    """Find the table in the rows of a sheet, all of one width.

    Parameters
    ----------
    first_row : int
        Number of the first of them in the sheet, from 1.
    merged : sequence of Merged
        Cells of the sheet that were made one. Where they stand in the table, their value counts for all of them: the
        name of a group of columns for each of these columns, a value beside several records for each of these records.
    """
    used = [n for n, column in enumerate(zip(*rows, strict=True)) if any(column)]
    kept = [[row[n] for n in used] for row in rows]
    own = list(_within(merged, first_row - 1, len(rows), used))
    form = Form("\t")
    layout = learn_layout(_records(kept, first_row)[:HEAD_LINES], form, told)
    n_filled = _fill_down(kept, own, layout.first_line - first_row) if own else 0
    layout = _with_group_names(layout, kept, own, first_row)
    done = assemble(_records(kept, first_row), form, layout)
    dialect = replace(
        dialect,
        header=layout.header_line if layout.names is not None else None,
        header_rows=layout.header_rows,
        preamble_lines=layout.preamble_lines,
    )
    cells = finished(done, Head([], form, layout), dialect)
    notes = (*cells.notes, _note(n_filled)) if n_filled else cells.notes
    return replace(cells, frame=_without_blank_end(cells.frame), notes=notes)


def _records(rows: Sequence[list[str]], first_row: int) -> list[Record]:
    return [
        Record(number, fields, "\t".join(fields) if any(fields) else "")
        for number, fields in enumerate(rows, start=first_row)
    ]


def _within(merged: Sequence[Merged], above: int, n_rows: int, used: Sequence[int]) -> Iterator[Merged]:
    """The merged cells among the rows that are read, by their places in these rows and the used columns."""
    for one in merged:
        left, right = bisect_left(used, one.left), bisect_right(used, one.right) - 1
        top, bottom = one.top - above, min(one.bottom - above, n_rows - 1)
        if left <= right and 0 <= top <= bottom:
            yield Merged(top, left, bottom, right)


def _fill_down(rows: Sequence[list[str]], merged: Sequence[Merged], start: int) -> int:
    """Write the value of cells merged over several records into each of them; how many cells that were."""
    found, room = (
        0,
        len(rows) * len(rows[0]),
    )  # a damaged sheet may say that the same cells are merged again and again
    for one in merged:
        if one.left == one.right and start <= one.top < one.bottom and (room := room + one.top - one.bottom) >= 0:
            value = rows[one.top][one.left]
            for row in rows[one.top + 1 : one.bottom + 1]:
                row[one.left] = row[one.left] or value
            found += bool(value)
    return found


def _with_group_names(layout: Layout, rows: Sequence[list[str]], merged: Sequence[Merged], first_row: int) -> Layout:
    """A name merged over several columns, above the names of each, belongs to all of them."""
    if layout.header_rows < 2 or layout.names is None or not merged:
        return layout
    start = layout.header_line - first_row
    header = [list(row) for row in rows[start : start + layout.header_rows]]
    for one in merged:
        if start <= one.top == one.bottom < start + layout.header_rows - 1 and one.left < one.right:
            for column in range(one.left, one.right + 1):
                header[one.top - start][column] = rows[one.top][one.left]
    return replace(layout, names=join_rows(header)[: layout.width])


def _note(n_filled: int) -> Note:
    cells = "1 merged cell stands" if n_filled == 1 else f"{n_filled:,} merged cells stand"
    return Note(f"{cells} beside several records; the value was taken for each of these.", Severity.INFO)


def _without_blank_end(frame: pd.DataFrame) -> pd.DataFrame:
    """Without last columns that only another table on the same sheet uses."""
    width = frame.shape[1]
    while width > 1 and not frame.columns[width - 1] and not (frame.iloc[:, width - 1] != "").any():
        width -= 1
    return frame.iloc[:, :width]
