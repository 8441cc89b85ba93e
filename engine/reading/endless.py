"""A quoted cell that goes on over thousands of lines, so that what stands in it looks like the table."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import EngineError
from engine.limits import MAX_CELL_CHARS
from engine.reading.encoding import Encoding
from engine.reading.source import Raw

# A cell like this begins among the first lines; so many after it show that they are no records.
_FIRST, _AFTER = 50, 200
_RECORDS_SHARE = 0.1


def check_endless(raw: Raw, encoding: Encoding, lines: Sequence[str], before: int) -> None:
    """Refuse a file of which one cell is longer than a cell may be.

    Raises
    ------
    EngineError
        If a cell that is opened among the first lines is closed beyond the longest cell.
    """
    odd = [n for n, line in enumerate(lines) if line.count('"') % 2]
    if len(odd) != 1 or odd[0] >= _FIRST or not encoding.is_utf8 or len(raw.data) <= MAX_CELL_CHARS:
        return
    opening = lines[odd[0]]
    at = opening.rindex('"')
    delimiter = opening[at - 1 : at]
    width = next(line for line in lines if line.strip()).count(delimiter) if delimiter else 0
    following = lines[odd[0] + 1 : odd[0] + 1 + _AFTER]
    if not width or delimiter not in ",;\t|" or not following:
        return
    if sum(line.count(delimiter) == width for line in following) > _RECORDS_SHARE * len(following):
        return  # somebody forgot to close it: the lines below are records by themselves
    written = opening.encode("utf-8", "surrogatepass")
    start = raw.data.find(written.rstrip(b"\r\n")) + len(opening[:at].encode("utf-8", "surrogatepass"))
    end = raw.data.find(b'"', start + 1)
    if end - start > MAX_CELL_CHARS:
        raise EngineError(
            f"The cell that a quotation mark opens on line {before + odd[0] + 1:,} of {raw.name!r} goes on for "
            f"{end - start:,} characters.",
            f"Keep cells below {MAX_CELL_CHARS:,} characters, or remove the quotation mark if it is none.",
        )
