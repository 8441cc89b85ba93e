"""``score MODEL FILE``: new customers in the segments of a saved model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from engine.command_line.terminal import PIPE, File, progress_bar, read, screen, sentences

if TYPE_CHECKING:
    import pandas as pd

Model = Annotated[
    Path, typer.Argument(help="model.json (safe to open, whoever sent it) or model.joblib (only if you trust it).")
]


def score(
    model: Model,
    file: File,
    out: Annotated[str, typer.Option("--out", help="A .csv or .parquet file; - writes CSV to the pipe.")] = PIPE,
) -> None:
    """Place the customers in FILE in the segments of MODEL.

    Every row comes back in its order with segment, segment_name, distance, confidence, second_choice, fits_none and
    the reason; what was noticed (missing, unreadable and never seen values) is counted on standard error.

    Example: python -m engine score segments/model.json new.csv --out scored.csv
    """
    with sentences():
        from engine.assignments import scored
        from engine.model import SegmentModel
        from engine.scored_files import check_target, write_scored

        target = None if out == PIPE else check_target(Path(out))
        with progress_bar("Reading the model") as report:
            opened = SegmentModel.load(model)
            report(0.1, "Reading the table")
            dataset = read(file)
            report(0.5, "Placing the customers")
            scores = opened.score(dataset)
            table = scored(dataset, scores)
            report(0.8, "Writing")
            write_scored(table, target)
        _say(scores, opened.names)
        if target is not None:
            screen.print(f"Wrote {escape(str(target))}")


def _say(scores: pd.DataFrame, names: tuple[str, ...]) -> None:
    counts = scores["segment"].value_counts()
    for number, name in enumerate(names, start=1):
        screen.print(f"{number}. {escape(name)}: {int(counts.get(number, 0)):,}", highlight=False)
    for note in scores.attrs["notes"]:
        screen.print(f"[dim]{escape(note)}[/]")
