"""Map: every customer as a point, with the card of the one under the pointer."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update

from app import services
from app.choices import Choices
from app.components.charts import chart
from app.components.customer import customer_card, customer_title
from app.components.explained import explanation
from app.components.numbers import count, percent, plural
from app.components.page import head, how_to_read, more, skeleton
from app.components.segments import badge
from app.components.selection import selection_panel
from app.components.states import content_class, instead, problem
from app.downloads import selection_url
from app.figures.axes import axis_title, explained
from app.figures.heatmap import ordered_columns
from app.figures.map import customer_map
from app.figures.theme import Theme
from app.services.remembered import remembered
from app.shell import Ids as Shell
from engine.advice.result import Verdict
from engine.errors import EngineError
from engine.limits import SHAKY_JACCARD
from engine.map.axes import Axis, axis_columns, read_axis
from engine.map.index import Window
from engine.profiles.lexicon import shown


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
    WINDOW = "map-window"
    HIDDEN = "map-hidden"
    EVERYONE = "map-everyone"
    SEARCH = "map-search"
    FIND = "map-find"
    FOUND = "map-found"
    REGION = "map-region"
    SELECTION = "map-selection"
    PAIR = "map-pair"


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
            dcc.Store(id=Ids.WINDOW),
            dcc.Store(id=Ids.REGION),
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
                                displayModeBar=True,
                                modeBarButtons=[["pan2d", "lasso2d", "select2d", "zoomIn2d", "zoomOut2d"]],
                            ),
                            html.Button("Show everyone", id=Ids.EVERYONE, className="go map-everyone", type="button"),
                            more(
                                "View",
                                [
                                    html.Div(
                                        [
                                            html.Label([html.Span("Across"), dbc.Select(id=Ids.ACROSS, value="c0")]),
                                            html.Label([html.Span("Up"), dbc.Select(id=Ids.UP, value="c1")]),
                                        ],
                                        className="fields",
                                    ),
                                    html.P(id=Ids.PAIR, className="muted"),
                                    html.Fieldset(
                                        [
                                            html.Legend("Segments to hide"),
                                            dbc.Checklist(id=Ids.HIDDEN, options=[], value=[]),
                                        ],
                                        className="map-hidden",
                                    ),
                                ],
                            ),
                        ],
                        className="main-column",
                    ),
                    html.Aside(
                        [
                            _search_box(),
                            html.Div(
                                html.P(HINT, className="muted"), id=Ids.CARD, className="card-slot", role="status"
                            ),
                        ],
                        className="side-column",
                    ),
                ],
                id=Ids.CONTENT,
                className="content two-columns",
            ),
            html.Div(id=Ids.SELECTION, className="part map-selection", role="status"),
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
        Output(Ids.HIDDEN, "options"),
        Output(Ids.PAIR, "children"),
        Input(Shell.VIEW, "data"),
        Input(Ids.ACROSS, "value"),
        Input(Ids.UP, "value"),
        Input(Ids.WINDOW, "data"),
        Input(Ids.HIDDEN, "value"),
        Input(Shell.CHOICES, "data"),
    )(remembered(show))
    callback(
        Output(Ids.CARD, "children"),
        Input(Ids.HOVERED, "data"),
        State(Ids.ACROSS, "value"),
        State(Ids.UP, "value"),
        State(Ids.HIDDEN, "value"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(show_customer)
    callback(
        Output(Ids.CARD, "children", allow_duplicate=True),
        Output(Ids.FOUND, "children"),
        Input(Ids.FIND, "n_clicks"),
        Input(Ids.SEARCH, "value"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(search)
    clientside_callback(
        ClientsideFunction("tessera", "moveWindow"),
        Output(Ids.ASKED, "data", allow_duplicate=True),
        Input(Ids.SCATTER, "relayoutData"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("tessera", "showEveryone"),
        Output(Ids.WINDOW, "data"),
        Input(Ids.EVERYONE, "n_clicks"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("tessera", "hover"),
        Output(Ids.ASKED, "data"),
        Input(Ids.SCATTER, "hoverData"),
        Input(Ids.SCATTER, "clickData"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("tessera", "drawRegion"),
        Output(Ids.REGION, "data"),
        Input(Ids.SCATTER, "selectedData"),
        prevent_initial_call=True,
    )
    callback(
        Output(Ids.SELECTION, "children"),
        Input(Ids.REGION, "data"),
        State(Ids.ACROSS, "value"),
        State(Ids.UP, "value"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(show_selection)
    clientside_callback(
        ClientsideFunction("tessera", "toggleSegment"),
        Output(Shell.CHOICES, "data", allow_duplicate=True),
        Input({"type": Patterns.SEGMENT, "segment": ALL}, "n_clicks"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )


def show(
    view: Any, across: str | None, up: str | None, window: Any, hidden: Any, choices_data: Any
) -> tuple[Any, ...]:
    other = instead(view)
    if not view or other is not None:
        return (other, f"{content_class(view)} two-columns", *(no_update,) * 7)
    choices = Choices.from_json(choices_data)
    result = services.resolve(choices)
    if not isinstance(result, services.Ready):
        return (None, f"{content_class(view)} two-columns", *(no_update,) * 7)
    axes = _axes(result, across, up)
    off = _numbers(hidden)
    found = services.map_view(result, axes, _window(window))
    words = [axis_title(axis, result) for axis in axes]
    figure = customer_map(
        found,
        result.names,
        colours=result.colours,
        titles=(words[0], words[1]),
        ticks=(axes[0].column is not None, axes[1].column is not None),
        focus=choices.segment if choices.segment and choices.segment <= result.k else None,
        hidden=off,
        theme=Theme.read(view.get("theme")),
        revision=f"{axes[0].key} {axes[1].key} {(window or {}).get('home', 0) if isinstance(window, dict) else 0}",
    )
    options = _options(result)
    return (
        None,
        "content two-columns",
        _lede(result, axes, found),
        figure,
        _legend(result, choices.segment),
        options,
        options,
        [{"value": str(i + 1), "label": f"{i + 1} {name}"} for i, name in enumerate(result.names)],
        "The segments lie farthest apart along axes {} and {}.".format(
            *(c + 1 for c in services.telling_axes(result))
        ),
    )


def _axes(result: services.Ready, across: Any, up: Any) -> tuple[Axis, Axis]:
    return (
        read_axis(across, result.projection, result.dataset, 0),
        read_axis(up, result.projection, result.dataset, 1),
    )


def _numbers(hidden: Any) -> frozenset[int]:
    return frozenset(int(each) for each in hidden or () if str(each).isdecimal())


def _window(data: Any) -> Window | None:
    """The window that the browser names; None, which is everybody, when it names none that could be one."""
    if not isinstance(data, dict) or not all(isinstance(data.get(side), list) for side in ("x", "y")):
        return None
    try:
        return Window.of(*data["x"], *data["y"])
    except (EngineError, TypeError):
        return None


def _lede(result: services.Ready, axes: tuple[Axis, Axis], found: services.MapView) -> str:
    parts = [f"{plural(len(result.segmentation.labels), 'customer')} in {result.k} segments."]
    components = tuple(axis.component for axis in axes if axis.component is not None)
    if len(components) == 2:
        parts.append(
            f"The map shows {percent(explained(result.projection, components))} of the differences between them."
        )
    if found.n_unplaced:
        parts.append(f"{plural(found.n_unplaced, 'customer')} without a value on these axes cannot be placed.")
    if found.crowd:
        parts.append(_crowd_words(found))
    return " ".join(parts)


def _crowd_words(found: services.MapView) -> str:
    if not found.n_inside:
        return "Nobody stands in this window; choose “Show everyone” to come back."
    inside = f"{count(found.n_inside)} of them stand in this window"
    if found.levels is None:
        return f"{inside}, each a point of its own."
    return f"{inside}: colour shows how many, points are a sample with the outermost. Zoom in until each is a point."


def _options(result: services.Ready) -> list[dict[str, str]]:
    components = [
        {
            "value": f"c{c}",
            "label": f"{c + 1}: {axis_title(Axis(component=c), result)} ({percent(share)} of the differences)",
        }
        for c, share in enumerate(result.projection.explained_variance_ratio)
    ]
    return components + [
        {"value": Axis(column=name).key, "label": axis_title(Axis(column=name), result)}
        for name in axis_columns(result.dataset)
    ]


def _legend(result: services.Ready, focus: int | None) -> html.Ul:
    """The segments by name; choosing one dims the others here and comes along to the other pages."""
    return html.Ul(
        [
            html.Li(_verdict(result), className="legend-verdict"),
            *(
                html.Li(
                    html.Button(
                        [
                            badge(profile.number, result.colours[profile.label]),
                            html.Span(name, className="segment-name"),
                            html.Span(count(profile.size), className="segment-size"),
                            html.Span(percent(profile.share), className="segment-share"),
                            *_certainty(result.stability[profile.label]),
                        ],
                        id={"type": Patterns.SEGMENT, "segment": profile.number},
                        className="legend-entry",
                        **{"aria-pressed": "true" if focus == profile.number else "false"},
                    )
                )
                for profile, name in zip(result.profiles, result.names, strict=True)
            ),
        ],
        className="legend",
    )


def _verdict(result: services.Ready) -> str:
    none = result.advice.verdict is Verdict.NONE
    return "Slices, not segments" if none else result.advice.verdict.title


def _certainty(stability: float | None) -> list[html.Span]:
    """A word where another sample would draw the segment differently; nothing where it comes back."""
    if stability is None or stability >= SHAKY_JACCARD:
        return []
    return [
        html.Span("shaky", className="segment-shaky", title=f"Comes back on other samples to {stability:.0%} only")
    ]


def show_customer(hovered: Any, across: Any, up: Any, hidden: Any, choices_data: Any) -> Any:
    """The card of the customer in a row of the table, or of the one nearest to a place on the map."""
    if not isinstance(hovered, dict):
        return no_update
    result = services.resolve(Choices.from_json(choices_data))
    if not isinstance(result, services.Ready):
        return no_update
    row = _hovered_row(result, hovered, _axes(result, across, up), _numbers(hidden))
    return no_update if row is None else _card(result, row, complete=bool(hovered.get("pinned")))


def _hovered_row(
    result: services.Ready, hovered: dict[str, Any], axes: tuple[Axis, Axis], hidden: frozenset[int]
) -> int | None:
    row = hovered.get("row")
    if isinstance(row, int):
        return row if 0 <= row < result.dataset.n_rows else None
    try:
        x, y, (right, above) = float(hovered["x"]), float(hovered["y"]), map(float, hovered["reach"])
        return services.nearest_row(result, axes, x, y, (right, above), hidden)
    except (KeyError, TypeError, ValueError, EngineError):
        return None


def show_selection(region: Any, across: Any, up: Any, choices_data: Any) -> Any:
    """Who stands in the region that was drawn; nothing when it was taken away."""
    choices = Choices.from_json(choices_data)
    result = services.resolve(choices)
    if not isinstance(region, list) or not isinstance(result, services.Ready):
        return None
    axes = _axes(result, across, up)
    try:
        rows = services.rows_within(result, axes, region)
    except (EngineError, TypeError) as error:
        return problem(getattr(error, "message", "This is no region."), getattr(error, "remedy", "Draw it again."))
    url = selection_url(choices, axes[0].key, axes[1].key, [(float(x), float(y)) for x, y in region])
    found = services.describe_rows(result, rows)
    return selection_panel(found, result.dataset, result.names, result.colours, url)


def search(_: Any, text: Any, choices_data: Any) -> tuple[Any, str]:
    """The complete card of the customer with this id, or the sentence that says there is none."""
    result = services.resolve(Choices.from_json(choices_data))
    if not isinstance(result, services.Ready) or not isinstance(text, str) or not text.strip():
        return no_update, ""
    row = services.find_customer(result, text)
    if row is None:
        return no_update, f"No customer has the id “{shown(text)}”. Ids are compared as they stand in the table."
    return _card(result, row, complete=True), ""


def _card(result: services.Ready, row: int, *, complete: bool) -> Any:
    if complete:
        return complete_card(result, row)
    label = services.label_of(result, row)
    return customer_card(
        result.dataset,
        row,
        number=None if label is None else label + 1,
        name="" if label is None else result.names[label],
        colour=None if label is None else result.colours[label],
        order=tuple(ordered_columns(result.profiles)),
        complete=False,
    )


def complete_card(result: services.Ready, row: int) -> html.Div:
    """All values with their percentiles, and why this segment."""
    label = services.label_of(result, row)
    standings, why = services.explain(result, row)
    card = customer_card(
        result.dataset,
        row,
        number=None if label is None else label + 1,
        name="" if label is None else result.names[label],
        colour=None if label is None else result.colours[label],
        order=tuple(ordered_columns(result.profiles)),
        complete=True,
        standings={each.column: (each.overall, each.within) for each in standings},
        address=customer_address(result, row),
    )
    if why is None:
        return card
    alike = [(customer_title(result.dataset, each), customer_address(result, each)) for each in why.look_alikes]
    return html.Div([card, explanation(why, result.dataset, result.names, result.colours, alike)])


def customer_address(result: services.Ready, row: int) -> str:
    """Rows count from 1, as people count them."""
    return f"/customer/{row + 1}{result.choices.to_search()}"
