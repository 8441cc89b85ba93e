"""Find the fields that a broken row must have had, or admit that this is not certain.

A row with a delimiter too many or too few, an unescaped or stray quote, or other delimiters than its neighbours can be
cut in many ways. Each way is given a cost: what must have gone wrong, plus how badly the cells fit their columns. The
cheapest way is found by dynamic programming over (pieces used, columns filled). It counts only when the next cheapest
way *with another result* is clearly worse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from engine.reading.model import ColumnModel
from engine.reading.records import Form

# What must have gone wrong, in the units of `ColumnModel.cost`.
EXTRA_DELIMITER = 1.5  # an empty field too many
DELIMITER_AS_TEXT = 2.5  # a delimiter inside an unquoted field
OTHER_DELIMITER_AS_TEXT = 0.3
OTHER_DELIMITER = 1.0  # per row: it uses another sign than its neighbours
STRAY_QUOTE = 1.0  # a quote inside or at one end of a field
UNESCAPED_QUOTE = 0.8  # within quotes, not doubled
ESCAPED_QUOTE = 0.3  # within quotes, after a backslash, though other rows do not write it so
QUOTE_AT_DELIMITER = 1.5  # more, when one of them stands beside a delimiter
MISSING_DELIMITER = 2.5
RECOGNISED = 1.0  # less, for each side of a cut that the column holds again and again
MISSING_FIELD = 2.0
MISSING_LAST_FIELD = 1.0

MARGIN = 0.75  # the second best must be this much worse
KEPT = 3  # best partial results kept per state
MAX_PIECES = 400
MAX_EXTRA = 60
MAX_CUT_CHARS = 400
MAX_STEPS = 20_000  # groups of pieces looked at in one row: about a quarter of a second


@dataclass(frozen=True)
class Repair:
    """The cheapest interpretation of a row."""

    fields: list[str]
    cost: float
    certain: bool


@dataclass(order=True)
class _Path:
    cost: float
    key: int
    last: tuple[str, ...] = field(compare=False)
    before: _Path | None = field(compare=False, default=None)

    def fields(self) -> list[str]:
        steps: list[tuple[str, ...]] = []
        path: _Path | None = self
        while path is not None:
            steps.append(path.last)
            path = path.before
        return [cell for step in reversed(steps) for cell in step]


def repair(raw: str, form: Form, columns: Sequence[ColumnModel]) -> Repair | None:
    """The fields of a broken row, one for each column, or None if nothing is believable.

    Parameters
    ----------
    raw : str
        The row as written, without its line end.
    columns : sequence of ColumnModel
        What the table's columns hold.
    """
    paths: dict[int, _Path] = {}
    for cutter in _cutters(raw, form, columns):
        found = cutter.best(raw)
        if found is None:
            return None
        for path in found:
            if path.key not in paths or path.cost < paths[path.key].cost:
                paths[path.key] = path
    if not paths:
        return None
    ranked = sorted(paths.values())
    best = ranked[0]
    fields = best.fields()
    certain = len(ranked) == 1 or ranked[1].cost - best.cost >= MARGIN
    return Repair(fields, best.cost, certain and best.cost <= 6 + 0.5 * len(columns))


def _cutters(raw: str, form: Form, columns: Sequence[ColumnModel]) -> Iterator[_Cutter]:
    """Ways to read the row: as the others, with another delimiter as well or instead, or with another quote."""
    yield _Cutter(form, columns, "")
    for other in _other_delimiters(raw, form):
        yield _Cutter(form, columns, other)
        yield _Cutter(Form(other, form.quote, form.escape), columns, "", OTHER_DELIMITER)
    for quote in "'\"":
        if quote != form.quote and raw.count(quote) > 1:
            yield _Cutter(Form(form.delimiter, quote), columns, "", 0.5)


def _other_delimiters(raw: str, form: Form) -> list[str]:
    return [sign for sign in (",", ";", "\t", "|", " ", ":") if sign not in form.delimiter and sign in raw]


class _Cutter:
    """All ways to cut one row into the columns, with one set of delimiters."""

    def __init__(self, form: Form, columns: Sequence[ColumnModel], other: str, cost: float = 0.0) -> None:
        self.form = form
        self.columns = columns
        self.start_cost = cost + (OTHER_DELIMITER if other else 0.0)
        signs = [sign for sign in (form.delimiter, other) if sign]
        self.splitter = re.compile("(" + "|".join(re.escape(sign) for sign in signs) + ")") if signs else None
        self.other = other

    def best(self, raw: str) -> list[_Path] | None:
        """The cheapest complete paths, best first; empty if there is none within bounds, None if there are too many
        to look at all.
        """
        parts = self.splitter.split(raw) if self.splitter else [raw]
        pieces, signs = parts[0::2], parts[1::2]
        width = len(self.columns)
        limit = 3 * MAX_EXTRA if self.other else MAX_EXTRA
        if not -8 <= len(pieces) - width <= limit or len(pieces) > MAX_PIECES:
            return []
        self.pieces, self.signs = pieces, signs
        self.cells_left = _cells_left(pieces, self.form)
        table: list[list[list[_Path]]] = [[[] for _ in range(width + 1)] for _ in range(len(pieces) + 1)]
        table[0][0] = [_Path(self.start_cost, 0, ())]
        self.steps = 0
        for i in range(len(pieces) + 1):
            for j in range(width + 1):
                if table[i][j] and not (i == len(pieces) and j == width):
                    self._extend(table, i, j)
                    if self.steps > MAX_STEPS:
                        return None
        return table[len(pieces)][width]

    def _extend(self, table: list[list[list[_Path]]], i: int, j: int) -> None:
        paths = table[i][j]
        left = len(self.pieces) - i
        if left == 0:
            _add(table[i][j + 1], paths, MISSING_LAST_FIELD + 0.5 * self.columns[j].cost(""), ("",))
            return
        if not self.pieces[i].strip() and not (i == 0 and left == 1):
            _add(table[i + 1][j], paths, EXTRA_DELIMITER, ())
        if j == len(self.columns):
            return
        if left < len(self.columns) - j:
            _add(table[i][j + 1], paths, MISSING_FIELD + 0.5 * self.columns[j].cost(""), ("",))
        for used, text, joining in self._groups(i, len(self.columns) - j):
            self.steps += 1
            for value, cost in self._values(text):
                _add(table[i + used][j + 1], paths, joining + cost + self._misfit(j, value.strip(" ")), (value,))
            if j + 2 <= len(self.columns) and self.cells_left[i + used] < len(self.columns) - j - 1:
                for first, second, cost in self._cuts(text, j, whole=used == 1):
                    _add(table[i + used][j + 2], paths, joining + cost, (first, second))

    def _misfit(self, j: int, value: str) -> float:
        """How badly a cell fits its column; a quote too many at one end, which has its price, is no reason twice."""
        column, quote = self.columns[j], self.form.quote
        cost = column.cost(value)
        if quote and len(value) > 1 and (value[0] == quote) != (value[-1] == quote):
            cost = min(cost, column.cost(value.removeprefix(quote).removesuffix(quote)))
        return cost

    def _groups(self, i: int, columns_left: int) -> Iterator[tuple[int, str, float]]:
        """One piece, or several that belong together: (pieces used, text, cost of joining them)."""
        text = self.pieces[i]
        yield 1, text, 0.0
        spare = len(self.pieces) - i - columns_left
        quote = self.form.quote
        has_quote = bool(quote) and quote in text
        if spare <= 0 and not has_quote:
            return
        joining = 0.0
        for used in range(2, len(self.pieces) - i + 1):
            sign = self.signs[i + used - 2]
            text += sign + self.pieces[i + used - 1]
            joining += OTHER_DELIMITER_AS_TEXT if sign == self.other else DELIMITER_AS_TEXT
            if has_quote and text.rstrip(" ").endswith(quote):
                stripped = text.strip(" ")
                if stripped.startswith(quote):
                    yield used, text, 0.0
                    continue
                if used - 1 <= spare + 1:
                    yield used, text, STRAY_QUOTE / 2
                    continue
            if has_quote and text.lstrip(" ").startswith(quote) and text.count(quote) % 2 == 0:
                yield used, text, 0.0  # closed in the middle: the delimiter after it may be missing
            elif used - 1 <= spare and joining <= 4 * DELIMITER_AS_TEXT:
                yield used, text, joining
            elif not has_quote:
                return

    def _values(self, text: str) -> Iterator[tuple[str, float]]:
        """What a group may mean as one cell."""
        quote = self.form.quote
        if not quote or quote not in text:
            yield text, 0.0
            return
        stripped = text.strip(" ") if self.form.delimiter != " " else text
        if len(stripped) > 1 and stripped.startswith(quote) and stripped.endswith(quote):
            yield self._content(stripped[1:-1])
        else:
            yield text, STRAY_QUOTE + (QUOTE_AT_DELIMITER if self._beside_delimiter(stripped) else 0.0)

    def _content(self, inner: str) -> tuple[str, float]:
        """What stands between quotes, and what is wrong with it."""
        form, quote = self.form, self.form.quote
        if _paired(inner, form):
            return form.unescape(inner), 0.0
        backslash = Form(form.delimiter, quote, "\\")
        if not form.escape and _paired(inner.replace("\\\\", ""), backslash) and quote * 2 not in inner:
            return backslash.unescape(inner), ESCAPED_QUOTE
        beside = self._beside_delimiter(inner)
        return form.unescape(inner), UNESCAPED_QUOTE + (QUOTE_AT_DELIMITER if beside else 0.0)

    def _beside_delimiter(self, text: str) -> bool:
        """Whether one field seems to end, or the next one to begin, inside the text."""
        quote, delimiter = self.form.quote, self.form.delimiter
        return bool(delimiter) and (delimiter + quote in text or quote + delimiter in text)

    def _cuts(self, text: str, j: int, whole: bool) -> Iterator[tuple[str, str, float]]:
        """Two cells whose delimiter is missing: where a quoted one begins or ends, else anywhere."""
        left, right = self.columns[j], self.columns[j + 1]
        quote = self.form.quote
        if quote and quote in text:
            for at in _quoted_ends(text, quote):
                first, second = _unquoted(text[:at], self.form), _unquoted(text[at:], self.form)
                if first is None or second is None:
                    continue
                yield first, second, MISSING_DELIMITER - RECOGNISED + left.cost(first) + right.cost(second)
            return
        if not whole or len(text) > MAX_CUT_CHARS:
            return
        for at in range(1, len(text)):
            first, second = text[:at], text[at:]
            known = RECOGNISED * (left.recognises(first) + right.recognises(second))
            yield first, second, MISSING_DELIMITER - known + left.cost(first) + right.cost(second)


def _cells_left(pieces: Sequence[str], form: Form) -> list[int]:
    """How many cells the pieces from each position on make when quoted ones keep their delimiters."""
    quotes = [piece.count(form.quote) if form.quote else 0 for piece in pieces]
    if sum(quotes) % 2:
        return list(range(len(pieces), -1, -1))
    open_before = [total % 2 for total in accumulate(quotes, initial=0)][:-1]
    return [sum(not inside for inside in open_before[i:]) for i in range(len(pieces) + 1)]


def _quoted_ends(text: str, quote: str) -> Iterator[int]:
    """Where a first cell may end: before the first quote, or, if it is quoted, behind a quote that may close it."""
    if text[0] != quote:
        yield text.index(quote)
        return
    at = text.find(quote, 1)
    while 0 < at < len(text) - 1:
        yield at + 1
        if text[at + 1] != quote:
            return  # one by itself: nothing that goes on past it is paired
        at = text.find(quote, at + 2)


def _paired(inner: str, form: Form) -> bool:
    if form.escape:
        inner = inner.replace(form.escape + form.quote, "")
    return form.quote not in inner.replace(form.quote * 2, "")


def _unquoted(text: str, form: Form) -> str | None:
    """A cell that is quoted as a whole, or has no quote at all."""
    if form.quote not in text:
        return text if form.delimiter not in text else None
    if len(text) > 1 and text[0] == form.quote == text[-1] and _paired(text[1:-1], form):
        return form.unescape(text[1:-1])
    return None


def _add(state: list[_Path], paths: Sequence[_Path], cost: float, cells: tuple[str, ...]) -> None:
    """Extend paths into a state that keeps the few cheapest with different results."""
    for path in paths:
        total = path.cost + cost
        if len(state) == KEPT and total >= state[-1].cost:
            continue
        key = path.key
        for cell in cells:
            key = hash((key, cell))
        same = next((n for n, known in enumerate(state) if known.key == key), None)
        if same is not None:
            if state[same].cost <= total:
                continue
            del state[same]
        state.append(_Path(total, key, cells, path))
        state.sort()
        del state[KEPT:]
