"""The map: every customer a point, or a picture of the crowd with points on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.figures.figure import Figure
from app.figures.map_layers import add_arrows, add_density, add_means, add_number, add_outline, level_scale
from app.figures.text import short, short_in_depth
from app.figures.theme import SCALE, Theme, segment_colour, segment_symbol, tokens
from app.limits import MAP_PLAIN

if TYPE_CHECKING:
    from app.services.map import MapView
    from engine.map.arrows import Arrow
    from engine.map.index import Window

TOOLS = ("pan", "lasso", "select")
CROWD = 20_000  # above this many points they are drawn smaller and fainter, or everything is one blot
# What a title beside an axis without numbers takes. A chart that finds its margins by itself draws every point twice.
BARE_MARGIN = {"l": 35, "r": 16, "t": 16, "b": 35, "pad": 6}
BESIDE = 0.1  # strength of points beside a selection, or in another segment than the one in focus


@dataclass(frozen=True)
class Drawing:
    """What a person chose of the picture.

    Attributes
    ----------
    titles : tuple of str
        Of the axes: across, up, and in depth for a cloud.
    ticks : tuple of bool
        Whether the axis' values mean something by themselves.
    axes : pair of str
        Their keys, which go to the browser: a window or an outline is of these axes.
    focus : int or None
        A segment's number: the others are dimmed.
    hidden : frozenset of int
        Numbers of segments that are switched off.
    arrows : tuple of Arrow
    colour_title : str
        What colours the points, with its unit.
    outline : tuple of (x, y)
        What was drawn around the selection on these axes.
    selected : ndarray of bool, or None
        Which of the view's points are in the selection; the others are dimmed.
    window : Window, optional
        To which a person moved where all customers are points; a crowd's view has its own.
    tool : str
        One of `TOOLS`.
    revision : str
        The window that a person moved to stays while this is the same.
    """

    titles: tuple[str, ...]
    ticks: tuple[bool, ...]
    axes: tuple[str, str]
    focus: int | None = None
    hidden: frozenset[int] = frozenset()
    arrows: tuple[Arrow, ...] = ()
    colour_title: str = ""
    outline: tuple[tuple[float, float], ...] = ()
    selected: NDArray[np.bool_] | None = None
    window: Window | None = None
    tool: str = "pan"
    revision: str = ""

    def dimmed(self, number: int) -> bool:
        return self.focus is not None and self.focus != number


def customer_map(
    view: MapView, names: Sequence[str], colours: Sequence[int], drawing: Drawing, theme: Theme
) -> Figure:
    """The window's points, by WebGL where they are many, on a picture of those that are too many.

    Parameters
    ----------
    view : MapView
        ``rows`` become the integer custom data of the points.
    names, colours : sequence, length k
        Of the segments, in label order; a colour is one of the twelve, from 1.
    drawing : Drawing
    theme : Theme

    Returns
    -------
    Figure
        Traces hold float32 coordinates, int32 custom data and uint8 levels only.
    """
    figure = Figure(theme)
    shown = [number for number in range(1, len(names) + 1) if number not in drawing.hidden]
    _add_crowd(figure, view, shown, colours, drawing, theme)
    for number in shown:
        _add_points(figure, view, f"{number} {short(names[number - 1])}", number, colours[number - 1], drawing, theme)
    figure.lay_out(
        # assets/map.js finds who is under the pointer; only in a cloud the chart has to.
        hovermode=False if view.z is None else "closest",
        hoverdistance=12,
        uirevision=drawing.revision,
        # The outline is drawn here, for it may be of other axes or gone: what the chart itself keeps of it, goes.
        selectionrevision=repr((drawing.outline, drawing.selected is None)),
        meta={"crowd": view.crowd, "axes": list(drawing.axes)},
        coloraxis=_scale(view, drawing, theme),
    )
    if view.z is not None:
        return _deep(figure, drawing, theme)
    for number in shown:
        if not drawing.dimmed(number) and np.isfinite(view.centers[number - 1]).all():
            add_number(figure, view.centers[number - 1], number, segment_colour(colours[number - 1], theme), theme)
    add_arrows(figure, drawing.arrows, view.window, theme)
    add_outline(figure, drawing.outline, theme)
    for axis, title, values in zip((figure.xaxis, figure.yaxis), drawing.titles, drawing.ticks, strict=False):
        axis(title={"text": short(title, 60)}, showticklabels=values, nticks=6, automargin=values)
    if not any(drawing.ticks):
        figure.lay_out(margin=BARE_MARGIN)
    # Said, not found by the chart: the first picture (assets/head/picture.js) stands at the same places.
    window = drawing.window if drawing.window is not None and not view.crowd else view.window
    figure.xaxis(range=[window.left, window.right])
    figure.yaxis(range=[window.bottom, window.top])
    figure.lay_out(dragmode=drawing.tool)
    return figure


def _add_crowd(
    figure: Figure, view: MapView, shown: list[int], colours: Sequence[int], drawing: Drawing, theme: Theme
) -> None:
    if view.means is not None:
        add_means(figure, view.means, view.window)
    elif view.levels is not None and view.colouring is not None:
        for place, levels in enumerate(view.levels):
            add_density(figure, levels, view.window, segment_colour(place + 1, theme), dimmed=False)
    elif view.levels is not None:
        for number in shown:
            colour, levels = segment_colour(colours[number - 1], theme), view.levels[number - 1]
            add_density(figure, levels, view.window, colour, dimmed=drawing.dimmed(number))


def _add_points(
    figure: Figure, view: MapView, name: str, number: int, colour: int, drawing: Drawing, theme: Theme
) -> None:
    members = view.labels == number - 1
    small = not view.complete or len(view.rows) > CROWD
    strength = 0.45 if small else 0.75
    marker: dict[str, Any] = {
        "symbol": segment_symbol(number, flat=view.z is None),
        "size": 4 if small or view.z is not None else 7,
        "opacity": BESIDE if drawing.dimmed(number) else strength,
        "line": {"width": 0},
    }
    if view.tints is None:
        marker["color"] = segment_colour(colour, theme)
    else:
        marker |= {"color": view.tints[members], "coloraxis": "coloraxis"}
    trace: dict[str, Any] = {
        "x": view.points.x[members],
        "y": view.points.y[members],
        "customdata": view.rows[members],
        "mode": "markers",
        "name": name,
        "meta": number,
        "marker": marker,
        "hoverinfo": "none",
    }
    if view.z is not None:
        figure.add("scatter3d", z=view.z[members], **trace)
        return
    if drawing.selected is not None:
        trace["selectedpoints"] = np.flatnonzero(drawing.selected[members]).astype(np.int32)
        trace["selected"] = {"marker": {"opacity": 0.9}}
        trace["unselected"] = {"marker": {"opacity": BESIDE}}
    figure.add("scatter" if len(view.rows) <= MAP_PLAIN else "scattergl", **trace)


def _scale(view: MapView, drawing: Drawing, theme: Theme) -> dict[str, Any]:
    """The colours of the colouring: a scale with its bar, or one colour per level, which the page lists."""
    colouring = view.colouring
    if colouring is None:
        return {"showscale": False}
    if colouring.levels:
        n = len(colouring.levels)
        colours = [segment_colour(place + 1, theme) for place in range(n)]
        return {"colorscale": level_scale(colours), "cmin": -0.5, "cmax": n - 0.5, "showscale": False}
    t = tokens(theme)
    bar = {
        "title": {"text": short(drawing.colour_title, 28), "side": "right", "font": {"size": 12, "color": t.muted}},
        "thickness": 10,
        "outlinewidth": 0,
        "len": 0.7,
        "nticks": 5,
        "tickfont": {"size": 12, "color": t.muted},
    }
    return {"colorscale": SCALE, "cmin": colouring.low, "cmax": colouring.high, "colorbar": bar}


def _deep(figure: Figure, drawing: Drawing, theme: Theme) -> Figure:
    t = tokens(theme)
    axes = {
        f"{letter}axis": {
            "title": {"text": short_in_depth(title, 40), "font": {"size": 12, "color": t.muted}},
            "showticklabels": ticks,
            "gridcolor": t.hairline,
            "backgroundcolor": "rgba(0,0,0,0)",
            "zeroline": False,
            "showspikes": False,
            "tickfont": {"size": 11, "color": t.muted},
        }
        for letter, title, ticks in zip("xyz", drawing.titles, drawing.ticks, strict=True)
    }
    figure.lay_out(scene={**axes, "dragmode": "orbit"}, dragmode="orbit")
    return figure
