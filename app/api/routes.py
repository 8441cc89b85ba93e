"""The routes of the API: each asks the services as a page does, for the workspace that belongs to the token."""

from __future__ import annotations

import hmac
import math
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from flask import Response, request, url_for
from flask_smorest import Blueprint

from app import services
from app.answers import refusal
from app.api.schemas import (
    Customers,
    Dataset,
    NewDataset,
    Problem,
    Progress,
    ReportFormat,
    Scores,
    Segmentation,
    StartSegmentation,
)
from app.choices import Choices
from app.downloads import csv_answer, customers_table
from app.limits import COPY_BYTES
from app.reports import report_answer
from app.services.context import context
from app.session import act_for
from app.uploads import keep_stream, take_whole
from engine.corrections import Corrections, Rows
from engine.limits import MAX_K
from engine.report.write import KINDS

api_v1 = Blueprint("api", __name__, url_prefix="/api/v1", description="Segment customers and place new ones.")

# Whoever holds the token works in this one workspace; no cookie can name it, since ids of browsers are random hex.
_OWNER = "api"
AUTO = "auto"

_ROWS = {
    "in": "query",
    "name": "rows",
    "required": False,
    "description": "For a table of order lines: customers builds one row per customer, as_they_are takes each for one.",
    "schema": {"type": "string", "enum": [str(each) for each in Rows]},
}

_BYTES = {"schema": {"type": "string", "format": "binary"}}

_PROBLEMS = {
    400: "The request cannot be understood.",
    401: "The token is missing or wrong.",
    403: "The request came from a page of another site.",
    404: "There is no such dataset or segmentation, or the API is switched off.",
    409: "The work is not done yet, or there are too many datasets.",
    411: "The request does not say how long it is.",
    413: "The request is too large.",
    415: "The content type is not the expected one.",
    422: "The content cannot be used; the sentence says why.",
    507: "The server's disk has no room.",
}


def _documented(function: Callable[..., Any]) -> Callable[..., Any]:
    """Every answer that may come, in the description."""
    for status, words in _PROBLEMS.items():
        function = api_v1.alt_response(
            status, schema=Problem, description=words, content_type="application/problem+json"
        )(function)
    return function


def _of_segments(function: Callable[..., Any]) -> Callable[..., Any]:
    """A route that asks for segments may say what the rows of a table of order lines are to become."""
    return api_v1.doc(parameters=[_ROWS])(_documented(function))


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
    act_for(_OWNER)
    return None


@api_v1.get("/datasets")
@_documented
@api_v1.response(200, Dataset(many=True))
def list_datasets() -> Any:
    """The uploaded tables, the newest first."""
    return list(context().workspace.datasets.of(_OWNER))


