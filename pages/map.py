"""Map: every customer as a point, with the card of the one under the pointer."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import dash
import dash_bootstrap_components as dbc
import numpy as np
from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update

from app import services
from app.choices import Choices
from app.components.charts import chart
from app.components.customer import customer_card
from app.components.numbers import count, percent, plural
from app.components.page import head, how_to_read, more, skeleton
from app.components.segments import badge
from app.components.states import content_class, instead
from app.figures.axes import axis_words, explained
from app.figures.heatmap import ordered_columns
from app.figures.map import customer_map
from app.figures.theme import Theme
from app.shell import Ids as Shell
from engine.projection import Projection


class Ids(StrEnum):
    INSTEAD = "map-instead"
    CONTENT = "map-content"
    LEDE = "map-lede"
    SCATTER = "map-scatter"
    ACROSS = "map-across"
    UP = "map-up"
    LEGEND = "map-legend"
    HOVERED = "map-hovered"
    ASKED = "map-asked"
    CARD = "map-card"


class Patterns(StrEnum):
    SEGMENT = "map-segment"


MAP_HEIGHT = 600
HINT = "Move over a point to see that customer; click to keep the card and see all values."


def layout(**_: Any) -> html.Div:
    return html.Div(
        [
            head("Step 3 of 5", "Every customer on one map", "Placing every customer…", Ids.LEDE),
            html.Div(id=Ids.INSTEAD),
            dcc.Store(id=Ids.HOVERED),
            dcc.Store(id=Ids.ASKED),
            html.Div(
                [
                    html.Div(skeleton(52), id=Ids.LEGEND, className="legend-row"),
                    html.Div(
                        [
                            chart(
                                Ids.SCATTER,
                                MAP_HEIGHT,
                                "Map of all customers; those who are alike stand close together",
                                scrollZoom=True,
                            ),
                            more(
                                "View",
                                html.Div(
                                    [
                                        html.Label([html.Span("Across"), dbc.Select(id=Ids.ACROSS, value="0")]),
                                        html.Label([html.Span("Up"), dbc.Select(id=Ids.UP, value="1")]),
                                    ],
                                    className="fields",
                                ),
                            ),
                        ],
                        className="main-column",
                    ),
                    html.Aside(
                        html.Div(html.P(HINT, className="muted"), id=Ids.CARD, className="card-slot", role="status"),
                        className="side-column",
                    ),
                ],
                id=Ids.CONTENT,
                className="content two-columns",
            ),
            how_to_read(
                "Each point is one customer. Customers whose behaviour is alike stand close together; the two axes "
                "are the directions in which your customers differ most (principal components).",
                "The words on an axis are the columns that grow along its arrow.",
                "The map is flat and the data is not: segments that overlap here can be apart in a direction that "
                "the map does not show. How much it shows is said above.",
                "The number, the colour and the shape of a segment are the same on every page.",
            ),
        ],
        className="page page-map",
    )


def register() -> None:
    dash.register_page("map", path="/map", title="Map · Tessera", name="Map", layout=layout)
    callback(
        Output(Ids.INSTEAD, "children"),
        Output(Ids.CONTENT, "className"),
        Output(Ids.LEDE, "children"),
        Output(Ids.SCATTER, "figure"),
        Output(Ids.LEGEND, "children"),
        Output(Ids.ACROSS, "options"),
        Output(Ids.UP, "options"),
        Input(Shell.VIEW, "data"),
        Input(Ids.ACROSS, "value"),
        Input(Ids.UP, "value"),
        Input(Shell.CHOICES, "data"),
    )(show)
    callback(
        Output(Ids.CARD, "children"),
        Input(Ids.HOVERED, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(show_customer)
    clientside_callback(
        ClientsideFunction("tessera", "hover"),
        Output(Ids.ASKED, "data"),
        Input(Ids.SCATTER, "hoverData"),
        Input(Ids.SCATTER, "clickData"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("tessera", "toggleSegment"),
        Output(Shell.CHOICES, "data", allow_duplicate=True),
        Input({"type": Patterns.SEGMENT, "segment": ALL}, "n_clicks"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )


def show(view: Any, across: str | None, up: str | None, choices_data: Any) -> tuple[Any, ...]:
    other = instead(view)
    if not view or other is not None:
        return (other, f"{content_class(view)} two-columns", *(no_update,) * 5)
    choices = Choices.from_json(choices_data)
    result = services.resolve(choices)
    if not isinstance(result, services.Ready):
        return (None, f"{content_class(view)} two-columns", *(no_update,) * 5)
    components = result.projection.coordinates.shape[1]
    axes = (_axis(across, 0, components), _axis(up, min(1, components - 1), components))
    figure = customer_map(
        result.projection,
        result.matrix,
        result.segmentation,
        result.names,
        axes=axes,
        focus=choices.segment if choices.segment and choices.segment <= result.k else None,
        theme=Theme.read(view.get("theme")),
    )
    options = _options(result.projection)
    return (
        None,
        "content two-columns",
        _lede(result, axes),
        figure,
        _legend(result, choices.segment),
        options,
        options,
    )


def _axis(text: str | None, default: int, components: int) -> int:
    chosen = int(text) if text and text.isdigit() else default
    return chosen if chosen < components else default


def _lede(result: services.Ready, axes: tuple[int, int]) -> str:
    shown = percent(explained(result.projection, axes))
    return (
        f"{plural(len(result.segmentation.labels), 'customer')} in {result.k} segments. "
        f"The map shows {shown} of the differences between them."
    )


def _options(projection: Projection) -> list[dict[str, str]]:
    return [
        {"value": str(c), "label": f"{c + 1}: {axis_words(projection, c)} ({percent(share)} of the differences)"}
        for c, share in enumerate(projection.explained_variance_ratio)
    ]


def _legend(result: services.Ready, focus: int | None) -> html.Ul:
    """The segments by name; choosing one dims the others here and comes along to the other pages."""
    return html.Ul(
        [
            html.Li(
                html.Button(
                    [
                        badge(profile.number),
                        html.Span(name, className="segment-name"),
                        html.Span(count(profile.size), className="segment-size"),
                        html.Span(percent(profile.share), className="segment-share"),
                    ],
                    id={"type": Patterns.SEGMENT, "segment": profile.number},
                    className="legend-entry",
                    **{"aria-pressed": "true" if focus == profile.number else "false"},
                )
            )
            for profile, name in zip(result.profiles, result.names, strict=True)
        ],
        className="legend",
    )


def show_customer(hovered: Any, choices_data: Any) -> Any:
    """The card of the customer in this row of the table."""
    if not isinstance(hovered, dict) or not isinstance(hovered.get("row"), int):
        return no_update
    result = services.resolve(Choices.from_json(choices_data))
    if not isinstance(result, services.Ready):
        return no_update
    row = hovered["row"]
    position = int(np.searchsorted(result.matrix.row_index, row))
    if position >= len(result.matrix.row_index) or result.matrix.row_index[position] != row:
        return no_update
    label = int(result.segmentation.labels[position])
    order = tuple(ordered_columns(result.profiles))
    return customer_card(
        result.dataset,
        row,
        number=label + 1,
        name=result.names[label],
        order=order,
        complete=bool(hovered.get("pinned")),
    )
