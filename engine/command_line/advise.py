"""``advise FILE``: how many segments, why, and what every criterion says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from engine.command_line.terminal import File, Orders, Seed, progress_bar, read, sentences

if TYPE_CHECKING:
    from engine.advice.result import Advice


def advise(file: File, seed: Seed = 0, orders: Orders = False) -> None:
    """Say how many segments the customers in FILE fall into, and whether they are real.

    Prints the recommendation with its reasons, and every criterion with the number it would choose by itself.

    Example: python -m engine advise customers.csv
    """
    with sentences():
        from engine.advice.advise import advise_k
        from engine.preparation.prepare import prepare
        from engine.sweep.sweep import sweep_k

        with progress_bar("Reading the table") as report:
            matrix = prepare(read(file, orders))
            sweep = sweep_k(matrix, seed=seed, progress=lambda part, message: report(part / 2, message))
            advice = advise_k(
                matrix, sweep, seed=seed, progress=lambda part, message: report((1 + part) / 2, message)
            )
        _show(advice)


def _show(advice: Advice) -> None:
    out = Console()
    runner_up = f"; the runner-up is {advice.runner_up}" if advice.runner_up else ""
    out.print(f"[bold]{advice.suggested_k} segments[/] ({advice.verdict.title}){runner_up}")
    for reason in advice.reasons:
        out.print(f"- {escape(reason)}")
    table = Table("Criterion", "By itself", "What it measures")
    for criterion in advice.criteria.values():
        preferred = "none" if criterion.preferred_k is None else str(criterion.preferred_k)
        table.add_row(escape(criterion.title), preferred, escape(criterion.explanation))
    out.print(table)
