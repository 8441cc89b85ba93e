"""Tables of customers as files: CSV, Excel or Parquet, by the name of the file."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from engine.assignments import neutralise_formulas
from engine.errors import EngineError
from engine.files import write_atomically

_ENDINGS = (".csv", ".parquet")


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


def write_scored(table: pd.DataFrame, path: Path | None) -> None:
    """Write a table whole or not at all; as CSV to standard output when there is no path.

    Cells that a spreadsheet would run as a formula are made harmless in CSV; Parquet runs nothing.

    Raises
    ------
    EngineError
        If the file cannot be written.
    """
    if path is None:
        neutralise_formulas(table).to_csv(sys.stdout, index=False)
        return
    try:
        with write_atomically(path) as temporary:
            if path.suffix.lower() == ".parquet":
                table.to_parquet(temporary, index=False)
            else:
                neutralise_formulas(table).to_csv(temporary, index=False)
    except OSError as error:
        raise EngineError(
            f"{path} could not be written ({error.strerror}).", "Choose a folder you may write to."
        ) from None
