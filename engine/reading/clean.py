"""Whether a file keeps all the rules, so that a plain reader sees the same records: looked for in bytes, not in cells."""

from __future__ import annotations

import re
from array import array

import numpy as np
import pyarrow as pa
from pyarrow import csv

from engine.reading.assemble import Assembly
from engine.reading.delimited import Head
from engine.reading.encoding import Encoding
from engine.reading.finish import says_total
from engine.reading.layout import Layout
from engine.reading.records import Form, scan
from engine.reading.source import Data, Raw, blocks

# Files below this are read by the tolerant path in no time.
MIN_BYTES = 1 << 16
# So much of the end is read record by record, to see notes and broken last rows.
TAIL_BYTES = 1 << 16
_QUOTE, _LF, _CR = 0x22, 0x0A, 0x0D


def is_clean(raw: Raw, encoding: Encoding, head: Head) -> bool:
    """Whether a plain reader sees the same records, apart from rows of another length or of nothing in the middle."""
    form, layout = head.form, head.layout
    if not (encoding.is_utf8 and len(form.delimiter) == 1 and form.delimiter.isascii() and not form.escape):
        return False
    if (
        head.curly is not None
        or form.quote != '"'
        or layout.names is None
        or layout.header_rows != 1
        or layout.header_line != 1
    ):
        return False
    if layout.header_repaired or layout.spare or layout.preamble_lines or layout.width < 2:
        return False
    start = _after_header(raw.data, encoding.start, layout)
    return (
        start is not None
        and _head_is_regular(head)
        and _tail_is_regular(raw.data, start, form, layout)
        and (not raw.survey.returns or _lines_end_alike(raw.data, start))
        and (not raw.survey.quotes or _quotes_pair_up(raw.data, start, form.delimiter.encode()))
    )


def arrow_options(head: Head, quoted: bool) -> tuple[csv.ReadOptions, csv.ParseOptions]:
    """How pyarrow must be told to read it; columns are named ``0``, ``1``...; ``quoted``: some cells may be."""
    layout = head.layout
    read = csv.ReadOptions(column_names=[str(n) for n in range(layout.width)], skip_rows=layout.first_line - 1)
    parse = csv.ParseOptions(
        delimiter=head.form.delimiter,
        quote_char='"',
        double_quote=True,
        ignore_empty_lines=False,
        newlines_in_values=quoted,  # looking for line ends inside of quotes takes a pass of its own
    )
    return read, parse


def read_clean(raw: Raw, head: Head) -> Assembly | None:
    """All records as text columns, or None if there is a row of another length or of nothing."""
    read, parse = arrow_options(head, raw.survey.quotes)
    names = read.column_names
    convert = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    if has_empty_rows(raw.data, head):
        return None
    try:
        table = csv.read_csv(pa.BufferReader(pa.py_buffer(raw.data)), read, parse, convert)
    except pa.ArrowInvalid:
        return None
    done = Assembly(head.layout.width)
    done.lines = array("q", range(head.layout.first_line, head.layout.first_line + table.num_rows))
    done.ready = list(table.columns)
    return done


def _after_header(data: Data, start: int, layout: Layout) -> int | None:
    """Position of the first record, if the header is one physical line."""
    end = data.find(b"\n", start)
    return end + 1 if end >= 0 and layout.first_line == 2 and end + 1 < len(data) else None


def _head_is_regular(head: Head) -> bool:
    width = head.layout.width
    records = list(scan(head.lines, head.form))
    # The last one may have been cut off by the size of the sample.
    return all(record.fields is not None and len(record.fields) == width for record in records[:-1])


def _tail_is_regular(data: Data, start: int, form: Form, layout: Layout) -> bool:
    begin = max(start, len(data) - TAIL_BYTES)
    begin = data.find(b"\n", begin) + 1 if begin > start else start
    text = bytes(data[begin:]).decode("utf-8", "replace")
    for line in text.removesuffix("\n").split("\n"):
        fields = form.split(line.removesuffix("\r"))
        if fields is None:
            continue  # part of a longer record, judged with all quotes
        if len(fields) != layout.width or not any(fields[1:]):
            return '"' in text and len(fields) != layout.width
    return not says_total(text.rstrip("\r\n").rpartition("\n")[2].split(form.delimiter))


def has_empty_rows(data: Data, head: Head) -> bool:
    """Whether a line is blank or holds nothing but delimiters: pyarrow takes both for records."""
    nothing = re.escape(head.form.delimiter.encode() * (head.layout.width - 1))
    return re.compile(rb"\n(?:" + nothing + rb")?\r?(?:\n|\Z)").search(data, 0, len(data) - 1) is not None


def _lines_end_alike(data: Data, start: int) -> bool:
    if data.find(b"\r", start) < 0:
        return True
    return re.search(rb"\r(?!\n)|(?<!\r)\n", data) is None


def _quotes_pair_up(data: Data, start: int, delimiter: bytes) -> bool:
    """Every opening quote follows a delimiter or line end, every closing one precedes one (RFC 4180)."""
    if data.find(b'"', start) < 0:
        return True  # only the header has some
    open_before, sign = 0, delimiter[0]
    previous = _LF
    for block in blocks(data, start):
        signs = np.frombuffer(block, np.uint8)
        places = np.flatnonzero(signs == _QUOTE)
        following = data[start + len(block) : start + len(block) + 1]
        padded = np.concatenate([[previous], signs, [following[0] if following else _LF]])
        start += len(block)
        previous = int(signs[-1])
        if not len(places):
            continue
        opening = (np.arange(len(places)) + open_before) % 2 == 0
        before, after = padded[places], padded[places + 2]
        edge_before = (before == sign) | (before == _LF) | (before == _QUOTE)
        edge_after = (after == sign) | (after == _LF) | (after == _CR) | (after == _QUOTE)
        if not (edge_before | ~opening).all() or not (edge_after | opening).all():
            return False
        open_before = (open_before + len(places)) % 2
    return open_before == 0
