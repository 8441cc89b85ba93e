"""Is this row the header? Judged by how its cells differ from the column under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.reading.model import ColumnModel, learn_columns
from engine.reading.shapes import TEXTUAL, TYPED, Shape, mask_of, shape_of

# Header rows are rarely more than this many; a further one is looked for only below the first.
MAX_HEADER_ROWS = 6
# Up to here header rows may be too many of all to leave the columns their kind.
FEW_ROWS = 40
FEW_RECORDS = 3
# A name above a group of columns, beside a column of no group, needs so many.
GROUPED = 3
# So few rows hold one text twice where a name that stands twice makes no row of answers of the header.
RARELY = 0.05
# Numbers that count something are like years only now and then.
FEW_YEARS = 0.1
# Shorter rows with a blank behind each delimiter may be names.
PROSE = 40
# Rows below that are enough to know what a column holds.
ROWS_BELOW = 300


@dataclass(frozen=True)
class Evidence:
    """For: text above a typed column. Against: what the column itself holds."""

    plus: float
    minus: float
    typed: int  # typed columns with a cell in this row

    @property
    def is_header(self) -> bool:
        return self.plus > self.minus

    @property
    def is_clear(self) -> bool:
        """Nothing against it, and text above at least half of the typed columns."""
        return self.minus == 0 and self.plus >= max(1.0, self.typed / 2)


def evidence(row: Sequence[str], columns: Sequence[ColumnModel]) -> Evidence:
    """Weigh a row against models learned from other rows."""
    plus = minus = 0.0
    typed = 0
    for cell, column in zip(row, columns, strict=False):
        shape = shape_of(cell)
        if shape in (Shape.EMPTY, Shape.MISSING):
            continue
        if column.typed:
            typed += 1
            plus += (
                shape in (Shape.CODE, Shape.WORDS, Shape.TEXT) and cell not in column.values
            )  # "..", again and again
            minus += shape is column.shape
        elif cell in column.values:
            minus += 0.5
        elif (usual := _usual_mask(column)) is not None:
            fits = mask_of(cell) == usual
            plus += 0.5 * (not fits)
            minus += 0.5 * fits * any(sign.isdigit() for sign in cell)
    if minus and _is_sequence_of_years(row, columns):
        plus, minus = plus + minus, 0.0
    return Evidence(plus, minus, typed)


def _usual_mask(column: ColumnModel) -> str | None:
    if column.n < 5 or not column.masks:
        return None
    mask, count = column.masks.most_common(1)[0]
    return mask if count >= 0.9 * column.masks.total() and column.masks.total() >= 3 else None


def _is_sequence_of_years(row: Sequence[str], columns: Sequence[ColumnModel]) -> bool:
    """A wide table may have years as names: 2019, 2020, 2021 (or 2019, 2019, 2020, 2020, or 2023, 2024 again and again)
    above numbers that are no years; beside another name, above columns that hold no years at all, two are enough, and
    of more some may be missing."""
    cells = [
        (cell.strip(), column) for cell, column in zip(row, columns, strict=False) if shape_of(cell) is Shape.NUMBER
    ]
    years = [int(cell) for cell, _ in cells if is_year(cell)]
    others = [(cell, column) for cell, column in zip(row, columns, strict=False) if shape_of(cell) in TEXTUAL]
    named = bool(others) and not any(cell in column.values for cell, column in others)
    pair = named and not any(map(_holds_years, (column for _, column in cells)))
    if len(years) < (2 if pair else 3) or len(years) < len(cells):
        return False
    again = years[0] - max(years) if years[-1] >= years[0] else None  # a sequence that begins anew
    steps = {later - earlier for earlier, later in pairwise(years)} - {0, again}
    sorted_ = len({step > 0 for step in steps}) == 1 and pair
    return (len(steps) == 1 or sorted_) and not any(cell in column.values for cell, column in cells)


def _holds_years(column: ColumnModel) -> bool:
    """Whether years stand in it again and again: among any numbers there may be one."""
    return sum(map(is_year, column.values)) > FEW_YEARS * len(column.values)


def is_year(cell: str) -> bool:
    return len(cell) == 4 and cell.isdecimal() and 1900 <= int(cell) <= 2100


def count_header_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first rows (all of one width) are header rows; 0 if the first is a record.

    Without any evidence (a table of words only) the first row is the header when its cells differ from each other and
    from everything below, as people write headers.
    """
    if not rows:
        return 0
    if len(rows) == 1:
        return int(looks_like_names(rows[0], twice=True))
    if unwrapped(rows[-1]) is None:  # what is quoted otherwise than the rest is no less a record for that
        first = [unwrapped(row) or row for row in rows[: MAX_HEADER_ROWS + 1]]
        rows = [*first, *rows[MAX_HEADER_ROWS + 1 :]]
    found = 0
    for position in range(min(MAX_HEADER_ROWS, len(rows) - 1)):
        below = _below(rows, position)
        seen = evidence(rows[position], below)
        if position == 0:
            neutral = seen.plus == seen.minus == 0 and not seen.typed
            if seen.is_header or (neutral and looks_like_names(rows[0], twice=not _hold_twice(rows[1:ROWS_BELOW]))):
                found = 1
            elif not _names_groups(rows[0]) and (seen.minus or not any(rows[0][1:])):
                return 0
        elif list(rows[position]) == list(rows[0]) or (seen.is_clear and not _is_found_below(rows[position], below)):
            found = position + 1
        elif position == 1 and len(rows[0]) >= GROUPED and _is_second(rows[0], rows[1], below):
            found = 2
        else:
            break
    return max(found, _deep_header(rows)) if len(rows) <= FEW_ROWS else found


