"""A whole file of customers placed in the segments of a model, block by block, into a new file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.drift import Classes, Drift, drift_against, stability_index
from engine.errors import EngineError
from engine.file_blocks import FileBlock, NotPlainError, OpenedFile, open_blocks
from engine.files import write_atomically
from engine.model import SegmentModel
from engine.model_schema import Remarks
from engine.speaking import Progress, speaking

_ENDINGS = (".csv", ".parquet")

_MARK = b"\xef\xbb\xbf"  # spreadsheets take a UTF-8 file for Windows-1252 unless it begins with this
# What a spreadsheet would run (OWASP, CSV injection); a number with a sign is none.
_FORMULA = r"^[=@\t\r\n]|^[+-]"
_NUMBER = r"^[+-]?(\d[\d.,' ]*)([eE][+-]?\d+)?\s?%?$"


@dataclass(frozen=True, eq=False)
class ScoredFile:
    """How a file fell into the segments.

    Attributes
    ----------
    n_rows : int
    sizes : tuple of int, length k
    fits_none : int
    drift : tuple of Drift
        Per needed column, the largest first; empty when the training customers are not known.
    segment_drift : Drift
        Of the shares of the segments.
    notes : tuple of str
    streamed : bool
        Whether memory held one block at a time.
    """

    n_rows: int
    sizes: tuple[int, ...]
    fits_none: int
    drift: tuple[Drift, ...]
    segment_drift: Drift
    notes: tuple[str, ...]
    streamed: bool


def score_file(
    model: SegmentModel,
    source: Path,
    target: Path,
    *,
    training: Sequence[Classes] = (),
    mark: bool = False,
    progress: Progress | None = None,
) -> ScoredFile:
    """Score every row of a file and write it with the scores beside its columns.

    Parameters
    ----------
    model : SegmentModel
    source : Path
        Any table that `read_table` reads.
    target : Path
        Written whole or not at all; Parquet when it ends so, else CSV in which no cell is a formula.
    training : sequence of Classes
        What `engine.drift.classes_of` found of the customers that the segments were made from.
    mark : bool
        Begin CSV with the byte-order mark by which spreadsheets know UTF-8.
    progress : callable, optional
        ``progress(fraction, message)``, called at least once a second; an exception raised in it ends the work, and
        nothing is written.

    Raises
    ------
    EngineError
        If it is no table, or a needed column is missing, with its name; if the file cannot be written.
    """
    return speaking(lambda report: _score_file(model, source, target, training, mark, report), progress)


def _score_file(
    model: SegmentModel, source: Path, target: Path, training: Sequence[Classes], mark: bool, report: Progress
) -> ScoredFile:
    report(0.0, "Looking at the file")
    card = model.card
    # Parquet keeps types, and what type a column of text is tells only the whole of it.
    opened = open_blocks(source, card.plan, card.schema, whole=_typed(target) and not _typed(source))
    try:
        return _Scoring(model, opened, training).write(target, mark, report)
    except NotPlainError:
        report(0.0, "Reading the whole file: not all of its cells are written in one way")
        opened = open_blocks(source, card.plan, card.schema, whole=True)
        return _Scoring(model, opened, training).write(target, mark, report)


def check_target(path: Path) -> Path:
    """The path, if a table can be written there.

    Raises
    ------
    EngineError
        If its ending names no format, or its folder does not exist.
    """
    if path.suffix.lower() not in _ENDINGS:
        raise EngineError(
            f"{path.name} ends in neither {' nor '.join(_ENDINGS)}.",
            f"Name it {path.stem}{_ENDINGS[0]}, for example.",
        )
    if not path.parent.is_dir():
        raise EngineError(f"There is no folder {path.parent}.", "Make it first, or choose another one.")
    return path


class _Scoring:
    """Scores blocks, and adds up what is said of them."""

    def __init__(self, model: SegmentModel, opened: OpenedFile, training: Sequence[Classes]) -> None:
        self._model, self._opened, self._training = model, opened, training
        self._remarks = Remarks()
        self._sizes = np.zeros(len(model.names), dtype=np.int64)
        self._counts: list[NDArray[np.int64]] = [np.zeros_like(each.counts) for each in training]
        self._rows = 0

    def write(self, target: Path, mark: bool, report: Progress) -> ScoredFile:
        with write_atomically(target) as temporary:
            writer: Any = None
            try:
                for block in self._opened.blocks():
                    table = self._scored(block)
                    if writer is None:
                        writer = _writer(temporary, target, table.schema, mark)
                    writer.write(table)
                    report(min(block.fraction, 0.99), f"Placed {self._rows:,} customers")
            finally:
                if writer is not None:
                    writer.close()
            if writer is None:
                temporary.write_bytes(_MARK if mark else b"")
        return self._found()

    def _scored(self, block: FileBlock) -> pa.Table:
        scores = self._model.score_block(block.needed, self._remarks)
        self._sizes += np.bincount(scores["segment"], minlength=len(self._sizes) + 1)[1:]
        for position, each in enumerate(self._training):
            self._counts[position] += each.count(block.needed[each.column])
        names = block.cells.column_names
        first = [self._opened.id_column] if self._opened.id_column in names else []
        left = {name: block.cells.column(name) for name in first}
        if not first:
            left[_free("row", names)] = pa.array(np.arange(self._rows + 1, self._rows + len(scores) + 1))
        for name, series in scores.items():
            left[_free(str(name), names)] = pa.Array.from_pandas(series)
        left |= {name: block.cells.column(name) for name in names if name not in first}
        self._rows += len(scores)
        return pa.table(left)

    def _found(self) -> ScoredFile:
        return ScoredFile(
            n_rows=self._rows,
            sizes=tuple(self._sizes.tolist()),
            fits_none=self._remarks.fits_none,
            drift=drift_against(self._training, self._counts),
            segment_drift=Drift("the segments", stability_index(self._model.card.sizes, self._sizes)),
            notes=(*self._opened.notes, *self._remarks.sentences()),
            streamed=self._opened.streams,
        )


class _HarmlessCsv:
    """CSV that a spreadsheet can open without running anything in it."""

    def __init__(self, path: Path, mark: bool) -> None:
        self._file = path.open("wb")
        self._file.write(_MARK if mark else b"")
        self._writer: Any = None

    def write(self, table: pa.Table) -> None:
        from pyarrow import csv

        safe = pa.table(
            [_harmless(table.column(position)) for position in range(table.num_columns)],
            names=[_harmless_name(name) for name in table.column_names],
        )
        if self._writer is None:
            self._writer = csv.CSVWriter(self._file, safe.schema, write_options=csv.WriteOptions(batch_size=16_384))
        self._writer.write(safe)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._file.close()


def _typed(path: Path) -> bool:
    return path.suffix.lower() == ".parquet"


def _writer(path: Path, target: Path, schema: pa.Schema, mark: bool) -> Any:
    if not _typed(target):
        return _HarmlessCsv(path, mark)
    import pyarrow.parquet as pq

    return pq.ParquetWriter(path, schema)


def _harmless(column: Any) -> Any:
    """Texts that would run get an apostrophe; nearly no column has one, and looking is cheap."""
    if pa.types.is_timestamp(column.type):
        return (
            pc.strftime(column, format="%Y-%m-%d %H:%M:%S")
            if _has_times(column)
            else pc.strftime(column, format="%Y-%m-%d")
        )
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        column = pa.array([None if each is None else str(each) for each in column.to_pylist()], pa.string())
    if pa.types.is_large_string(column.type):
        column = column.cast(pa.string())
    if not pa.types.is_string(column.type):
        return column
    risky = pc.match_substring_regex(column, _FORMULA)
    if not pc.any(risky).as_py():
        return column
    risky = pc.and_(risky, pc.invert(pc.match_substring_regex(column, _NUMBER)))
    return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)


def _has_times(column: Any) -> bool:
    return bool(pc.any(pc.not_equal(column, pc.floor_temporal(column, unit="day"))).as_py())


def _harmless_name(name: str) -> str:
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else name


def _free(name: str, taken: Sequence[str]) -> str:
    while name in taken:
        name = f"tessera_{name}"
    return name
