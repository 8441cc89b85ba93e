"""The last look at a table in columns: notes at its foot, a second table below it, columns of nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from engine.reading.blocks import LOOKED_AT
from engine.reading.header import MAX_HEADER_ROWS, evidence, looks_like_names, unwrapped
from engine.reading.layout import MODEL_ROWS, Layout
from engine.reading.model import SAME_MASK, ColumnModel, learn_columns
from engine.reading.shapes import Shape

# Notes under a table are few lines.
MAX_FOOT = 50
# Columns looked at to find a header inside the table: one would do, more keep the candidates few.
WITNESSES = 3
MAX_CANDIDATES = 1000
FEW_ROWS = 12  # the half of fewer says nothing
MAX_LOOKED_AT = 50  # of these, and of the rows after a blank line, so many are looked at closely
SENTENCE = 4  # words below codes, whatever digits stand among them
# Names of another table among the values of a column of numbers do not make it a column of words.
WORDS_SHARE = 0.05
# Rows quoted otherwise than the rest are few, or it is the rest that is odd.
MAX_UNWRAPPED_SHARE = 0.1
_TOTALS = frozenset(
    [
        "total",
        "totals",
        "grand total",
        "sum",
        "summe",
        "gesamt",
        "gesamtsumme",
        "total general",
        "total général",
        "somme",
    ]
    + [
        "suma",
        "soma",
        "totale",
        "totaal",
        "razem",
        "итого",
        "всего",
        "合計",
        "总计",
        "合计",
        "총계",
        "합계",
        "toplam",
    ]
)
_WRAPPED = r"""^\s*('.*'|`.*`|".*"|“.*”)?\s*$"""
_WORD = r"\p{L}{2,}"
_DIGITS = (Shape.NUMBER, Shape.DATE, Shape.TIME, Shape.DATETIME)


@dataclass(frozen=True)
class Foot:
    """Where the records end: rows from ``end`` on are notes; from ``split`` on (if any) another table."""

    end: int
    split: int | None
    repeated: tuple[int, ...]  # rows inside the table that repeat its header


def find_end(columns: Sequence[pa.ChunkedArray], layout: Layout, after_gaps: Sequence[int] = ()) -> Foot:
    """Look for notes at the end and header rows inside a table whose rows all have the right width.

    Parameters
    ----------
    after_gaps : sequence of int
        Rows that stand below a blank line: another table may begin there even if it is all text.
    """
    total = len(columns[0]) if columns else 0
    split, repeated = _headers_inside(columns, layout, total)
    told = MAX_HEADER_ROWS if layout.header_told else 0
    for row in after_gaps[:MAX_LOOKED_AT]:
        if row >= told and (split is None or row < split) and _begins_another(columns, row):
            split = row
            break
    end = split if split is not None else total
    if len(columns) > 1:
        for _ in range(MAX_FOOT):
            if end < 1 or not _is_note([column[end - 1].as_py() for column in columns], layout):
                break
            end -= 1
    return Foot(end, split, tuple(row for row in repeated if row < end))


def _is_note(row: Sequence[str], layout: Layout) -> bool:
    """Nothing at all, or a text in the first column only, where records have more."""
    if not any(cell.strip() for cell in row) or _is_total(row, layout):
        return True
    if any(cell.strip() for cell in row[1:]):
        return False
    first, *others = layout.columns
    seen = first.n >= 10
    needed = sum(column.n > 0 and column.blanks == 0 for column in others)
    wanted = 1 if seen else max(1, (len(row) - 1) / 2)
    words, codes = row[0].split(), all(map(_has_digit, first.values))
    if seen and codes and (not _has_digit(row[0]) or len(words) >= SENTENCE):
        apart = len(words) > 1 and not any(" " in value.strip() for value in first.values)
        return needed >= wanted or first.typed or apart  # words below numbers, dates or codes
    return needed >= wanted and len(row) > 2 and (first.cost(row[0]) > SAME_MASK or not first.typed)


def _has_digit(cell: str) -> bool:
    return any(sign.isdigit() for sign in cell)


def says_total(row: Sequence[str]) -> bool:
    """Whether one of the cells says that the others are sums."""
    return any(cell.strip(" :").lower() in _TOTALS for cell in row if len(cell) < 30)


def _is_total(row: Sequence[str], layout: Layout) -> bool:
    """Sums under the columns: no record, because it leaves out what all records have (it may be among those learned from)."""
    if not says_total(row) or len(layout.columns) != len(row):
        return False
    left_out = [
        column.n >= 10 and column.blanks * column.n <= 1 and not cell
        for column, cell in zip(layout.columns, row, strict=True)
    ]
    said = row[0].strip(" :").lower() in _TOTALS
    if not said and row[0].strip():
        return False
    numbers = [
        _exceeds(column, cell)
        for column, cell in zip(layout.columns, row, strict=True)
        if column.typed and column.shape is Shape.NUMBER and cell
    ]
    return any(left_out) or (said and len(numbers) > 1 and all(numbers))


def _exceeds(column: ColumnModel, cell: str) -> bool:
    """Whether a number is larger than each of those above, as a sum is; by its digits, since all are written alike."""
    size, *above = (
        int("0" + re.sub(r"\D", "", text)[:99]) for text in (cell, *(v for v in column.values if v != cell))
    )
    return bool(above) and size > max(above)


def _headers_inside(columns: Sequence[pa.ChunkedArray], layout: Layout, total: int) -> tuple[int | None, list[int]]:
    """Row of another table's header, and rows that repeat this table's."""
    models = layout.columns
    if FEW_ROWS < total <= MODEL_ROWS:  # they may have been learned from both tables: not so those of the first half
        models = learn_columns(_rows(columns, 0, min(total // 2, LOOKED_AT)))
    witnesses = [n for n, column in enumerate(models) if _is_witness(column)][:WITNESSES]
    repeated: list[int] = []
    looked = 0
    for row in _candidates(columns, layout, witnesses):
        if layout.header_told and row < MAX_HEADER_ROWS:
            continue
        cells = [column[row].as_py() for column in columns]
        if cells == layout.names:
            repeated.append(row)
            continue
        if looked >= MAX_LOOKED_AT or row + 2 >= total:
            continue
        looked += 1
        # The model may have been learned from both tables: what counts is what stands above.
        above = learn_columns(_rows(columns, max(0, row - LOOKED_AT), row)) if row < MODEL_ROWS else layout.columns
        seen = evidence(cells, above)
        filled = sum(bool(cell.strip()) for cell in cells)
        if seen.is_clear and seen.typed >= 2 and filled >= 0.6 * len(cells):
            return row, repeated
    return None, repeated


def _rows(columns: Sequence[pa.ChunkedArray], start: int, end: int) -> list[tuple[str, ...]]:
    return list(zip(*(column.slice(start, end - start).to_pylist() for column in columns), strict=True))


def _begins_another(columns: Sequence[pa.ChunkedArray], row: int) -> bool:
    """Whether names stand in this row, clearly above what follows and unlike what stands above."""
    total = len(columns[0])
    if not 2 <= row < total - 2:
        return False
    names = [column[row].as_py() for column in columns]
    above = learn_columns(_rows(columns, max(0, row - LOOKED_AT), row))
    below = learn_columns(_rows(columns, row + 1, min(total, row + 1 + LOOKED_AT)))
    changed = any(one.typed != other.typed for one, other in zip(above, below, strict=True))
    seen_above, seen_below = evidence(names, above), evidence(names, below)
    clear = seen_above.typed and seen_above.plus > 2 * seen_above.minus
    clear = clear or (seen_below.typed and seen_below.is_clear and not seen_above.minus)
    return bool(changed and clear and not seen_below.minus and looks_like_names(names))


def unwrap_rows(columns: list[pa.ChunkedArray]) -> tuple[list[pa.ChunkedArray], list[int]]:
    """Take off the quotes of rows that are quoted with another sign than the rest: the columns, and these rows.

    Whether the quotes are part of the cells is decided by what the columns hold otherwise.
    """
    if len(columns) < 2 or not len(columns[0]):
        return columns, []
    mask = None
    for column in columns:
        wrapped = pc.match_substring_regex(column, _WRAPPED)
        mask = wrapped if mask is None else pc.and_(mask, wrapped)
        if not pc.any(mask).as_py():
            return columns, []
    usual = learn_columns(
        _rows([column.filter(pc.invert(mask)).slice(0, LOOKED_AT) for column in columns], 0, LOOKED_AT)
    )
    found = []
    for row in pc.indices_nonzero(mask).to_pylist() if usual else []:
        cells = [column[row].as_py() for column in columns]
        bare = unwrapped(cells)
        if bare is not None and sum(map(_gain, usual, cells, bare)) > 0:
            found.append((int(row), bare))
    if not found or len(found) > MAX_UNWRAPPED_SHARE * len(columns[0]):
        return columns, []
    places = pa.array([row in dict(found) for row in range(len(columns[0]))])
    kept = [
        pa.chunked_array([pc.replace_with_mask(column.combine_chunks(), places, pa.array(cells, pa.string()))])
        for column, cells in zip(columns, zip(*(bare for _, bare in found), strict=True), strict=True)
    ]
    return kept, [row for row, _ in found]


def _gain(column: ColumnModel, cell: str, bare: str) -> float:
    return column.cost(cell) - column.cost(bare) if bare else 0.0


def _is_witness(column: ColumnModel) -> bool:
    """Digits only, so that a word in it means something."""
    return (
        column.typed
        and column.shape in _DIGITS
        and sum(bool(re.search(r"[^\W\d_]{2}", cell)) for cell in column.values) <= WORDS_SHARE * column.n
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
