"""A small histogram of one column, before or after its preparation."""

from __future__ import annotations

import plotly.graph_objects as go

from app.figures.text import plain, short
from app.figures.theme import Theme, template, tokens
from engine.preparation.effect import Bars

HEIGHT = 132


def effect(bars: Bars, title: str, theme: Theme, *, after: bool = False) -> go.Figure:
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
    figure = go.Figure(layout={"template": template(theme)})
    if bars.levels:
        figure.add_bar(
            orientation="h",
            x=list(bars.counts),
            y=[f"{short(level, 22)}" for level in bars.levels],
            marker={"color": colour},
            hovertemplate="%{y}: %{x:,}<extra></extra>",
        )
        figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    else:
        figure.add_scatter(
            x=list(bars.edges),
            y=[*bars.counts, bars.counts[-1] if bars.counts else 0],
            line={"shape": "hv", "width": 1, "color": colour},
            fill="tozeroy",
            mode="lines",
            hovertemplate="%{y:,}<extra></extra>",
        )
        figure.update_yaxes(rangemode="tozero", nticks=3)
        figure.update_xaxes(nticks=5, title_text=plain(title))
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(fixedrange=True)
    figure.update_layout(height=height(bars), margin={"l": 4, "r": 8, "t": 6, "b": 4}, showlegend=False)
    return figure


def height(bars: Bars) -> int:
    """In pixels."""
    return max(HEIGHT, 34 + 22 * len(bars.levels))
