"""Segments that are a handful of outliers, and the click that sets them aside."""

from __future__ import annotations

from typing import Any

import dash
from dash import ALL, Input, Output, State, callback, html, no_update

from app import services
from app.choices import Choices
from app.components.numbers import number, percent, plural
from app.components.page import icon
from app.shell import Ids as Shell
from engine.advice.outlying import Outlying
from pages.choose_k.ids import Patterns


def register() -> None:
    callback(
        Output(Shell.CHOICES, "data", allow_duplicate=True),
        Input({"type": Patterns.ASIDE, "segment": ALL}, "n_clicks"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(set_aside)


def warnings_of(found: tuple[Outlying, ...], result: services.Ready) -> Any:
    """A warning for every segment that is a handful of outliers, with a button where one limit sets it aside."""
    return [_handful(each, result.names[each.label]) for each in found] or None


def _handful(each: Outlying, name: str) -> html.Div:
    said = f"Segment {each.label + 1} ({name}) is a handful of outliers: {plural(each.size, 'customer')}, "
    said += f"{percent(each.share, 1)} of all. "
    if each.limit is None:
        said += "No single column tells them from the rest; fewer segments may serve better."
        return html.Div([icon("exclamation-triangle"), html.P(said)], className="handful")
    limit = each.limit
    at = f"above {number(limit.high)}" if limit.high is not None else f"below {number(limit.low or 0.0)}"
    n = limit.caught + limit.others
    said += f"{limit.caught} of them have {limit.column} {at}."
    button = html.Button(
        f"Set {plural(n, 'customer')} with {limit.column} {at} aside",
        id={"type": Patterns.ASIDE, "segment": each.label},
        className="button",
    )
    note = "They stay in every export, with the reason; the limit can be removed on the Data page."
    return html.Div(
        [icon("exclamation-triangle"), html.Div([html.P(said), button, html.P(note, className="small-print")])],
        className="handful",
    )


def set_aside(_clicks: list[int | None], choices_data: Any) -> Any:
    """The preparation with the limit that the button named."""
    if not any(_clicks):
        return no_update
    return services.without_outlying(Choices.from_json(choices_data), int(dash.ctx.triggered_id["segment"])).to_json()
