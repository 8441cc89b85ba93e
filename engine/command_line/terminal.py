"""What every command shares: where it speaks, how it fails, and how it reads tables and models."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from engine.errors import EngineError
from engine.limits import MAX_K

if TYPE_CHECKING:
    from engine.analysis import Analysis
    from engine.dataset import Dataset

# Exit codes: 0 done, 1 the input cannot be used (a sentence says why), 2 the command was typed wrongly, 130 stopped.
EXIT_BAD_INPUT = 1
EXIT_STOPPED = 130
PIPE = "-"

# Results go to standard output and everything said about them to standard error, so that pipes stay clean.
screen = Console(stderr=True)

File = Annotated[str, typer.Argument(help="CSV, Excel, Parquet or JSON lines, also gzipped; - reads a pipe.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same segments.")]
Orders = Annotated[
    bool, typer.Option("--orders", help="FILE holds order lines: one row per customer is built from them first.")
]
K = Annotated[str, typer.Option("--k", help="Number of segments, or 'auto' to take the recommended number.")]


@contextmanager
def sentences() -> Iterator[None]:
    """Turn what goes wrong into a sentence and an exit code."""
    try:
        yield
        sys.stdout.flush()  # a disk that is full says so here, and not after the last word
    except EngineError as error:
        screen.print(f"[bold red]{escape(error.message)}[/] {escape(error.remedy)}")
        raise typer.Exit(EXIT_BAD_INPUT) from None
    except BrokenPipeError:  # whoever read our output has had enough
        _drop_output()
        raise typer.Exit(0) from None
    except OSError as error:
        screen.print(f"[bold red]{escape(_place(error))}: {escape(error.strerror or str(error))}.[/] {_CHECK}")
        _drop_output()
        raise typer.Exit(EXIT_BAD_INPUT) from None
    except KeyboardInterrupt:
        screen.print("Stopped; nothing was written.")
        raise typer.Exit(EXIT_STOPPED) from None


_CHECK = "Check that it is there, that you may use it, and that the disk has room."


def _place(error: OSError) -> str:
    """What could not be read or written; files on their way have names of their own, and their folder is known."""
    if error.filename is None:
        return "The output cannot be written"
    path = Path(str(error.filename))
    return f"{path.parent if path.name.startswith('.') else path} cannot be used"


def _drop_output() -> None:
    """What is still to be written goes nowhere: Python writes it at the very end, and would fail once more."""
    with suppress(OSError):  # an output that is no file has no end of its own
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def progress_bar(first: str) -> Iterator[Callable[[float, str], None]]:
    """A bar that stands while work is done: ``report(fraction, message)``."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    # In a file or a pipe nothing can be drawn over, and what is said there should be what was found.
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task(first, total=1.0)
        yield lambda fraction, message: bar.update(task, completed=fraction, description=message)


def whole_number(value: str) -> int | None:
    """The number behind ``--k``; None for "auto"."""
    if value == "auto":
        return None
    if not value.isdigit() or not 2 <= int(value) <= MAX_K:
        raise typer.BadParameter(f"{value!r} is not 'auto' or a whole number from 2 to {MAX_K}.")
    return int(value)


def read(file: str, orders: bool = False) -> Dataset:
    """The table of a file, or of the pipe; or the customers of its order lines."""
    from engine.columns.customers import build_customers
    from engine.columns.table import read_table

    table = read_table(sys.stdin.buffer.read() if file == PIPE else existing(file))
    if orders:
        return build_customers(table)
    if table.transactions is not None:
        screen.print("[bold]These are order lines.[/] Say --orders to segment the customers who placed them.")
    return table


def existing(file: str) -> Path:
    """The file of this name."""
    path = Path(file)
    if path.is_dir():
        raise EngineError(f"{file} is a folder.", "Name one file in it.")
    if not path.exists():
        raise EngineError(f"There is no file {file}.", "Check the name and the folder.")
    return path


def analysed(
    file: str, k: int | None, seed: int, check: Callable[[Dataset], None] | None = None, *, orders: bool = False
) -> tuple[Dataset, Analysis, int]:
    """The table (refused when ``check`` raises), everything found in it, and the number of segments to speak of."""
    from engine.analysis import analyse
    from engine.limits import DEFAULT_KS

    with progress_bar("Reading the table") as report:
        dataset = read(file, orders)
        if check is not None:
            check(dataset)
        ks = DEFAULT_KS if k is None else sorted({*DEFAULT_KS, k})
        wanted = (lambda advice: advice.suggested_k) if k is None else (lambda advice: k)
        analysis = analyse(dataset, ks=ks, seed=seed, chosen=wanted, progress=report)
    chosen = wanted(analysis.advice)
    if chosen not in analysis.segmentations:
        raise EngineError(
            f"{chosen} segments need more than {chosen} different customers; "
            f"{file} has {len(analysis.matrix.values)} usable rows with too few differences.",
            f"Ask for at most {max(analysis.sweep.ks)} segments.",
        )
    return dataset, analysis, chosen


def say_notes(dataset: Dataset, analysis: Analysis) -> None:
    """What was noticed in the table and in its preparation."""
    for note in (*dataset.notes, *analysis.matrix.notes):
        screen.print(f"[dim]{escape(note.sentence)}[/]")
