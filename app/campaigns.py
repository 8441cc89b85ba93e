"""Campaign files and their results: whom to contact goes out, who responded comes back."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from app import services
from app.answers import refusal
from app.choices import Choices
from app.downloads import csv_answer, ready_for, slug, whole_numbers
from app.limits import MAX_RESULTS_BYTES
from engine.limits import DEFAULT_HOLD_OUT

campaigns = Blueprint("campaigns", __name__)


def campaign_url(choices: Choices, who: str, hold_out: float) -> str:
    """The campaign file of a segment or an audience."""
    return f"/campaign/{choices.dataset or 'none'}/file.csv{_query(choices, who=who, hold_out=f'{hold_out:g}')}"


def results_url(choices: Choices, hold_out: float) -> str:
    """Where the results of a campaign are sent."""
    return f"/campaign/{choices.dataset or 'none'}/results{_query(choices, hold_out=f'{hold_out:g}')}"


@campaigns.get("/campaign/<dataset>/file.csv")
def file(dataset: str) -> Response:
    ready = ready_for(dataset)
    if isinstance(ready, Response):
        return ready
    who = request.args.get("who", "")
    name, _ = services.people(ready, who)
    campaign = services.plan_campaign(ready, who, _hold_out())
    return csv_answer(whole_numbers(campaign.table), f"{slug(ready.view.name)}-campaign-{slug(name)}")


@campaigns.post("/campaign/<dataset>/results")
def results(dataset: str) -> Response:
    if (request.content_length or 0) > MAX_RESULTS_BYTES:
        return refusal(
            413,
            f"The results have more than {MAX_RESULTS_BYTES // 1_000_000} MB.",
            "Keep the customer id, the campaign group and the column of responses; leave the others out.",
        )
    ready = ready_for(dataset)
    if isinstance(ready, Response):
        return ready
    content = request.get_data(cache=False)
    uplift = services.campaign_results(ready, content, request.args.get("name", "results.csv"), _hold_out())
    return jsonify(asdict(uplift))


def _hold_out() -> float:
    """The share in the address; one that cannot be read is one that cannot be."""
    return request.args.get("hold_out", DEFAULT_HOLD_OUT, type=_share)


def _share(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -1.0


def _query(choices: Choices, **more: str) -> str:
    return "?" + "&".join(part for part in (choices.to_search().lstrip("?"), urlencode(more)) if part)
