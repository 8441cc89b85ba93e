"""Tables that the operator registered: opened by name, never by a path that a visitor gives."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from app.answers import refusal
from app.jobs.kinds import start_reading
from app.services.context import context
from app.session import ensure_owner
from app.uploads import beyond_quota

registered = Blueprint("registered", __name__)


@registered.post("/registered")
def open_registered() -> Response:
    """JSON ``{"name"}`` → ``{"dataset", "run"}``; the reading has started."""
    body = request.get_json(silent=True)
    name = body.get("name") if isinstance(body, dict) else None
    if not isinstance(name, str) or name not in context().settings.registered_tables:
        return refusal(404, "There is no such table on this server.", "Reload the page to see which there are.")
    if (problem := beyond_quota()) is not None:
        return problem
    workspace = context().workspace
    view = workspace.new_dataset(ensure_owner(), name, 0)
    note = workspace.folders.registered(view.id)
    note.write_text(name, encoding="utf-8")
    workspace.folders.confirm(note)
    run = start_reading(context().queue, workspace.datasets, view.owner, view.id)
    return jsonify({"dataset": view.id, "run": run.id})
