"""Delimited text: from bytes to cells, by the tolerant path or, where the file is clean, the fast one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from engine.dataset import Cells, Dialect, OtherTable, SetAsideRow
from engine.errors import EngineError
from engine.limits import MAX_CELL_CHARS, MAX_COLUMNS
from engine.reading.assemble import Assembly, assemble
from engine.reading.curly import Curly, find_curly
from engine.reading.dialect import detect_form
from engine.reading.encoding import Encoding, mend, open_text
from engine.reading.endless import check_endless
from engine.reading.finish import cut, drop_spare, find_end, unwrap_rows
from engine.reading.frames import numbered, text_frame
from engine.reading.layout import Layout, learn_layout
from engine.reading.notes import note_on_other, notes_on
from engine.reading.other_signs import table_above, table_below
from engine.reading.others import OtherTables
from engine.reading.records import Form, scan, scan_regular
from engine.reading.source import Raw
from engine.reading.told import AS_FOUND, Told

# The layout is learned from no more of the file than this.
HEAD_LINES = 5000
# So few lines show whether a file may be clean; what is not gets the closer look.
QUICK_LINES = 400
HEAD_CHARS = 4_000_000
# Nor, in a wide table, so many: this much shows it as well, in so many lines at least.
QUICK_CHARS, QUICK_LEAST = 100_000, 50


@dataclass(frozen=True)
class Head:
    """What the first lines say about the whole file."""

    lines: list[str]
    form: Form
    layout: Layout
    curly: Curly | None = None


def read_delimited(raw: Raw, encoding: Encoding, told: Told = AS_FOUND) -> Cells:
    """Read delimited text.

    Raises
    ------
    EngineError
        If there is no text in it, or it has too many columns.
    """
    head = look(raw, encoding, told)
    lines: Iterator[str] = islice(text_lines(raw, encoding), told.before, None)
    if head.curly is not None:
        lines = map(head.curly.straighten, lines)
    return cells_of_lines(lines, told.before + 1, head, encoding, told.before)


def cells_of_lines(lines: Iterable[str], first: int, head: Head, encoding: Encoding, before: int) -> Cells:
    """Read physical lines, ``first`` the number of the first, knowing the ``head`` of the table; it begins behind so many
    lines that a person said are none of it."""
    done = assemble(scan_regular(lines, head.form, head.layout.width, first), head.form, head.layout)
    cells = finished(done, head, dialect_of(head, encoding))
    above = table_above(head.lines, head.form, head.layout, before)
    if above is None:
        return cells
    written, form, layout = above
    done = assemble(scan_regular(written, form, layout.width, before + 1), form, layout)
    main = finished(done, Head(written, form, layout), dialect_of(Head(written, form, layout), encoding))
    names = tuple(map(str, cells.frame.columns))
    others = (
        OtherTable(head.layout.header_line or head.layout.first_line, len(cells.frame), names),
        *cells.other_tables,
    )
    return replace(
        main, other_tables=main.other_tables + others, notes=(*main.notes, *(note_on_other(one) for one in others))
    )


def look(raw: Raw, encoding: Encoding, told: Told = AS_FOUND, most: int = HEAD_LINES) -> Head:
    """Learn form and layout from the first lines of the table, ``most`` at most."""
    lines = _head(islice(text_lines(raw, encoding), told.before, None), most)
    if told.before and not any(line.strip() for line in lines):
        raise nothing_there("line", told.before + 1)
    if not any(line.strip() for line in lines):
        raise EngineError(f"{raw.name!r} has no text in it, only blank lines.", "Export the table again.")
    _check_columns(raw, lines)
    check_endless(raw, encoding, lines, told.before)
    curly, quote = find_curly(lines), told.quote
    if curly is not None and quote in (None, curly.opening):
        lines, quote = [curly.straighten(line) for line in lines], None
    else:
        curly = None
    form = detect_form(lines, told.delimiter, quote)
    layout = learn_layout(list(scan(lines, form, told.before + 1)), form, told)
    if layout.width > MAX_COLUMNS:
        raise EngineError(f"{raw.name!r} has {layout.width:,} columns.", f"Keep at most {MAX_COLUMNS:,}.")
    return Head(lines, form, layout, curly)


def nothing_there(word: str, line: int) -> EngineError:
    """The sentence for a table that was said to begin behind the end."""
    return EngineError(f"The table cannot begin in {word} {line:,}: nothing stands there.", f"Use an earlier {word}.")


def _check_columns(raw: Raw, lines: Sequence[str]) -> None:
    """Refuse far too many columns before anything is tried on such long lines."""
    first = list(islice((line for line in lines if line.strip()), 2))
    fewest = max(min(line.count(sign) for line in first) for sign in ",;\t|")
    if fewest >= MAX_COLUMNS:
        raise EngineError(f"{raw.name!r} has {fewest + 1:,} columns.", f"Keep at most {MAX_COLUMNS:,}.")


def text_lines(raw: Raw, encoding: Encoding) -> Iterator[str]:
    """Physical lines with their line ends.

    Raises
    ------
    EngineError
        If one of them is longer than a cell may be: no table looks like that.
    """
    with open_text(raw.data, encoding) as stream:
        for number, line in enumerate(stream, start=1):
            if len(line) > MAX_CELL_CHARS:
                raise EngineError(
                    f"Line {number:,} of {raw.name!r} has {len(line):,} characters.",
                    f"Keep lines and cells below {MAX_CELL_CHARS:,} characters, or save the table as Parquet.",
                )
            yield mend(line) if encoding.mended else line


def _head(lines: Iterator[str], most: int) -> list[str]:
    size = 0
    head: list[Any] = []
    for line in lines:
        if not head and not line.strip() and size < most:
            size += 1  # any number of blank lines may come first, but not for ever
        head.append(line)
        size += len(line)
        enough = most == QUICK_LINES and size >= QUICK_CHARS and len(head) >= QUICK_LEAST
        if len(head) >= most or size >= HEAD_CHARS or enough:
            if any(one.strip() for one in head):
                break
            head = head[-1:]
    return head


def has_foot(done: Assembly, layout: Layout) -> bool:
    """Whether notes, another table or repeated headers stand among the records."""
    foot = find_end(done.columns(), layout)
    return foot.split is not None or bool(foot.repeated) or foot.end < len(done.lines)


def finished(done: Assembly, head: Head, dialect: Dialect) -> Cells:
    """Cells from assembled columns: notes at the foot, further tables and spare columns told apart."""
    layout = head.layout
    columns = done.columns()
    columns, unwrapped = unwrap_rows(columns)
    done.repaired.extend(done.lines[row] for row in unwrapped)
    blank = set(done.blank_lines)
    after_gaps = [row for row, line in enumerate(done.lines) if line - 1 in blank] if blank else []
    foot = find_end(columns, layout, after_gaps)
    others = OtherTables()
    set_aside = list(done.set_aside)
    other = table_below(done.footnotes, head.form)
    below: list[str] = [record.raw for record in done.footnotes] if other is None else []
    if foot.split is not None:
        for row in range(foot.split, len(done.lines)):
            others.add(done.lines[row], [column[row].as_py() for column in columns])
    elif foot.end < len(done.lines):
        for row in range(foot.end, len(done.lines)):
            text = head.form.delimiter.join(column[row].as_py() for column in columns)
            below.append(text)
    for row in foot.repeated:
        text = head.form.delimiter.join(column[row].as_py() for column in columns)
        set_aside.append(SetAsideRow(done.lines[row], "It repeats the header.", text[:500]))
    found = others.found() + (done.others.found() if done.others is not None else ()) + ((other,) if other else ())
    columns, layout = drop_spare(cut(columns, foot), layout)
    names = layout.names if layout.names is not None else numbered(layout.width)
    below = [text for text in below if text.strip(head.form.delimiter + " ")]
    return Cells(
        text_frame(columns, names),
        replace(dialect, footnote_lines=len(below)),
        tuple(sorted(set_aside, key=lambda row: row.line)),
        layout.small + found,
        notes_on(done, layout, below, found),
    )


def dialect_of(head: Head, encoding: Encoding) -> Dialect:
    layout = head.layout
    return Dialect(
        "delimited",
        encoding.name,
        head.form.delimiter or None,
        head.curly.opening if head.curly is not None else head.form.quote or None,
        head.form.escape or None,
        _line_end(head.lines),
        layout.header_line if layout.names is not None else None,
        layout.header_rows,
        layout.preamble_lines,
    )


def _line_end(lines: Sequence[str]) -> str | None:
    for end in ("\r\n", "\n", "\r"):
        count = sum(line.endswith(end) for line in lines)
        if count and count >= (len(lines) - 1) / 2:
            return end
    return None
