"""What stands on the Score page, in the order in which it is read."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from app import asking
from app.components.charts import chart
from app.components.page import head, hint, how_to_read, section, skeleton
from app.components.scoring import score_drop
from pages.score.ids import Ids

MAP_HEIGHT = 360


def layout(**_: Any) -> html.Div:
    return html.Div(
        [
            head("Step 5 of 5", "Place new customers", "Reading the model…", Ids.LEDE),
            hint(
                "score",
                "Change a value and see which segment that customer would fall into. Further down, a whole table is placed at once.",
            ),
            html.Label(
                [html.Span("Segments of"), dbc.Select(id=Ids.SOURCE, options=[], value="")],
                id=Ids.SOURCE_FIELD,
                className="field-inline hidden",
            ),
            html.Div(id=Ids.INSTEAD),
            html.Div(
                [
                    _one_customer(),
                    _whole_table(),
                    _away(),
                ],
                id=Ids.CONTENT,
                className="content",
            ),
            how_to_read(
                "A customer belongs to the segment whose typical customer is nearest, over all columns that decide "
                "the segments.",
                "A customer farther out than 99 % of a segment's own fits none well: look at them before you act.",
                "A model that was brought from elsewhere comes without its customers: there is no map of them, and no "
                "comparison with them.",
                "“Share before” is the share among the customers the segments were made from. When many columns are "
                "clearly different, make the segments anew.",
            ),
        ],
        className="page page-score",
    )


def _one_customer() -> html.Section:
    answer = [
        html.Div(skeleton(120), id=Ids.ANSWER, **{"aria-live": "polite"}),
        chart(Ids.PLACE, MAP_HEIGHT, "The customer on the map of all customers", frame=Ids.PLACE_FRAME),
    ]
    return section(
        "One customer",
        html.Div(
            [
                html.Div(skeleton(420), id=Ids.FORM, className="score-form"),
                html.Div(answer, className="score-answer"),
            ],
            className="score-one",
        ),
        "Change a value and see which segment the customer falls into. Empty means unknown.",
    )


def _whole_table() -> html.Section:
    tables = dbc.Select(id=Ids.TABLES, options=[], value="", placeholder="Choose a table")
    return section(
        "A whole table",
        [
            score_drop(),
            html.Div(id=Ids.FILE_RESULT, **{"aria-live": "polite"}),
            dcc.Store(id=Ids.FILE, storage_type="session"),
            *asking.clock(Ids.TICK),
            html.Label([html.Span("Or a table of yours"), tables], className="field-inline"),
            html.Div(id=Ids.SCORED, **{"aria-live": "polite"}),
        ],
        "It needs the columns that decide the segments; all others come back as they are.",
    )


def _away() -> html.Section:
    return section(
        "Take it with you",
        html.Div(id=Ids.AWAY, className="ways-out"),
        "The segments as they are shown, for other programs.",
    )
