"""A further table in a file that is written with other signs: "country,currency,rate" above or below "id;name;city"."""

from __future__ import annotations

from collections.abc import Sequence

from engine.dataset import OtherTable
from engine.reading.blocks import find_main, is_table, rows_of
from engine.reading.dialect import detect_form
from engine.reading.frames import numbered
from engine.reading.layout import Layout, learn_layout
from engine.reading.records import Form, Record, scan

# Other signs stand in prose and in keys with their values as well.
_DELIMITERS = (",", ";", "\t", "|")


def table_above(
    lines: Sequence[str], form: Form, layout: Layout, before: int
) -> tuple[list[str], Form, Layout] | None:
    """The lines above the table that was found, their form and layout, if they hold a table of their own.

    Parameters
    ----------
    lines : sequence of str
        First lines of the file with their line ends, the first of them line ``before + 1``.
    form, layout : Form, Layout
        Of the table that was found in them.
    """
    above = list(lines[: (layout.header_line or layout.first_line) - before - 1])
    for other in _others(form, above):
        records = _table_among(list(scan(above, other, before + 1)), other)
        if records:
            return above, other, learn_layout(records, other)
    return None


def table_below(footnotes: Sequence[Record], form: Form) -> OtherTable | None:
    """The table that lines below the one that was found are, if they are one."""
    for other in _others(form, [record.raw for record in footnotes]):
        parted = [Record(record.line, other.split(record.raw), record.raw) for record in footnotes]
        records = _table_among(parted, other)
        if len(records) == len(footnotes):
            layout = learn_layout(records, other)
            names = layout.names if layout.names is not None else numbered(layout.width)
            return OtherTable(records[0].line, len(records) - layout.header_rows, tuple(names))
    return None


def _others(form: Form, lines: Sequence[str]) -> list[Form]:
    """The forms that the lines may have instead."""
    signs = [sign for sign in _DELIMITERS if sign not in form.delimiter and sum(sign in line for line in lines) > 2]
    return [detect_form(lines, sign) for sign in signs]


def _table_among(records: Sequence[Record], form: Form) -> list[Record]:
    """The records from the beginning of a convincing table on, all of one length; none if there is no such table."""
    rows = rows_of(records, form)
    block = find_main(rows)
    regular = all(len(row.fields) == block.width for row in rows[block.start : block.end])
    return [row.record for row in rows[block.start :]] if regular and is_table(block) else []
