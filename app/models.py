"""Portable models on their way into the library and out of it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from app import services
from app.answers import refusal
from app.downloads import slug
from app.limits import MAX_MODEL_BYTES
from app.session import ensure_owner
from app.uploads import clean_file_name
from engine.errors import EngineError

models = Blueprint("models", __name__)


def brought_url(model: str) -> str:
    return f"/models/{model}/model.json"


@models.post("/models")
def bring() -> Response:
    """Raw bytes and ``?name=`` → ``{"model"}``: the file was checked, and is in the library."""
    taken = take_model(request.args.get("name", "model.json"))
    return taken if isinstance(taken, Response) else jsonify({"model": taken})


def take_model(name: str) -> str | Response:
    """Keep the body of the request as a model; its id, or the answer that says why it was not taken."""
    name = clean_file_name(name)
    content = request.stream.read(MAX_MODEL_BYTES + 1)
    if len(content) > MAX_MODEL_BYTES:
        return refusal(413, *services.too_large(name))
    if not content:
        return refusal(400, f"The file {name} is empty.", "Choose the model.json that was saved.")
    try:
        return services.bring_model(ensure_owner(), name, content)
    except EngineError as error:
        return refusal(422, error.message, error.remedy)


@models.get("/models/<model>/model.json")
def take(model: str) -> Response:
    """The file as it was brought."""
    found = services.brought_card(model)
    if found is None:
        return refusal(404, "This model was not found.", "It may have been deleted. Look in the library.")
    title, card = found
    headers = {"Content-Disposition": f'attachment; filename="{slug(title)}-model.json"'}
    return Response(card, mimetype="application/json", headers=headers)
