"""A file that was dropped to be scored: it arrives as every upload does, and comes back with its scores."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request, send_file

from app import services
from app.answers import refusal
from app.choices import Choices
from app.downloads import slug
from app.uploads import NOT_FOUND, own_upload, still_missing

scoring_uploads = Blueprint("scoring_uploads", __name__)


def scored_upload_url(upload: str) -> str:
    return f"/download/{upload}/scored-file.csv"


@scoring_uploads.post("/upload/<upload>/score")
def score(upload: str) -> Response:
    """JSON ``{"search"}``, the address of the segments → ``{"upload", "run"}``; the scoring has started."""
    view = own_upload(upload)
    if view is None:
        return refusal(404, *NOT_FOUND)
    if (problem := still_missing(view)) is not None:
        return problem
    body = request.get_json(silent=True)
    search = body.get("search") if isinstance(body, dict) else None
    scorer = services.scorer(Choices.from_search(search if isinstance(search, str) else ""))
    if not isinstance(scorer, services.Scorer):
        return refusal(409, "The segments are not there yet.", "Open them first, then drop the file again.")
    return jsonify({"upload": view.id, "run": services.score_upload(scorer, view).id})


@scoring_uploads.get("/download/<dataset>/scored-file.csv")
def scored(dataset: str) -> Response:
    found = services.scored_path(dataset)
    if found is None:
        return refusal(404, "The scored file was not found.", "Drop the file on the Score page again.")
    name, path = found
    return send_file(path, mimetype="text/csv", as_attachment=True, download_name=f"scored-{slug(name)}.csv")
