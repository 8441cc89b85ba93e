"""What stands on the Profiles page, in the order in which it is read."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from app.components.campaign import HOLD_OUTS
from app.components.charts import chart
from app.components.evidence import behind
from app.components.page import head, hint, how_to_read, more, section, skeleton
from engine.limits import DEFAULT_HOLD_OUT
from pages.profiles.ids import Ids


def layout(**_: Any) -> html.Div:
    return html.Div(
        [
            head("Step 4 of 5", "Who your customers are", "Describing the segments…", Ids.LEDE),
            hint(
                "profiles",
                "Read the cards first; every word of a name can be proved. Give a segment your team's own name, then "
                "download its list.",
            ),
            html.Div(id=Ids.INSTEAD),
            html.Div(
                [
                    section(
                        "Your segments",
                        [html.Div(id=Ids.RIBBON), html.Div(skeleton(640), id=Ids.CARDS, className="cards")],
                    ),
                    section("Three audiences", html.Div(skeleton(220), id=Ids.AUDIENCES, className="audiences")),
                    section(
                        "Run a campaign", _campaign(), "A list to contact, with a hold-out that shows the effect."
                    ),
                    section(
                        "A report for everybody",
                        html.Div(id=Ids.REPORT, className="row-of-buttons"),
                        "For those who were not there: how many segments and why, the map, a page per segment, and "
                        "what was done to the data. Dated, and complete in itself.",
                    ),
                    section("Side by side", _heat()),
                    section("One column across the segments", _spread()),
                    section("Compare two", _compare()),
                    more("For analysts", _analysts(), id=Ids.ANALYSTS),
                    html.Div(id=Ids.EVERYONE, className="row-of-buttons closing"),
                ],
                id=Ids.CONTENT,
                className="content",
            ),
            how_to_read(
                "Segments are numbered by size; the largest is 1. The name says what sets a segment apart from "
                "everyone else. “Why this name” proves each word in the units of your table, and says what would "
                "make it untrue.",
                "Coverage is the share of the segment that the description holds for; exclusivity is the share of "
                "those it holds for who are in the segment.",
                "Stability says how much of a segment comes back when the segments are made from other customers of "
                "the same kind: 1 is the same segment every time, below 0.6 it is shaky.",
                "Audiences are found by value, across segments: one customer can be in several of them.",
                "“Past response” says who answered earlier campaigns. It is no effect: they might have bought anyway.",
            ),
        ],
        className="page page-profiles",
    )


def _field(label: str, control: Any) -> html.Label:
    return html.Label([html.Span(label), control])


def _campaign() -> list[Any]:
    holds = [{"value": value, "label": label} for value, label in HOLD_OUTS]
    return [
        html.Div(
            [
                _field("To whom", dbc.Select(id=Ids.WHO)),
                _field(
                    "Held out, not contacted",
                    dbc.Select(id=Ids.HOLD_OUT, options=holds, value=f"{DEFAULT_HOLD_OUT:g}"),
                ),
            ],
            className="fields",
        ),
        html.Div(skeleton(160), id=Ids.CAMPAIGN, className="campaign", **{"aria-live": "polite"}),
        dcc.Store(id=Ids.RESULTS),
        html.Div(id=Ids.UPLIFT, className="campaign", **{"aria-live": "polite"}),
    ]


def _heat() -> list[Any]:
    return [
        html.P(id=Ids.HEAT_WORDS, className="chart-sentence"),
        html.Div(
            chart(Ids.HEAT, 420, "Heat map of segments against columns", frame=Ids.HEAT_FRAME),
            className="scroll",
            tabIndex="0",
            role="region",
            **{"aria-label": "Heat map, wider than a small screen"},
        ),
        behind(
            html.Div(id=Ids.HEAT_TABLE),
            help_words=(
                "Every row is a column of your table, every column a segment. Orange is above everyone, blue below; "
                "the stronger the colour, the larger the difference in standard deviations (for answers, in shares).",
                "The columns that separate the segments most come first. In the cells stand medians in original "
                "units, or the answer that stands out with its share.",
                "A ° marks columns that were only described: they did not decide the segments. Click a cell to see "
                "that column across the segments.",
            ),
        ),
    ]


def _spread() -> list[Any]:
    return [
        html.Label([html.Span("Column"), dbc.Select(id=Ids.COLUMN)], className="field-inline"),
        html.P(id=Ids.SPREAD_WORDS, className="chart-sentence", **{"aria-live": "polite"}),
        chart(Ids.SPREAD, 330, "The chosen column across the segments", frame=Ids.SPREAD_FRAME),
        dcc.Store(id=Ids.SCROLLED),
        behind(
            html.Div(id=Ids.SPREAD_TABLE),
            help_words=(
                "The box holds the middle half of a segment, the line in it the median; the whiskers reach from the "
                "5th to the 95th percentile. The grey box is everyone.",
                "For answers, each bar is divided by how many gave which answer, of those who answered.",
                "An interval of 95 % in the table is where the value of all customers of this kind lies, in 95 of 100 "
                "samples like this one.",
            ),
        ),
    ]


def _compare() -> list[Any]:
    return [
        html.Div(
            [_field("Segment or selection", dbc.Select(id=Ids.FIRST)), _field("With", dbc.Select(id=Ids.SECOND))],
            className="fields",
        ),
        html.Div(skeleton(320), id=Ids.COMPARISON, className="comparison"),
        more(
            "How to read this comparison",
            [
                html.P(
                    "A bar to the right means that the first is above the second. Numbers are compared by their means, "
                    "in standard deviations of everyone, and shown as medians; answers by their shares."
                )
            ],
        ),
    ]


def _analysts() -> list[Any]:
    measures = [{"value": "median", "label": "Medians"}, {"value": "mean", "label": "Means"}]
    return [
        html.H3("How much the segments differ"),
        html.Div(skeleton(240), id=Ids.EFFECTS),
        html.H3("Rules for the CRM"),
        html.P("A few rules over your own columns that reproduce the segments, and what that costs."),
        html.Div(_field("Cut-offs", dbc.Select(id=Ids.DIGITS)), className="field-inline"),
        html.Div(skeleton(240), id=Ids.RULES),
        more(
            "Every column in every segment",
            [
                html.P(
                    "Medians or means with 95 % intervals; for answers the one whose share differs most between the "
                    "segments. All answers of one column stand in the table under “One column across the segments”."
                ),
                html.Div(
                    _field("Numbers as", dbc.Select(id=Ids.MEASURE, options=measures, value="median")),
                    className="field-inline",
                ),
                html.Div(skeleton(320), id=Ids.TABLE),
            ],
            id=Ids.EVERY_COLUMN,
        ),
    ]
