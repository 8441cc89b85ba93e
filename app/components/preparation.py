"""The drawer of one column: its use, its preparation with the effect of every choice, and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from dash import dcc, html

from app.components.charts import chart
from app.components.columns import ROLE_WORDS
from app.components.fields import field, select, small
from app.components.identity import because, what_it_is
from app.components.numbers import count, plural, value
from app.components.page import more, table
from app.edits import AUTOMATIC
from app.figures.effect import effect as effect_figure
from app.figures.effect import height
from app.figures.theme import Theme
from engine.dataset import Column, Role
from engine.preparation.effect import Bars, Effect
from engine.preparation.spec import ColumnSpec, Encoding, Imputation, Outliers, Scaling, Transform

MAX_LISTED = 20  # of those set aside; the log has every one


CHOICES: Mapping[str, tuple[str, str, type[StrEnum], dict[str, str]]] = {
    "imputation": (
        "Missing values",
        "What stands in for an empty cell.",
        Imputation,
        {
            "median": "The column's median",
            "mean": "The column's mean",
            "most_frequent": "The most frequent value",
            "constant": "A fixed value",
            "indicator": "The median, and “missing” as a signal",
            "set_aside": "Set the customer aside",
        },
    ),
    "outliers": (
        "Extreme values",
        "A few very large values can make a segment of their own.",
        Outliers,
        {
            "keep": "Keep as they are",
            "clip": "Draw in to the 1st and 99th percentile",
            "set_aside": "Set the customer aside",
        },
    ),
    "transform": (
        "Transform",
        "A logarithm counts a doubling as the same step everywhere.",
        Transform,
        {"none": "None", "log": "Logarithm", "yeo_johnson": "Yeo-Johnson"},
    ),
    "scaling": (
        "Scaling",
        "Columns in different units become comparable.",
        Scaling,
        {
            "standard": "Mean 0, standard deviation 1",
            "robust": "Median and middle half",
            "min_max": "From 0 to 1",
            "none": "None",
        },
    ),
    "encoding": (
        "Categories",
        "How words become numbers.",
        Encoding,
        {"one_hot": "One column per category", "ordinal": "In their order"},
    ),
}


def preparation_form(
    column: Column,
    role: Role,
    spec: ColumnSpec,
    override: Mapping[str, Any] | None,
    defaults: Mapping[str, str],
    field_type: str,
    index: int,
) -> list[Any]:
    """The choices for one column, each with what is chosen without a person, and why.

    Parameters
    ----------
    column : Column
    role : Role
        The use it really has.
    spec : ColumnSpec
        What was chosen so far.
    override : mapping or None
        How the person corrected what it is; None where that cannot be corrected.
    defaults : mapping of str to str
        By setting, what the data alone would decide.
    field_type : str
        Type of the pattern ids of the controls; ``column`` is the index and ``field`` the setting's name.
    """

    def identity(name: str) -> dict[str, Any]:
        return {"type": field_type, "column": index, "field": name}

    numeric = column.kind in {"number", "boolean", "date"}
    roles = {str(each): words for each, words in ROLE_WORDS.items()}
    why = because(column)
    found = f"As found: {ROLE_WORDS[column.role].lower()}. {why.role}"
    parts: list[Any] = select("Use", "What the column is for.", roles, str(role), identity("role"), found)
    if column.sentinels:
        shown = " and ".join(value(each) for each in column.sentinels)
        words = {AUTOMATIC: "Values like all others", "yes": "Missing values"}
        asked = "Such a value often stands for “unknown”."
        kept = f"Undecided, {shown} counts like every other value."
        parts += select(
            f"Count {shown} as",
            asked,
            words,
            "yes" if spec.missing_values else AUTOMATIC,
            identity("missing_values"),
            kept,
        )
    for name in (name for name in CHOICES if (name != "encoding" if numeric else name in {"imputation", "encoding"})):
        title, purpose, _, words = CHOICES[name]
        current = getattr(spec, name)
        options = {AUTOMATIC: "Decided from the data", **words}
        told = f"From the data: {defaults[name]}" if name in defaults else ""
        parts += select(title, purpose, options, str(current) if current else AUTOMATIC, identity(name), told)
        if name == "imputation":
            kind = "number" if numeric else "text"
            parts += small("Fixed value, if one stands in", identity("fill_value"), spec.fill_value, kind)
        if name == "outliers":
            low, high = spec.clip or (None, None)
            parts += small("Lower percentile", identity("clip_low"), low, "number", placeholder="1")
            parts += small("Upper percentile", identity("clip_high"), high, "number", placeholder="99")
    weight = 1 if spec.weight is None else spec.weight
    purpose = "How much the column counts: 2 is twice as much, 0 not at all."
    control = dcc.Input(id=identity("weight"), type="number", min=0, max=100, step=0.1, value=weight, debounce=0.4)
    parts += field("Weight", purpose, control, f"By default: {defaults['weight']}" if "weight" in defaults else "")
    if override is not None:
        parts.append(more("It is something else", what_it_is(column, override, identity)))
    return parts


def effect_panel(effect: Effect, column: Column, theme: Theme) -> list[Any]:
    """The column before and after, in pictures, counts and sentences."""
    pictures = [_picture("Before", "as in the table", effect.before, column.unit or "value", theme, after=False)]
    parts: list[Any] = [html.Div(pictures, className="effect-pair")]
    if effect.after is None:
        parts.append(html.P("It takes no part in forming the segments.", className="muted"))
    else:
        pictures.append(_picture("After", "as compared", effect.after, "compared value", theme, after=True))
    counts = [f"{plural(effect.n_rows, 'customer')}", f"{count(effect.n_missing)} missing"]
    counts.append(f"{count(effect.n_set_aside)} set aside")
    parts.append(html.P(" · ".join(counts), className="effect-counts"))
    if effect.steps:
        parts.append(
            html.Ul([html.Li(f"{step.detail} {step.reason}".strip()) for step in effect.steps], className="notes")
        )
    if effect.set_aside:
        rows = [[count(row + 1), why] for row, why in effect.set_aside[:MAX_LISTED]]
        listed = [table(["Row", "Why"], rows, "Customers who would be set aside")]
        if effect.n_set_aside > MAX_LISTED:
            listed.append(html.P(f"The first {MAX_LISTED} are shown.", className="muted"))
        parts.append(more("Who would be set aside", listed))
    return parts


def _picture(title: str, words: str, bars: Bars, axis: str, theme: Theme, *, after: bool) -> html.Figure:
    figure = effect_figure(bars, axis, theme, after=after)
    side = "after" if after else "before"
    return html.Figure(
        [
            html.Figcaption([html.Strong(title), html.Span(words)]),
            chart({"type": "data-effect-chart", "side": side}, height(bars), f"{title}: {words}", figure),
        ],
        className="effect",
    )
