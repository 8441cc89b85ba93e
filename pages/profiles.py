"""Profiles: who the segments are, what sets them apart, what to do, and their lists."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, ctx, html, no_update

from app import services
from app.choices import Choices
from app.components.audience import audience_card
from app.components.charts import chart
from app.components.numbers import count, plural
from app.components.page import download, head, how_to_read, more, section, skeleton
from app.components.profile import analyst_table, profile_card
from app.components.segments import ribbon
from app.components.states import content_class, instead
from app.downloads import audience_url, customers_url, segment_url
from app.figures.distribution import distribution
from app.figures.heatmap import heat_map, ordered_columns
from app.figures.theme import Theme
from app.shell import Ids as Shell
from engine.errors import EngineError


class Ids(StrEnum):
    INSTEAD = "profiles-instead"
    CONTENT = "profiles-content"
    LEDE = "profiles-lede"
    AUDIENCES = "profiles-audiences"
    RIBBON = "profiles-ribbon"
    CARDS = "profiles-cards"
    HEAT = "profiles-heat"
    HEAT_FRAME = "profiles-heat-frame"
    COLUMN = "profiles-column"
    SPREAD = "profiles-spread"
    SPREAD_FRAME = "profiles-spread-frame"
    ANALYSTS = "profiles-analysts"
    TABLE = "profiles-table"
    EVERYONE = "profiles-everyone"


class Patterns(StrEnum):
    NAME = "profiles-name"
    SAVE = "profiles-save"
    RESET = "profiles-reset"
    NAME_PROBLEM = "profiles-name-problem"


def layout(**_: Any) -> html.Div:
    return html.Div(
        [
            head("Step 4 of 5", "Who your customers are", "Describing the segments…", Ids.LEDE),
            html.Div(id=Ids.INSTEAD),
            html.Div(
                [
                    section("Three audiences", html.Div(skeleton(220), id=Ids.AUDIENCES, className="audiences")),
                    section(
                        "Your segments",
                        [html.Div(id=Ids.RIBBON), html.Div(skeleton(640), id=Ids.CARDS, className="cards")],
                    ),
                    section(
                        "Side by side",
                        chart(Ids.HEAT, 420, "Heat map of segments against columns", frame=Ids.HEAT_FRAME),
                        "Columns that separate the segments most come first. Orange is above everyone, blue below; "
                        "in the cells stand medians in original units.",
                    ),
                    section(
                        "One column across the segments",
                        [
                            html.Label([html.Span("Column"), dbc.Select(id=Ids.COLUMN)], className="field-inline"),
                            chart(Ids.SPREAD, 290, "The chosen column across the segments", frame=Ids.SPREAD_FRAME),
                        ],
                        "The bar holds the middle half of a segment, the dot its median; the dotted line is the "
                        "median of everyone.",
                    ),
                    more("For analysts", html.Div(skeleton(320), id=Ids.TABLE), id=Ids.ANALYSTS),
                    html.Div(id=Ids.EVERYONE, className="row-of-buttons closing"),
                ],
                id=Ids.CONTENT,
                className="content",
            ),
            how_to_read(
                "Segments are numbered by size; the largest is 1. The name says what sets a segment apart from "
                "everyone else, and the lines under it prove the name in the units of your table.",
                "Coverage is the share of the segment that the description holds for; exclusivity is the share of "
                "those it holds for who are in the segment.",
                "Audiences are found by value, across segments: one customer can be in several of them.",
            ),
        ],
        className="page page-profiles",
    )


def register() -> None:
    dash.register_page("profiles", path="/profiles", title="Profiles · Tessera", name="Profiles", layout=layout)
    callback(
        Output(Ids.INSTEAD, "children"),
        Output(Ids.CONTENT, "className"),
        Output(Ids.LEDE, "children"),
        Output(Ids.AUDIENCES, "children"),
        Output(Ids.RIBBON, "children"),
        Output(Ids.CARDS, "children"),
        Output(Ids.HEAT, "figure"),
        Output(Ids.HEAT_FRAME, "style"),
        Output(Ids.COLUMN, "options"),
        Output(Ids.COLUMN, "value"),
        Output(Ids.EVERYONE, "children"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        State(Ids.COLUMN, "value"),
    )(show)
    callback(
        Output(Ids.SPREAD, "figure"),
        Output(Ids.SPREAD_FRAME, "style"),
        Input(Ids.COLUMN, "value"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(show_column)
    callback(
        Output(Ids.TABLE, "children"),
        Input(Ids.ANALYSTS, "n_clicks"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(show_table)
    callback(
        Output(Ids.COLUMN, "value", allow_duplicate=True),
        Input(Ids.HEAT, "clickData"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(choose_column)
    callback(
        Output(Shell.REVISION, "data", allow_duplicate=True),
        Output({"type": Patterns.NAME_PROBLEM, "segment": ALL}, "children"),
        Input({"type": Patterns.SAVE, "segment": ALL}, "n_clicks"),
        Input({"type": Patterns.RESET, "segment": ALL}, "n_clicks"),
        Input({"type": Patterns.NAME, "segment": ALL}, "n_submit"),
        State({"type": Patterns.NAME, "segment": ALL}, "value"),
        State({"type": Patterns.NAME, "segment": ALL}, "id"),
        State(Shell.REVISION, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(rename)


def show(view: Any, choices_data: Any, column: str | None) -> tuple[Any, ...]:
    other = instead(view)
    if not view or other is not None:
        return (other, content_class(view), *(no_update,) * 9)
    choices = Choices.from_json(choices_data)
    result = services.resolve(choices)
    if not isinstance(result, services.Ready):
        return (None, content_class(view), *(no_update,) * 9)
    heat = heat_map(result.profiles, result.names, Theme.read(view.get("theme")))
    columns = ordered_columns(result.profiles)
    people = plural(result.dataset.n_rows, "customer")
    return (
        None,
        "content",
        _lede(result),
        [audience_card(each, audience_url(choices, each.key)) for each in result.audiences],
        ribbon([profile.share for profile in result.profiles]),
        [_card(result, choices, label) for label in range(result.k)],
        heat,
        {"height": f"{heat.layout.height}px"},
        [{"value": each, "label": each} for each in columns],
        column if column in columns else columns[0] if columns else None,
        [download(f"Download all {people} with their segment", customers_url(choices))],
    )


def _lede(result: services.Ready) -> str:
    largest = result.names[0]
    people = plural(len(result.segmentation.labels), "customer")
    aside = len(result.matrix.set_aside)
    more_words = f" {count(aside)} were set aside and stand in every list." if aside else ""
    return f"{people} in {result.k} segments; the largest is “{largest}”.{more_words}"


def _card(result: services.Ready, choices: Choices, label: int) -> Any:
    stability = result.advice.stability.get(result.k, ())
    return profile_card(
        result.profiles[label],
        result.names[label],
        renamed=result.shown[label].given,
        focused=choices.segment == label + 1,
        stability=stability[label] if label < len(stability) else None,
        url=segment_url(choices, label + 1),
        ids=(Patterns.NAME, Patterns.SAVE, Patterns.RESET, Patterns.NAME_PROBLEM),
    )


def show_column(column: str | None, view: Any, choices_data: Any) -> tuple[Any, Any]:
    if not column or (view or {}).get("kind") != "ready":
        return no_update, no_update
    result = services.resolve(Choices.from_json(choices_data))
    if not isinstance(result, services.Ready) or column not in ordered_columns(result.profiles):
        return no_update, no_update
    figure = distribution(result.profiles, result.names, column, Theme.read(view.get("theme")))
    return figure, {"height": f"{figure.layout.height}px"}


def show_table(clicks: int | None, view: Any, choices_data: Any) -> Any:
    """The long table only once somebody asks for it: a thousand cells take a browser longer than all else here."""
    if not clicks or (view or {}).get("kind") != "ready":
        return no_update
    result = services.resolve(Choices.from_json(choices_data))
    return analyst_table(result.profiles, result.names) if isinstance(result, services.Ready) else no_update


def choose_column(click: Any, choices_data: Any) -> Any:
    """The column of the clicked cell, by its position: its label is cut to fit."""
    result = services.resolve(Choices.from_json(choices_data))
    points = (click or {}).get("points") or [{}]
    position = points[0].get("pointNumber")
    if not isinstance(result, services.Ready) or not isinstance(position, list) or not position:
        return no_update
    columns = ordered_columns(result.profiles)
    return columns[position[0]] if 0 <= position[0] < len(columns) else no_update


def rename(
    _saves: Any, _resets: Any, _submits: Any, values: list[Any], ids: list[Any], revision: Any, choices_data: Any
) -> tuple[Any, list[Any]]:
    """Give one segment the name in its field, or its own name back."""
    quiet: list[Any] = [no_update] * len(ids)
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update, quiet
    number = ctx.triggered_id["segment"]
    position = next(i for i, each in enumerate(ids) if each["segment"] == number)
    name = None if ctx.triggered_id["type"] == Patterns.RESET else str(values[position] or "")
    try:
        services.rename_segment(Choices.from_json(choices_data), number - 1, name)
    except EngineError as error:
        quiet[position] = f"{error.message} {error.remedy}"
        return no_update, quiet
    return (revision or 0) + 1, [""] * len(ids)
