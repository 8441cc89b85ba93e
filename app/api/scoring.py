"""New customers placed in the segments of an uploaded table, and the model of these segments."""

from __future__ import annotations

from typing import Any

from flask import Response

from app import services
from app.api.common import api_v1, of_segments, ready_of
from app.api.placing import FILE_BODY, placed_file, placed_rows
from app.api.schemas import Customers, Scores


@api_v1.post("/datasets/<dataset>/segmentations/<k>/score")
@of_segments
@api_v1.arguments(Customers)
@api_v1.response(200, Scores)
def score(customers: dict[str, Any], dataset: str, k: str) -> Any:
    """Place customers given as JSON."""
    ready = ready_of(dataset, k)
    return ready if isinstance(ready, Response) else placed_rows(services.model_of(ready), customers["rows"])


@api_v1.post("/datasets/<dataset>/segmentations/<k>/score-file")
@of_segments
@FILE_BODY
@api_v1.response(200, content_type="text/csv", schema={"type": "string"})
def score_file(dataset: str, k: str) -> Any:
    """Place every row of a table sent as the body; comes back as CSV with the scores beside every column."""
    ready = ready_of(dataset, k)
    return ready if isinstance(ready, Response) else placed_file(services.model_of(ready))


@api_v1.get("/datasets/<dataset>/segmentations/<k>/model")
@of_segments
@api_v1.response(200, content_type="application/json", schema={"type": "object"})
def get_model(dataset: str, k: str) -> Any:
    """The segments as a portable model: without code, safe to open, and complete without the table."""
    from engine.model_card import card_bytes

    ready = ready_of(dataset, k)
    if isinstance(ready, Response):
        return ready
    return Response(card_bytes(services.model_of(ready).card), mimetype="application/json")
