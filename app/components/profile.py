"""The card of one segment: who they are, what they are worth, what to do, and their list."""

from __future__ import annotations

from typing import Any

from dash import html

from app.components.card_parts import Part, PartKinds
from app.components.naming import NamingIds, offered
from app.components.numbers import percent, plural
from app.components.page import download, icon
from app.components.segments import badge
from app.services import Origin, Shown
from engine.profiles.result import Action, SegmentProfile
from engine.report.words import certainty, portrait


def profile_card(
    profile: SegmentProfile,
    shown: Shown,
    *,
    focused: bool,
    verdict: str,
    stability: float | None,
    url: str,
    focus_kind: str,
    part_kinds: PartKinds,
    ids: NamingIds | None,
) -> html.Article:
    """Name, share, one portrait sentence, spending, certainty, one action and the list; the rest one click away.

    Parameters
    ----------
    profile : SegmentProfile
    shown : Shown
        What the segment is called.
    focused : bool
    verdict : str
        What was found of all segments together ("Repeatable segments").
    stability : float or None
        Mean Jaccard similarity over resamples, when measured.
    url : str
        Where the list is.
    focus_kind : str
        Type of the pattern id of the button that puts the segment into focus on every page.
    part_kinds : PartKinds
        Of what is made once somebody opens it (`app.components.card_parts`).
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
                    _closed(part, profile.number, part_kinds)
                    for part in Part
                    if ids is not None or part is not Part.RENAME
                ],
                className="card-foot",
            ),
        ],
        className=f"profile edge-{shown.colour}{' focused' if focused else ''}",
        id=f"segment-{profile.number}",
    )


def _closed(part: Part, segment: int, kinds: PartKinds) -> html.Details:
    identity, rename = {"segment": segment, "part": part.name}, part is Part.RENAME
    return html.Details(
        [
            html.Summary(
                [icon("pencil"), part.value] if rename else part.value, id={"type": kinds.summary, **identity}
            ),
            html.Div(id={"type": kinds.body, **identity}, className="more-body"),
        ],
        className="more rename" if rename else "more",
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
