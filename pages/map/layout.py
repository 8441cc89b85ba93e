"""What stands on the Map page, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from app import services
from app.components.charts import chart
from app.components.page import head, hint, how_to_read, icon, more, skeleton
from app.figures.map import TOOLS
from pages.map.ids import BY_SEGMENT, FLAT, NO_COLUMN, OTHERS, Ids

MAP_HEIGHT = 600
HINT = "Move over a point, or tap it, to see that customer; click to keep the card and see all values."

KEYS = "Arrow keys go from customer to customer, Enter shows all values, + and − zoom, 0 shows everyone."


def layout(dataset: str | None = None, saved: str | None = None, **_: Any) -> html.Div:
    look = services.kept_look(saved) if saved else {}
    return html.Div(
        [
            head("Step 3 of 5", "Every customer on one map", "Placing every customer…", Ids.LEDE),
            hint(
                "map",
                "Every point is a customer; the nearer two are, the more alike. Hover to see who it is, click for a card, or draw around some to describe them.",
            ),
            html.Div(id=Ids.INSTEAD),
            *(dcc.Store(id=each) for each in (Ids.HOVERED, Ids.ASKED, Ids.WINDOW, Ids.SEEN, Ids.TOOL, Ids.LIST_VIEW)),
            # Comes back when one comes back to the page in the same tab.
            dcc.Store(id=Ids.SELECTED, storage_type="session"),
            html.Div(
                [
                    html.Div(skeleton(52), id=Ids.LEGEND, className="legend-row", **{"data-first": Ids.LEGEND}),
                    html.Div(
                        [
                            html.Div(id=Ids.COLOURS, className="map-colours", role="status"),
                            _tools(),
                            _map(),
                            more("View", _view(dataset or "", look)),
                            more("Select by values", _by_values()),
                        ],
                        className="main-column",
                    ),
                    html.Aside([_search_box(), _card()], className="side-column"),
                ],
                id=Ids.CONTENT,
                className="content two-columns",
            ),
            html.Div(id=Ids.KEPT, className="map-kept"),
            _selection(),
            _how_to_read(),
        ],
        className="page page-map",
    )


def _map() -> html.Div:
    return html.Div(
        [
            chart(Ids.SCATTER, MAP_HEIGHT, "Customers who are alike stand close together", scrollZoom=True),
            html.P(KEYS, id=Ids.KEYS, className="map-keys"),
        ],
        className="map-frame",
        tabIndex="0",
        role="application",
        **{"aria-label": "Map of all customers", "aria-describedby": Ids.KEYS, "data-first": Ids.SCATTER},
    )


def _card() -> html.Div:
    return html.Div(html.P(HINT, className="muted"), id=Ids.CARD, className="card-slot", role="status")


def _how_to_read() -> Any:
    return how_to_read(
        "Each point is one customer. Customers whose behaviour is alike stand close together; the two axes "
        "are the directions in which your customers differ most (principal components).",
        "The words on an axis are the columns that grow along its arrow. Under View, any two columns can be "
        "the axes instead, and any column the colour.",
        "The map is flat and the data is not: segments that overlap here can be apart in a direction that "
        "the map does not show. How much it shows is said above.",
        "The number, the colour and the shape of a segment are the same on every page.",
        "Draw with the lasso, or select by values under the map: what sets those customers apart, a rule for "
        "them and their list then stand below. Coverage is the share of the selection that a rule holds for; "
        "exclusivity is the share selected of those it holds for.",
        "Effect sizes run from −1 to 1: how much more often somebody selected has the larger value than somebody "
        "of the others than the other way round (Cliff's delta); for answers, how far the shares are apart.",
    )


def _tools() -> html.Div:
    """What the pointer does on the map, and how near one stands; assets/map_window.js does it."""

    def button(children: Any, tool: str, **props: Any) -> html.Button:
        return html.Button(children, className="map-tool", type="button", **{"data-map-tool": tool}, **props)

    drawing = [
        button(words, tool, **{"aria-pressed": "true" if tool == TOOLS[0] else "false"})
        for tool, words in zip(TOOLS, ("Move", "Draw around", "Draw a box"), strict=True)
    ]
    nearness = [
        button(icon("plus-lg"), "in", title="Zoom in", **{"aria-label": "Zoom in"}),
        button(icon("dash-lg"), "out", title="Zoom out", **{"aria-label": "Zoom out"}),
        html.Button("Show everyone", id=Ids.EVERYONE, className="map-tool", type="button"),
    ]
    return html.Div(
        [html.Div(each, className="map-tool-group") for each in (drawing, nearness)],
        className="map-tools",
        role="group",
        **{"aria-label": "Tools of the map"},
    )


def _field(label: str, control: Any) -> html.Label:
    return html.Label([html.Span(label), control])


def _view(dataset: str, look: Mapping[str, Any]) -> list[Any]:
    # Stays while the tab is open, each table for itself; what was kept is always looked at as it was then.
    stays: dict[str, Any] = {"persistence": False if look else dataset or "none", "persistence_type": "session"}
    return [
        html.Div(
            [
                _field("Across", dbc.Select(id=Ids.ACROSS, value=look.get("across", "c0"), **stays)),
                _field("Up", dbc.Select(id=Ids.UP, value=look.get("up", "c1"), **stays)),
                _field("In depth", dbc.Select(id=Ids.DEPTH, value=look.get("depth", FLAT), **stays)),
                _field("Colour", dbc.Select(id=Ids.COLOUR, value=look.get("colour", BY_SEGMENT), **stays)),
            ],
            className="fields",
        ),
        html.P(
            [
                html.Span(id=Ids.PAIR),
                " ",
                html.Button("Show these axes", id=Ids.TELLING, className="go map-everyone", type="button"),
            ],
            className="muted",
        ),
        dbc.Checklist(
            id=Ids.ARROWS,
            options=[{"value": "arrows", "label": "Arrows: in which direction each column grows"}],
            value=look.get("arrows", []),
            **stays,
        ),
        html.Fieldset(
            [
                html.Legend("Segments to hide"),
                dbc.Checklist(id=Ids.HIDDEN, options=[], value=look.get("hidden", []), **stays),
            ],
            className="map-hidden",
        ),
    ]


def _by_values() -> list[Any]:
    return [
        html.Div(
            [
                _field("Column", dbc.Select(id=Ids.COLUMN, value=NO_COLUMN)),
                html.Div(
                    [
                        _field("From", dbc.Input(id=Ids.LOW, type="text", autocomplete="off", maxLength=40)),
                        _field("To", dbc.Input(id=Ids.HIGH, type="text", autocomplete="off", maxLength=40)),
                    ],
                    id=Ids.RANGE,
                    className="map-range hidden",
                ),
                dbc.Checklist(id=Ids.ANSWERS, options=[], value=[], className="map-answers hidden"),
                html.Button("Select", id=Ids.ADD, className="button", type="button"),
            ],
            className="fields map-filter",
        ),
        html.P(id=Ids.TROUBLE, className="muted", role="alert"),
        html.P("Several conditions hold together, also with a region that is drawn.", className="muted"),
    ]


def _selection() -> html.Section:
    return html.Section(
        [
            html.H2("Your selection"),
            html.Div(id=Ids.SELECTION, role="status"),
            html.Div(
                [
                    html.Label(
                        [
                            html.Span("Keep it under a name"),
                            dbc.Input(id=Ids.TITLE, type="text", autocomplete="off", maxLength=80),
                        ]
                    ),
                    html.Button("Keep", id=Ids.SAVE, className="button", type="button"),
                    html.Button("Clear the selection", id=Ids.CLEAR, className="button quiet-button", type="button"),
                ],
                className="fields map-keep",
            ),
            html.P(id=Ids.SAVE_TROUBLE, className="muted", role="status"),
            html.H3("What sets it apart"),
            html.Div(
                _field("Compared with", dbc.Select(id=Ids.AGAINST, value=OTHERS, options=[])),
                className="field-inline",
            ),
            html.Div(id=Ids.DIFFERENCES, className="scroll-box"),
            html.H3("Who they are"),
            html.Label(
                [
                    html.Span("Find in this list"),
                    dbc.Input(id=Ids.LIST_TEXT, type="text", debounce=True, autocomplete="off", maxLength=200),
                ],
                className="field-inline",
            ),
            html.Div(id=Ids.LIST, **{"aria-live": "polite"}),
        ],
        id=Ids.PART,
        className="part map-selection hidden",
    )


def _search_box() -> html.Div:
    return html.Div(
        [
            html.Label("Find a customer by id", htmlFor=Ids.SEARCH),
            html.Div(
                [
                    dbc.Input(id=Ids.SEARCH, type="text", debounce=True, autocomplete="off", maxLength=200),
                    html.Button("Find", id=Ids.FIND, className="button", type="button"),
                ],
                className="map-search-row",
            ),
            html.P(id=Ids.FOUND, className="muted", role="status"),
        ],
        className="map-search",
    )
