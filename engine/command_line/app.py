"""``python -m engine segment FILE``: options, exit codes, and what the terminal shows."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from engine.errors import EngineError
from engine.limits import MAX_K

if TYPE_CHECKING:
    from engine.analysis import Analysis
    from engine.dataset import Dataset

# Exit codes: 0 done, 1 the table cannot be used (a sentence says why), 2 the command was typed wrongly.
EXIT_BAD_INPUT = 1

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Tessera: turn a table of customers into named segments.",
)
_screen = Console(stderr=True)


@cli.callback()
def _root() -> None:
    """Keeps `segment` a named command while it is the only one."""


def _whole_number(value: str) -> int | None:
    if value == "auto":
        return None
    if not value.isdigit() or not 2 <= int(value) <= MAX_K:
        raise typer.BadParameter(f"{value!r} is not 'auto' or a whole number from 2 to {MAX_K}.")
    return int(value)


@cli.command()
def segment(
    file: Annotated[str, typer.Argument(help="CSV, Excel, Parquet or JSON lines, also gzipped; - reads a pipe.")],
    k: Annotated[
        str, typer.Option("--k", help="Number of segments, or 'auto' to take the recommended number.")
    ] = "auto",
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the results; made if it is missing.")] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same segments.")] = 0,
) -> None:
    """Segment the customers in FILE and print one line per segment.

    With --out, four files are written: assignments.csv (every row with its segment), profiles.json (names, facts
    and rules), model.joblib (the fitted pipeline, opens with scikit-learn alone) and model.json (its card).

    Example: python -m engine segment customers.csv --k auto --out segments/
    """
    wanted = _whole_number(k)
    try:
        dataset, analysis, chosen = _analyse(file, wanted, seed)
        _show(dataset, analysis, chosen)
        if out is not None:
            from engine.command_line.results import write_results

            for path in write_results(out, dataset, analysis, chosen):
                _screen.print(f"Wrote {escape(str(path))}")
    except EngineError as error:
        _screen.print(f"[bold red]{escape(error.message)}[/] {escape(error.remedy)}")
        raise typer.Exit(EXIT_BAD_INPUT) from None
    except KeyboardInterrupt:
        _screen.print("Stopped; nothing was written.")
        raise typer.Exit(130) from None


def _analyse(file: str, k: int | None, seed: int) -> tuple[Dataset, Analysis, int]:
    from engine.analysis import analyse
    from engine.columns.table import read_table
    from engine.limits import DEFAULT_KS

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_screen, transient=True) as bar:
        task = bar.add_task("Reading the table", total=1.0)
        dataset = _read(file, read_table)
        ks = DEFAULT_KS if k is None else sorted({*DEFAULT_KS, k})
        analysis = analyse(
            dataset,
            ks=ks,
            seed=seed,
            progress=lambda fraction, message: bar.update(task, completed=fraction, description=message),
        )
    chosen = analysis.advice.suggested_k if k is None else k
    if chosen not in analysis.segmentations:
        raise EngineError(
            f"{chosen} segments need more than {chosen} different customers; "
            f"{file} has {len(analysis.matrix.values)} usable rows with too few differences.",
            f"Ask for at most {max(analysis.segmentations)} segments.",
        )
    return dataset, analysis, chosen


def _read(file: str, read_table: object) -> Dataset:
    from engine.columns.table import read_table as read

    if file == "-":
        return read(sys.stdin.buffer.read())
    path = Path(file)
    if path.is_dir():
        raise EngineError(f"{file} is a folder.", "Name one file in it.")
    if not path.exists():
        raise EngineError(f"There is no file {file}.", "Check the name and the folder.")
    return read(path)


def _show(dataset: Dataset, analysis: Analysis, k: int) -> None:
    profiles = analysis.profiles[k]
    table = Table(
        title=f"{k} segments of {len(analysis.matrix.values):,} customers ({analysis.advice.verdict.title})"
    )
    for heading, justify in (("", "right"), ("Segment", "left"), ("Customers", "right"), ("Share", "right")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    table.add_column("What it is")
    for profile in profiles:
        table.add_row(
            str(profile.number),
            escape(profile.name),
            f"{profile.size:,}",
            f"{profile.share:.0%}",
            escape(profile.summary),
        )
    Console().print(table)
    for reason in analysis.advice.reasons[:3]:
        _screen.print(escape(reason))
    for note in (*dataset.notes, *analysis.matrix.notes):
        _screen.print(f"[dim]{escape(note.message)}[/]")
    if analysis.matrix.set_aside:
        _screen.print(
            f"{len(analysis.matrix.set_aside):,} customers took no part and have an empty segment; "
            "assignments.csv says why."
        )


def main() -> None:
    cli(prog_name="python -m engine")
