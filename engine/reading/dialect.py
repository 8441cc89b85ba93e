"""Find out how a text separates and quotes its fields, from nothing but the text.

Every candidate is tried on a sample; the one whose table is most regular wins: rows as long as their neighbours, cells
that look like something, columns that keep to one shape (after van den Burg, Nazabal and Sutton 2019, "Wrangling messy CSV
files by detecting row and type patterns"). Judging neighbours instead of all rows keeps preambles, further tables and
single broken rows from mattering.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.reading.candidates import QUOTES, RARE, USUAL, delimiters, quotings
from engine.reading.records import Form, Record, scan
from engine.reading.shapes import TYPED, Shape, shape_of
from engine.reading.told import NO_QUOTE

SAMPLE_LINES = 400
SAMPLE_CHARS = 400_000
FEW_PARTS, ONLY_WORDS = 3, 0.6  # two or three words in each line are hardly columns
CELLS = 4000  # shapes are looked at in no more cells than this per candidate

# How readily a sign is believed to separate fields; what numbers, dates and words are made of is believed last.
_PRIOR = {",": 1.0, ";": 1.0, "\t": 1.0, "|": 1.0, " ": 0.8, ":": 0.8}
_PRIOR |= dict.fromkeys("-/_\\@+%()[]{}$€£<>?&=", 0.6) | {".": 0.3}
_PRIOR_OTHER, _PRIOR_LONG = 0.9, 0.97
_WORTH = {Shape.WORDS: 0.95, Shape.CODE: 0.9, Shape.TEXT: 0.6, Shape.ODD: 0.05}
# Lines above or below a table count less, up to so many at either end of so many rows at least.
EDGE_LESS, MOST_AROUND, LEAST_BETWEEN = 0.75, 5, 4
WHOLE_HEADING = 0.4  # what is left of a delimiter that parts all records, but not their heading


# "007,12" is no number that somebody wrote, but a code and another cell.
_LEADING_ZERO = re.compile(r"0\d+[.,]")


@dataclass(frozen=True)
class Judged:
    form: Form
    score: float


def detect_form(lines: Sequence[str], delimiter: str | None = None, quote: str | None = None) -> Form:
    """The most regular reading of a sample of physical lines (with their line ends).

    Parameters
    ----------
    delimiter, quote : str, optional
        Known from a person; then only the rest is looked for. `NO_QUOTE` says that no sign quotes.
    """
    sample = _sample(lines)
    filled = [line for line in sample if line.strip()]
    if not filled:
        return Form(delimiter or "", _sign(quote))
    candidates = [delimiter] if delimiter else list(dict.fromkeys(delimiters(filled)))
    best = Judged(Form("", '"'), -1.0) if delimiter else _judge_single(sample, filled, quote)
    for candidate in sorted(candidates, key=_prior, reverse=True):
        if _prior(candidate) <= best.score:
            break  # no later one can win
        for sign, escape in quotings(filled, candidate, quote):
            best = max(best, _judge(Form(candidate, sign, escape), sample), key=lambda one: one.score)
    return best.form


def _sample(lines: Sequence[str]) -> list[str]:
    size = 0
    kept: list[Any] = []
    for line in lines[:SAMPLE_LINES]:
        size += len(line)
        if kept and size > SAMPLE_CHARS:
            break
        kept.append(line)
    return kept


def _judge(form: Form, lines: Sequence[str]) -> Judged:
    records = [record for record in scan(lines, form) if not record.is_blank]
    rows = [_fields(record, form) for record in records]
    widths = [len(row) for row in rows]
    alike = [
        width > 1 and (width in (widths[i - 1 : i] + widths[i + 1 : i + 2]) or len(widths) == 1)
        for i, width in enumerate(widths)
    ]
    usual = Counter(w for w, same in zip(widths, alike, strict=True) if w > 1 and (same or len(widths) < 4))
    if not usual:
        return Judged(form, 0.0)
    width = usual.most_common(1)[0][0]
    regular = [row for row in rows if len(row) == width][: max(3, CELLS // width)]
    fitting = sum(same or w == width for w, same in zip(widths, alike, strict=True))
    consistency = (fitting + 0.01) / (len(rows) - EDGE_LESS * _lines_around(widths))
    score = consistency**2 * _typedness(regular) * _homogeneity(regular) * (1 - 0.15 / width) * _prior(form.delimiter)
    # Lines that break the rules of quoting speak against these rules; rarer rules need a reason.
    score *= 1 - 0.3 * sum(record.fields is None for record in records) / len(records)
    if form.quote != '"':
        score *= 0.97 - 0.5 * sum(any(map(_opens_only, row)) for row in rows) / len(rows)
    if form.delimiter == " " and width <= FEW_PARTS and _all_bare_words(regular, form):
        score *= ONLY_WORDS
    if _has_whole_heading(rows, width, form.delimiter):
        score *= WHOLE_HEADING
    return Judged(form, score * (0.99 if form.escape else 1.0))


def _lines_around(widths: Sequence[int]) -> int:
    """How many lines above and below the table are no part of it, if they are few: a heading is, but hardly speaks
    against the delimiter of a small table."""
    first = next(n for n, one in enumerate(widths) if one > 1)
    last = next(n for n, one in enumerate(reversed(widths)) if one > 1)
    rows = len(widths) - first - last
    few = max(first, last) <= MOST_AROUND and rows >= LEAST_BETWEEN
    return max(0, first + last - 1) if few else 0  # a single line may be the header, parted by something else


def _opens_only(cell: str) -> bool:
    """Whether a double quote opens the cell and does not close it: other quotes would part what it holds."""
    text = cell.strip()
    return text.startswith('"') and (len(text) == 1 or not text.endswith('"'))


def _all_bare_words(rows: Sequence[Sequence[str]], form: Form) -> bool:
    """Whether a blank parts nothing but words: one column of names and titles reads like that as well."""
    return all(shape_of(cell) is Shape.WORDS and form.delimiter not in cell for row in rows for cell in row)


def _has_whole_heading(rows: Sequence[Sequence[str]], width: int, delimiter: str) -> bool:
    """Whether one heading stands right above records that the delimiter parts: "Phone" above "+49 351 28077"."""
    if len(rows) < 3 or len(rows[0]) != 1 or any(len(row) != width for row in rows[1:]):
        return False
    for sign in USUAL:
        only_there = width > 2 or not any(sign in cell for row in rows[1:] for cell in row)
        if only_there and len(rows[0][0].split(sign)) == width:
            return False  # it is parted as well, by another sign
    spaced = any(cell[:1] == " " for row in rows for cell in row[1:])
    if delimiter in USUAL and not spaced and not any(sign in rows[0][0] for sign in USUAL + ":"):
        return False  # a title: nothing but a delimiter has no blank behind it in any line
    for column in zip(*rows[1:], strict=True):
        kinds = Counter(_family(cell) for cell in column[1:])
        if _family(column[0]) is not kinds.most_common(1)[0][0]:
            return False  # the second row differs from those below: it is the header, and the first one a title
    return True


def _fields(record: Record, form: Form) -> list[str]:
    if record.fields is not None:
        return record.fields
    return form.split_loosely(record.raw) or record.raw.split(form.delimiter)


def _prior(delimiter: str) -> float:
    if len(delimiter) > 1:
        if len(set(delimiter)) == 1 and not delimiter.isspace():
            return _PRIOR_LONG  # nothing but a delimiter is doubled line after line
        alone = max(_PRIOR.get(sign, _PRIOR_OTHER) for sign in delimiter)
        # Nor do signs that mean something by themselves (<, >) stand side by side otherwise.
        return _PRIOR_LONG * (max(alone, _PRIOR_OTHER) if RARE.issuperset(delimiter) else alone)
    return _PRIOR.get(delimiter, _PRIOR_OTHER)


def _typedness(rows: Sequence[Sequence[str]]) -> float:
    worth = count = 0.0
    for row in rows:
        for cell in row:
            value = _WORTH.get(shape_of(cell), 1.0)
            if cell[:1] == " " or cell[-1:] == " ":
                value *= 0.8  # the blank belongs to the delimiter
            worth += value
            count += 1
    return worth / count


def _homogeneity(rows: Sequence[Sequence[str]]) -> float:
    """Mean share of each column's most common shape; a column of nothing at all, heading included, is suspicious."""
    total = 0.0
    columns = list(zip(*rows, strict=True))
    for column in columns:
        shapes = Counter(_family(cell) for cell in column[1:] if cell.strip())
        if shapes:
            total += 0.5 + 0.5 * shapes.most_common(1)[0][1] / shapes.total()
        else:
            total += 0.9 if column[0].strip() else 0.4
    return total / len(columns)


