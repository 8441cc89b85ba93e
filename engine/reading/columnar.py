"""Parquet as text cells."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from engine.errors import EngineError
from engine.limits import MAX_COLUMNS, MAX_UNPACKED_BYTES
from engine.reading.source import Raw


def read_parquet(raw: Raw) -> pa.Table:
    """The table with its own types.

    Raises
    ------
    EngineError
        If the file is cut off, damaged, encrypted or too large.
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(pa.py_buffer(raw.data)))
        metadata = file.metadata
        if metadata.num_columns > MAX_COLUMNS:
            raise EngineError(f"{raw.name!r} has {metadata.num_columns:,} columns.", f"Keep at most {MAX_COLUMNS:,}.")
        size = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
        if size > MAX_UNPACKED_BYTES:
            raise EngineError(f"{raw.name!r} unpacks to {size / 2**30:.0f} GB.", "Keep fewer rows or columns.")
        table = file.read()
        table.validate(full=True)  # text that is no text would be found out only when it is read
        return table
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise EngineError(
            f"The Parquet file {raw.name!r} is damaged or cut off ({_first_line(error)}).",
            "Write or upload it again.",
        ) from None


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0][:200]


def text_columns(table: pa.Table) -> list[pa.ChunkedArray]:
    """Every column as text, as a person would write the values; nulls are blank."""
    return [pc.fill_null(_as_text(column), "") for column in table.columns]


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column
    if pa.types.is_floating(kind):
        # '5.0' is how a float column with gaps writes the whole number 5.
        return pc.replace_substring_regex(
            pc.replace_substring_regex(column.cast(pa.string()), r"\.0$", ""), "^nan$", ""
        )
    if pa.types.is_timestamp(kind):
        return _timestamps(column)
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_date(kind) or pa.types.is_time(kind):
        return column.cast(pa.string())
    return pa.chunked_array([pa.array([_one(value) for value in column.to_pylist()], pa.string())])


def _timestamps(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """ISO text; without the time when it is midnight everywhere, without a fraction when there is none."""
    naive = pc.local_timestamp(column) if column.type.tz else column
    if pc.all(pc.equal(naive, pc.floor_temporal(naive, unit="day"))).as_py():
        return pc.strftime(naive, format="%Y-%m-%d")
    text = pc.strftime(naive, format="%Y-%m-%d %H:%M:%S")
    return pc.replace_substring_regex(text, r"\.0+$", "")


def _one(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "backslashreplace")
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
