"""Tables: uploaded, listed, looked at and deleted."""

from __future__ import annotations

from typing import Any

from app import services
from app.api.common import OWNER, api_v1, documented, not_found
from app.api.schemas import Dataset, NewDataset
from app.services.context import context
from app.uploads import take_whole


@api_v1.get("/datasets")
@documented
@api_v1.response(200, Dataset(many=True))
def list_datasets() -> Any:
    """The uploaded tables, the newest first."""
    return list(context().workspace.datasets.of(OWNER))


@api_v1.post("/datasets")
@documented
@api_v1.doc(requestBody={"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}})
@api_v1.arguments(NewDataset, location="query")
@api_v1.response(201, Dataset)
def upload(query: dict[str, Any]) -> Any:
    """Upload a table as the body of the request; its reading and segmentation start by themselves."""
    return take_whole(query["name"])


@api_v1.get("/datasets/<dataset>")
@documented
@api_v1.response(200, Dataset)
def get_dataset(dataset: str) -> Any:
    """One table: whether it is read, and why not."""
    return context().workspace.datasets.get(OWNER, dataset) or not_found()


@api_v1.delete("/datasets/<dataset>")
@documented
@api_v1.response(204)
def delete_dataset(dataset: str) -> Any:
    """Delete a table with everything made from it, for good."""
    return None if services.delete_dataset(dataset) else not_found()
