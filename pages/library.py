"""Library: segmentations that are kept, and what has changed between two of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, ctx, html, no_update

from app import services
from app.choices import Choices
from app.components.charts import chart
from app.components.library import keep_form, shelf
from app.components.numbers import count, percent, plural
from app.components.page import download, head, hint, how_to_read, section
from app.components.states import content_class, instead, problem
from app.exports import movers_url
from app.figures.flow import flow
from app.figures.theme import Theme
from app.shell import Ids as Shell
from engine.comparison import Comparison, sentences
from engine.errors import EngineError

_AS_SUGGESTED = "suggested"


class Patterns(StrEnum):
    APPROVE = "library-approve"
    DELETE = "library-delete"


class Ids(StrEnum):
    TITLE = "library-title"
    NOTE = "library-note"
    KEEP = "library-keep"
    KEEP_PROBLEM = "library-keep-problem"
    SHELF = "library-shelf"
    INSTEAD = "library-instead"
    CONTENT = "library-content"
    TABLE = "library-table"
    K = "library-k"
    RESULT = "library-result"
    FLOW = "library-flow"
    FLOW_FRAME = "library-flow-frame"


def layout(**_: Any) -> html.Div:
    return html.Div(
        [
            head("Beside the steps", "Kept and compared", _LEDE),
            hint(
                "library",
                "Keep a segmentation under a name to find it again, and compare it with another table to see who moved.",
            ),
            section("Your library", html.Div(id=Ids.SHELF)),
            html.Div(id=Ids.INSTEAD),
            html.Div(
                [
                    section("Keep what is open", keep_form((Ids.TITLE, Ids.NOTE, Ids.KEEP, Ids.KEEP_PROBLEM))),
                    section(
                        "What has changed?",
                        html.Div(
                            [
                                html.Label(
                                    [html.Span("Table"), dbc.Select(id=Ids.TABLE, options=[])],
                                    className="field-inline",
                                ),
                                html.Label(
                                    [
                                        html.Span("Number of segments"),
                                        dbc.Select(id=Ids.K, options=[], value=_AS_SUGGESTED),
                                    ],
                                    className="field-inline",
                                ),
                            ],
                            className="library-with",
                        ),
                        "The other segmentation counts as the earlier one; what is open is the later one.",
                    ),
                    html.Div(id=Ids.RESULT, **{"aria-live": "polite"}),
                    chart(
                        Ids.FLOW, 20, "Flow of customers from the earlier to the later segments", frame=Ids.FLOW_FRAME
                    ),
                ],
                id=Ids.CONTENT,
                className="content",
            ),
            how_to_read(
                "Each band is a group of customers: on the left the segment they were in, on the right the one they "
                "are in now. A segment counts as the same when the two share at least half of their customers.",
                "Customers of two tables are told by their ids. Those who are in one table only take no part.",
                "The adjusted Rand index is 1 when both agree on every pair of customers, and about 0 by chance.",
            ),
        ],
        className="page page-library",
    )


_LEDE = "Find your segmentations again, and put two of them side by side to see who moved."


def register() -> None:
    dash.register_page("library", path="/library", title="Library · Tessera", name="Library", layout=layout)
    _register_shelf()
    callback(
        Output(Ids.INSTEAD, "children"),
        Output(Ids.CONTENT, "className"),
        Output(Ids.TABLE, "options"),
        Output(Ids.TABLE, "value"),
        Output(Ids.K, "options"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        State(Ids.TABLE, "value"),
    )(show)
    callback(
        Output(Ids.RESULT, "children"),
        Output(Ids.FLOW, "figure"),
        Output(Ids.FLOW_FRAME, "style"),
        Input(Ids.TABLE, "value"),
        Input(Ids.K, "value"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(compare)


def _register_shelf() -> None:
    callback(
        Output(Ids.SHELF, "children"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(show_shelf)
    callback(
        Output(Shell.REVISION, "data", allow_duplicate=True),
        Output(Ids.KEEP_PROBLEM, "children"),
        Output(Ids.TITLE, "value"),
        Output(Ids.NOTE, "value"),
        Input(Ids.KEEP, "n_clicks"),
        Input(Ids.TITLE, "n_submit"),
        State(Ids.TITLE, "value"),
        State(Ids.NOTE, "value"),
        State(Shell.REVISION, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(keep)
    callback(
        Output(Shell.REVISION, "data", allow_duplicate=True),
        Input({"type": Patterns.APPROVE, "saved": ALL}, "n_clicks"),
        Input({"type": Patterns.DELETE, "saved": ALL}, "n_clicks"),
        State(Shell.REVISION, "data"),
        prevent_initial_call=True,
    )(change)


def show_shelf(view: Any, _choices: Any) -> Any:
    return no_update if not view else shelf(services.library(), (Patterns.APPROVE, Patterns.DELETE))


def keep(
    _clicks: Any, _submits: Any, title: str | None, note: str | None, revision: Any, choices_data: Any
) -> tuple[Any, Any, Any, Any]:
    """Keep what is open under the title in the field."""
    result = services.resolve(Choices.from_json(choices_data))
    if not isinstance(result, services.Ready):
        return no_update, "Wait until the segments are shown, then keep them.", no_update, no_update
    try:
        services.keep(result, title, note)
    except EngineError as error:
        return no_update, f"{error.message} {error.remedy}", no_update, no_update
    return (revision or 0) + 1, "", "", ""


def change(_approves: Any, _deletes: Any, revision: Any) -> Any:
    """The button that was pressed, on the segmentation it stands beside; buttons just drawn press nothing."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update
    saved = next((each for each in services.library() if each.id == ctx.triggered_id["saved"]), None)
    if saved is None:
        return no_update
    if ctx.triggered_id["type"] == Patterns.APPROVE:
        services.approve(saved.id, not saved.approved)
    else:
        services.let_go(saved.id, not saved.deleted)
    return (revision or 0) + 1


