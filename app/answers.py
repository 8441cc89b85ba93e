"""Answers that say what is wrong and what to do: JSON for scripts, a small page for people who followed a link."""

from __future__ import annotations

from flask import Response, jsonify, render_template, request
from werkzeug.http import HTTP_STATUS_CODES


def wants_page() -> bool:
    """Whether a person followed a link: a browser prefers HTML then, and scripts take anything.

    Asked by quality: Chrome lists signed exchanges with a parameter, which counts as more specific than HTML.
    """
    return request.accept_mimetypes["text/html"] > request.accept_mimetypes["application/json"]


def refusal(status: int, message: str, remedy: str, **more: object) -> Response:
    """An answer with a sentence and a remedy; ``more`` goes into the JSON."""
    if request.path.startswith("/api/"):
        # Problem details (RFC 9457); our sentence is the detail, and the remedy an extension.
        title = HTTP_STATUS_CODES.get(status, "Refused")
        body = {"type": "about:blank", "title": title, "status": status, "detail": message, "remedy": remedy, **more}
        answer = jsonify(body)
        answer.mimetype = "application/problem+json"
    elif wants_page():
        answer = Response(render_template("refusal.html", message=message, remedy=remedy), mimetype="text/html")
    else:
        answer = jsonify({"message": message, "remedy": remedy, **more})
    answer.status_code = status
    return answer
