"""``export MODEL``: a saved model in a form for other systems, or as a report for people."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from engine.command_line.score import Model
from engine.command_line.terminal import Orders, screen, sentences
from engine.errors import EngineError

if TYPE_CHECKING:
    from engine.model import SegmentModel
    from engine.model_card import ModelCard


class Target(StrEnum):
    SQL = "sql"
    PYTHON = "python"


def export(
    model: Model,
    to: Annotated[
        Target | None, typer.Option("--to", help="sql (DuckDB, PostgreSQL) or python (scikit-learn, pandas).")
    ] = None,
    report: Annotated[
        str | None,
        typer.Option(
            "--report", metavar="FILE", help="The table MODEL was made from: write a report of it to --out."
        ),
    ] = None,
    table: Annotated[str, typer.Option("--table", help="SQL: the table to read.")] = "customers",
    keep: Annotated[
        list[str] | None, typer.Option("--keep", help="SQL: a column to carry along; may repeat.")
    ] = None,
    orders: Orders = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="File to write; otherwise it is printed. A report: .html, .pdf or .pptx."),
    ] = None,
) -> None:
    """Write MODEL as a query or a script that places customers without Tessera, or as a report.

    Examples:

    python -m engine export segments/model.json --to sql --table crm_customers --keep customer_id

    python -m engine export segments/model.json --report customers.csv --out report.pdf
    """
    if (to is None) == (report is None):
        raise typer.BadParameter("Say either --to sql, --to python, or --report FILE.", param_hint="--to")
    with sentences():
        from engine.files import write_text
        from engine.model import SegmentModel

        opened = SegmentModel.load(model)
        if report is not None:
            _report(opened, report, out, orders)
            return
        text = _text(opened.card, to, table, keep or [])
        if out is None:
            typer.echo(text, nl=False)
            return
        write_text(out, text)
        screen.print(f"Wrote {escape(str(out))}")


def _text(card: ModelCard, to: Target | None, table: str, keep: list[str]) -> str:
    if to is Target.SQL:
        from engine.sql.scorer import scorer_sql

        return scorer_sql(card, table, keep)
    from engine.script import python_script

    return python_script(card)


def _report(model: SegmentModel, table: str, out: Path | None, orders: bool) -> None:
    from engine.command_line.report import report_of_model
    from engine.report.write import KINDS, write_report

    if out is None or out.suffix.lower().lstrip(".") not in KINDS:
        raise EngineError(
            "A report needs a file to go to."
            if out is None
            else f"There is no report as {out.suffix or out.name!r}.",
            "Say --out report.html, report.pdf or report.pptx.",
        )
    screen.print(f"Wrote {escape(str(write_report(report_of_model(model, table, orders), out)))}")
