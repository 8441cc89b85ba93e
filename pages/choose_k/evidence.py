"""The verdict, the criteria, and where customers go from k to k + 1."""

from __future__ import annotations

from typing import Any

import numpy as np
from dash import html

from app import services
from app.components.charts import chart
from app.components.numbers import percent
from app.figures.criterion import small_criterion
from app.figures.flow import flow
from app.figures.theme import Theme
from engine.advice.flow import most_divided
from engine.advice.result import Advice, Verdict
from engine.advice.verdict import disagreement as disagreement_of
from pages.choose_k.ids import Patterns

VERDICT_WORDS = {
    Verdict.NATURAL: "The table holds groups of customers that stand apart from one another.",
    Verdict.REPRODUCIBLE: "There are no gaps between the segments, but other samples of your customers give the same "
    "ones: they can be relied on.",
    Verdict.CONSTRUCTIVE: "Your customers differ by degrees. The segments are slices of a continuum: useful for "
    "addressing people differently, not separate kinds of people.",
    Verdict.NONE: "The columns do not hang together: segments would be arbitrary.",
}


def lede(advice: Advice) -> str:
    if advice.verdict is Verdict.NONE:
        return advice.reasons[0]
    first = f"{advice.suggested_k} segments are suggested."
    return f"{first} {advice.reasons[0]}" if advice.reasons else first


def verdict(advice: Advice) -> html.Div:
    none = advice.verdict is Verdict.NONE
    runner_up = _runner_up(advice.runner_up) if advice.runner_up and not none else None
    disagreement = "" if none else disagreement_of(advice.suggested_k, advice.criteria)
    return html.Div(
        [
            html.P("Verdict", className="eyebrow"),
            html.H2(advice.verdict.title),
            html.P(VERDICT_WORDS[advice.verdict]),
            html.P(html.Strong(disagreement), className="disagreement") if disagreement else None,
            html.Ul([html.Li(reason) for reason in advice.reasons], className="reasons"),
            runner_up,
        ],
        className=f"verdict verdict-{advice.verdict}",
    )


def _runner_up(k: int) -> html.P:
    number = html.Button(f"{k} segments", id={"type": Patterns.NUMBER, "k": k}, className="link-button")
    return html.P(["The runner-up is ", number, "."])


def criteria(advice: Advice, k: int, theme: Theme) -> list[Any]:
    return [
        html.Figure(
            [
                html.Figcaption(
                    [
                        html.Strong(criterion.title),
                        html.Span(
                            f"by itself: {criterion.preferred_k}" if criterion.preferred_k else "no preference",
                            className="muted",
                        ),
                    ]
                ),
                chart(
                    {"type": Patterns.CRITERION, "name": criterion.name},
                    150,
                    f"{criterion.title} for each number of segments",
                    small_criterion(criterion, k, theme),
                ),
                html.P(criterion.explanation, className="small-print"),
            ],
            className="criterion",
        )
        for criterion in advice.criteria.values()
    ]


def flows(result: services.Ready, theme: Theme) -> dict[str, Any]:
    """Per k, the chart from k to k + 1 segments and its sentence."""
    lines = services.overview(result.choices)
    found = {}
    for k, shares in result.advice.flows.items():
        if k in lines and k + 1 in lines:
            before, after = ([line.name for line in lines[each]] for each in (k, k + 1))
            customers = np.round(np.array(shares) * sum(line.size for line in lines[k])).astype(np.int64)
            colours = ([line.colour for line in lines[each]] for each in (k, k + 1))
            figure = flow(customers, before, after, theme, *colours).to_plotly_json()
            figure["layout"].pop("height")  # the frame has one, so that nothing jumps
            found[str(k)] = {"figure": figure, "text": _divided(k, most_divided(shares), before, after)}
    return found


def _divided(k: int, most: tuple[int, tuple[tuple[int, float], ...]], before: list[str], after: list[str]) -> str:
    label, parts = most
    into = " and ".join(f"{percent(share)} to {j + 1} ({after[j]})" for j, share in parts)
    return f"From {k} segments (left) to {k + 1} (right): segment {label + 1} ({before[label]}) divides most, {into}."
