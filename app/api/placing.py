"""Customers placed with a model, whichever way it was named: rows as JSON, and whole files."""

from __future__ import annotations

import errno
import math
from collections.abc import Hashable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from flask import Response, request

from app.answers import refusal
from app.api.common import api_v1
from app.limits import COPY_BYTES
from app.services.context import context
from app.uploads import keep_stream

if TYPE_CHECKING:
    from engine.model import SegmentModel

FILE_BODY = api_v1.doc(
    requestBody={"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}}
)


def placed_rows(model: SegmentModel, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The scores of customers given as objects; fields that the model does not need are ignored."""
    import pandas as pd

    columns = [column.name for column in model.card.schema]
    frame = pd.DataFrame({name: [_cell(row.get(name)) for row in rows] for name in columns}, dtype="object")
    scores = model.score(frame)
    records = scores.astype({"second_choice": "object"}).to_dict("records")
    return {"scores": [_without_gaps(record) for record in records], "notes": scores.attrs["notes"]}


def placed_file(model: SegmentModel) -> Response:
    """The table in the body of the request, as CSV with the scores beside every column."""
    from engine.score_file import score_file

    limit = context().settings.max_upload_bytes
    if (request.content_length or 0) > limit:
        return _too_large(limit)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        source, target = folder / "table", folder / "scored.csv"
        try:
            if not keep_stream(request.stream, source, limit):
                return _too_large(limit)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            return refusal(507, "The server's disk has no room for this file.", "Send a smaller one.")
        score_file(model, source, target, mark=True)
        pieces = _pieces(target, stack.pop_all())
    headers = {"Content-Disposition": 'attachment; filename="scored.csv"'}
    return Response(pieces, mimetype="text/csv", headers=headers)


def _too_large(limit: int) -> Response:
    return refusal(413, f"The file has more than {limit / 1e6:,.0f} MB.", "Send it in parts.")


def _pieces(path: Path, folder: ExitStack) -> Iterator[bytes]:
    """The file, a piece at a time; its folder goes with it."""
    with folder, path.open("rb") as file:
        while piece := file.read(COPY_BYTES):
            yield piece


def _cell(value: Any) -> Any:
    """A value of JSON as a cell: what is nested is no value of a customer, and counts as unreadable text."""
    return str(value) if isinstance(value, dict | list) else value


def _without_gaps(record: dict[Hashable, Any]) -> dict[Hashable, Any]:
    return {key: None if _is_gap(value) else value for key, value in record.items()}


def _is_gap(value: Any) -> bool:
    import pandas as pd

    return value is pd.NA or (isinstance(value, float) and not math.isfinite(value))
