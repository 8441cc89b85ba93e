"""Portable models: brought, listed, looked at, used without their table, and deleted."""

from __future__ import annotations

from typing import Any

from flask import Response

from app import services
from app.answers import refusal
from app.api.common import OWNER, api_v1, documented
from app.api.placing import FILE_BODY, placed_file, placed_rows
from app.api.schemas import Customers, Model, ModelDetails, NewModel, Scores
from app.models import take_model
from app.services.context import context
from engine.model_schema import NeededColumn

_CARD = {"application/octet-stream": {"schema": {"type": "string"}}, "application/json": {"schema": {}}}


@api_v1.get("/models")
@documented
@api_v1.response(200, Model(many=True))
def list_models() -> Any:
    """The models that were brought with the token, the newest first."""
    return [_facts(view) for view in services.models() if not view.deleted]


@api_v1.post("/models")
@documented
@api_v1.doc(requestBody={"required": True, "content": _CARD})
@api_v1.arguments(NewModel, location="query")
@api_v1.response(201, ModelDetails)
def bring_model(query: dict[str, Any]) -> Any:
    """Bring a portable model, `model.json`, as the body of the request. It is checked; no code in it is ever run."""
    taken = take_model(query["name"])
    return taken if isinstance(taken, Response) else _details(taken)


@api_v1.get("/models/<model>")
@documented
@api_v1.response(200, ModelDetails)
def get_brought_model(model: str) -> Any:
    """One model, with the columns that it asks of a customer."""
    return _details(model) or _not_found()


@api_v1.delete("/models/<model>")
@documented
@api_v1.response(204)
def delete_model(model: str) -> Any:
    """Delete a model, for good."""
    return None if context().workspace.models.delete(OWNER, model) else _not_found()


@api_v1.get("/models/<model>/card")
@documented
@api_v1.response(200, content_type="application/json", schema={"type": "object"})
def get_card(model: str) -> Any:
    """The portable file as it was brought."""
    found = services.brought_card(model)
    return _not_found() if found is None else Response(found[1], mimetype="application/json")


@api_v1.post("/models/<model>/score")
@documented
@api_v1.arguments(Customers)
@api_v1.response(200, Scores)
def score_with_model(customers: dict[str, Any], model: str) -> Any:
    """Place customers given as JSON in the model's segments."""
    found = services.brought_model(model)
    return _not_found() if found is None else placed_rows(found[1], customers["rows"])


@api_v1.post("/models/<model>/score-file")
@documented
@FILE_BODY
@api_v1.response(200, content_type="text/csv", schema={"type": "string"})
def score_file_with_model(model: str) -> Any:
    """Place every row of a table sent as the body; comes back as CSV with the scores beside every column."""
    found = services.brought_model(model)
    return _not_found() if found is None else placed_file(found[1])


def _facts(view: services.ModelView) -> dict[str, Any]:
    facts = {**view.facts, "n_columns": view.facts["columns"]}
    return {**facts, "id": view.id, "title": view.title, "note": view.note, "created": view.created}


def _details(model: str) -> dict[str, Any] | None:
    view = next((each for each in services.models() if each.id == model), None)
    found = services.brought_model(model)
    if view is None or found is None:
        return None
    return {**_facts(view), "columns": [_needed(column) for column in found[1].card.schema]}


def _needed(column: NeededColumn) -> dict[str, Any]:
    typical = f"{column.typical:.12g}" if isinstance(column.typical, float) else column.typical
    return {
        "name": column.name,
        "form": column.form,
        "unit": column.unit,
        "typical": None if typical is None else str(typical),
        "levels": column.levels,
    }


def _not_found() -> Response:
    return refusal(404, "This model was not found.", "It may have been deleted. Bring it again.")
