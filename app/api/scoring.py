"""New customers placed, as JSON and as files."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from flask import Response, request

from app import services
from app.answers import refusal
from app.api.common import api_v1, of_segments, ready_of
from app.api.schemas import Customers, Scores
from app.limits import COPY_BYTES
from app.services.context import context
from app.uploads import keep_stream


@api_v1.post("/datasets/<dataset>/segmentations/<k>/score")
@of_segments
@api_v1.arguments(Customers)
@api_v1.response(200, Scores)
def score(customers: dict[str, Any], dataset: str, k: str) -> Any:
    """Place customers given as JSON."""
    ready = ready_of(dataset, k)
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
@of_segments
@api_v1.doc(requestBody={"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}})
@api_v1.response(200, content_type="text/csv", schema={"type": "string"})
def score_file(dataset: str, k: str) -> Any:
    """Place every row of a table sent as the body; comes back as CSV with the scores beside every column."""
    from engine.score_file import score_file as place

    ready = ready_of(dataset, k)
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


def _cell(value: Any) -> Any:
    """A value of JSON as a cell: what is nested is no value of a customer, and counts as unreadable text."""
    return str(value) if isinstance(value, dict | list) else value


def _without_gaps(record: dict[Hashable, Any]) -> dict[Hashable, Any]:
    return {
        key: None if value is pd.NA or (isinstance(value, float) and not math.isfinite(value)) else value
        for key, value in record.items()
    }
