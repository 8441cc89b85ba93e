"""Segmentations: asked for, followed, read, listed and reported."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from app import services
from app.api.common import AUTO, api_v1, of_segments, progress_of, ready_of, resolved
from app.api.schemas import Progress, ReportFormat, Segmentation, SegmentationLine, StartSegmentation
from app.downloads import csv_answer, customers_table
from app.reports import report_answer
from engine.report.write import KINDS

_BYTES = {"schema": {"type": "string", "format": "binary"}}


@api_v1.get("/datasets/<dataset>/segmentations")
@of_segments
@api_v1.alt_response(202, schema=Progress, description="They are being computed.")
@api_v1.response(200, SegmentationLine(many=True))
def list_segmentations(dataset: str) -> Any:
    """Every number of segments that was computed for the table, with names and sizes."""
    ready = resolved(dataset, AUTO)
    if isinstance(ready, Response):
        return ready
    if isinstance(ready, services.Working):
        return progress_of(ready, dataset, AUTO)
    return [
        {
            "k": k,
            "recommended": k == ready.advice.suggested_k,
            "segmentation": url_for("api.get_segmentation", dataset=dataset, k=k, rows=request.args.get("rows")),
            "segments": [
                {"number": number, "name": line.name, "size": line.size} for number, line in enumerate(lines, start=1)
            ],
        }
        for k, lines in sorted(services.overview(ready.choices).items())
    ]


@api_v1.post("/datasets/<dataset>/segmentations")
@of_segments
@api_v1.arguments(StartSegmentation)
@api_v1.response(202, Progress)
def start_segmentation(wanted: dict[str, Any], dataset: str) -> Any:
    """Ask for a segmentation; it is computed once, and asking again says how far it is."""
    k = AUTO if wanted["k"] is None else str(wanted["k"])
    ready = resolved(dataset, k)
    if isinstance(ready, Response):
        return ready
    return progress_of(ready, dataset, k)


@api_v1.get("/datasets/<dataset>/segmentations/<k>")
@of_segments
@api_v1.alt_response(202, schema=Progress, description="It is being computed.")
@api_v1.response(200, Segmentation)
def get_segmentation(dataset: str, k: str) -> Any:
    """The segments with k a number or ``auto``: names, profiles, and how many there should be."""
    ready = resolved(dataset, k)
    if isinstance(ready, Response):
        return ready
    if isinstance(ready, services.Working):
        return progress_of(ready, dataset, k)
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
@of_segments
@api_v1.response(200, content_type="text/csv", schema={"type": "string"})
def get_customers(dataset: str, k: str) -> Any:
    """Every row of the table with its segment, as CSV."""
    ready = ready_of(dataset, k)
    return ready if isinstance(ready, Response) else csv_answer(customers_table(ready), "customers")


@api_v1.get("/datasets/<dataset>/segmentations/<k>/report")
@of_segments
@api_v1.arguments(ReportFormat, location="query")
@api_v1.doc(responses={200: {"description": "The report.", "content": dict.fromkeys(KINDS.values(), _BYTES)}})
def get_report(query: dict[str, Any], dataset: str, k: str) -> Any:
    """The report for people who were not there: how many segments and why, the map, and a page per segment."""
    ready = ready_of(dataset, k)
    return ready if isinstance(ready, Response) else report_answer(ready, query["format"])
