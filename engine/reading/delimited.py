"""Delimited text: first version on the csv module (ordinary files only)."""

from __future__ import annotations

import csv
import io
from collections import Counter

from engine.dataset import Cells, Dialect, Note, SetAsideRow
from engine.errors import EngineError
from engine.reading.encoding import Encoding, mend, open_text
from engine.reading.frames import numbered
from engine.reading.source import Raw

csv.field_size_limit(1 << 30)


def read_delimited(raw: Raw, encoding: Encoding, delimiter: str | None = None) -> Cells:
    import pandas as pd

    with open_text(raw.data, encoding) as stream:
        text = stream.read()
    text = mend(text) if encoding.mended else text
    if not text.strip():
        raise EngineError(f"{raw.name!r} has no text in it, only blank lines.", "Export the table again.")
    delimiter = delimiter or _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = [(reader.line_num, row) for row in reader if any(row)]
    width = Counter(len(row) for _, row in rows).most_common(1)[0][0]
    while len(rows[0][1]) != width:
        rows.pop(0)
    line, header = rows.pop(0)
    kept, aside, notes = [], [], []
    for number, row in rows:
        if len(row) > width:
            aside.append(SetAsideRow(number, f"It has {len(row)} fields instead of {width}.", delimiter.join(row)))
        else:
            if len(row) < width:
                notes.append(Note(f"Line {number} has {len(row)} fields instead of {width}; the rest is blank."))
            kept.append(row + [""] * (width - len(row)))
    named = _is_header(header, kept)
    if not named:
        kept.insert(0, header)
    frame = pd.DataFrame(kept, columns=range(width), dtype="str")
    frame.columns = pd.Index(header if named else numbered(width), dtype="str")
    end = "\r\n" if "\r\n" in text else "\n" if "\n" in text else "\r" if "\r" in text else None
    dialect = Dialect("delimited", encoding.name, delimiter, '"', None, end, line if named else None)
    return Cells(frame, dialect, tuple(aside), (), tuple(notes))


def _delimiter(text: str) -> str:
    lines = [line for line in text[:200_000].splitlines()[:200] if line.strip()]
    best, score = ",", 0.0
    for candidate in ",;\t|":
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=candidate))
        width, count = widths.most_common(1)[0]
        if width > 1 and count / len(lines) * (1 - 1 / width) > score:
            best, score = candidate, count / len(lines) * (1 - 1 / width)
    return best


def _is_header(header: list[str], rows: list[list[str]]) -> bool:
    if not rows:
        return True
    return not any(_number(cell) and all(_number(row[i]) for row in rows[:50]) for i, cell in enumerate(header))


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
