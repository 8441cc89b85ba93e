"""``python -m engine``: the commands and what they have in common."""

from __future__ import annotations

import typer

from engine.command_line.advise import advise
from engine.command_line.export import export
from engine.command_line.profile import profile
from engine.command_line.score import score
from engine.command_line.segment import segment

_EXIT_CODES = "Exit codes: 0 done, 1 the input cannot be used, 2 the command was typed wrongly, 130 stopped."

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Tessera: turn a table of customers into named segments, and place new customers in them.",
    epilog=_EXIT_CODES,
)
for _command in (segment, advise, profile, score, export):
    cli.command(epilog=_EXIT_CODES)(_command)


def main() -> None:
    cli(prog_name="python -m engine")
