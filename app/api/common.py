"""What every route of the API shares: the token, the answers that are documented, and the segments that it asks for."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request, url_for
from flask_smorest import Blueprint

from app import services
from app.answers import refusal
from app.api.schemas import Problem, Progress
from app.choices import Choices
from app.services.context import context
from app.session import act_for
from engine.corrections import Corrections, Rows
from engine.limits import MAX_K

api_v1 = Blueprint("api", __name__, url_prefix="/api/v1", description="Segment customers and place new ones.")

# Whoever holds the token works in this one workspace; no cookie can name it, since ids of browsers are random hex.
OWNER = "api"
AUTO = "auto"

_ROWS = {
    "in": "query",
    "name": "rows",
    "required": False,
    "description": "For a table of order lines: customers builds one row per customer, as_they_are takes each for one.",
    "schema": {"type": "string", "enum": [str(each) for each in Rows]},
}

_PROBLEMS = {
    400: "The request cannot be understood.",
    401: "The token is missing or wrong.",
    403: "The request came from a page of another site.",
    404: "There is no such dataset, segmentation or model, or the API is switched off.",
    409: "The work is not done yet, or there are too many datasets.",
    411: "The request does not say how long it is.",
    413: "The request is too large.",
    415: "The content type is not the expected one.",
    422: "The content cannot be used; the sentence says why.",
    507: "The server's disk has no room.",
}


def documented(function: Callable[..., Any]) -> Callable[..., Any]:
    """Every answer that may come, in the description."""
    for status, words in _PROBLEMS.items():
        function = api_v1.alt_response(
            status, schema=Problem, description=words, content_type="application/problem+json"
        )(function)
    return function


def of_segments(function: Callable[..., Any]) -> Callable[..., Any]:
    """A route that asks for segments may say what the rows of a table of order lines are to become."""
    return api_v1.doc(parameters=[_ROWS])(documented(function))


@api_v1.before_request
def _let_in() -> Response | None:
    token = context().settings.api_token
    if not token:
        return refusal(404, "The API is switched off.", "The operator can set API_TOKEN to switch it on.")
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        answer = refusal(401, "The token is missing or wrong.", "Send the header Authorization: Bearer <token>.")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    act_for(OWNER)
    return None


def resolved(dataset: str, k: str) -> services.Ready | services.Working | Response:
    """The segmentation, how far it is, or why there is none."""
    number = int(k) if k.isascii() and k.isdigit() and len(k) <= len(str(MAX_K)) else None
    if k != AUTO and (number is None or not 2 <= number <= MAX_K):
        return refusal(404, f"There is no segmentation {k[:20]!r}.", f"Ask for auto or for 2 to {MAX_K}.")
    rows = request.args.get("rows")
    if rows is not None and rows not in list(Rows):
        return refusal(422, f"There is no {rows[:20]!r} as rows.", f"Ask for {' or '.join(Rows)}.")
    reading = Corrections(rows=None if rows is None else Rows(rows))
    found = services.resolve(Choices(dataset=dataset, k=number, reading=reading))
    if isinstance(found, services.Missing):
        return not_found()
    if isinstance(found, services.Undecided):
        return refusal(422, found.message, "Ask with rows=customers: one row per customer is built from them.")
    if isinstance(found, services.Failed):
        return refusal(422, found.message, found.remedy)
    if isinstance(found, services.Ready) and number is not None and found.k != number:
        return refusal(404, found.notice, "Ask for one of these.")
    return found


def ready_of(dataset: str, k: str) -> services.Ready | Response:
    found = resolved(dataset, k)
    if isinstance(found, services.Working):
        return refusal(409, "The segments are still being computed.", "Ask again when the segmentation is there.")
    return found


def progress_of(found: services.Ready | services.Working, dataset: str, k: str) -> Response:
    """How far the work is. An answer of its own: a route's schema describes what it gives once the work is done."""
    working = found if isinstance(found, services.Working) else None
    progress = {
        "status": "ready" if working is None else "working",
        "fraction": 1.0 if working is None else working.fraction,
        "message": "" if working is None else working.message,
        "segmentation": url_for("api.get_segmentation", dataset=dataset, k=k, rows=request.args.get("rows")),
    }
    answer = jsonify(Progress().dump(progress))
    answer.status_code = 202
    return answer


def not_found() -> Response:
    return refusal(404, "This dataset was not found.", "It may have been deleted. Upload the table again.")
