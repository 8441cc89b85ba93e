"""How a file would be read: the first records, without reading all of it."""

from __future__ import annotations

from itertools import islice
from typing import Any

from engine.dataset import Cells
from engine.limits import MAX_HEAD_BYTES
from engine.reading.delimited import cells_of_lines, look
from engine.reading.encoding import detect_encoding
from engine.reading.formats import detect_format
from engine.reading.read import read_cells
from engine.reading.source import open_source
from engine.reading.told import Told

_LINES = 60


def read_head(source: Any, filename: str | None = None, **told: Any) -> Cells | None:
    """The first records of a table, read as `read_cells` would read them.

    Parameters
    ----------
    source : path, bytes or file object
    filename : str, optional
        Shown in sentences.
    **told : optional
        As for `read_cells`.

    Returns
    -------
    Cells or None
        None where even a look takes long: a large workbook has to be unpacked as a whole.

    Raises
    ------
    EngineError
        If the file cannot be read that way.
    """
    said = Told(**told)
    raw = open_source(source, filename)
    if detect_format(raw) != "delimited":
        return read_cells(raw.data, raw.name, **told) if len(raw.data) <= MAX_HEAD_BYTES else None
    encoding = detect_encoding(raw, said.encoding)
    head = look(raw, encoding, said)
    below = head.layout.first_line - said.before - 1  # the first record among the lines of the head
    lines = islice(head.lines, below, below + _LINES)
    return cells_of_lines(lines, head.layout.first_line, head, encoding, said.before)
