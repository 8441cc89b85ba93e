"""Where a new customer lands among those the segments were made from."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import NDArray

from app.figures.figure import Figure
from app.figures.text import short
from app.figures.theme import Theme, segment_colour, segment_symbol, tokens
from engine.map.words import axis_phrase
from engine.preparation.matrix import Feature
from engine.projection import Projection


def placed_customer(
    projection: Projection,
    features: Sequence[Feature],
    background: Sequence[NDArray],
    position: tuple[float, ...],
    number: int,
    colours: Sequence[int],
    theme: Theme,
) -> Figure:
    """A quiet map with one loud point.

    Parameters
    ----------
    projection : Projection
        Its ``centers`` carry the segments' numbers.
    features : sequence of Feature, length d
    background : sequence of ndarray, each of shape (m, n_components)
        Coordinates of some customers of each segment, in label order.
    position : tuple of float
        Of the new customer.
    number : int
        Their segment, from 1.
    colours : sequence of int
        One of the twelve per segment, from 1.
    theme : Theme
    """
    t = tokens(theme)
    figure = Figure(theme)
    for label, points in enumerate(background):
        figure.add(
            "scatter",
            x=points[:, 0],
            y=points[:, 1],
            mode="markers",
            marker={
                "color": segment_colour(colours[label], theme),
                "symbol": segment_symbol(label + 1),
                "size": 5,
                "opacity": 0.35,
                "line": {"width": 0},
            },
            hoverinfo="skip",
        )
    for label, centre in enumerate(projection.centers if projection.centers is not None else ()):
        figure.annotate(
            x=float(centre[0]),
            y=float(centre[1]),
            text=f"<b>{label + 1}</b>",
            font={"color": t.ink, "size": 12},
            bgcolor=t.surface,
            bordercolor=segment_colour(colours[label], theme),
            borderwidth=2,
            borderpad=2,
            opacity=0.9,
        )
    figure.add(
        "scatter",
        x=[position[0]],
        y=[position[1]],
        mode="markers",
        marker={
            "color": segment_colour(colours[number - 1], theme),
            "size": 18,
            "line": {"width": 3, "color": t.ink},
        },
        hoverinfo="skip",
    )
    figure.annotate(
        x=position[0],
        y=position[1],
        yshift=24,
        text="This customer",
        showarrow=False,
        font={"color": t.ink, "size": 13},
        bgcolor=t.surface,
        opacity=0.92,
    )
    for update, loadings in zip((figure.xaxis, figure.yaxis), projection.loadings, strict=False):
        update(title={"text": f"{short(axis_phrase(loadings, features))} →"}, showticklabels=False, nticks=6)
    figure.lay_out(showlegend=False, dragmode=False)
    return figure
