"""Rows that are not regular: blank, mended, padded, set aside, or a note under the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.dataset import SetAsideRow
from engine.reading.layout import Layout
from engine.reading.model import FOREIGN, NOTHING, SAME_FAMILY, SAME_MASK
from engine.reading.records import Form, Record
from engine.reading.repair import Repair, repair
from engine.reading.shapes import Shape, is_object, shape_of

if TYPE_CHECKING:
    from engine.reading.assemble import Assembly

SHOWN_CHARS = 500
# A field may be broken over this many lines without quotes.
MAX_BROKEN_LINES = 20
# A last row that looks like a note is one unless it can be cut into the columns at less than this cost.
PROSE_COST = 4.0
# No sentence holds numbers or dates for so many columns.
MANY_TYPED = 5


class Mender:
    """Sorts rows that are not regular, knowing what the columns hold."""

    def __init__(self, form: Form, layout: Layout) -> None:
        self.form = form
        self.width = layout.width
        self.columns = layout.columns

    def sort(self, records: Sequence[Record], at_end: bool, done: Assembly) -> Iterator[tuple[Record, list[str]]]:
        """Yield what became a record; note the rest in ``done``."""
        position = 0
        while position < len(records):
            record = records[position]
            position += 1
            if record.fields is not None and not any(record.fields):
                if not at_end and len(record.fields) == self.width > 1:
                    yield record, list(record.fields)
                else:
                    done.blank_lines.append(record.line)
                continue
            joined = self._broken_over_lines(records[position - 1 :])
            if joined is not None:
                fields, used = joined
                done.repaired.append(record.line)
                position += used - 1
                yield record, fields
                continue
            mended = self._mended(record, at_end)
            if mended is not None and not (at_end and self._is_note(mended)):
                self._note(record, mended, done)
                yield record, mended
            elif at_end and self._is_note(self._as_given(record)):
                done.footnotes.append(record)
            else:
                done.set_aside.append(SetAsideRow(record.line, self._reason(record), record.raw[:SHOWN_CHARS]))

    def _note(self, record: Record, fields: list[str], done: Assembly) -> None:
        given = record.fields
        if (
            given is not None
            and len(given) < self.width
            and fields[: len(given)] == given
            and not any(fields[len(given) :])
        ):
            done.padded.append(record.line)
        else:
            done.repaired.append(record.line)

    def _mended(self, record: Record, at_end: bool = False) -> list[str] | None:
        """The fields it must have had, if that is certain; prose under the table can be cut into fields as well."""
        if not self.columns:
            return None
        if self.width == 1:
            return [record.raw]
        quick = self._quick(record)
        if quick is not None:
            return quick
        found: Repair | None = repair(record.raw, self.form, self.columns)
        plain = not (self.form.quote and self.form.quote in record.raw)
        few = found is not None and "" in found.fields and len(list(filter(None, found.fields))) <= 2  # "30 records"
        whole = len(record.fields or ()) == 1 and (few or not plain)  # or a sentence in quotes
        costly = plain and found is not None and found.cost > PROSE_COST and not self._fills_typed(found.fields)
        prose = at_end and (whole or costly) and self._is_note(self._as_given(record))
        if found is not None and found.certain and not prose:
            return found.fields
        given = record.fields
        if given is not None and len(given) < self.width and self._fits(given):
            return given + [""] * (self.width - len(given))
        return None

    def _fills_typed(self, fields: Sequence[str]) -> bool:
        """Whether columns of numbers or dates all get one, as no sentence would give them."""
        typed = [
            shape_of(cell) is column.shape for cell, column in zip(fields, self.columns, strict=True) if column.typed
        ]
        return len(typed) >= MANY_TYPED and all(typed)

    def _quick(self, record: Record) -> list[str] | None:
        """Quotes within quotes, nowhere near a delimiter, need no search; nor do spare delimiters at the end."""
        given = record.fields
        if given is not None:
            spare = len(given) > self.width and not any(given[self.width :])
            return given[: self.width] if spare and self._fits(given[: self.width], SAME_FAMILY) else None
        loose = self.form.split_loosely(record.raw)
        if loose is None or len(loose) != self.width or "\\" in record.raw:
            return None
        if self.form.quote and self.form.is_plain_inside(record.raw) and self._fits(loose):
            return loose
        bare = record.raw  # what stands inside of JSON is no question of the table
        for cell in filter(is_object, loose):
            bare = bare.replace(cell, "", 1)
        if bare.count(self.form.delimiter) != self.width - 1 or self._quotes_across(bare):
            return None
        return loose if self._fits(loose) else None

    def _quotes_across(self, raw: str) -> bool:
        """Whether a quote inside one field may belong to one that closes another: the delimiter before it is missing."""
        quote = self.form.quote
        odd = [piece for piece in raw.split(self.form.delimiter) if quote and piece.count(quote) % 2]
        return len(odd) > 1 and odd[-1].endswith(quote)

    def _fits(self, fields: Sequence[str], most: float = FOREIGN) -> bool:
        return all(column.cost(cell) <= most or not cell for column, cell in zip(self.columns, fields, strict=False))

    def _broken_over_lines(self, records: Sequence[Record]) -> tuple[list[str], int] | None:
        """A line break inside an unquoted field: short rows in succession that make one row."""
        first = records[0].fields
        if first is None or len(first) >= self.width:
            return None
        fields, raw_end = list(first), records[0].line + records[0].lines
        for used, record in enumerate(records[1 : 1 + MAX_BROKEN_LINES], start=2):
            if record.fields is None or not any(record.fields) or record.line != raw_end:
                return None
            raw_end += record.lines
            fields = [*fields[:-1], fields[-1] + "\n" + record.fields[0], *record.fields[1:]]
            if len(fields) > self.width:
                return None
            if len(fields) == self.width:
                fits = self._fits(fields) and not self._fits_alone(records[:used])
                return (fields, used) if fits else None
        return None

    def _fits_alone(self, records: Sequence[Record]) -> bool:
        return any(self._mended(record) is not None for record in records)

    def _as_given(self, record: Record) -> list[str]:
        return record.fields or self.form.split_loosely(record.raw) or [record.raw]

    def _is_note(self, fields: Sequence[str]) -> bool:
        """Few words that do not look like the beginning of a record."""
        filled = [cell for cell in fields if cell.strip()]
        if len(filled) > max(2, self.width / 2) or self.width == 1:
            return False
        matching = sum(
            shape_of(cell) is not Shape.EMPTY
            and (
                (column.typed and column.cost(cell) < NOTHING)
                or (_has_digit(cell) and column.cost(cell) <= SAME_MASK)
                or column.recognises(cell)
            )
            for cell, column in zip(fields, self.columns, strict=False)
        )
        return matching == 0 or not self._fits(fields)

    def _reason(self, record: Record) -> str:
        if record.fields is None:
            return "Its quotation marks do not pair up, and it can be read in more than one way."
        count = len(record.fields)
        fields = f"{count} field" + ("s" if count != 1 else "")
        return f"It has {fields} instead of {self.width}, and where the difference lies is not certain."


def _has_digit(cell: str) -> bool:
    return any(sign.isdigit() for sign in cell)
