"""One column across the segments and for everyone: boxes for numbers, divided bars for answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from app.components.evidence import written
from app.components.numbers import percent
from app.figures.figure import Figure
from app.figures.text import plain, short
from app.figures.theme import Theme, segment_colour, tokens
from engine.dataset import Kind
from engine.profiles.details import AnswerShare, ColumnDetail, NumberSpread
from engine.profiles.lexicon import column_title
from engine.report.words import said

ROW_HEIGHT = 38
EVERYONE = "Everyone"
_READABLE = 0.08  # a smaller part of a bar has no room for its words
_LIGHTEST = 0.12


def distribution(detail: ColumnDetail, names: Sequence[str], colours: Sequence[int], theme: Theme) -> Figure:
    """Boxes from the lower to the upper quartile, whiskers from the 5th to the 95th percentile; shares of answers.

    Parameters
    ----------
    detail : ColumnDetail
    names : sequence of str
        One per segment, in label order.
    colours : sequence of int
        One of the twelve per segment, from 1.
    theme : Theme

    Returns
    -------
    Figure
    """
    labels = [f"{i + 1} {short(name, 24)}" for i, name in enumerate(names)]
    figure = Figure(theme)
    if isinstance(detail.everyone, NumberSpread):
        t = tokens(theme)
        shades = [*(segment_colour(colour, theme) for colour in colours), t.muted]
        for label, spread, shade in zip(
            [*labels, EVERYONE], [*detail.segments, detail.everyone], shades, strict=True
        ):
            if isinstance(spread, NumberSpread) and spread.n:
                _box(figure, label, spread, shade, detail)
        figure.xaxis(title={"text": plain(column_title(detail.name, detail.unit))})
    else:
        groups = [group for group in detail.segments if not isinstance(group, NumberSpread)]
        _divided(figure, [*labels, EVERYONE], [*groups, detail.everyone], detail.kind, theme)
        figure.xaxis(
            title={"text": plain(f"{column_title(detail.name)}: share of those who answered, %")}, range=[0, 100]
        )
    figure.yaxis(
        categoryorder="array",
        categoryarray=[*labels, EVERYONE],
        autorange="reversed",
        showgrid=False,
        fixedrange=True,
        type="category",
        tickfont={"color": tokens(theme).ink},
    )
    figure.xaxis(fixedrange=True, nticks=6)
    figure.lay_out(
        height=86 + ROW_HEIGHT * (len(labels) + 1), margin={"l": 4, "r": 12, "t": 12, "b": 4}, barmode="stack"
    )
    return figure


def _box(figure: Figure, label: str, spread: NumberSpread, colour: str, detail: ColumnDetail) -> None:
    lower, upper = spread.quartiles or (0.0, 0.0)
    low, high = spread.tails or (0.0, 0.0)
    words = (
        f"median {written(spread.median, detail)}; half of them from {written(lower, detail)} to "
        f"{written(upper, detail)}, nine in ten from {written(low, detail)} to {written(high, detail)}"
    )
    figure.add(
        "box",
        orientation="h",
        y=[label],
        q1=[_place(lower, detail)],
        median=[_place(spread.median, detail)],
        q3=[_place(upper, detail)],
        lowerfence=[_place(low, detail)],
        upperfence=[_place(high, detail)],
        mean=[_place(spread.mean, detail)],
        boxmean=False,
        width=0.46,
        line={"color": colour, "width": 2},
        fillcolor=_faded(colour),
        whiskerwidth=0,
        hoverinfo="skip",
    )
    # The box itself would say its five numbers in Plotly's words: one point says them in a sentence.
    figure.add(
        "scatter",
        x=[_place(spread.median, detail)],
        y=[label],
        mode="markers",
        marker={"size": 16, "color": "rgba(0,0,0,0)"},
        text=[plain(words)],
        hovertemplate="%{text}<extra></extra>",
    )


def _divided(
    figure: Figure, labels: Sequence[str], groups: Sequence[tuple[AnswerShare, ...]], kind: Kind, theme: Theme
) -> None:
    """One part per answer, the table's most frequent first, in tints of the accent: colours mean segments."""
    t = tokens(theme)
    answers = [said(each.answer, kind) for each in groups[-1]]
    for place, answer in enumerate(answers):
        strength = 1 - (1 - _LIGHTEST) * place / max(len(answers) - 1, 1)
        shares = [group[place].share for group in groups]
        figure.add(
            "bar",
            orientation="h",
            x=[100 * share for share in shares],
            y=list(labels),
            width=0.62,
            marker={
                "color": _faded(t.accent, 0.85 * strength),
                "line": {"color": t.paper, "width": 1.5},
            },
            text=[f"{short(answer, 14)} {percent(share)}" if share >= _READABLE else "" for share in shares],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 11, "color": t.ink if strength < 0.55 else t.paper},
            customdata=[[short(answer), percent(share)] for share in shares],
            hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        )


def _place(x: float | None, detail: ColumnDetail) -> Any:
    """Where a value stands on the axis; dates as dates."""
    if x is None:
        return None
    return str(np.datetime64("1970-01-01") + np.timedelta64(round(x), "D")) if detail.kind is Kind.DATE else x


def _faded(colour: str, strength: float = 0.28) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength:.2f})"
