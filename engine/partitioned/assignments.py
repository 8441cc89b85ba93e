"""The assignments of a table in partitions, written where the partitions are and put in place as a whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.assignments import REASON, SEGMENT, SEGMENT_NAME
from engine.errors import EngineError
from engine.partitioned.preparation import Recipe
from engine.segmentation import assign

FOLDER = "assignments.parquet"


@dataclass(frozen=True, eq=False)
class Placer:
    """Gives each row of a partition its segment.

    Attributes
    ----------
    names : tuple of str
        In label order.
    id_column : str or None
        Comes first; the number of the row in the whole table (from 1) where there is none.
    with_reason : bool
        Whether anybody in the whole table was set aside: all partitions have the same columns.
    """

    recipe: Recipe
    centers: NDArray[np.float64]
    names: tuple[str, ...]
    id_column: str | None
    with_reason: bool

    def placed(self, frame: pd.DataFrame, first: int) -> pd.DataFrame:
        """The identifier, the segment (empty for customers set aside), and every original column."""
        frame = frame.reset_index(drop=True)
        values, part = self.recipe.prepared(frame)
        numbers = np.zeros(len(frame), dtype=np.int64)
        numbers[part] = assign(values, self.centers, threads=1)[0] + 1
        taken = set(map(str, frame.columns))
        added = pd.DataFrame(
            {
                _free(SEGMENT, taken): pd.array(numbers, dtype="Int64"),
                _free(SEGMENT_NAME, taken): pd.array(["", *self.names], dtype="str").take(numbers),
            }
        )
        added.iloc[numbers == 0, 0] = pd.NA
        if self.with_reason:
            reasons = np.where(part, "", "outside what the segments were made for")
            added[_free(REASON, taken)] = pd.array(reasons, dtype="str")
        if self.id_column is None:
            added.insert(0, _free("row", taken), np.arange(first + 1, first + len(frame) + 1))
            return pd.concat([added, frame], axis=1)
        ids = [self.id_column]
        return pd.concat([frame[ids], added, frame.drop(columns=ids)], axis=1)

    def write(self, frame: pd.DataFrame, first: int, path: str) -> int:
        """Write one partition; a second attempt after a worker died replaces what the first one left."""
        unfinished = f"{path}.{os.getpid()}"
        self.placed(frame, first).to_parquet(unfinished, index=False)
        os.replace(unfinished, path)
        return len(frame)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"tessera_{name}"
    return name


def write_partitions(
    folder: Path, write: Callable[[Sequence[str]], Sequence[int]], n_partitions: int, lengths: Sequence[int]
) -> Path:
    """Let all partitions be written beside the target, and put them in its place together.

    Parameters
    ----------
    folder : Path
        Must be the same folder for all workers.
    write : callable
        Writes the partitions to the paths given, one each, and gives the number of rows of each.
    lengths : sequence of int
        How many rows each must have.

    Raises
    ------
    EngineError
        If the folder cannot be written to, or the workers wrote elsewhere.
    """
    target = folder / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{FOLDER}.", dir=folder))
    except OSError as error:
        raise EngineError(
            f"The results could not be written to {folder} ({error.strerror}).", "Choose a folder you may write to."
        ) from None
    try:
        beside.chmod(0o755)
        digits = max(5, len(str(n_partitions)))
        paths = [str(beside / f"part-{number:0{digits}}.parquet") for number in range(n_partitions)]
        written = list(write(paths))
        if written != list(lengths) or not all(Path(path).is_file() for path in paths):
            raise EngineError(
                f"The workers wrote to a folder {folder} of their own.",
                "Name a folder that this machine and the workers share.",
            )
        for left in set(beside.iterdir()) - set(map(Path, paths)):
            left.unlink()  # of workers that died while writing
        _replace(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def _replace(beside: Path, target: Path) -> None:
    """A folder cannot be renamed over another one: the old one steps aside first, and back if that fails."""
    if not target.exists():
        beside.rename(target)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{FOLDER}.old.", dir=target.parent))
    target.rename(aside / FOLDER)
    try:
        beside.rename(target)
    except OSError:
        (aside / FOLDER).rename(target)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
