"""What a segment's card holds behind its headings: made once somebody opens it, as browsers take long to lay it out."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from dash import html

from app.components.naming import NamingIds, naming
from app.components.numbers import number, percent, typical
from app.components.page import facts
from app.components.typical import typical_customers
from app.services import Shown
from engine.dataset import Dataset
from engine.profiles.lexicon import column_title
from engine.profiles.result import Action, FeatureSummary, SegmentProfile
from engine.report.words import said, telling

MAX_RECEIPTS = 5  # what sets a segment apart: more is for analysts


class Part(StrEnum):
    """The parts, and the heading of each."""

    NAME = "Why this name"
    ACTIONS = "What to do"
    TYPICAL = "Typical customers"
    RENAME = "Rename"


class PartKinds(NamedTuple):
    """Types of the pattern ids of a part's heading and of the place below it."""

    summary: str
    body: str


def card_part(part: Part, profile: SegmentProfile, shown: Shown, dataset: Dataset, ids: NamingIds) -> list[Any]:
    """What stands below the heading."""
    if part is Part.RENAME:
        return naming(profile, shown, ids)
    if part is Part.NAME:
        return _receipts(profile, shown)
    if part is Part.ACTIONS:
        return [_action(each) for each in profile.actions]
    return typical_customers(profile, dataset)


def _action(action: Action) -> html.Div:
    """One action in full: for whom and why, how much work, how to see whether it worked, and when not to."""
    lines = [
        ("Why", action.evidence),
        ("Channel", action.channel),
        ("Effort", action.effort),
        ("Measure", action.measure),
        ("When not", action.caution),
    ]
    return html.Div(
        [
            html.P(action.heading, className="eyebrow"),
            html.P([html.Strong(f"{action.title.rstrip('.')}. "), action.detail]),
            html.Dl(
                [html.Div([html.Dt(term), html.Dd(text)]) for term, text in lines if text], className="action-terms"
            ),
        ],
        className="action-full",
    )


def _receipts(profile: SegmentProfile, shown: Shown) -> list[Any]:
    """The facts behind each word, what would make it untrue, and how far the description holds."""
    rows = [
        html.Li(
            [
                html.Strong(f"{fact.word[:1].upper()}{fact.word[1:]}"),
                html.Span(f"{fact.text[:1].upper()}{fact.text[1:]}."),
                html.Span(fact.falsifier, className="small-print"),
            ]
        )
        for fact in profile.facts
    ]
    parts: list[Any] = []
    if shown.given:
        parts.append(html.P(f"“{shown.name}” is a person's name for “{profile.name}”.", className="muted"))
    parts.append(html.Ul(rows, className="receipts"))
    if profile.rule.conditions:
        parts.append(
            html.P(
                f"The description “{profile.rule.text}” holds for {percent(profile.coverage)} of the segment "
                f"(coverage), and {percent(profile.exclusivity)} of those it holds for are in it (exclusivity): "
                f"{number(round(profile.lift, 1))} times as many as among everyone (lift)."
            )
        )
    parts.append(html.P("What sets them apart most, as medians or shares:", className="muted"))
    parts.append(facts([(_column(summary), _against(summary)) for summary in telling(profile, MAX_RECEIPTS)]))
    return parts


def _column(summary: FeatureSummary) -> str:
    title = column_title(summary.column)
    return title if summary.is_feature else f"{title} (described only)"


def _against(summary: FeatureSummary) -> Any:
    """ "$76,000, everyone $51,000" """
    if summary.top_level is not None:
        return [
            html.Strong(f"{said(summary.top_level, summary.kind)} {percent(summary.top_share)}"),
            html.Span(f"everyone {percent(summary.overall_share)}"),
        ]
    return [
        html.Strong(_typical(summary.median, summary)),
        html.Span(f"everyone {_typical(summary.overall_median, summary)}"),
    ]


def _typical(x: float | None, summary: FeatureSummary) -> str:
    return typical(x, summary.kind, summary.unit, summary.meaning, summary.column)
