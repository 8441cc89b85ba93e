"""What stands on the Library page, in the order in which it is read."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from app import asking
from app.components.charts import chart
from app.components.library import keep_form
from app.components.models import model_drop
from app.components.page import head, hint, how_to_read, section
from pages.library.ids import AS_SUGGESTED, Ids

_LEDE = (
    "Find your segmentations again, put two of them side by side to see who moved, and bring a model from elsewhere."
)


def layout(**_: Any) -> html.Div:
    return html.Div(
        [
            head("Beside the steps", "Kept and compared", _LEDE),
            hint(
                "library",
                "Keep a segmentation under a name to find it again, and compare it with another table to see who moved.",
            ),
            section(
                "Your library",
                [html.P(id=Ids.SHELF_PROBLEM, className="field-problem", role="alert"), html.Div(id=Ids.SHELF)],
            ),
            html.Div(id=Ids.INSTEAD),
            html.Div(
                [
                    section("Keep what is open", keep_form((Ids.TITLE, Ids.NOTE, Ids.KEEP, Ids.KEEP_PROBLEM))),
                    section("What has changed?", _with(), _EARLIER, id="compare"),
                    html.Div(id=Ids.RESULT, **{"aria-live": "polite"}),
                    chart(
                        Ids.FLOW,
                        None,
                        "Flow of customers from the earlier to the later segments",
                        frame=Ids.FLOW_FRAME,
                    ),
                    *asking.clock(Ids.TICK),
                ],
                id=Ids.CONTENT,
                className="content",
            ),
            section("Models from elsewhere", [model_drop(), html.Div(id=Ids.MODELS)], _MODELS),
            dcc.Store(id=Ids.BROUGHT),
            how_to_read(
                "What is kept opens with the names, colours, notes and map that it was kept with, whatever was "
                "changed since.",
                "Each band is a group of customers: on the left the segment they were in, on the right the one they "
                "are in now. A segment counts as the same when the two share at least half of their customers.",
                "Customers of two tables are told by their ids. Those who are in one table only take no part.",
                "The adjusted Rand index is 1 when both agree on every pair of customers, and about 0 by chance.",
            ),
        ],
        className="page page-library",
    )


_EARLIER = "The other segmentation counts as the earlier one; what is open is the later one."
_MODELS = (
    "A portable model (model.json) places customers without the table it was made from. It holds no code, and is "
    "checked before it is taken."
)


def _with() -> html.Div:
    return html.Div(
        [
            html.Label(
                [html.Span("Table, or something kept"), dbc.Select(id=Ids.TABLE, options=[])],
                className="field-inline",
            ),
            html.Label(
                [html.Span("Number of segments"), dbc.Select(id=Ids.K, options=[], value=AS_SUGGESTED)],
                id=Ids.K_FIELD,
                className="field-inline",
            ),
        ],
        className="compare-with",
    )
