"""From physical lines to records: quoted fields, fields over several lines, lines that break the rules."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from engine.limits import MAX_CELL_CHARS

# A quoted field may go on over this many lines; beyond it the quote was never closed.
MAX_FIELD_LINES = 10_000
# Lines longer than this are not searched again and again for a closing quote.
LOOSE_CHARS = 200_000
# Lines that are looked at together.
BULK_LINES = 4096
_NEVER = "(?!)"


class Record(NamedTuple):
    """One logical line. ``fields`` is None when it breaks the quoting rules."""

    line: int
    fields: list[str] | None
    raw: str

    @property
    def is_blank(self) -> bool:
        return not self.raw.strip()

    @property
    def lines(self) -> int:
        """Physical lines it takes."""
        return 1 + self.raw.count("\n") + self.raw.replace("\r\n", "").count("\r")


@dataclass(frozen=True)
class Form:
    """How records are written: delimiter ('' for one column), quote, escape ('' for none; doubling always counts)."""

    delimiter: str
    quote: str = ""
    escape: str = ""

    @cached_property
    def _padding(self) -> str:
        """Blanks may stand around quotes, unless blanks are what separates."""
        return "" if " " in self.delimiter or not self.delimiter.strip() else "[ ]*+"

    @cached_property
    def _strict(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        d = re.escape(self.delimiter) if self.delimiter else _NEVER
        q, e = re.escape(self.quote), re.escape(self.escape)
        free = f"[^{q}{e}]*+" if q else ""
        pair = f"(?:{q}{q}|{e}.)" if e else f"{q}{q}"
        inner = f"{free}(?:{pair}{free})*+"
        outside = (
            f"(?:(?!{d})[^{q}{e}\\r\\n]"
            if len(self.delimiter) > 1
            else f"(?:[^{d if self.delimiter else ''}{q}{e}\\r\\n]"
        )
        outside += f"|{e}.)*+" if e else ")*+"

        def field(inside: str, outside: str) -> str:
            quoted = f"{self._padding}{q}{inside}{q}{self._padding}(?={d}|\\Z)" if q else f"{inside}(?!)"
            return f"(?:{quoted}|{outside})"

        bare = field(f"(?:{inner})" if q else "", outside)
        caught = field(f"({inner})" if q else "()", f"({outside})")
        return (
            re.compile(f"{bare}(?:{d}{bare})*+", re.DOTALL),
            re.compile(f"(?:\\A|{d}){caught}(?={d}|\\Z)", re.DOTALL),
        )

    @cached_property
    def _loose(self) -> re.Pattern[str]:
        d = re.escape(self.delimiter) if self.delimiter else _NEVER
        q = re.escape(self.quote)
        # A JSON object is closed by its own bracket, whatever quotes and delimiters stand in it.
        inside = r"([{\[].*?[}\]]|.*?)"
        quoted = f"{self._padding}{q}{inside}{q}{self._padding}(?={d}|\\Z)" if q else "()(?!)"
        return re.compile(f"(?:\\A|{d})(?:{quoted}|((?:(?!{d}).)*+))(?={d}|\\Z)", re.DOTALL)

    @cached_property
    def _special(self) -> str:
        return self.quote or self.escape

    def unescape(self, text: str) -> str:
        """The content of a quoted field as it was meant."""
        if self.quote and self.quote * 2 in text:
            text = text.replace(self.quote * 2, self.quote)
        return self.unescape_outside(text)

    def unescape_outside(self, text: str) -> str:
        if self.escape and self.escape in text:
            return _escapes(self).sub(r"\1", text)
        return text

    def split(self, line: str) -> list[str] | None:
        """The fields of a line that keeps all rules, else None."""
        plain = self.quote not in line if self.quote else True
        if plain and not (self.escape and self.escape in line):
            return line.split(self.delimiter) if self.delimiter else [line]
        whole, field = self._strict
        if whole.fullmatch(line) is None:
            return None
        return [
            self.unescape(inside) if inside else self.unescape_outside(outside)
            for inside, outside in field.findall(line)
        ]

    def split_loosely(self, line: str) -> list[str] | None:
        """The fields when a quote closes only before a delimiter, and a quote that never closes is text."""
        if len(line) > LOOSE_CHARS:
            return None
        return [self.unescape(inside) if inside else outside for inside, outside in self._loose.findall(line)]

    def is_plain_inside(self, line: str) -> bool:
        """Whether no quote inside a quoted field stands beside a delimiter, and none in a field without quotes at all: then
        `split_loosely` is the only way to read the line."""
        begins = self.delimiter + self.quote
        found = self._loose.findall(line)
        return all(begins not in inside and self.quote not in outside for inside, outside in found)

    def open_quotes(self, line: str) -> int:
        """Quotes that count for being inside or outside a quoted field."""
        if not self.quote:
            return 0
        count = line.count(self.quote)
        return count - line.count(self.escape + self.quote) if self.escape else count


def _escapes(form: Form) -> re.Pattern[str]:
    meant = "|".join(re.escape(sign) for sign in (form.quote, form.delimiter, form.escape) if sign)
    return re.compile(f"{re.escape(form.escape)}({meant}|[\\r\\n])")


class Bulk(NamedTuple):
    """Consecutive lines that all are regular records."""

    line: int
    rows: list[list[str]]


def scan(lines: Iterable[str], form: Form, first: int = 1) -> Iterator[Record]:
    """Records of physical lines (with their line ends; the first has the number ``first``). Linear: a line is looked at
    again at most once."""
    scanner = _Scanner(iter(lines), form, None, first)
    while scanner.fill(1):
        yield from scanner.drain()


def scan_regular(lines: Iterable[str], form: Form, width: int, first: int = 1) -> Iterator[Record | Bulk]:
    """The same once the width is known: regular records come in bulk.

    Lines that are records by themselves are not swallowed by a quote that somebody forgot to close.
    """
    scanner = _Scanner(iter(lines), form, width, first)
    while scanner.fill(BULK_LINES):
        bulk = scanner.bulk()
        if bulk is not None:
            yield bulk
        else:
            yield from scanner.drain()


class _Scanner:
    """Lines waiting to become records."""

    def __init__(self, source: Iterator[str], form: Form, width: int | None, first: int) -> None:
        self.source = source
        self.form = form
        self.width = width
        self.number = first
        self.waiting: deque[str] = deque()

    def fill(self, count: int) -> bool:
        self.waiting.extend(islice(self.source, count))
        return bool(self.waiting)

    def bulk(self) -> Bulk | None:
        """All waiting lines at once, if none of them needs a closer look."""
        form, width = self.form, self.width
        text = "".join(self.waiting)
        if (form.quote and form.quote in text) or (form.escape and form.escape in text) or not form.delimiter:
            return None
        lines = [line.rstrip("\r\n") for line in self.waiting]
        rows = [line.split(form.delimiter) for line in lines]
        if set(map(len, rows)) != {width} or form.delimiter * ((width or 1) - 1) in lines:
            return None
        bulk = Bulk(self.number, rows)
        self.number += len(rows)
        self.waiting.clear()
        return bulk

    def drain(self) -> Iterator[Record]:
        form = self.form
        while self.waiting:
            line = self.waiting.popleft()
            raw = line.rstrip("\r\n")
            fields = form.split(raw)
            number = self.number
            self.number += 1
            if fields is None and form.open_quotes(raw) % 2 and (joined := self._multiline(line)) is not None:
                raw, fields = joined
            yield Record(number, fields, raw)

    def _multiline(self, line: str) -> tuple[str, list[str]] | None:
        """Take lines until the quotes are balanced: the record, or None (and nothing taken) if that is no record."""
        form, width = self.form, self.width
        pieces = [line]
        balance, size, regular, used = form.open_quotes(line), len(line), 0, 0
        while balance % 2:
            if used == len(self.waiting) and not self.fill(1):
                return None
            if used == len(self.waiting):
                return None
            following = self.waiting[used]
            used += 1
            pieces.append(following)
            size += len(following)
            balance += form.open_quotes(following)
            alone = form.split(following.rstrip("\r\n")) if width is not None and width > 1 else None
            regular += alone is not None and len(alone) == width
            if used > MAX_FIELD_LINES or size > MAX_CELL_CHARS:
                return None
        text = "".join(pieces).rstrip("\r\n")
        fields = None if regular > used / 2 else form.split(text)
        if fields is None or (width is not None and len(fields) != width):
            return None
        for _ in range(used):
            self.waiting.popleft()
        self.number += used
        return text, fields
