"""A campaign to a segment or an audience: whom it reaches, what it can show, and what it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from app.components.numbers import count, number, percent, plural
from app.components.page import download, icon, table
from engine.campaign.plan import Campaign

HOLD_OUTS = (("0", "Nobody"), ("0.05", "5 %"), ("0.1", "10 %"), ("0.2", "20 %"), ("0.5", "Half"))


def campaign(plan: Campaign, url: str, results_url: str) -> list[Any]:
    """Whom the file reaches, whom it leaves out and why, and the file."""
    return [
        html.P(_reach(plan), className="chart-sentence"),
        html.Ul([html.Li(sentence) for sentence in sentences(plan)], className="plain-list"),
        html.Div(
            [
                download(f"Download the campaign file ({plural(len(plan.table), 'customer')})", url),
                html.Button(
                    [icon("upload"), "Bring the results back"],
                    className="button quiet-button",
                    **{"data-campaign-results": results_url},
                )
                if plan.held
                else None,
            ],
            className="row-of-buttons",
        ),
    ]


def _reach(plan: Campaign) -> str:
    text = f"{plural(plan.contacted, 'customer')} to contact"
    if plan.held:
        text += f", {count(plan.held)} held out"
    return text + (f", {count(plan.left_out)} left out." if plan.left_out else ".")


def sentences(plan: Campaign) -> list[str]:
    """What a person must know before sending anything."""
    found = [f"{count(each.n)} left out: {each.column} {each.reason}." for each in plan.reasons]
    if not plan.consent:
        found.append("Consent not checked: no column of the table says who may be contacted.")
    elif not plan.reasons:
        found.append(f"Consent checked in {', '.join(plan.consent)}: nobody had to be left out.")
    if plan.held:
        found.append(
            "The hold-out is chosen by a hash of the "
            + (
                "row number, so it holds for this file only; "
                if plan.by_row
                else "customer id, so every download keeps it; "
            )
            + "it stands in the file as “hold-out”: do not contact these."
        )
    if plan.uplift is not None:
        start = "as in past campaigns" if plan.rate_is_known else "the worst case, since no past response is known"
        found.append(
            f"The smallest uplift that can be shown is {number(round(100 * plan.uplift, 1))} points, from a response "
            f"rate of {percent(plan.rate)} ({start})."
        )
    elif plan.held:
        found.append("The hold-out is too small to show any uplift: hold out more, or contact a larger group.")
    else:
        found.append("Without a hold-out nobody can tell what the campaign did.")
    return found


def uplift(result: Mapping[str, Any]) -> list[Any]:
    """What a campaign did, per segment, with intervals; the result as it came from the server."""
    lines, is_rate = result["lines"], result["is_rate"]
    together = lines[0]
    rows = [
        [
            f"{line['number']} {line['name']}" if line["number"] else line["name"],
            count(line["contacted"]),
            count(line["held"]),
            _outcome(line["contacted_mean"], is_rate),
            _outcome(line["held_mean"], is_rate),
            _points(line["uplift"], is_rate),
            " to ".join(_points(each, is_rate) for each in line["interval"]) if line["interval"] else "too few",
        ]
        for line in lines
    ]
    header = ["Segment", "Contacted", "Held out", "Contacted", "Held out", "Uplift", "95 % interval"]
    return [
        html.H3("What the campaign did"),
        html.P(_effect(together, is_rate, result["outcome"]), className="chart-sentence"),
        table(header, rows, "Uplift per segment"),
        html.Ul([html.Li(sentence) for sentence in _odd(result)], className="plain-list"),
    ]


def _effect(line: Mapping[str, Any], is_rate: bool, outcome: str) -> str:
    if not line["interval"]:
        return f"Too few customers to say what the campaign did to {outcome}."
    low, high = line["interval"]
    shown = f"{_points(line['uplift'], is_rate)} (95 % interval {_points(low, is_rate)} to {_points(high, is_rate)})"
    if low > 0:
        return f"The campaign raised {outcome} by {shown}."
    if high < 0:
        return f"The campaign lowered {outcome}: {shown}."
    return f"No effect on {outcome} can be told from chance: {shown}."


def _odd(result: Mapping[str, Any]) -> Sequence[str]:
    told = []
    if result["unknown"]:
        told.append(f"{plural(result['unknown'], 'row')} of customers who are not in this table: not counted.")
    if result["empty"]:
        told.append(f"{plural(result['empty'], 'row')} without an answer: counted as no response.")
    if result["repeated"]:
        told.append(f"{plural(result['repeated'], 'further row')} of a customer who was there already: put together.")
    return told


def _outcome(x: float | None, is_rate: bool) -> str:
    if x is None:
        return ""
    return percent(x, 1) if is_rate else number(x)


def _points(x: float | None, is_rate: bool) -> str:
    if x is None:
        return ""
    return f"{number(round(100 * x, 1))} points" if is_rate else number(round(x, 2))
