"""The map: every customer a point, every segment a trace."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.axes import axis_words
from app.figures.text import short
from app.figures.theme import Theme, segment_colour, segment_symbol, template, tokens
from engine.preparation.matrix import PreparedMatrix
from engine.projection import Projection
from engine.segmentation import Segmentation

CROWD = 20_000  # above this many points they are drawn smaller and fainter, or everything is one blot


def customer_map(
    projection: Projection,
    matrix: PreparedMatrix,
    segmentation: Segmentation,
    names: Sequence[str],
    *,
    axes: tuple[int, int],
    focus: int | None,
    theme: Theme,
) -> go.Figure:
    """A WebGL scatter of two components.

    Parameters
    ----------
    projection : Projection
        Coordinates of shape (n, n_components).
    matrix : PreparedMatrix
        ``row_index`` becomes the integer custom data of each point: the row in the dataset's frame.
    segmentation : Segmentation
        Labels of shape (n,).
    names : sequence of str
        One name per segment, in label order.
    axes : pair of int
        Components across and up, from 0.
    focus : int or None
        A segment's number: the others are dimmed.
    theme : Theme

    Returns
    -------
    plotly.graph_objects.Figure
        One ``scattergl`` trace per segment, with float32 coordinates and int32 custom data only.
    """
    t = tokens(theme)
    across, up = axes
    crowded = len(segmentation.labels) > CROWD
    figure = go.Figure(layout={"template": template(theme)})
    for label, name in enumerate(names):
        members = segmentation.labels == label
        number = label + 1
        dimmed = focus is not None and focus != number
        figure.add_scattergl(
            x=projection.coordinates[members, across],
            y=projection.coordinates[members, up],
            customdata=matrix.row_index[members].astype(np.int32),
            mode="markers",
            name=f"{number} {short(name)}",
            meta=number,
            marker={
                "color": segment_colour(number, theme),
                "symbol": segment_symbol(number),
                "size": 4 if crowded else 7,
                "opacity": 0.08 if dimmed else 0.45 if crowded else 0.75,
                "line": {"width": 0},
            },
            hoverinfo="none",
        )
    for label, centre in enumerate(projection.centers if projection.centers is not None else ()):
        number = label + 1
        if focus is not None and focus != number:
            continue
        figure.add_annotation(
            x=float(centre[across]),
            y=float(centre[up]),
            text=f"<b>{number}</b>",
            font={"color": t.ink, "size": 13},
            bgcolor=t.surface,
            bordercolor=segment_colour(number, theme),
            borderwidth=2,
            borderpad=3,
            opacity=0.95,
        )
    figure.update_xaxes(title_text=f"{short(axis_words(projection, across))} →", showticklabels=False, nticks=6)
    figure.update_yaxes(title_text=f"{short(axis_words(projection, up))} →", showticklabels=False, nticks=6)
    figure.update_layout(hovermode="closest", dragmode="pan", hoverdistance=12, uirevision=f"{across}-{up}")
    return figure
