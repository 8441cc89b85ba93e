"""A dataset on disk: its frame as Parquet, all that is known about it as JSON; both come back exactly.

Beside them lies the frame once more, ready to be mapped: it is opened in milliseconds and its columns are read when they
are used. That copy is made again whenever it is missing, damaged or from another version.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
from pathlib import Path
from typing import Any, get_type_hints

from app.storage.plain import from_plain, to_plain
from engine.dataset import Column, Columns, Dataset
from engine.files import write_atomically
from engine.mapped import Checked, Damaged, dump, load

FRAME, DESCRIPTION, MAPPED = "frame.parquet", "columns.json", "frame.mapped"
_FORMAT = 1


class DamagedTable(Exception):
    """The files are missing, cut short or changed; the table has to be read from its source again."""


def save_table(folder: Path, dataset: Dataset) -> None:
    """Write the files, the description last: where it is, the frame is whole.

    Column names stand in the JSON and are numbered in the Parquet file, which would refuse some of them.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name in (DESCRIPTION, MAPPED):
        (folder / name).unlink(missing_ok=True)
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


def load_table(folder: Path, checked: Checked | None = None) -> Dataset:
    """The dataset as it was saved; the columns of its frame are mapped and read-only.

    Parameters
    ----------
    folder : Path
    checked : Checked, optional
        Files that were read through already, see `engine.mapped`.

    Raises
    ------
    DamagedTable
        If a file is missing or its content is not what was written.
    """
    try:
        content = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DamagedTable(str(error)) from error
    if content.get("format") != _FORMAT:
        raise DamagedTable("the description is from another version")
    frame = _mapped(folder / MAPPED, content, checked)
    if frame is None:
        frame = _from_parquet(folder / FRAME, content)
        with contextlib.suppress(OSError):  # a full disk: then it is served from memory
            with write_atomically(folder / MAPPED) as temporary:
                dump((_made_by(content), frame), temporary)
            found = _mapped(folder / MAPPED, content, checked)
            frame = frame if found is None else found
    return _restore(content, frame)


def _made_by(content: dict[str, Any]) -> tuple[Any, ...]:
    """What a mapped frame depends on: the table, and the library whose objects it holds."""
    import pandas as pd

    return content["dataset"]["fingerprint"], content["n_rows"], content["names"], pd.__version__


def _mapped(path: Path, content: dict[str, Any], checked: Checked | None) -> Any:
    try:
        made_by, frame = load(path, checked)
    except FileNotFoundError:
        return None
    except Damaged:
        path.unlink(missing_ok=True)
        return None
    return frame if made_by == _made_by(content) else None


def _from_parquet(path: Path, content: dict[str, Any]) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, page_checksum_verification=True)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise DamagedTable(str(error)) from error
    if table.num_rows != content["n_rows"]:
        raise DamagedTable("the description belongs to another frame")
    frame = table.to_pandas(split_blocks=True, self_destruct=True)
    for name, dtype in zip(list(frame.columns), content["dtypes"], strict=True):
        if str(frame[name].dtype) != dtype:
            frame[name] = frame[name].astype(dtype)
    frame.columns = content["names"]
    return frame


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
