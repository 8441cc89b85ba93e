"""Two segments, or one and everyone, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from app.components.evidence import marked, written
from app.components.numbers import MISSING, percent
from engine.profiles.comparison import Difference
from engine.report.words import said

SHOWN = 8
STRONG = 1.5  # a difference of this many standard deviations fills the bar; for answers, of 100 points


def comparison(found: Sequence[Difference], first: str, second: str) -> list[Any]:
    """A sentence, and the columns in which the two differ most."""
    shown = [each for each in found if each.size][:SHOWN]
    if not shown:
        return [html.P("The two do not differ in any column.")]
    top = shown[0]
    return [
        html.P(
            f"They differ most in {_what(top)}: {_side(top, top.first)} against {_side(top, top.second)}.",
            className="chart-sentence",
        ),
        html.Div(
            html.Table(
                [
                    html.Caption(f"{first} against {second}", className="visually-hidden"),
                    html.Thead(
                        html.Tr([html.Th(cell, scope="col") for cell in ("Column", first, "Difference", second)])
                    ),
                    html.Tbody([_row(each) for each in shown]),
                ],
                className="plain-table compare-table",
            ),
            className="scroll",
            tabIndex="0",
            role="region",
            **{"aria-label": f"{first} against {second}"},
        ),
    ]


def _row(difference: Difference) -> html.Tr:
    size = difference.size / (1.0 if difference.answer else STRONG)
    width = f"{50 * min(abs(size), 1):.1f}%"
    side = "above" if size > 0 else "below"
    return html.Tr(
        [
            html.Th(_what(difference), scope="row"),
            html.Td(_side(difference, difference.first)),
            html.Td(html.Span(html.I(className=side, style={"width": width}), className="versus")),
            html.Td(_side(difference, difference.second)),
        ]
    )


def _what(difference: Difference) -> str:
    name = marked(difference.detail)
    return f"{name}: {said(difference.answer, difference.detail.kind)}" if difference.answer else name


def _side(difference: Difference, x: float | None) -> str:
    if x is None:
        return MISSING
    return percent(x) if difference.answer else written(x, difference.detail)
