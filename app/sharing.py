"""The dialog behind the header's share button: make a link, see what it shows, copy it, revoke it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, ctx, html, no_update

from app import services
from app.choices import Choices
from app.components.sharing import links, offer, teams
from app.components.states import problem
from engine.errors import EngineError


class Ids(StrEnum):
    OPEN = "share-open"
    DIALOG = "share-dialog"
    OFFER = "share-offer"
    CUSTOMERS = "share-customers"
    MAKING = "share-making"
    MAKE = "share-make"
    PROBLEM = "share-problem"
    LINKS = "share-links"
    TEAMS = "share-teams"


_MAKING = "share-making"
REVOKE = "share-revoke"
TEAM = "share-team"


def layout() -> dbc.Modal:
    return dbc.Modal(
        [
            dbc.ModalHeader(html.H2("Share these segments", className="modal-title"), close_button=True),
            dbc.ModalBody(
                [
                    html.Div(id=Ids.TEAMS, **{"aria-live": "polite"}),
                    html.Div(id=Ids.OFFER),
                    html.Div(
                        [
                            dbc.Checkbox(id=Ids.CUSTOMERS, label="Include customers", value=False),
                            html.P(
                                "Then the receiver also sees typical customers, and can download every customer with all "
                                "columns. Only for people who may have the table itself.",
                                className="small-print",
                            ),
                            html.Button("Make a link", id=Ids.MAKE, className="button primary"),
                        ],
                        id=Ids.MAKING,
                        className=_MAKING,
                    ),
                    html.Div(id=Ids.PROBLEM, role="alert"),
                    html.Div(id=Ids.LINKS, **{"aria-live": "polite"}),
                ]
            ),
        ],
        id=Ids.DIALOG,
        is_open=False,
        scrollable=True,
        className="share-dialog",
    )


def register(choices: str, address: str) -> None:
    """Add the dialog's callbacks; the ids are those of the shell's choices and of its address."""
    here = [State(choices, "data"), State(address, "href")]
    callback(
        Output(Ids.DIALOG, "is_open"),
        Output(Ids.OFFER, "children"),
        Output(Ids.MAKE, "disabled"),
        Output(Ids.LINKS, "children"),
        Output(Ids.TEAMS, "children"),
        Output(Ids.MAKING, "className"),
        Input(Ids.OPEN, "n_clicks"),
        *here,
        prevent_initial_call=True,
    )(open_dialog)
    callback(
        Output(Ids.LINKS, "children", allow_duplicate=True),
        Output(Ids.PROBLEM, "children"),
        Input(Ids.MAKE, "n_clicks"),
        State(Ids.CUSTOMERS, "value"),
        *here,
        prevent_initial_call=True,
    )(make)
    callback(
        Output(Ids.TEAMS, "children", allow_duplicate=True),
        Output(Ids.PROBLEM, "children", allow_duplicate=True),
        Input({"type": TEAM, "team": ALL}, "n_clicks"),
        State(choices, "data"),
        prevent_initial_call=True,
    )(switch_team)
    callback(
        Output(Ids.LINKS, "children", allow_duplicate=True),
        Input({"type": REVOKE, "share": ALL}, "n_clicks"),
        State(address, "href"),
        prevent_initial_call=True,
    )(revoke)


def open_dialog(clicks: int | None, choices_data: Any, href: str | None) -> tuple[Any, ...]:
    if not clicks:
        return (no_update,) * 6
    ready = services.resolve(Choices.from_json(choices_data))
    shown = ready if isinstance(ready, services.Ready) else None
    theirs = shown is not None and shown.view.shared is not None
    making = f"{_MAKING} hidden" if theirs else _MAKING
    return True, offer(shown), shown is None, _links(href), None if shown is None else _teams(shown), making


def make(clicks: int | None, customers: bool | None, choices_data: Any, href: str | None) -> tuple[Any, Any]:
    ready = services.resolve(Choices.from_json(choices_data)) if clicks else None
    if not isinstance(ready, services.Ready):
        return no_update, no_update
    try:
        services.share(ready, customers=bool(customers))
    except EngineError as error:
        return no_update, problem(error.message, error.remedy)
    return _links(href), None


def switch_team(_clicks: Any, choices_data: Any) -> tuple[Any, Any]:
    """Share with the team whose button was pressed, or take it back; buttons just drawn press nothing."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update, no_update
    ready = services.resolve(Choices.from_json(choices_data))
    if not isinstance(ready, services.Ready):
        return no_update, no_update
    team = str(ctx.triggered_id["team"])
    try:
        if any(shared and each.id == team for each, shared in services.team_shares(ready)):
            services.stop_sharing(ready, team)
        else:
            services.share_with_team(ready, team)
    except EngineError as error:
        return no_update, problem(error.message, error.remedy)
    return _teams(ready), None


def _teams(ready: services.Ready) -> Any:
    return teams(services.team_shares(ready), TEAM)


def revoke(_clicks: Any, href: str | None) -> Any:
    """End the link whose button was pressed; buttons just drawn press nothing."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update
    services.revoke(str(ctx.triggered_id["share"]))
    return _links(href)


def _links(href: str | None) -> Any:
    """With whole addresses, as this browser knows the server: behind a proxy the server does not know its own name."""
    place = urlsplit(href or "")
    return links(services.share_links(), f"{place.scheme}://{place.netloc}" if place.netloc else "", REVOKE)
