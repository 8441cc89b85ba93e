"""``export MODEL --to sql``: a saved model in a form for other systems."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from engine.command_line.score import Model
from engine.command_line.terminal import screen, sentences


class Target(StrEnum):
    SQL = "sql"
    PYTHON = "python"


def export(
    model: Model,
    to: Annotated[Target, typer.Option("--to", help="sql (DuckDB, PostgreSQL) or python (scikit-learn, pandas).")],
    table: Annotated[str, typer.Option("--table", help="SQL: the table to read.")] = "customers",
    keep: Annotated[
        list[str] | None, typer.Option("--keep", help="SQL: a column to carry along; may repeat.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="File to write; otherwise it is printed.")] = None,
) -> None:
    """Write MODEL as a query or a script that places customers without Tessera.

    Example: python -m engine export segments/model.json --to sql --table crm_customers --keep customer_id
    """
    with sentences():
        from engine.files import write_text
        from engine.model import SegmentModel

        card = SegmentModel.load(model).card
        if to is Target.SQL:
            from engine.sql.scorer import scorer_sql

            text = scorer_sql(card, table, keep or ())
        else:
            from engine.script import python_script

            text = python_script(card)
        if out is None:
            typer.echo(text, nl=False)
            return
        write_text(out, text)
        screen.print(f"Wrote {escape(str(out))}")
