"""A small histogram of one column, before or after its preparation."""

from __future__ import annotations

from app.figures.figure import Figure
from app.figures.text import plain, short
from app.figures.theme import Theme, tokens
from engine.preparation.effect import Bars

HEIGHT = 132


def effect(bars: Bars, title: str, theme: Theme, *, after: bool = False) -> Figure:
    """Bins as touching bars, levels as bars under each other.

    Parameters
    ----------
    bars : Bars
    title : str
        Of the axis: the unit, or what the numbers are.
    theme : Theme
    after : bool
        Drawn in the accent colour, for what would be compared.
    """
    t = tokens(theme)
    colour = t.accent if after else t.muted
    figure = Figure(theme)
    if bars.levels:
        figure.add(
            "bar",
            orientation="h",
            x=list(bars.counts),
            y=[f"{short(level, 22)}" for level in bars.levels],
            marker={"color": colour},
            hovertemplate="%{y}: %{x:,}<extra></extra>",
        )
        figure.yaxis(type="category", autorange="reversed", showgrid=False)
    else:
        figure.add(
            "scatter",
            x=list(bars.edges),
            y=[*bars.counts, bars.counts[-1] if bars.counts else 0],
            line={"shape": "hv", "width": 1, "color": colour},
            fill="tozeroy",
            mode="lines",
            hovertemplate="%{y:,}<extra></extra>",
        )
        figure.yaxis(rangemode="tozero", nticks=3)
        figure.xaxis(nticks=5, title={"text": plain(title)})
    figure.xaxis(fixedrange=True)
    figure.yaxis(fixedrange=True)
    figure.lay_out(height=height(bars), margin={"l": 4, "r": 8, "t": 6, "b": 4}, showlegend=False)
    return figure


def height(bars: Bars) -> int:
    """In pixels."""
    return max(HEIGHT, 34 + 22 * len(bars.levels))
