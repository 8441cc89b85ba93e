"""Sharing: what a receiver will see, and the live links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from app import services
from app.choices import Choices
from app.components.numbers import count, day
from app.components.page import icon
from app.limits import MIN_SHARED
from app.services import Team


def offer(ready: services.Ready | None) -> list[Any]:
    """What the link would show; without segments, what to do first."""
    if ready is None:
        return [html.P("There are no segments to share yet. Open a table first, and wait until they are shown.")]
    if ready.view.shared is not None:
        return [html.P(f"This table is {ready.view.shared.owner_name}’s: only they can share it.")]
    return [
        html.P(
            f"Whoever has the link sees the {ready.k} segments of {ready.view.name} as they are named now or later: "
            "sizes, what sets each apart, an idea for each, and how their number was chosen."
        ),
        html.P(
            [
                icon("shield-lock"),
                f"No customer, id or list. Groups of fewer than {MIN_SHARED} are left out, numbers are rounded. "
                "They can look and change nothing.",
            ],
            className="small-print share-promise",
        ),
    ]


def teams(found: Sequence[tuple[Team, bool]], switch: str) -> Any:
    """The teams that a table can be shared with, each with the button that does it or takes it back.

    Parameters
    ----------
    found : sequence of (Team, bool)
        And whether it is shared with them.
    switch : str
        Type of the pattern ids of the buttons; ``team`` is the team's id.
    """
    if not found:
        return None
    return html.Div(
        [
            html.H3("With your team"),
            html.P(
                "Everybody in it opens the whole table, customers included, with its segments, names and what you keep. "
                "They can download, score, and keep things of their own; naming, sharing and deleting stay yours."
            ),
            html.Ul([html.Li(_team(team, shared, switch)) for team, shared in found], className="share-teams"),
            html.H3("With anybody who has a link"),
        ]
    )


def _team(team: Team, shared: bool, switch: str) -> list[Any]:
    return [
        html.Span([html.Strong(team.name), html.Span("sees this table" if shared else "", className="muted")]),
        html.Button(
            ["Stop sharing" if shared else "Share", html.Span(f" with {team.name}", className="visually-hidden")],
            id={"type": switch, "team": team.id},
            className="button danger" if shared else "button",
        ),
    ]


def links(found: Sequence[tuple[str, services.ShareView]], origin: str, revoke: str) -> Any:
    """The live links, each to copy, to look at and to revoke.

    Parameters
    ----------
    found : sequence of (str, ShareView)
        Paths, and what they open.
    origin : str
        What stands before the path of an address.
    revoke : str
        Type of the pattern ids of the revoke buttons; ``share`` is the link's id.
    """
    if not found:
        return html.P("No link is live.", className="muted share-none")
    return html.Div(
        [
            html.H3(f"Live links ({count(len(found))})"),
            html.Ul(
                [html.Li(_link(f"{origin}{path}", view, revoke)) for path, view in found], className="share-links"
            ),
        ]
    )


def _link(address: str, view: services.ShareView, revoke: str) -> list[Any]:
    k = Choices.from_json(view.choices).k
    about = f"{view.dataset_name}, {k} segments"
    seen = " · with customers" if view.customers else ""
    return [
        html.Div(
            [
                html.Strong(about),
                html.Span(
                    f"made on {day(view.created)}{seen} · ends on {day(view.expires)} with its table",
                    className="small-print",
                ),
            ],
            className="share-about",
        ),
        html.Code(address, className="share-address"),
        html.Div(
            [
                html.Button(
                    ["Copy", html.Span(f" the link to {about}", className="visually-hidden")],
                    className="button",
                    **{"data-copy": address},
                ),
                html.A(
                    "See what they see", href=address, target="_blank", rel="noopener noreferrer", className="button"
                ),
                html.Button(
                    ["Revoke", html.Span(f" the link to {about}", className="visually-hidden")],
                    id={"type": revoke, "share": view.id},
                    className="button danger",
                ),
            ],
            className="row-of-buttons",
        ),
    ]