@api_v1.post("/datasets")
@_documented
@api_v1.doc(requestBody={"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}})
@api_v1.arguments(NewDataset, location="query")
@api_v1.response(201, Dataset)
def upload(query: dict[str, Any]) -> Any:
    """Upload a table as the body of the request; its reading and segmentation start by themselves."""
    return take_whole(query["name"])


@api_v1.get("/datasets/<dataset>")
@_documented
@api_v1.response(200, Dataset)
def get_dataset(dataset: str) -> Any:
    """One table: whether it is read, and why not."""
    return context().workspace.datasets.get(_OWNER, dataset) or _not_found()


@api_v1.delete("/datasets/<dataset>")
@_documented
@api_v1.response(204)
def delete_dataset(dataset: str) -> Any:
    """Delete a table with everything made from it, for good."""
    return None if services.delete_dataset(dataset) else _not_found()


@api_v1.post("/datasets/<dataset>/segmentations")
@_of_segments
@api_v1.arguments(StartSegmentation)
@api_v1.response(202, Progress)
def start_segmentation(wanted: dict[str, Any], dataset: str) -> Any:
    """Ask for a segmentation; it is computed once, and asking again says how far it is."""
    k = AUTO if wanted["k"] is None else str(wanted["k"])
    ready = _resolve(dataset, k)
    if isinstance(ready, Response):
        return ready
    return _progress(ready, dataset, k)


@api_v1.get("/datasets/<dataset>/segmentations/<k>")
@_of_segments
@api_v1.alt_response(202, schema=Progress, description="It is being computed.")
@api_v1.response(200, Segmentation)
def get_segmentation(dataset: str, k: str) -> Any:
    """The segments with k a number or ``auto``: names, profiles, and how many there should be."""
    ready = _resolve(dataset, k)
    if isinstance(ready, Response):
        return ready
    if isinstance(ready, services.Working):
        return _progress(ready, dataset, k), 202
    return {
        "dataset": dataset,
        "k": ready.k,
        "recommended_k": ready.advice.suggested_k,
        "verdict": str(ready.advice.verdict),
        "reasons": ready.advice.reasons,
        "inertia": ready.segmentation.inertia,
        "segments": [
            {
                "number": profile.number,
                "name": name,
                "size": profile.size,
                "share": profile.share,
                "summary": profile.summary,
                "rule": profile.rule.text,
                "coverage": profile.coverage,
                "exclusivity": profile.exclusivity,
                "facts": [fact.text for fact in profile.facts],
                "actions": [action.title for action in profile.actions],
            }
            for name, profile in zip(ready.names, ready.profiles, strict=True)
        ],
    }


@api_v1.get("/datasets/<dataset>/segmentations/<k>/customers")
@_of_segments
@api_v1.response(200, content_type="text/csv", schema={"type": "string"})
def get_customers(dataset: str, k: str) -> Any:
    """Every row of the table with its segment, as CSV."""
    ready = _ready(dataset, k)
    return ready if isinstance(ready, Response) else csv_answer(customers_table(ready), "customers")


@api_v1.get("/datasets/<dataset>/segmentations/<k>/report")
@_of_segments
@api_v1.arguments(ReportFormat, location="query")
@api_v1.doc(responses={200: {"description": "The report.", "content": dict.fromkeys(KINDS.values(), _BYTES)}})
def get_report(query: dict[str, Any], dataset: str, k: str) -> Any:
    """The report for people who were not there: how many segments and why, the map, and a page per segment."""
    ready = _ready(dataset, k)
    return ready if isinstance(ready, Response) else report_answer(ready, query["format"])


@api_v1.post("/datasets/<dataset>/segmentations/<k>/score")
@_of_segments
@api_v1.arguments(Customers)
@api_v1.response(200, Scores)
def score(customers: dict[str, Any], dataset: str, k: str) -> Any:
    """Place customers given as JSON."""
    ready = _ready(dataset, k)
    if isinstance(ready, Response):
        return ready
    model = services.model_of(ready)
    columns = [column.name for column in model.card.schema]
    frame = pd.DataFrame(
        {name: [_cell(row.get(name)) for row in customers["rows"]] for name in columns}, dtype="object"
    )
    scores = model.score(frame)
    records = scores.astype({"second_choice": "object"}).to_dict("records")
    return {"scores": [_without_gaps(record) for record in records], "notes": scores.attrs["notes"]}


@api_v1.post("/datasets/<dataset>/segmentations/<k>/score-file")
@_of_segments
@api_v1.doc(requestBody={"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}})
@api_v1.response(200, content_type="text/csv", schema={"type": "string"})
def score_file(dataset: str, k: str) -> Any:
    """Place every row of a table sent as the body; comes back as CSV with the scores beside every column."""
    from engine.score_file import score_file as place

    ready = _ready(dataset, k)
    if isinstance(ready, Response):
        return ready
    limit = context().settings.max_upload_bytes
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        source, target = folder / "source", folder / "scored.csv"
        if not keep_stream(request.stream, source, limit):
            return refusal(413, f"The file has more than {limit / 1e6:,.0f} MB.", "Send it in parts.")
        place(services.model_of(ready), source, target, mark=True)
        pieces = _pieces(target, stack.pop_all())
    headers = {"Content-Disposition": 'attachment; filename="scored.csv"'}
    return Response(pieces, mimetype="text/csv", headers=headers)


def _pieces(path: Path, folder: ExitStack) -> Iterator[bytes]:
    """The file, a piece at a time; its folder goes with it."""
    with folder, path.open("rb") as file:
        while piece := file.read(COPY_BYTES):
            yield piece


def _resolve(dataset: str, k: str) -> services.Ready | services.Working | Response:
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
        return _not_found()
    if isinstance(found, services.Undecided):
        return refusal(422, found.message, "Ask with rows=customers: one row per customer is built from them.")
    if isinstance(found, services.Failed):
        return refusal(422, found.message, found.remedy)
    if isinstance(found, services.Ready) and number is not None and found.k != number:
        return refusal(404, found.notice, "Ask for one of these.")
    return found


def _ready(dataset: str, k: str) -> services.Ready | Response:
    found = _resolve(dataset, k)
    if isinstance(found, services.Working):
        return refusal(409, "The segments are still being computed.", "Ask again when the segmentation is there.")
    return found


def _progress(found: services.Ready | services.Working, dataset: str, k: str) -> dict[str, Any]:
    working = isinstance(found, services.Working)
    return {
        "status": "working" if working else "ready",
        "fraction": found.fraction if isinstance(found, services.Working) else 1.0,
        "message": found.message if isinstance(found, services.Working) else "",
        "segmentation": url_for("api.get_segmentation", dataset=dataset, k=k, rows=request.args.get("rows")),
    }


def _not_found() -> Response:
    return refusal(404, "This dataset was not found.", "It may have been deleted. Upload the table again.")


def _cell(value: Any) -> Any:
    """A value of JSON as a cell: what is nested is no value of a customer, and counts as unreadable text."""
    return str(value) if isinstance(value, dict | list) else value


def _without_gaps(record: dict[Hashable, Any]) -> dict[Hashable, Any]:
    return {
        key: None if value is pd.NA or (isinstance(value, float) and not math.isfinite(value)) else value
        for key, value in record.items()
    }
