"""How much closer customers come to the middle of their segment with every further segment."""

from __future__ import annotations

from app.figures.figure import Figure
from app.figures.theme import Theme, tokens
from app.figures.ticks import labelled
from engine.advice.result import Advice, Verdict
from engine.sweep.result import Sweep

CHOSEN = "chosen"  # the trace that the browser moves when the slider moves
# The curve begins and ends below the ends of the slider (`.slider-frame` in the style sheet knows these margins), with
# room beside the numbers for the largest mark.
_MARGIN = {"l": 64, "r": 20, "t": 44, "b": 12, "pad": 16}


def elbow(sweep: Sweep, advice: Advice, k: int, theme: Theme) -> Figure:
    """WCSS against the number of segments, with the chosen k marked.

    Parameters
    ----------
    sweep : Sweep
        ``inertia`` per k, in squared units of the matrix.
    advice : Advice
        ``suggested_k`` is labelled; the ``band`` of its elbow criterion is shaded.
    k : int
        The chosen number of segments.
    theme : Theme

    Returns
    -------
    Figure
        The trace named `CHOSEN` holds one point. Lists, not arrays: the browser reads them to move that point.
    """
    ks = list(sweep.ks)
    values = [float(sweep.inertia[each]) for each in ks]
    figure = Figure(theme)
    if band := _band(advice, ks):
        _add_band(figure, band, theme)
    _add_curve(figure, ks, values, theme)
    _add_chosen(figure, *(([k], [float(sweep.inertia[k])]) if k in sweep.inertia else ([], [])), theme)
    if advice.suggested_k in sweep.inertia and advice.verdict is not Verdict.NONE:
        _add_suggested(figure, advice.suggested_k, float(sweep.inertia[advice.suggested_k]), ks[-1], theme)
    figure.xaxis(
        title={"text": "Number of segments (k)"},
        tickmode="array",
        tickvals=labelled(ks, advice.suggested_k),
        range=[ks[0], ks[-1]] if len(ks) > 1 else [ks[0] - 1, ks[0] + 1],
        showgrid=False,
        fixedrange=True,
    )
    figure.yaxis(
        rangemode="tozero",
        nticks=5,
        automargin=False,
        fixedrange=True,
        tickformat="~s" if max(values, default=0) >= 1e5 else ",.0f",
    )
    figure.annotate(
        x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", xshift=-_MARGIN["l"], yshift=18,
        text="Within-segment sum of squares (WCSS)", font={"size": 13},
    )  # fmt: skip
    figure.lay_out(hovermode="x", hoverdistance=-1, clickmode="event", margin=_MARGIN)
    return figure


def _add_curve(figure: Figure, ks: list[int], values: list[float], theme: Theme) -> None:
    t = tokens(theme)
    figure.add(
        "scatter",
        x=ks,
        y=values,
        mode="lines+markers",
        line={"color": t.ink, "width": 2},
        marker={"size": 9, "color": t.paper, "line": {"color": t.ink, "width": 2}},
        hovertemplate="%{x} segments<br>WCSS %{y:,.0f}<extra></extra>",
        cliponaxis=False,
        name="wcss",
    )


def _add_chosen(figure: Figure, x: list[int], y: list[float], theme: Theme) -> None:
    t = tokens(theme)
    figure.add(
        "scatter",
        x=x,
        y=y,
        mode="markers",
        marker={"size": 18, "color": t.accent, "line": {"color": t.paper, "width": 3}},
        hoverinfo="skip",
        cliponaxis=False,
        name=CHOSEN,
    )


def _add_suggested(figure: Figure, k: int, value: float, last: int, theme: Theme) -> None:
    """The word above its point, on the side that the falling curve leaves free; at the end there is room inside only."""
    figure.annotate(
        x=k, y=value, text="suggested", yshift=26, font={"color": tokens(theme).accent},
        xanchor="right" if k == last else "left", xshift=0 if k == last else 4,
    )  # fmt: skip


def _band(advice: Advice, ks: list[int]) -> dict[int, tuple[float, float]]:
    criterion = advice.criteria.get("elbow")
    return {} if criterion is None else {k: criterion.band[k] for k in ks if k in criterion.band}


def _add_band(figure: Figure, band: dict[int, tuple[float, float]], theme: Theme) -> None:
    """Between the lowest and the highest curve of data without groups."""
    t = tokens(theme)
    low, high = [low for low, _ in band.values()], [high for _, high in band.values()]
    quiet = {"x": list(band), "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    figure.add("scatter", y=low, name="band low", **quiet)
    figure.add("scatter", y=high, name="band high", fill="tonexty", fillcolor=t.hairline, **quiet)
    # In the corner that falling curves leave free.
    figure.annotate(
        x=1, y=1, xref="paper", yref="paper", xanchor="right", yanchor="top",
        text="shaded: what data<br>without groups would give", align="right", bgcolor=t.paper, borderpad=4,
    )  # fmt: skip
