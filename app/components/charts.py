"""A chart of fixed height, without the tools that nobody asked for, described in words."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from app.figures.figure import Figure

CONFIG = {
    "displayModeBar": False,
    "responsive": True,
    "doubleClick": "reset",
    "showTips": False,
    "displaylogo": False,
}

# The frame of a chart that has nothing to show: an empty chart would be a white strip.
NO_CHART = {"display": "none"}


def chart(
    identity: Any,
    height: int | None,
    words: str,
    figure: Figure | None = None,
    frame: str | None = None,
    **config: Any,
) -> html.Div:
    """The chart in a frame that has its size before the chart is there.

    Parameters
    ----------
    identity : str or dict
        Id of the graph.
    height : int, optional
        In pixels; None for a chart that is not there until it is drawn.
    words : str
        What the chart shows, for people who do not see it.
    figure : Figure, optional
    frame : str, optional
        Id of the frame, when its height follows from what is drawn.
    """
    graph = dcc.Graph(
        id=identity,
        config={**CONFIG, **config},
        responsive=True,
        style={"height": "100%"},
        **({} if figure is None else {"figure": figure}),
    )
    identified = {"id": frame} if frame else {}
    style = NO_CHART if height is None else {"height": f"{height}px"}
    return html.Div(graph, className="chart", style=style, role="group", **identified, **{"aria-label": words})
