"""The row of names above the first record, where it is broken so that it is no row of the table's width."""

from __future__ import annotations

from collections.abc import Sequence

from engine.reading.blocks import Row
from engine.reading.broken_header import OTHER_SIGNS, header_above
from engine.reading.header import evidence, is_spaced, looks_like_names
from engine.reading.model import ColumnModel
from engine.reading.records import Form

# So few words under a row say nothing about it.
FEW_WORDS = 3
# So many broken records may stand between the names and the first record of the usual length.
FARTHEST = 50


def names_above(
    rows: Sequence[Row], first: Row, form: Form, columns: list[ColumnModel]
) -> tuple[Row, list[str], bool] | None:
    """The broken row of names in the rows right above the first record, and whether it was mended; between them may
    stand records that are broken as well: if they are more than one, the names must not be."""
    for distance, row in enumerate(reversed(rows)):
        if distance > 1:
            seen = evidence(row.fields, columns)
            found = (row.fields, False) if seen.typed and seen.is_clear and looks_like_names(row.fields) else None
            if found is not None and len(row.fields) > len(columns) / 2 and row.record.fields is not None:
                return row, *found
            if row.after_gap:
                break
            continue
        found = header_above(row, form, columns, len(columns))
        if found is not None and (not distance or (len(found[0]) == len(columns) and all(found[0]))):
            return row, *found
        if row.after_gap or first.after_gap or len(row.fields) < 2:
            break
    return None


def is_broken_above(row: Row, body: Sequence[Row], columns: Sequence[ColumnModel], form: Form) -> bool:
    """Whether the names stand above the first row, in one with a delimiter too many, too few or of another kind, where
    nothing in a table of words speaks for either."""
    width = len(body[0].fields)
    seen = evidence(body[0].fields, columns)
    if width < 2 or seen.plus or seen.minus or seen.typed or len(body) <= FEW_WORDS:
        return False
    if len(row.fields) == 1 and not any(sign in row.record.raw for sign in OTHER_SIGNS):
        return False  # a title
    above = header_above(row, form, columns, width)
    if above is None or is_spaced(row.fields):
        return False
    return all(name.strip() or column.always_blank for name, column in zip(above[0], columns, strict=False))
