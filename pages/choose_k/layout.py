"""What stands on the page before anything is known."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from app import asking
from app.components.charts import chart
from app.components.page import head, hint, how_to_read, more, section, skeleton
from engine.limits import DEFAULT_KS
from pages.choose_k.ids import Ids


def layout(**_: Any) -> html.Div:
    return html.Div(
        [
            head("Step 2 of 5", "How many segments?", "Weighing the numbers of segments…", Ids.LEDE),
            hint(
                "k",
                "Move the slider: names and sizes change at once. The suggested number is marked. Fewer segments are easier to act on, more are finer.",
            ),
            html.Div(id=Ids.INSTEAD),
            *(dcc.Store(id=each) for each in (Ids.DECK, Ids.CURVE, Ids.FLOWS, Ids.EVIDENCE_SAME)),
            html.Div(
                [
                    html.Div([_number(), _segments()], className="main-column"),
                    html.Aside(html.Div(skeleton(240), id=Ids.VERDICT), className="side-column"),
                ],
                id=Ids.CONTENT,
                className="content two-columns",
            ),
            more("More evidence", [_criteria(), _flow(), _preparations()], heading=Ids.EVIDENCE),
            how_to_read(
                "WCSS, the within-segment sum of squares, measures how far customers are from the middle of their "
                "segment. More segments always make it smaller, so the smallest value is not the best one.",
                "An elbow alone finds segments even in pure chance. The verdict compares your table with data of the "
                "same shape that has no groups in it.",
                "The suggestion is a place to start. If your team can act on four kinds of customers and not on "
                "seven, four is the better number.",
            ),
        ],
        className="page page-k",
    )


def _number() -> html.Section:
    ks = list(DEFAULT_KS)
    slider = dcc.Slider(
        id=Ids.SLIDER,
        min=ks[0],
        max=ks[-1],
        # Without a step the arrow keys do nothing; numbers that were not fitted are passed over by "slide".
        step=1,
        marks={k: str(k) for k in ks},
        updatemode="drag",
        allow_direct_input=False,
        disabled=True,
    )
    return section(
        "Number of segments (k)",
        [
            html.Div(slider, className="slider-frame", **{"data-slider-name": "Number of segments (k)"}),
            chart(Ids.ELBOW, 380, "WCSS for each number of segments; click a point to choose it"),
        ],
        "Move the slider or click the curve. It falls with every further segment; where it stops falling fast, one "
        "more segment explains little.",
    )


def _segments() -> html.Section:
    return section(
        "The segments",
        [
            html.Div(_ask(), id=Ids.ASK, className="hidden"),
            html.Div(
                [
                    html.P(id=Ids.NAMES_TITLE, className="intro", **{"aria-live": "polite"}),
                    html.Div(id=Ids.RIBBON, className="ribbon", **{"aria-hidden": "true"}),
                    html.Div(skeleton(260), id=Ids.NAMES, className="names"),
                    html.Div(id=Ids.ASIDE),
                    html.Div(id=Ids.ONWARD, className="row-of-buttons"),
                ],
                id=Ids.SLICES,
            ),
        ],
    )


def _criteria() -> html.Section:
    return section(
        "What every criterion says",
        html.Div(id=Ids.CRITERIA, className="criteria"),
        "Each has a number that it prefers by itself (ringed). Click a point to choose its number.",
    )


def _flow() -> html.Section:
    return section(
        "What one more segment buys",
        [
            html.P(id=Ids.FLOW_TEXT, className="intro", **{"aria-live": "polite"}),
            chart(Ids.FLOW, 460, "How customers move when there is one more segment"),
        ],
    )


def _preparations() -> html.Section:
    return section(
        "How much hangs on the preparation",
        [
            html.Button("Compare with other preparations", id=Ids.COMPARE, className="hidden"),
            html.Div(id=Ids.COMPARED, **{"aria-live": "polite"}),
            html.Button("Stop comparing", id=Ids.STOP, className="hidden"),
            *asking.clock(Ids.TICK),
        ],
        "The same customers, prepared in other ways: with and without logarithms, with outliers kept, without single "
        "columns.",
    )


def _ask() -> list[Any]:
    return [
        html.P(
            "No segments were found, so none are shown. You can still cut the customers into slices of similar "
            "people; they are a convenience, and other customers would be cut otherwise.",
            className="intro",
        ),
        html.Button("Show slices anyway", id=Ids.SHOW, className="button"),
    ]
