"""From a file, cells or a DataFrame to a typed table with a meaning for each column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from engine.columns.lexicon import load_lexicon
from engine.columns.memory import reused_memory
from engine.columns.names import distinct_names
from engine.columns.overrides import check_decimal, check_overrides
from engine.columns.quick import read_quick
from engine.columns.understand import Origin, understand_table
from engine.dataset import Cells, Dataset
from engine.errors import EngineError
from engine.limits import MAX_COLUMNS

Overrides = Mapping[str, Mapping[str, Any]]


def read_table(
    source: Any,
    filename: str | None = None,
    *,
    overrides: Overrides | None = None,
    sheet: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    quote: str | None = None,
    first_line: int | None = None,
    header_rows: int | None = None,
    decimal: str | None = None,
) -> Dataset:
    """Read a customer table: cells become typed values, columns get a kind, a role, a meaning and a reason.

    Parameters
    ----------
    source : bytes, path or binary file object
        Delimited text, Excel, Parquet or JSON lines, possibly gzip-compressed.
    filename : str, optional
        Only used to name the dataset; what the file is, is decided by its content.
    overrides : mapping of str to mapping, optional
        A person's corrections by column name: ``kind``, ``role``, ``meaning``, ``unit``, ``date_order``
        ("day_first" or "month_first") and ``decimal`` ("." or ",").
    sheet, delimiter, encoding, quote, first_line, header_rows : optional
        A person's corrections of how the file is read, as for `read_cells`.
    decimal : {".", ","}, optional
        The decimal sign of the file, for every column whose own cells do not prove another ("12.5" has a point).

    Returns
    -------
    Dataset
        One row per record in file order; nothing dropped, imputed or derived.

    Raises
    ------
    EngineError
        If the source is no table, or a correction names what does not exist.
    """
    from engine.reading.read import read_cells, sniff
    from engine.reading.told import AS_FOUND, Told

    name = _table_name(source, filename)
    if hasattr(source, "read"):
        source = source.read()  # a stream gives its bytes once, and they are looked at before they are read
    told = Told(encoding, delimiter, quote, sheet, first_line, header_rows)
    if told == AS_FOUND:
        sniffed = sniff(source, filename)
        with reused_memory():
            columns = read_quick(sniffed, _holds_codes)
            if columns is not None:
                origin = Origin(sniffed.dialect, decimal=check_decimal(decimal))
                return _understood(columns, sniffed.names, name, overrides, origin)
    cells = read_cells(source, filename, **asdict(told))
    return dataset_from_cells(cells, name=name, overrides=overrides, decimal=decimal)


def dataset_from_cells(
    cells: Cells, name: str = "table", *, overrides: Overrides | None = None, decimal: str | None = None
) -> Dataset:
    """The second half of `read_table`, for cells that were read before."""
    frame = cells.frame
    origin = Origin(cells.dialect, cells.set_aside, cells.other_tables, cells.notes, check_decimal(decimal))
    return _understood(_columns(frame), list(frame.columns), name, overrides, origin)


def dataset_from_frame(frame: pd.DataFrame, name: str = "table", *, overrides: Overrides | None = None) -> Dataset:
    """Understand a DataFrame the way `read_table` understands a file.

    Parameters
    ----------
    frame : DataFrame
        Numbers, booleans, dates and categories are taken as they are; text is read as in a file. The index is
        dropped, unless it has a name: then it becomes the first column.
    name : str
        What the dataset is called.
    overrides : mapping, optional
        As in `read_table`.

    Raises
    ------
    EngineError
        If the frame has no columns.
    """
    if not isinstance(frame, pd.DataFrame):
        raise EngineError(f"A {type(frame).__name__} is not a table.", "Pass a pandas DataFrame.")
    if any(level is not None for level in frame.index.names) and not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index(allow_duplicates=True)
    if isinstance(frame.columns, pd.MultiIndex):
        flat = [" ".join(str(part) for part in label if str(part)) for label in frame.columns]
        frame = frame.set_axis(flat, axis=1)
    return _understood(_columns(frame), list(frame.columns), name, overrides)


def _understood(
    columns: Sequence[Any],
    headers: Sequence[object],
    name: str,
    overrides: Overrides | None,
    origin: Origin | None = None,
) -> Dataset:
    if not columns:
        raise EngineError("The table has no columns.", "Choose a file whose first row names its columns.")
    if len(columns) > MAX_COLUMNS:
        raise EngineError(f"The table has {len(columns):,} columns.", f"Keep the {MAX_COLUMNS:,} that matter most.")
    names, notes = distinct_names(headers)
    chosen = check_overrides(overrides, names)
    return understand_table(columns, names, notes, name=name, overrides=chosen, origin=origin)


def _columns(frame: pd.DataFrame) -> list[pd.Series[Any]]:
    return [frame.iloc[:, position] for position in range(frame.shape[1])]


def _holds_codes(name: str) -> bool:
    """Whether a name says that digits are codes, so that leading zeros matter."""
    matches = load_lexicon().matches(name)
    return bool(matches) and matches[0].entry.code


def _table_name(source: Any, filename: str | None) -> str:
    if filename:
        return Path(filename).name
    if isinstance(source, (str, Path)):
        return Path(source).name
    written = getattr(source, "name", None)
    return Path(written).name if isinstance(written, str) else "table"