def _family(cell: str) -> Shape:
    shape = shape_of(cell)
    return Shape.WORDS if shape in (Shape.CODE, Shape.TEXT) else shape


def _wrapping(lines: Sequence[str]) -> Iterator[str]:
    """Signs that stand around every line and nowhere else, but doubled."""
    texts = [line.strip() for line in lines]
    for sign in QUOTES:
        around = all(len(text) > 1 and text[0] == sign == text[-1] for text in texts)
        if around and not any(sign in text[1:-1].replace(sign * 2, "") for text in texts):
            yield sign


def _sign(quote: str | None) -> str:
    return '"' if quote is None else "" if quote == NO_QUOTE else quote


def _judge_single(lines: Sequence[str], filled: Sequence[str], quote: str | None) -> Judged:
    """One column: believed when its lines are of one kind by themselves, else only when nothing else fits."""
    form = Form("", next(_wrapping(filled), '"') if quote is None else _sign(quote))
    cells = [_fields(record, form)[0] for record in scan(lines, form) if not record.is_blank]
    shapes = Counter(shape_of(cell) for cell in cells[1:] or cells)
    shape, count = shapes.most_common(1)[0]
    count -= sum(_LEADING_ZERO.match(cell) is not None for cell in cells) if shape is Shape.NUMBER else 0
    if shape in TYPED and count >= 0.9 * shapes.total():
        first = next(n for n, cell in enumerate(cells) if shape_of(cell) is shape)
        heading_splits = first > 0 and any(sign in cells[first - 1] for sign in USUAL)
        return Judged(form, (0.5 if heading_splits else 0.97) * count / shapes.total())
    # Codes of one kind (AB-123) do hold signs that could separate, but hardly do.
    worth = 0.65 if shape is Shape.CODE and count >= 0.9 * shapes.total() else 0.5
    return Judged(form, worth * _typedness([[cell] for cell in cells]))
