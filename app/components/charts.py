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


def chart(
    identity: Any, height: int, words: str, figure: Figure | None = None, frame: str | None = None, **config: Any
) -> html.Div:
    """The chart in a frame that has its size before the chart is there.

    Parameters
    ----------
    identity : str or dict
        Id of the graph.
    height : int
        In pixels.
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
    return html.Div(
        graph, className="chart", style={"height": f"{height}px"}, role="group", **identified, **{"aria-label": words}
    )