def _deep_header(rows: Sequence[Sequence[str]]) -> int:
    """Rows of names that are too large a part of a small table to be told by what stands below the first; 0 if not clear.

    The last of them must have text above nearly all of at least two typed columns, as hardly a record has.
    """
    for count in range(min(MAX_HEADER_ROWS, len(rows) - 2), 1, -1):
        below = learn_columns(rows[count:])
        seen = [evidence(row, below) for row in rows[:count]]
        last = seen[-1]
        if (
            all(one.is_clear for one in seen)
            and last.typed >= 2
            and last.plus >= 0.75 * last.typed
            and not any(_is_found_below(row, below) for row in rows[:count])
        ):
            return count
    return 0


def _hold_twice(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the same text stands in several cells of a row, now and then."""
    filled = ([cell for cell in row if cell.strip()] for row in rows)
    return sum(len(set(cells)) < len(cells) for cells in filled) > RARELY * len(rows)


def _is_second(first: Sequence[str], second: Sequence[str], below: Sequence[ColumnModel]) -> bool:
    """Whether the second row goes on with the header that the first row began."""
    return _completes(first, second, below) or _names_below_groups(first, second, below)


def _completes(first: Sequence[str], second: Sequence[str], below: Sequence[ColumnModel]) -> bool:
    """Whether the second row names just what the first leaves without a name, and leaves out what no record does.

    Surveys are exported so: the question above its first answer, and the answers in a row of their own.
    """
    blank = [not cell.strip() for cell in first]
    named = [bool(cell.strip()) for cell in second]
    left_out = any(
        column.n >= FEW_RECORDS and not column.blanks and not name for column, name in zip(below, named, strict=True)
    )
    fits = any(
        column.typed and shape_of(cell) is column.shape for cell, column in zip(second, below, strict=True) if cell
    )
    return any(blank) and all(n for b, n in zip(blank, named, strict=True) if b) and left_out and not fits


def _names_below_groups(first: Sequence[str], second: Sequence[str], below: Sequence[ColumnModel]) -> bool:
    """Whether the first row names groups of columns, leaving out what all records have, and the second each column."""
    left_out = any(
        column.n >= FEW_RECORDS and not column.blanks and not cell.strip()
        for column, cell in zip(below, first, strict=True)
    )
    named = all(cell.strip() for cell in second) and looks_like_names(second) and not _is_found_below(second, below)
    return left_out and named and _names_groups(first)


def is_prose(row: Sequence[str]) -> bool:
    """Whether a row reads as a sentence that delimiters happen to stand in."""
    return is_spaced(row) and sum(map(len, row)) >= PROSE


def is_spaced(row: Sequence[str]) -> bool:
    """Whether a blank stands behind each of the delimiters."""
    return len(row) > 1 and all(cell[:1] == " " and cell.strip() for cell in row[1:])


def _below(rows: Sequence[Sequence[str]], position: int) -> list[ColumnModel]:
    """What stands under a row; the same row once more says nothing about it."""
    under = [row for row in rows[position + 1 : position + 1 + ROWS_BELOW] if list(row) != list(rows[position])]
    return learn_columns(under or rows[position + 1 : position + 2])


def _names_groups(row: Sequence[str]) -> bool:
    """Few words above many columns, as the first of two header rows has them."""
    filled = [cell for cell in row if cell.strip()]
    return len(filled) <= len(row) / 2 and not any(shape_of(cell) in TYPED for cell in filled)


def _is_found_below(row: Sequence[str], below: Sequence[ColumnModel]) -> bool:
    """Whether a would-be further header row holds values of columns that are not typed."""
    return any(cell.strip() and cell in column.values for cell, column in zip(row, below, strict=True))


def unwrapped(row: Sequence[str]) -> list[str] | None:
    """The row without the quotes around all of its cells, or None if they are not all quoted alike."""
    filled = [cell.strip() for cell in row if cell.strip()]
    if len(filled) < 2:
        return None
    opening = filled[0][0]
    closing = {"“": "”"}.get(opening, opening)
    if opening not in "'`\"“" or not all(len(c) > 1 and c[0] == opening and c[-1] == closing for c in filled):
        return None
    return [cell.strip()[1:-1].replace(opening * 2, opening) for cell in row]


def looks_like_names(row: Sequence[str], twice: bool = False) -> bool:
    """Distinct texts (some ``twice``, if that may be) without a number, date or address among them, years apart."""
    filled = [cell.strip() for cell in row if cell.strip()]
    texts = [cell for cell in filled if not is_year(cell)]
    if len(texts) < len(filled) and not (texts and _is_sequence_of_years(row, learn_columns([[""] * len(row)]))):
        return False
    distinct = len(set(filled)) == len(filled) or (twice and len(set(filled)) >= len(filled) / 2)
    return bool(texts) and distinct and not any(shape_of(cell) in TYPED for cell in texts)


def join_rows(rows: Sequence[Sequence[str]], below: Sequence[str] | None = None) -> list[str]:
    """A header over several rows, cell by cell, with one space; without quotes that the row below does not have."""
    if below is not None and unwrapped(below) is None:
        rows = [unwrapped(row) or row for row in rows]
    # Programs that make surveys add a row for themselves: {"ImportId":"QID1"}.
    rows = [row for row in rows if not all(_is_object(cell) for cell in row if cell.strip())] or rows
    if len(rows) == 1:
        return list(rows[0])
    return [" ".join(filter(None, (cell.strip() for cell in cells))) for cells in zip(*rows, strict=True)]


def _is_object(cell: str) -> bool:
    return cell.strip().startswith("{") and cell.strip().endswith("}")
