"""The map: every customer a point, or a density per segment with points on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from app.figures.text import short
from app.figures.theme import Theme, segment_colour, segment_symbol, template, tokens

if TYPE_CHECKING:
    from app.services.map import MapView

CROWD = 20_000  # above this many points they are drawn smaller and fainter, or everything is one blot


def customer_map(
    view: MapView,
    names: Sequence[str],
    *,
    colours: Sequence[int],
    titles: tuple[str, str],
    ticks: tuple[bool, bool],
    focus: int | None,
    hidden: frozenset[int],
    theme: Theme,
    revision: str,
) -> go.Figure:
    """A WebGL scatter of the window's points, on the density of those that are too many.

    Parameters
    ----------
    view : MapView
        ``rows`` become the integer custom data of the points.
    names : sequence of str
        One name per segment, in label order.
    colours : sequence of int
        One of the twelve per segment, from 1.
    titles : pair of str
        Of the axes across and up.
    ticks : pair of bool
        Whether the axis' values mean something by themselves.
    focus : int or None
        A segment's number: the others are dimmed.
    hidden : frozenset of int
        Numbers of segments that are switched off.
    theme : Theme
    revision : str
        The window that a person moved to stays while this is the same.

    Returns
    -------
    plotly.graph_objects.Figure
        Traces hold float32 coordinates, int32 custom data and uint8 levels only.
    """
    figure = go.Figure(layout={"template": template(theme)})
    colour = [segment_colour(each, theme) for each in colours]
    shown = [number for number in range(1, len(names) + 1) if number not in hidden]
    if view.levels is not None:
        for number in shown:
            _add_density(figure, view, view.levels[number - 1], number, _dimmed(number, focus), colour[number - 1])
    for number in shown:
        _add_points(figure, view, names[number - 1], number, _dimmed(number, focus), colour[number - 1])
    for number in shown:
        if not _dimmed(number, focus) and np.isfinite(view.centers[number - 1]).all():
            _add_number(figure, view.centers[number - 1], number, colour[number - 1], theme)
    for axis, title, values in (
        (figure.update_xaxes, titles[0], ticks[0]),
        (figure.update_yaxes, titles[1], ticks[1]),
    ):
        axis(title_text=short(title, 60), showticklabels=values, nticks=6)
    if view.crowd:
        figure.update_xaxes(range=[view.window.left, view.window.right])
        figure.update_yaxes(range=[view.window.bottom, view.window.top])
    t = tokens(theme)
    figure.update_layout(
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": t.muted, "activecolor": t.accent},
        hovermode="closest",
        dragmode="pan",
        hoverdistance=12,
        uirevision=revision,
        meta={"crowd": view.crowd},
    )
    return figure


def _dimmed(number: int, focus: int | None) -> bool:
    return focus is not None and focus != number


def _add_points(figure: go.Figure, view: MapView, name: str, number: int, dimmed: bool, colour: str) -> None:
    members = view.labels == number - 1
    small = view.levels is not None or len(view.rows) > CROWD
    figure.add_scattergl(
        x=view.points.x[members],
        y=view.points.y[members],
        customdata=view.rows[members],
        mode="markers",
        name=f"{number} {short(name)}",
        meta=number,
        marker={
            "color": colour,
            "symbol": segment_symbol(number),
            "size": 4 if small else 7,
            "opacity": 0.08 if dimmed else 0.45 if small else 0.75,
            "line": {"width": 0},
        },
        hoverinfo="none",
    )


def _add_density(
    figure: go.Figure, view: MapView, levels: NDArray[np.uint8], number: int, dimmed: bool, colour: str
) -> None:
    up, across = levels.shape
    window = view.window
    wide, high = (window.right - window.left) / across, (window.top - window.bottom) / up
    figure.add_heatmap(
        z=levels,
        x0=window.left + wide / 2,
        dx=wide,
        y0=window.bottom + high / 2,
        dy=high,
        zmin=0,
        zmax=255,
        colorscale=_fading(colour, 0.12 if dimmed else 0.9),
        showscale=False,
        zsmooth="fast",
        hoverinfo="skip",
        meta=number,
    )


def _fading(colour: str, most: float) -> list[tuple[float, str]]:
    """From nothing to the colour."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return [(0.0, f"rgba({red},{green},{blue},0)"), (1.0, f"rgba({red},{green},{blue},{most})")]


def _add_number(figure: go.Figure, centre: NDArray[np.float64], number: int, colour: str, theme: Theme) -> None:
    t = tokens(theme)
    figure.add_annotation(
        x=float(centre[0]),
        y=float(centre[1]),
        text=f"<b>{number}</b>",
        font={"color": t.ink, "size": 13},
        bgcolor=t.surface,
        bordercolor=colour,
        borderwidth=2,
        borderpad=3,
        opacity=0.95,
    )
