"""One criterion over all k, small: where it would put k by itself."""

from __future__ import annotations

import math

from app.figures.elbow import CHOSEN
from app.figures.figure import Figure
from app.figures.theme import Theme, tokens
from app.figures.ticks import labelled
from engine.advice.result import Criterion


def small_criterion(criterion: Criterion, k: int, theme: Theme) -> Figure:
    """A line over k with the criterion's own preference ringed and the chosen k filled.

    Parameters
    ----------
    criterion : Criterion
        Values keyed by k; those that are not finite are left out.
    k : int
        The chosen number of segments.
    theme : Theme

    Returns
    -------
    Figure
    """
    t = tokens(theme)
    points = {each: float(v) for each, v in sorted(criterion.values.items()) if math.isfinite(v)}
    figure = Figure(theme)
    band = {each: pair for each, pair in sorted(criterion.band.items()) if each in points}
    if band:
        quiet = {"x": list(band), "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        figure.add("scatter", y=[low for low, _ in band.values()], name="band low", **quiet)
        highest = [high for _, high in band.values()]
        figure.add("scatter", y=highest, name="band high", fill="tonexty", fillcolor=t.hairline, **quiet)
    reference = {each: float(v) for each, v in sorted(criterion.reference.items()) if math.isfinite(v)}
    if reference:
        figure.add(
            "scatter",
            x=list(reference),
            y=list(reference.values()),
            mode="lines",
            line={"color": t.muted, "width": 1, "dash": "dot"},
            hoverinfo="skip",
            name="reference",
        )
    figure.add(
        "scatter",
        x=list(points),
        y=list(points.values()),
        mode="lines",
        line={"color": t.muted, "width": 1.5},
        hovertemplate="k = %{x}: %{y:,.3~g}<extra></extra>",
        name=criterion.name,
    )
    if criterion.preferred_k in points:
        figure.add(
            "scatter",
            x=[criterion.preferred_k],
            y=[points[criterion.preferred_k]],
            mode="markers",
            marker={"size": 12, "color": t.paper, "line": {"color": t.ink, "width": 2}},
            hoverinfo="skip",
            name="preferred",
        )
    figure.add(
        "scatter",
        x=[k] if k in points else [],
        y=[points[k]] if k in points else [],
        mode="markers",
        marker={"size": 8, "color": t.accent},
        hoverinfo="skip",
        name=CHOSEN,
    )
    ks = list(points)
    figure.xaxis(tickmode="array", tickvals=labelled(ks, 0)[::2], showgrid=False, fixedrange=True)
    figure.yaxis(nticks=3, fixedrange=True)
    figure.lay_out(hovermode="x", hoverdistance=-1, clickmode="event", margin={"l": 4, "r": 8, "t": 8, "b": 4})
    return figure
