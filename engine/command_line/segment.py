"""``segment FILE``: the segments of a table, and the four files that keep them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from engine.command_line.terminal import File, K, Orders, Seed, analysed, say_notes, screen, sentences, whole_number

if TYPE_CHECKING:
    from engine.analysis import Analysis
    from engine.dataset import Dataset
    from engine.profiles.result import SegmentProfiles


def segment(
    file: File,
    k: K = "auto",
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the results; made if it is missing.")] = None,
    seed: Seed = 0,
    orders: Orders = False,
    report: Annotated[
        bool,
        typer.Option("--report", help="With --out: also report.html, report.pdf and report.pptx, for everybody."),
    ] = False,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="A Dask scheduler (tcp://...): FILE may then be a pattern or a folder."),
    ] = None,
) -> None:
    """Segment the customers in FILE and print one line per segment.

    With --out, four files are written: assignments.csv (every row with its segment), profiles.json (names, facts
    and rules), model.joblib (the fitted pipeline, opens with scikit-learn alone) and model.json (its card).

    With --scheduler, the table stays where the workers of that Dask cluster read it, and the assignments are written
    as a folder of Parquet files, assignments.parquet.

    Example: python -m engine segment customers.csv --k auto --out segments/ --report

    Order lines: python -m engine segment orders.csv --orders --out segments/
    """
    wanted = whole_number(k)
    if report and (out is None or scheduler is not None):
        raise typer.BadParameter("--report needs --out, and does not go with --scheduler.", param_hint="--report")
    if orders and scheduler is not None:
        raise typer.BadParameter("--orders does not go with --scheduler.", param_hint="--orders")
    if scheduler is not None:
        from engine.command_line.partitioned import segment_on_cluster

        with sentences():
            segment_on_cluster(file, wanted, scheduler=scheduler, out=out, seed=seed)
        return
    with sentences():
        dataset, analysis, chosen = analysed(file, wanted, seed, orders=orders)
        # First the files: whoever reads what is printed may have had enough of it (a closed pipe ends the command).
        written = [] if out is None else _written(out, dataset, analysis, chosen, report=report)
        _show(analysis, chosen)
        say_notes(dataset, analysis)
        if analysis.matrix.set_aside:
            screen.print(
                f"{len(analysis.matrix.set_aside):,} customers took no part and have an empty segment; "
                "assignments.csv says why."
            )
        for path in written:
            screen.print(f"Wrote {escape(str(path))}")


def _written(out: Path, dataset: Dataset, analysis: Analysis, k: int, *, report: bool) -> list[Path]:
    from engine.command_line.results import write_results

    paths = list(write_results(out, dataset, analysis, k))
    if report:
        from engine.command_line.report import write_reports

        paths += write_reports(out, dataset, analysis, k)
    return paths


def _show(analysis: Analysis, k: int) -> None:
    title = f"{k} segments of {len(analysis.matrix.values):,} customers ({analysis.advice.verdict.title})"
    show_profiles(title, analysis.profiles[k])
    for reason in analysis.advice.reasons[:3]:
        screen.print(escape(reason))


def show_profiles(title: str, profiles: SegmentProfiles) -> None:
    """One line per segment, on standard output."""
    table = Table(title=title)
    for heading, justify in (("", "right"), ("Segment", "left"), ("Customers", "right"), ("Share", "right")):
        # mypy takes the words of the loop for any text.
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
