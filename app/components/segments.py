"""Segments by number, name and colour, the same on every page."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from app.components.numbers import count, percent

COLOURS = 12


def slot(number: int) -> int:
    """Which of the twelve colours a segment has unless a person chose another."""
    return (number - 1) % COLOURS + 1


def badge(number: int, colour: int | None = None) -> html.Span:
    return html.Span(
        str(number), className=f"badge-number segment-{colour or slot(number)}", **{"aria-hidden": "true"}
    )


def ribbon(shares: Sequence[float], colours: Sequence[int] | None = None) -> html.Div:
    """All customers as one line, divided into segments."""
    chosen = colours or [slot(i + 1) for i in range(len(shares))]
    parts = [
        html.Span(className=f"segment-{colour}", style={"flexGrow": max(share, 0.004)})
        for colour, share in zip(chosen, shares, strict=True)
    ]
    return html.Div(parts, className="ribbon", **{"aria-hidden": "true"})


def listing(rows: Sequence[tuple[str, int, float]], colours: Sequence[int] | None = None) -> html.Ol:
    """Names with size and share, largest first."""
    chosen = colours or [slot(i + 1) for i in range(len(rows))]
    items = [
        html.Li(
            [
                badge(i + 1, chosen[i]),
                html.Span(name, className="segment-name"),
                html.Span(f"{count(size)} customers", className="segment-size"),
                html.Span(percent(share), className="segment-share"),
            ]
        )
        for i, (name, size, share) in enumerate(rows)
    ]
    return html.Ol(items, className="segment-list")
