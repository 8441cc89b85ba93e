"""A table in several files, local or at any fsspec address, as partitions for Dask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from engine.cluster import Cluster, dask_module
from engine.errors import EngineError
from engine.limits import PARTITION_BYTES
from engine.sweep.workers import Progress, Workers

_FORMATS = {".parquet": "parquet", ".csv": "csv"}


@dataclass(frozen=True, eq=False)
class PartitionedTable:
    """The partitions of a table, in the order of its rows.

    Attributes
    ----------
    parts : list of dask.delayed.Delayed
        Each a pandas.DataFrame when it is computed.
    lengths : list of int, or None
        Their numbers of rows, where the files say so.
    """

    parts: list[Any]
    lengths: list[int] | None


def open_table(address: str) -> PartitionedTable:
    """The files behind an address as one table, in the order of their names.

    Parameters
    ----------
    address : str
        A file, a folder or a pattern (``data/*.parquet``, ``s3://bucket/customers/``) of Parquet or CSV files. A CSV
        file is one partition, since only its beginning tells where a record begins; of a Parquet file, row groups up
        to `PARTITION_BYTES` are one. Parquet columns have the types of the files; CSV columns are text as written,
        empty cells missing.

    Raises
    ------
    EngineError
        If there are no such files, one cannot be read, or they have different columns.
    """
    fs, files, kind = _files(address)
    if kind == "parquet":
        return _parquet(fs, files)
    names = tuple(read_text_file(files[0], fs, None).columns)
    read = dask_module("dask").delayed(read_text_file, pure=False)
    return PartitionedTable([read(file, fs, names) for file in files], None)


def read_whole(table: PartitionedTable, cluster: Cluster, max_rows: int, progress: Progress) -> pd.DataFrame:
    """A table in partitions as one data frame, for who has room for all of it.

    Raises
    ------
    EngineError
        If it has more rows than allowed; it is said before they are brought here.
    """
    with Workers(progress) as workers:
        workers.report(0.0, "Counting rows")
        count = dask_module("dask").delayed(len, pure=False)
        lengths = table.lengths or cluster.gather([count(part) for part in table.parts], workers)
        if sum(lengths) > max_rows:
            raise EngineError(
                f"The table has {sum(lengths):,} rows; this server takes up to {max_rows:,}.",
                "Raise MAX_ROWS, or segment it with python -m engine segment --scheduler.",
            )
        workers.report(0.1, "Reading the table")
        frames: list[pd.DataFrame] = cluster.gather(table.parts, workers)
        filled = [frame for frame in frames if len(frame)] or frames[:1]
        return pd.concat(filled, ignore_index=True)


def _files(address: str) -> tuple[Any, list[str], str]:
    fsspec = dask_module("fsspec")
    try:
        fs, path = fsspec.core.url_to_fs(address)
        if fs.isdir(path):
            found = [file for file in fs.find(path) if _suffix(file) in _FORMATS]
        else:
            found = fs.glob(path) if any(sign in path for sign in "*?[") else [path] if fs.exists(path) else []
    except (OSError, ValueError, ImportError) as error:
        raise EngineError(f"{address} cannot be opened ({error}).", "Check the address.") from None
    files = sorted(file for file in found if not file.rsplit("/", 1)[-1].startswith((".", "_")))
    if not files:
        raise EngineError(f"There are no Parquet or CSV files at {address}.", "Check the address.")
    kinds = sorted({_FORMATS.get(_suffix(file), _suffix(file) or "no ending") for file in files})
    if kinds not in (["parquet"], ["csv"]):
        raise EngineError(
            f"The files at {address} are of the kinds {', '.join(kinds)}.",
            "Name files that all end in .parquet, or all in .csv.",
        )
    return fs, files, kinds[0]


def _suffix(file: str) -> str:
    name = file.rsplit("/", 1)[-1]
    return "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""


def _parquet(fs: Any, files: Sequence[str]) -> PartitionedTable:
    """Partitions from the footers of the files, which must agree on the columns and their types."""
    read = dask_module("dask").delayed(read_row_groups, pure=False)
    first: dict[str, str] = {}
    parts, lengths = [], []
    for file in files:
        footer, schema = _footer(fs, file)
        found = {field.name: str(field.type) for field in schema}
        first = first or found
        if list(found.items()) != list(first.items()):
            raise _other_columns(file, found, files[0], first)
        for groups in _row_groups(footer):
            parts.append(read(file, fs, groups))
            lengths.append(sum(footer.row_group(group).num_rows for group in groups))
    return PartitionedTable(parts, lengths)


def _footer(fs: Any, file: str) -> tuple[Any, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with fs.open(file, "rb") as opened:
            parquet = pq.ParquetFile(opened)
            return parquet.metadata, parquet.schema_arrow
    except (OSError, pa.ArrowException) as error:
        raise EngineError(f"{file} is not a readable Parquet file ({error}).", "Repair or remove it.") from None


def _other_columns(file: str, found: dict[str, str], first_file: str, first: dict[str, str]) -> EngineError:
    name = next((one for one in [*first, *found] if found.get(one) != first.get(one)), None)
    what = f"has its columns in another order than {first_file}"
    if name is not None:
        theirs, ours = found.get(name, "nothing"), first.get(name, "nothing")
        what = f"has the column {name!r} as {theirs}, and {first_file} as {ours}"
    return EngineError(f"{file} {what}.", "Write all files with the same columns of the same types.")


def _row_groups(footer: Any) -> list[list[int]]:
    """The row groups of a file, next to each other, up to `PARTITION_BYTES` together."""
    together: list[list[int]] = [[]]
    size = 0
    for group in range(footer.num_row_groups):
        own = footer.row_group(group).total_byte_size
        if together[-1] and size + own > PARTITION_BYTES:
            together.append([])
            size = 0
        together[-1].append(group)
        size += own
    return together


def read_row_groups(file: str, fs: Any, groups: list[int]) -> pd.DataFrame:
    """Some rows of a Parquet file, in the types of their columns."""
    import pyarrow.parquet as pq

    with fs.open(file, "rb") as opened:
        frame: pd.DataFrame = pq.ParquetFile(opened).read_row_groups(groups).to_pandas(ignore_metadata=True)
    return frame


def read_text_file(file: str, fs: Any, names: tuple[str, ...] | None) -> pd.DataFrame:
    """One delimited file as text, read as `read_cells` reads it; every record of it, or a sentence."""
    from engine.columns.names import distinct_names
    from engine.reading.read import read_cells

    cells = read_cells(fs.cat_file(file), file.rsplit("/", 1)[-1])
    if cells.set_aside:
        bad = cells.set_aside[0]
        raise EngineError(f"{file}, line {bad.line}: {bad.reason}", "Mend or remove this line.")
    own = tuple(distinct_names(list(cells.frame.columns))[0])
    if names is not None and own != names:
        odd = sorted(set(own) ^ set(names)) or ["the same ones in another order"]
        raise EngineError(
            f"{file} has other columns than the first file: {', '.join(odd[:5])}.",
            "Write all files with the same columns in the same order.",
        )
    frame = cells.frame.set_axis(list(own), axis=1).astype("str")
    return frame.mask(frame == "")
