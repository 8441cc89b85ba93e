"""What was noticed and done while reading, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.dataset import Note, OtherTable, Severity
from engine.reading.layout import Layout

if TYPE_CHECKING:
    from engine.reading.assemble import Assembly

SHOWN = 10


def notes_on(done: Assembly, layout: Layout, below: Sequence[str], others: Sequence[OtherTable]) -> tuple[Note, ...]:
    """Everything a person should know about how the file was read."""
    notes = []
    if layout.preamble_lines:
        notes.append(
            Note(f"{_count(layout.preamble_lines, 'line')} above the table {_were(layout.preamble_lines)} left out.")
        )
    notes.extend(_note_on_small(other) for other in layout.small)
    if layout.names is None:
        notes.append(Note("The table has no header; its columns were numbered.", Severity.WARNING))
    elif layout.header_rows > 1:
        notes.append(Note(f"The header stands in {layout.header_rows} rows; they were joined."))
    if layout.header_repaired:
        notes.append(
            Note("The header row was broken and has been put together from what it holds.", Severity.WARNING)
        )
    if done.repaired:
        notes.append(
            Note(
                f"{_count(len(done.repaired), 'row')} had to be repaired ({_lines(done.repaired)}).", Severity.WARNING
            )
        )
    if done.padded:
        what = f"{_count(len(done.padded), 'row')} ended early ({_lines(done.padded)})"
        notes.append(Note(f"{what}; the missing fields are blank.", Severity.WARNING))
    if done.set_aside:
        lines = _lines([row.line for row in done.set_aside])
        notes.append(
            Note(
                f"{_count(len(done.set_aside), 'row')} could not be read and {_were(len(done.set_aside))} set aside ({lines}).",
                Severity.WARNING,
            )
        )
    if below:
        shown = "; ".join(repr(text[:80]) for text in below[:3])
        notes.append(
            Note(f"{_count(len(below), 'line')} below the table {_were(len(below))} taken for notes: {shown}.")
        )
    notes.extend(note_on_other(other) for other in others)
    return tuple(notes)


def note_on_other(other: OtherTable) -> Note:
    """That the file holds another table, and where."""
    rows = _count(other.n_rows, "row")
    return Note(f"Another table of {rows} begins on line {other.first_line}; it was not read.", Severity.WARNING)


def _note_on_small(other: OtherTable) -> Note:
    names = " and ".join(repr(name) for name in other.columns)
    return Note(
        f"The lines from {other.first_line} on may be a small table of their own, {_count(other.n_rows, 'row')} with the "
        f"columns {names}; above a larger table they were taken for words about the file and not read.",
        Severity.WARNING,
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("s" if number != 1 else "")


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _lines(lines: Sequence[int]) -> str:
    shown = ", ".join(f"{line:,}" for line in lines[:SHOWN])
    more = f" and {len(lines) - SHOWN:,} more" if len(lines) > SHOWN else ""
    return f"line{'s' if len(lines) != 1 else ''} {shown}{more}"
