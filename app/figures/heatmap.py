"""Segments against features: where each segment stands above or below everyone."""

from __future__ import annotations

from collections.abc import Sequence

from app.components.evidence import MAX_ROWS
from app.components.numbers import percent, typical
from app.figures.colour import blended, readable_on
from app.figures.figure import Figure
from app.figures.text import plain, short
from app.figures.theme import Theme, Tokens, tokens
from engine.profiles.lexicon import column_title
from engine.profiles.result import FeatureSummary, SegmentProfiles
from engine.report.words import said

STRONG = 1.5  # effects beyond this many standard deviations get the full colour
ROW_HEIGHT = 30
MARK = " °"  # columns that were only described and did not decide the segments


def heat_map(
    profiles: SegmentProfiles, names: Sequence[str], theme: Theme, max_rows: int | None = MAX_ROWS
) -> Figure:
    """Effect sizes in colour, values in original units in the cells.

    Parameters
    ----------
    profiles : SegmentProfiles
        Features are ordered by ``effect_sizes`` (eta squared, Cramér's V), largest first.
    names : sequence of str
        One name per segment, in label order, for the hover text.
    theme : Theme
    max_rows : int or None
        Features shown; None shows all.

    Returns
    -------
    Figure
    """
    t = tokens(theme)
    labels = row_labels(profiles)
    columns = ordered_columns(profiles)[:max_rows]
    cells = [[_find(profile.features, column) for profile in profiles] for column in columns]
    numbers, rows = [str(profile.number) for profile in profiles], list(labels)[: len(columns)]
    figure = Figure(theme)
    figure.add(
        "heatmap",
        z=[[_colour_value(cell) for cell in row] for row in cells],
        x=numbers,
        y=rows,
        text=[[_cell_text(cell) for cell in row] for row in cells],
        customdata=[
            [f"{profile.number} {plain(name)}" for profile, name in zip(profiles, names, strict=True)]
            for _ in columns
        ],
        hovertemplate="<b>%{customdata}</b><br>%{y}: %{text}<extra></extra>",
        zmid=0,
        zmin=-1,
        zmax=1,
        colorscale=[[0, t.below], [0.5, t.surface], [1, t.above]],
        showscale=False,
        xgap=2,
        ygap=2,
    )
    # A trace of their own: the words of a heat map have one colour, or one that is hard to read on strong cells.
    figure.add(
        "scatter",
        x=numbers * len(rows),
        y=[row for row in rows for _ in numbers],
        mode="text",
        text=[_cell_text(cell) for row in cells for cell in row],
        textfont={"size": 12, "color": [_words_colour(_colour_value(cell), t) for row in cells for cell in row]},
        hoverinfo="skip",
    )
    figure.xaxis(side="top", showgrid=False, fixedrange=True, tickfont={"size": 13, "color": t.ink}, type="category")
    figure.yaxis(autorange="reversed", showgrid=False, fixedrange=True, tickfont={"color": t.ink}, type="category")
    figure.lay_out(height=64 + ROW_HEIGHT * max(len(columns), 1), margin={"l": 4, "r": 4, "t": 8, "b": 4})
    return figure


def row_labels(profiles: SegmentProfiles) -> dict[str, str]:
    """What the rows are called, cut to fit and yet distinct, and the column of each."""
    described = {feature.column for profile in profiles for feature in profile.features if not feature.is_feature}
    labels: dict[str, str] = {}
    for column in ordered_columns(profiles):
        label = short(column_title(column), 24) + (MARK if column in described else "")
        while label in labels:
            label += "'"
        labels[label] = column
    return labels


def ordered_columns(profiles: SegmentProfiles) -> list[str]:
    """The columns that separate the segments most come first; ties keep the order of the first profile."""
    seen = list(dict.fromkeys(feature.column for profile in profiles for feature in profile.features))
    return sorted(seen, key=lambda column: -profiles.effect_sizes.get(column, 0.0))


def _find(features: Sequence[FeatureSummary], column: str) -> FeatureSummary | None:
    return next((feature for feature in features if feature.column == column), None)


def _colour_value(cell: FeatureSummary | None) -> float | None:
    if cell is None:
        return None
    return max(-1.0, min(1.0, cell.effect / STRONG))


def _words_colour(value: float | None, t: Tokens) -> str:
    if value is None:
        return t.ink
    return readable_on(blended(t.surface, t.above if value > 0 else t.below, abs(value)))


def _cell_text(cell: FeatureSummary | None) -> str:
    if cell is None:
        return ""
    if cell.top_level is not None and cell.top_share is not None:
        return f"{short(said(cell.top_level, cell.kind), 12)} {percent(cell.top_share)}"
    return plain(typical(cell.median, cell.kind, cell.unit, cell.meaning, cell.column))
