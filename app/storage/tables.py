"""A dataset on disk: its frame as Parquet, all that is known about it as JSON; both come back exactly."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any, get_type_hints

from app.storage.plain import from_plain, to_plain
from engine.dataset import Column, Columns, Dataset
from engine.files import write_atomically

FRAME, DESCRIPTION = "frame.parquet", "columns.json"
_FORMAT = 1


class DamagedTable(Exception):
    """The files are missing, cut short or changed; the table has to be read from its source again."""


def save_table(folder: Path, dataset: Dataset) -> None:
    """Write both files, the description last: where it is, the frame is whole.

    Column names stand in the JSON and are numbered in the Parquet file, which would refuse some of them.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    (folder / DESCRIPTION).unlink(missing_ok=True)
    frame = dataset.frame.reset_index(drop=True)
    names = list(frame.columns)
    dtypes = [str(dtype) for dtype in frame.dtypes]
    frame.columns = [str(position) for position in range(len(names))]
    with write_atomically(folder / FRAME) as temporary:
        table = pa.Table.from_pandas(frame, preserve_index=False)
        pq.write_table(table, temporary, compression="zstd", compression_level=1, write_page_checksum=True)
    content = {"format": _FORMAT, "n_rows": len(frame), "names": names, "dtypes": dtypes, **_describe(dataset)}
    with write_atomically(folder / DESCRIPTION) as temporary:
        temporary.write_text(json.dumps(content), encoding="utf-8")


def load_table(folder: Path) -> Dataset:
    """The dataset as it was saved.

    Raises
    ------
    DamagedTable
        If a file is missing or its content is not what was written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        content = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        table = pq.read_table(folder / FRAME, page_checksum_verification=True)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise DamagedTable(str(error)) from error
    if content.get("format") != _FORMAT or table.num_rows != content["n_rows"]:
        raise DamagedTable("the description belongs to another frame")
    frame = table.to_pandas(split_blocks=True, self_destruct=True)
    for name, dtype in zip(list(frame.columns), content["dtypes"], strict=True):
        if str(frame[name].dtype) != dtype:
            frame[name] = frame[name].astype(dtype)
    frame.columns = content["names"]
    return _restore(content, frame)


# The fields that have a form of their own; all others travel by their type hints.
_OWN_FORM = ("frame", "columns")


def _describe(dataset: Dataset) -> dict[str, Any]:
    fields = {item.name: getattr(dataset, item.name) for item in dataclasses.fields(dataset)}
    described = {name: to_plain(value) for name, value in fields.items() if name not in _OWN_FORM}
    return {"columns": [to_plain(column) for column in dataset.columns], "dataset": described}


def _restore(content: dict[str, Any], frame: Any) -> Dataset:
    hints = get_type_hints(Dataset)
    columns = Columns([from_plain(Column, column) for column in content["columns"]])
    known = {item.name for item in dataclasses.fields(Dataset)}
    fields = {name: from_plain(hints[name], value) for name, value in content["dataset"].items() if name in known}
    return Dataset(frame=frame, columns=columns, **fields)
