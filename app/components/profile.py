"""The card of one segment: who they are, what they are worth, what to do, and their list."""

from __future__ import annotations

from typing import Any

from dash import html

from app.components.naming import NamingIds, naming, offered
from app.components.numbers import number, percent, plural, value
from app.components.page import download, facts, more
from app.components.segments import badge
from app.components.typical import typical_customers
from app.services import Origin, Shown
from engine.dataset import Dataset
from engine.profiles.lexicon import column_title
from engine.profiles.result import Action, FeatureSummary, SegmentProfile
from engine.report.words import certainty, portrait, said, telling

MAX_RECEIPTS = 5  # what sets a segment apart: more is for analysts


def profile_card(
    profile: SegmentProfile,
    shown: Shown,
    dataset: Dataset,
    *,
    focused: bool,
    verdict: str,
    stability: float | None,
    url: str,
    focus_kind: str,
    ids: NamingIds | None,
) -> html.Article:
    """Name, share, one portrait sentence, spending, certainty, one action and the list; the rest one click away.

    Parameters
    ----------
    profile : SegmentProfile
    shown : Shown
        What the segment is called.
    dataset : Dataset
        For its typical customers.
    focused : bool
    verdict : str
        What was found of all segments together ("Repeatable segments").
    stability : float or None
        Mean Jaccard similarity over resamples, when measured.
    url : str
        Where the list is.
    focus_kind : str
        Type of the pattern id of the button that puts the segment into focus on every page.
    ids : NamingIds or None
        None where the segments are somebody else's to name.
    """
    return html.Article(
        [
            html.Header([badge(profile.number, shown.colour), html.Div(_title(profile, shown))]),
            html.P(portrait(profile.facts), className="portrait") if profile.facts else None,
            html.P(shown.note, className="note-text") if shown.note else None,
            _spending(profile, shown.colour),
            html.Div(
                [
                    _certainty(verdict, stability),
                    html.P(shown.contradiction, className="caution") if shown.contradiction else None,
                    offered(shown.offer, profile.number, ids) if shown.offer and ids else None,
                ],
                className="certainty",
            ),
            _first_action(profile.actions[0]) if profile.actions else None,
            html.Div(
                [
                    download(f"Download this list ({plural(profile.size, 'customer')})", url, primary=True),
                    html.Button(
                        "In focus on every page" if focused else "Keep in focus",
                        id={"type": focus_kind, "segment": profile.number},
                        className="button quiet-button",
                        type="button",
                        **{"aria-pressed": "true" if focused else "false"},
                    ),
                ],
                className="row-of-buttons",
            ),
            html.Div(
                [
                    more("Why this name", _receipts(profile, shown)),
                    more("What to do", [_action(each) for each in profile.actions]),
                    more("Typical customers", typical_customers(profile, dataset)),
                    naming(profile, shown, ids) if ids else None,
                ],
                className="card-foot",
            ),
        ],
        className=f"profile edge-{shown.colour}{' focused' if focused else ''}",
        id=f"segment-{profile.number}",
    )


def _title(profile: SegmentProfile, shown: Shown) -> list[Any]:
    parts: list[Any] = [
        html.H3(shown.name),
        html.P([plural(profile.size, "customer"), " · ", percent(profile.share), " of all"], className="muted"),
    ]
    if shown.origin is not None:
        parts.append(html.P(f"Carried over from {_where(shown.origin)}.", className="small-print"))
    return parts


def _where(origin: Origin) -> str:
    changed = "" if origin.same_preparation else " under other columns"
    return f"{origin.k} segments{changed}, {percent(origin.overlap)} overlap"


def _spending(profile: SegmentProfile, colour: int) -> Any:
    """Share of customers against share of spending, as two lines."""
    if profile.spending_share is None:
        return None
    rows = [("of customers", profile.share), ("of spending", profile.spending_share)]
    bars = [
        html.Div(
            [
                html.Span([html.Strong(percent(share)), f" {words}"]),
                html.I(
                    html.I(className=f"segment-{colour}", style={"width": f"{100 * share:.1f}%"}),
                    className="track",
                ),
            ]
        )
        for words, share in rows
    ]
    return html.Div(bars, className="spending")


def _certainty(verdict: str, stability: float | None) -> Any:
    found = certainty(verdict, stability)
    return html.P(found.sentence, className="caution" if found.shaky else "small-print")


def _first_action(action: Action) -> html.Div:
    return html.Div(
        [
            html.P(action.heading, className="eyebrow"),
            html.P([html.Strong(f"{action.title.rstrip('.')}. "), action.detail]),
        ],
        className="action",
    )


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
        html.Strong(value(summary.median, summary.unit, summary.meaning)),
        html.Span(f"everyone {value(summary.overall_median, summary.unit, summary.meaning)}"),
    ]
