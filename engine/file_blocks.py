"""A table of any length, block by block: its cells as they are written, and the columns a model needs as values.

Delimited text and Parquet files that are regular stream: memory holds one block. Whether a delimited file may is
decided by `read_table` itself: where its first rows say that numbers, dates and words are written plainly, the rest is
read plainly too, and a cell further down that is not brings the whole file back to `read_table`, which compares all
cells of a column before it decides how they are written. So both ways give the same values.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from engine.columns.missing import EMPTY_WORDS, WORDS_FOR_NOTHING
from engine.columns.names import distinct_names
from engine.columns.table import dataset_from_frame, read_table
from engine.dataset import Dataset, Role
from engine.limits import SCORING_HEAD_ROWS
from engine.model_schema import NeededColumn, check_columns
from engine.preparation.plan import Plan
from engine.reading.read import Sniffed, sniff

_BLOCK_BYTES, _BLOCK_ROWS = 16 << 20, 131_072


@dataclass(frozen=True, eq=False)
class FileBlock:
    """Some rows of a file.

    Attributes
    ----------
    cells : pyarrow.Table
        Every column; of delimited text as it is written.
    needed : DataFrame
        The columns that the model needs, as values.
    fraction : float
        How much of the file has been read with this block, 0 to 1.
    """

    cells: pa.Table
    needed: pd.DataFrame
    fraction: float


@dataclass(frozen=True, eq=False)
class OpenedFile:
    """A file ready to be read.

    Attributes
    ----------
    id_column : str or None
    notes : tuple of str
        What was noticed when it was opened.
    streams : bool
        Whether it is read block by block; otherwise it was read whole.
    blocks : callable
        Gives the blocks; ends with `NotPlainError` where a file that streams has to be read whole after all.
    """

    id_column: str | None
    notes: tuple[str, ...]
    streams: bool
    blocks: Callable[[], Iterator[FileBlock]]


# Gives the cells block by block, with how much of the file has been read.
Tables = Callable[[], Iterator[tuple[pa.Table, float]]]


class NotPlainError(Exception):
    """A cell further down is written in a way that needs the whole column to be understood."""


def open_blocks(source: Path, plan: Plan, schema: Sequence[NeededColumn], *, whole: bool = False) -> OpenedFile:
    """Open a table for scoring.

    Parameters
    ----------
    source : Path
    plan : Plan
        Names columns that only tell whom training set aside; they may be absent.
    schema : sequence of NeededColumn
    whole : bool
        Read it whole, whatever it is.

    Raises
    ------
    EngineError
        If it is no table, or a needed column is missing.
    """
    if not whole:
        sniffed = sniff(source)
        tables = _tables(sniffed)
        if tables is not None:
            opened = _streamed(tables, plan, schema)
            if opened is not None:
                return opened
    return _whole(read_table(source), plan, schema)


def _whole(dataset: Dataset, plan: Plan, schema: Sequence[NeededColumn]) -> OpenedFile:
    check_columns(dataset.frame, schema)
    names = [column.name for column in _wanted(plan, schema, dataset.frame)]
    notes = [note.sentence for note in dataset.notes]
    if dataset.set_aside:
        notes.append(f"{len(dataset.set_aside):,} rows of the file could not be read and are not in the result.")
    cells = _arrow(dataset.frame)

    def blocks() -> Iterator[FileBlock]:
        n = dataset.n_rows
        for start in range(0, n, _BLOCK_ROWS):
            part = dataset.frame[names].iloc[start : start + _BLOCK_ROWS].reset_index(drop=True)
            yield FileBlock(_plain_text(cells.slice(start, _BLOCK_ROWS)), part, min(1.0, (start + _BLOCK_ROWS) / n))

    return OpenedFile(_id_of(dataset), tuple(notes), False, blocks)


def _wanted(plan: Plan, schema: Sequence[NeededColumn], frame: pd.DataFrame) -> list[NeededColumn]:
    """The needed columns, and those of the table that tell whom training set aside."""
    known = {column.name for column in schema}
    others = dict.fromkeys(bounds.column for bounds in plan.bounds if bounds.column not in known)
    found = []
    for name in others:
        if name in frame.columns:
            series = frame[name]
            dated, numeric = (
                check(series.dtype) for check in (pd.api.types.is_datetime64_any_dtype, pd.api.types.is_numeric_dtype)
            )
            form = "date" if dated else "number" if numeric else "text"
            found.append(NeededColumn(name, form, str(series.dtype)))
    return [*schema, *found]


def _arrow(frame: pd.DataFrame) -> pa.Table:
    """Whole numbers that are floats for a missing one are written whole."""
    columns = []
    for position in range(frame.shape[1]):
        series = frame.iloc[:, position]
        whole = series.dtype.kind == "f" and bool((series.dropna() % 1 == 0).all()) and series.abs().max() < 2**53
        columns.append(pa.Array.from_pandas(series.astype("Int64") if whole else series))
    return pa.table(columns, names=[str(name) for name in frame.columns])


def _streamed(tables: Tables, plan: Plan, schema: Sequence[NeededColumn]) -> OpenedFile | None:
    """None where the first rows say that the columns have to be understood as a whole."""
    try:
        head = next(tables(), (None, 0.0))[0]
        if head is None:
            return None
        head = head.slice(0, SCORING_HEAD_ROWS)
        understood = dataset_from_frame(head.to_pandas())
        check_columns(understood.frame, schema)
        wanted = _wanted(plan, schema, understood.frame)
        plain = _values(head, wanted)
    except NotPlainError:
        return None
    if not all(_same(plain[column.name], understood.frame[column.name], column.form) for column in wanted):
        return None

    def blocks() -> Iterator[FileBlock]:
        for cells, fraction in tables():
            yield FileBlock(cells, _values(cells, wanted), fraction)

    return OpenedFile(_id_of(understood), (), True, blocks)


def _tables(sniffed: Sniffed) -> Tables | None:
    """The blocks of a file that is regular; None for any other."""
    if not sniffed.clean:
        return None
    if sniffed.format == "parquet":
        return functools.partial(_parquet_blocks, sniffed)
    if sniffed.format == "delimited" and sniffed.names:
        return functools.partial(_text_blocks, sniffed, distinct_names(sniffed.names)[0])
    return None


def _parquet_blocks(sniffed: Sniffed) -> Iterator[tuple[pa.Table, float]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(sniffed.arrow_source()) as file:
        names, _ = distinct_names(file.schema_arrow.names)
        done, total = 0, max(file.metadata.num_rows, 1)
        for batch in file.iter_batches(_BLOCK_ROWS):
            done += len(batch)
            yield _plain_text(pa.Table.from_batches([batch]).rename_columns(list(names))), done / total


def _plain_text(table: pa.Table) -> pa.Table:
    """With one type of text: Arrow has several, for which not all functions exist."""
    for position, field in enumerate(table.schema):
        if pa.types.is_large_string(field.type) or pa.types.is_dictionary(field.type):
            text = pa.types.is_large_string(field.type) or pa.types.is_large_string(field.type.value_type)
            kind = pa.string() if text else field.type.value_type
            table = table.set_column(position, field.name, table.column(position).cast(kind))
    return table


def _text_blocks(sniffed: Sniffed, names: Sequence[str]) -> Iterator[tuple[pa.Table, float]]:
    from pyarrow import csv

    source, read, parse = sniffed.arrow()
    read.block_size = _BLOCK_BYTES
    convert = csv.ConvertOptions(
        column_types=dict.fromkeys(read.column_names, pa.string()), strings_can_be_null=False
    )
    where = sniffed.path_or_bytes
    size, done = max(where.stat().st_size if isinstance(where, Path) else len(where), 1), 0
    try:
        with csv.open_csv(source, read, parse, convert) as reader:
            for batch in reader:
                # Arrow holds four bytes of offset per cell where the file has one sign after it.
                done += batch.nbytes - 3 * len(batch) * batch.num_columns
                yield pa.Table.from_batches([batch]).rename_columns(list(names)), min(1.0, done / size)
    except pa.ArrowInvalid:  # a row of another length, or bytes of another encoding, far inside
        raise NotPlainError from None


def _values(cells: pa.Table, schema: Sequence[NeededColumn]) -> pd.DataFrame:
    return pd.DataFrame({column.name: _value(cells.column(column.name), column.form) for column in schema})


def _value(column: Any, form: str) -> pd.Series[Any]:
    """A column that is written plainly, as values.

    Raises
    ------
    NotPlainError
        If a cell is not.
    """
    if not pa.types.is_string(column.type):  # Parquet has types of its own
        typed: pd.Series[Any] = column.to_pandas()
        return typed
    words = _EMPTY if form == "text" else _NOTHING
    trimmed = pc.utf8_trim_whitespace(column)
    known = pc.if_else(pc.is_in(trimmed, value_set=words), pa.scalar(None, pa.string()), trimmed)
    try:
        if form == "number":
            known = known.cast(pa.float64())
        if form == "date":
            known = known.cast(pa.timestamp("s"))
    except pa.ArrowInvalid:
        raise NotPlainError from None
    values: pd.Series[Any] = known.to_pandas()
    return values


def _same(plain: pd.Series[Any], understood: pd.Series[Any], form: str) -> bool:
    """Whether `read_table` found the same values."""
    if form == "number" and not pd.api.types.is_numeric_dtype(understood.dtype):
        return False
    if form == "date" and not pd.api.types.is_datetime64_any_dtype(understood.dtype):
        return False
    if form == "text":
        understood = understood.astype("str")
    known = plain.notna().to_numpy()
    if not np.array_equal(known, understood.notna().to_numpy()):
        return False
    return bool((plain.to_numpy()[known] == understood.to_numpy()[known]).all())


def _id_of(dataset: Dataset) -> str | None:
    found = dataset.columns.with_role(Role.IDENTIFIER)
    return found[0].name if found else None


def _spelled(words: frozenset[str]) -> pa.Array:
    """In every usual spelling."""
    spellings = words | {word.upper() for word in words} | {word.capitalize() for word in words} | {"NaN", "NaT"}
    return pa.array(sorted(spellings), pa.string())


_EMPTY, _NOTHING = _spelled(EMPTY_WORDS), _spelled(WORDS_FOR_NOTHING)
