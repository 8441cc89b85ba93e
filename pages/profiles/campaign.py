"""A campaign on the Profiles page: whom to contact, and what it did."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, no_update

from app import services
from app.campaigns import campaign_url, results_url
from app.components.campaign import campaign, uplift
from app.components.numbers import count
from app.services.remembered import remembered
from app.shell import Ids as Shell
from engine.limits import DEFAULT_HOLD_OUT
from pages.profiles.charts import ready
from pages.profiles.ids import Ids


def register() -> None:
    callback(
        Output(Ids.WHO, "options"),
        Output(Ids.WHO, "value"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        State(Ids.WHO, "value"),
    )(offer_people)
    callback(
        Output(Ids.CAMPAIGN, "children"),
        Input(Ids.WHO, "value"),
        Input(Ids.HOLD_OUT, "value"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(remembered(plan))
    callback(Output(Ids.UPLIFT, "children"), Input(Ids.RESULTS, "data"), prevent_initial_call=True)(show_results)


def offer_people(view: Any, choices_data: Any, chosen: str | None) -> tuple[Any, ...]:
    """Segments, audiences and kept selections; the segment in focus comes first to mind."""
    result = ready(view, choices_data)
    if result is None:
        return no_update, no_update
    options = [
        {"value": f"segment:{i}", "label": f"{i} {name} ({count(profile.size)})"}
        for i, (name, profile) in enumerate(zip(result.names, result.profiles, strict=True), start=1)
    ]
    options += [
        {"value": f"audience:{each.key}", "label": f"{each.name} ({count(len(each.rows))})"}
        for each in result.audiences
        if each.available
    ]
    options += [
        {"value": f"selection:{each.id}", "label": f"{each.title} ({count(each.size)})"}
        for each in services.saved_selections(result)
    ]
    known = {option["value"] for option in options}
    focused = f"segment:{result.choices.segment or 1}"
    return options, chosen if chosen in known else focused if focused in known else options[0]["value"]


def plan(who: str | None, hold_out: str | None, view: Any, choices_data: Any) -> Any:
    result = ready(view, choices_data)
    if result is None or not who:
        return no_update
    share = float(hold_out) if hold_out else DEFAULT_HOLD_OUT
    found = services.plan_campaign(result, who, share)
    return campaign(found, campaign_url(result.choices, who, share), results_url(result.choices, share))


def show_results(result: Any) -> Any:
    return uplift(result) if result else []
