"""A clean file in pieces: threads take one after the other, and every value goes straight to its place in its column.

Arrow makes a table of each piece in memory that the next piece uses again: fresh memory for all of them would take as
long as reading. What type a column has is known once all its pieces are there; a piece that is of another type than
the first costs itself a second reading, and the others nothing.
"""

from __future__ import annotations

import mmap
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate, pairwise, repeat
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from engine.columns.gathered import Gathered, plain_integers
from engine.columns.missing import WORDS_FOR_NOTHING
from engine.reading.source import Data
from engine.reading.survey import Survey
from engine.threads import available_threads

# Small enough for the processor's cache, large enough that what each costs apart from its bytes does not count...
_PIECE = 3 << 20
# ...which is so much for every column.
_PIECE_PER_COLUMN = 40_000
# Arrow's own idea of few different words.
_FEW = 50
# The first is read alone, because it says what to expect of the others.
_FIRST_PIECE = 1 << 18

Sniffed = Any  # engine.reading.read.Sniffed


@dataclass(frozen=True)
class Piece:
    """Whole records.

    Attributes
    ----------
    start, end : int
        Their bytes.
    row : int
        The row of the first, if every line of the file is a record; a quoted cell of several lines leaves a gap.
    """

    number: int
    start: int
    end: int
    row: int


def read_pieces(
    sniffed: Sniffed, text: Collection[int], plain: Collection[int] = (), only: Sequence[int] | None = None
) -> list[Gathered]:
    """All columns of a clean file, or some.

    Parameters
    ----------
    sniffed : Sniffed
        What `engine.reading.read.sniff` found.
    text : collection of int
        Columns that stay text.
    plain : collection of int
        Columns of codes, which become integers where that loses nothing.
    only : sequence of int, optional
        The columns to read.

    Raises
    ------
    pyarrow.ArrowInvalid
        If a row has another length.
    """
    data = sniffed.data
    positions = range(len(sniffed.names)) if only is None else only
    size = max(_PIECE, _PIECE_PER_COLUMN * len(positions))
    with ThreadPoolExecutor(available_threads()) as pool:
        pieces, room = _cut(data, _body(data, sniffed.skip_lines), size, sniffed.survey, pool)
        reader = _Reader(sniffed, data, positions, text, plain, room)
        reader.options.block_size = 1 + max(piece.end - piece.start for piece in pieces)  # a piece is one block
        first = reader.expect(reader.cells(pieces[0]))
        placed = pool.submit(reader.place, pieces[0], first)  # making memory for all columns takes its time
        for _ in pool.map(reader.read, pieces[1:]):
            pass
        placed.result()
    for gathered in reader.columns:
        gathered.close(reader.rows)
    return reader.columns


