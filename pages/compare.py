"""Compare: the segments that are shown against another number of them, or against another table."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, html, no_update

from app import services
from app.choices import Choices
from app.components.charts import chart
from app.components.numbers import count, percent, plural
from app.components.page import download, head, how_to_read, section
from app.components.states import content_class, instead, problem
from app.exports import movers_url
from app.figures.flow import flow
from app.figures.theme import Theme
from app.shell import Ids as Shell
from engine.comparison import Comparison, sentences
from engine.errors import EngineError

_AS_SUGGESTED = "suggested"


class Ids(StrEnum):
    INSTEAD = "compare-instead"
    CONTENT = "compare-content"
    TABLE = "compare-table"
    K = "compare-k"
    RESULT = "compare-result"
    FLOW = "compare-flow"
    FLOW_FRAME = "compare-flow-frame"


def layout(**_: Any) -> html.Div:
    return html.Div(
        [
            head("Beside the steps", "What has changed?", _LEDE),
            html.Div(id=Ids.INSTEAD),
            html.Div(
                [
                    section(
                        "Compare with",
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
                            className="compare-with",
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
        className="page page-compare",
    )


_LEDE = "Put the segments beside another number of them, or beside last quarter's table, and see who moved."


def register() -> None:
    dash.register_page("compare", path="/compare", title="Compare · Tessera", name="Compare", layout=layout)
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


def show(view: Any, choices_data: Any, table: str | None) -> tuple[Any, ...]:
    other = instead(view)
    if not view or other is not None:
        return (other, content_class(view), *(no_update,) * 3)
    choices = Choices.from_json(choices_data)
    result = services.resolve(choices)
    if not isinstance(result, services.Ready):
        return (None, content_class(view), *(no_update,) * 3)
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
        {"height": f"{figure.layout.height}px"},
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
