"""``score MODEL FILE``: new customers in the segments of a saved model."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from engine.command_line.terminal import PIPE, File, Orders, existing, progress_bar, read, screen, sentences

if TYPE_CHECKING:
    from engine.score_file import ScoredFile

Model = Annotated[
    Path, typer.Argument(help="model.json (safe to open, whoever sent it) or model.joblib (only if you trust it).")
]


def score(
    model: Model,
    file: File,
    out: Annotated[str, typer.Option("--out", help="A .csv or .parquet file; - writes CSV to the pipe.")] = PIPE,
    orders: Orders = False,
) -> None:
    """Place the customers in FILE in the segments of MODEL.

    Every row comes back in its order with segment, segment_name, distance, confidence, second_choice, fits_none and
    the reason; what was noticed (missing, unreadable and never seen values) is counted on standard error.

    Example: python -m engine score segments/model.json new.csv --out scored.csv
    """
    with sentences(), TemporaryDirectory() as folder:
        from engine.model import SegmentModel
        from engine.score_file import check_target, score_file

        target = Path(folder) / "scored.csv" if out == PIPE else check_target(Path(out))
        with progress_bar("Reading the model") as report:
            opened = SegmentModel.load(model)
            found = score_file(opened, _on_disk(file, Path(folder), orders), target, progress=report)
        _say(found, opened.names)
        if out == PIPE:
            with target.open("rb") as scored:
                shutil.copyfileobj(scored, sys.stdout.buffer)
                sys.stdout.buffer.flush()
        else:
            screen.print(f"Wrote {escape(str(target))}")


def _on_disk(file: str, folder: Path, orders: bool) -> Path:
    """The table as a file that can be read in blocks; a pipe is kept in one first, and so are customers of orders."""
    path = folder / "table"
    if orders:
        read(file, orders).frame.to_parquet(path, index=False)
        return path
    if file != PIPE:
        return existing(file)
    with path.open("wb") as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
    return path


def _say(found: ScoredFile, names: tuple[str, ...]) -> None:
    for number, (name, size) in enumerate(zip(names, found.sizes, strict=True), start=1):
        screen.print(f"{number}. {escape(name)}: {size:,}", highlight=False)
    screen.print(f"The mix of segments, against the customers they were made from: {found.segment_drift.words}.")
    for note in found.notes:
        screen.print(f"[dim]{escape(note)}[/]")
