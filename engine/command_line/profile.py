"""``profile FILE``: what each segment is, with the facts that prove its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from engine.command_line.terminal import File, K, Orders, Seed, analysed, say_notes, sentences, whole_number

if TYPE_CHECKING:
    from engine.profiles.result import SegmentProfile


def profile(
    file: File,
    k: K = "auto",
    seed: Seed = 0,
    orders: Orders = False,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON.")] = False,
) -> None:
    """Describe the segments of the customers in FILE: names, facts, rules and actions.

    Example: python -m engine profile customers.csv --k 5
    """
    wanted = whole_number(k)
    with sentences():
        dataset, analysis, chosen = analysed(file, wanted, seed, orders=orders)
        if as_json:
            from engine.command_line.results import profiles_text

            typer.echo(profiles_text(dataset, analysis, chosen))
            return
        for each in analysis.profiles[chosen]:
            _show(each)
        say_notes(dataset, analysis)


def _show(profile: SegmentProfile) -> None:
    out = Console()
    out.print(
        f"\n[bold]{profile.number}. {escape(profile.name)}[/]  {profile.size:,} customers, {profile.share:.0%}",
        highlight=False,
    )
    out.print(escape(profile.summary))
    for fact in profile.facts:
        out.print(f"  - {escape(fact.text)}")
    out.print(
        f"  Rule: {escape(profile.rule.text)} (holds for {profile.coverage:.0%} of the segment; "
        f"{profile.exclusivity:.0%} of those it holds for are in it)"
    )
    for action in profile.actions:
        out.print(f"  {escape(action.heading)}: {escape(action.title)}")
