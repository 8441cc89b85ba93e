"""One column across the segments: the middle half of each, its median, and everyone's median."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from app.components.numbers import percent, value
from app.figures.text import plain, short
from app.figures.theme import Theme, segment_colour, template, tokens
from engine.profiles.result import FeatureSummary, SegmentProfiles

ROW_HEIGHT = 34


def distribution(profiles: SegmentProfiles, names: Sequence[str], column: str, theme: Theme) -> go.Figure:
    """Bars from the lower to the upper quartile with the median marked; shares for categories.

    Parameters
    ----------
    profiles : SegmentProfiles
    names : sequence of str
        One name per segment, in label order.
    column : str
        A column that the profiles describe.
    theme : Theme

    Returns
    -------
    plotly.graph_objects.Figure
    """
    rows = [
        (profile.number, name, feature)
        for profile, name in zip(profiles, names, strict=True)
        for feature in profile.features
        if feature.column == column
    ]
    figure = go.Figure(layout={"template": template(theme)})
    if any(feature.quartiles for _, _, feature in rows):
        _quartiles(figure, rows, theme)
    else:
        _shares(figure, rows, theme)
    figure.update_yaxes(
        autorange="reversed", showgrid=False, fixedrange=True, type="category", tickfont={"color": tokens(theme).ink}
    )
    figure.update_xaxes(fixedrange=True, nticks=6)
    figure.update_layout(
        height=86 + ROW_HEIGHT * max(len(rows), 1), margin={"l": 4, "r": 12, "t": 28, "b": 4}, barmode="overlay"
    )
    return figure


_Rows = list[tuple[int, str, FeatureSummary]]


def _label(number: int, name: str) -> str:
    return f"{number} {short(name, 24)}"


def _quartiles(figure: go.Figure, rows: _Rows, theme: Theme) -> None:
    t = tokens(theme)
    shown = [
        (number, name, feature) for number, name, feature in rows if feature.quartiles and feature.median is not None
    ]
    for number, name, feature in shown:
        low, high = feature.quartiles or (0.0, 0.0)
        colour = segment_colour(number, theme)
        figure.add_bar(
            orientation="h",
            base=[low],
            x=[high - low],
            y=[_label(number, name)],
            width=0.34,
            marker={"color": colour, "opacity": 0.35, "cornerradius": 6},
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=[feature.median],
            y=[_label(number, name)],
            mode="markers",
            marker={"size": 11, "color": colour, "line": {"color": t.surface, "width": 2}},
            text=[_sentence(feature)],
            hovertemplate="%{text}<extra></extra>",
        )
    unit = shown[0][2].unit
    figure.update_xaxes(title_text=plain(f"{shown[0][2].column} ({unit})" if unit else shown[0][2].column))
    everyone = shown[0][2].overall_median
    if everyone is not None:
        figure.add_vline(x=everyone, line={"color": t.muted, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=everyone, y=1, yref="paper", yanchor="bottom", text=plain(f"everyone {value(everyone, unit)}")
        )


def _shares(figure: go.Figure, rows: _Rows, theme: Theme) -> None:
    for number, name, feature in rows:
        if feature.top_share is None:
            continue
        figure.add_bar(
            orientation="h",
            x=[100 * feature.top_share],
            y=[_label(number, name)],
            width=0.5,
            marker={"color": segment_colour(number, theme), "opacity": 0.6, "cornerradius": 4},
            text=[
                short(
                    f"{feature.top_level} {percent(feature.top_share)}, everyone {percent(feature.overall_share)}", 48
                )
            ],
            textposition="auto",
            insidetextanchor="start",
            hoverinfo="skip",
        )
    figure.update_xaxes(title_text="Share of the segment, %", range=[0, 100])


def _sentence(feature: FeatureSummary) -> str:
    low, high = feature.quartiles or (None, None)
    unit = feature.unit
    return plain(f"median {value(feature.median, unit)}, half of them from {value(low, unit)} to {value(high, unit)}")