def show(view: Any, choices_data: Any, table: str | None) -> tuple[Any, ...]:
    other = instead(view, slices=True)
    if not view or other is not None:
        return (other, content_class(view, slices=True), *(no_update,) * 3)
    choices = Choices.from_json(choices_data)
    result = services.resolve(choices)
    if not isinstance(result, services.Ready):
        return (None, content_class(view, slices=True), *(no_update,) * 3)
    own = [{"value": choices.dataset, "label": f"{result.view.name} (open)"}]
    own += [{"value": each.id, "label": each.name} for each in services.datasets() if each.id != choices.dataset]
    ks = [{"value": _AS_SUGGESTED, "label": "as suggested"}]
    ks += [{"value": str(k), "label": str(k)} for k in result.ks]
    chosen = table if table in {each["value"] for each in own} else choices.dataset
    return None, "content", own, chosen, ks


def compare(table: str | None, k: str | None, view: Any, choices_data: Any) -> tuple[Any, Any, Any]:
    nothing = (None, no_update, {"height": "20px"})
    if (view or {}).get("kind") != "ready" or not table:
        return nothing
    choices = Choices.from_json(choices_data)
    wanted = services.other_choices(choices, table, int(k) if k and k.isdigit() else None)
    later, earlier = services.resolve(choices), services.resolve(wanted)
    if not isinstance(later, services.Ready):
        return nothing
    if isinstance(earlier, services.Working):
        return problem("The other segmentation is being computed.", "Choose it again in a moment."), *nothing[1:]
    if not isinstance(earlier, services.Ready):
        return problem(earlier.message, earlier.remedy), *nothing[1:]
    try:
        found = services.compare(later, earlier)
    except EngineError as error:
        return problem(error.message, error.remedy), *nothing[1:]
    figure = flow(found.flows, earlier.names, later.names, Theme.read(view.get("theme")))
    return (
        _words(found, earlier, later, movers_url(choices, table, k)),
        figure,
        {"height": f"{figure.layout['height']}px"},
    )


def _words(found: Comparison, earlier: services.Ready, later: services.Ready, url: str) -> html.Div:
    outside = [
        f"{plural(number, 'customer')} only in the {which} table"
        for number, which in ((found.n_only_before, "earlier"), (found.n_only_after, "later"))
        if number
    ]
    movers = len(found.movers)
    return html.Div(
        [
            html.H2(f"{percent(found.stayed_share)} stayed, {count(movers)} moved"),
            html.P(
                f"{plural(found.n_common, 'customer')} compared; adjusted Rand index {found.adjusted_rand:.2f}."
                + (f" {' and '.join(outside)}." if outside else "")
            ),
            html.Ul([html.Li(each) for each in sentences(found, earlier.names, later.names)], className="notes"),
            html.Div([download("Download who moved", url)], className="row-of-buttons") if movers else None,
        ],
        className="compared",
    )