class _Reader:
    """Reads pieces, several at a time."""

    def __init__(
        self,
        sniffed: Sniffed,
        data: Data,
        positions: Sequence[int],
        text: Collection[int],
        plain: Collection[int],
        room: int,
    ) -> None:
        self.buffer = pa.py_buffer(data)
        # A map of our own; what somebody else has mapped may be gone for good once it is let go.
        self.map = data if isinstance(sniffed.path_or_bytes, Path) and isinstance(data, mmap.mmap) else None
        _, self.options, self.parse = sniffed.arrow()
        self.options.skip_rows, self.options.use_threads = 0, False
        self.positions = positions
        self.text = {str(position) for position in {*text, *plain}}
        self.plain = {positions.index(position) for position in plain}
        self.columns = [Gathered(room) for _ in positions]
        self.rows: dict[int, tuple[int, int]] = {}
        self.open = self.quick = self._convert({}, _null_words())

    def expect(self, cells: list[Any]) -> list[Any]:
        """Take every column for what its first piece is: guessing takes time, and so does looking for each of many words.

        Text that could have been codes gets a dictionary where it has few different words, as Arrow does it.
        """
        self.plain = {place for place in self.plain if pa.types.is_integer(cells[place].type)}
        types = {}
        for place, position in enumerate(self.positions):
            if cells[place].type == pa.string():
                encoded = cells[place].dictionary_encode()
                cells[place] = encoded if len(encoded.dictionary) <= _FEW else cells[place]
            if place not in self.plain and not pa.types.is_null(cells[place].type):
                types[str(position)] = cells[place].type
        self.quick = self._convert(types, [""])
        return cells

    def read(self, piece: Piece) -> None:
        self.place(piece, self.cells(piece))

    def cells(self, piece: Piece) -> list[Any]:
        """An array for each column."""
        from pyarrow import csv

        part = self.buffer.slice(piece.start, piece.end - piece.start)
        quick = self.quick
        try:
            table = csv.read_csv(pa.BufferReader(part), self.options, self.parse, quick)
        except pa.ArrowInvalid:
            if quick is self.open:
                raise
            self.quick = self.open
            table = csv.read_csv(pa.BufferReader(part), self.options, self.parse, self.open)
        self._let_go(piece)
        whole = [column.chunk(0) if column.num_chunks == 1 else column.combine_chunks() for column in table.columns]
        return [plain_integers(cells) if place in self.plain else cells for place, cells in enumerate(whole)]

    def place(self, piece: Piece, cells: list[Any]) -> None:
        """Put each cell where it belongs."""
        self.rows[piece.number] = (piece.row, len(cells[0]))
        for column, part in zip(self.columns, cells, strict=True):
            column.add(piece.number, piece.row, part)

    def _let_go(self, piece: Piece) -> None:
        """Let the system count the piece no longer as our memory; should it be read again, it is still in its cache."""
        if self.map is not None and hasattr(mmap, "MADV_DONTNEED"):
            start = piece.start - piece.start % mmap.PAGESIZE
            self.map.madvise(mmap.MADV_DONTNEED, start, piece.end - start)

    def _convert(self, types: dict[str, Any], words: list[str]) -> Any:
        from pyarrow import csv

        return csv.ConvertOptions(
            column_types=dict.fromkeys(self.text, pa.string()) | types,
            include_columns=[str(position) for position in self.positions],
            null_values=words,
            strings_can_be_null=False,
            true_values=[],
            false_values=[],
            auto_dict_encode=True,
            check_utf8=False,  # all bytes were looked at before
        )


def _null_words() -> list[str]:
    """Every usual spelling of what counts as no value among numbers."""
    words = set(WORDS_FOR_NOTHING) - {"inf"}
    return sorted(words | {word.upper() for word in words} | {word.capitalize() for word in words} | {"NaN", "NaT"})


def _body(data: Data, lines: int) -> int:
    """Where the first record begins."""
    start = 0
    for _ in range(lines):
        start = data.find(b"\n", start) + 1
    return start


def _cut(data: Data, start: int, size: int, survey: Survey, pool: ThreadPoolExecutor) -> tuple[list[Piece], int]:
    """Pieces of about that size, and the number of lines: no fewer than records."""
    wished = sorted({min(_FIRST_PIECE, size), *range(size, len(data), size)})
    cuts = [start, *(cut for cut in wished if start < cut < len(data))]
    spans = list(pairwise(cuts))
    quotes = pool.map(lambda span: _count_quotes(survey, *span), spans) if survey.quotes else repeat(0, len(spans))
    begins = [start]
    for cut, before in zip(cuts[1:], accumulate(quotes), strict=True):
        begin = _next_record(data, cut, inside=before % 2 == 1)
        if begins[-1] < begin < len(data):
            begins.append(begin)
    above = survey.lines_before(start)
    edges = pairwise([*begins, len(data)])
    pieces = [Piece(n, begin, end, survey.lines_before(begin) - above) for n, (begin, end) in enumerate(edges)]
    return pieces, int(survey.ends[-1]) - above + 1


def _count_quotes(survey: Survey, start: int, end: int) -> int:
    return int(np.count_nonzero(survey.signs[start:end] == ord('"')))


def _next_record(data: Data, at: int, inside: bool) -> int:
    """Where the first record behind a place begins; ``inside``: the place is between quotes."""
    while at < len(data):
        if inside:
            at = data.find(b'"', at) + 1 or len(data)
        end = data.find(b"\n", at)
        if end < 0:
            break
        quote = data.find(b'"', at, end)
        if quote < 0:
            return end + 1
        at, inside = quote + 1, True
    return len(data)
