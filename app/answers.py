"""Answers that say what is wrong and what to do: JSON for scripts, a small page for people who followed a link."""

from __future__ import annotations

from flask import Response, jsonify, request
from markupsafe import escape
from werkzeug.http import HTTP_STATUS_CODES

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{message}</title></head>
<body style="font-family: system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1 style="font-size: 1.25rem">{message}</h1><p>{remedy}</p><p><a href="/">Back to Tessera</a></p>
</body>
</html>
"""


def refusal(status: int, message: str, remedy: str, **more: object) -> Response:
    """An answer with a sentence and a remedy; ``more`` goes into the JSON."""
    if request.path.startswith("/api/"):
        # Problem details (RFC 9457); our sentence is the detail, and the remedy an extension.
        title = HTTP_STATUS_CODES.get(status, "Refused")
        body = {"type": "about:blank", "title": title, "status": status, "detail": message, "remedy": remedy, **more}
        answer = jsonify(body)
        answer.mimetype = "application/problem+json"
    elif request.accept_mimetypes.best == "text/html":
        answer = Response(_PAGE.format(message=escape(message), remedy=escape(remedy)), mimetype="text/html")
    else:
        answer = jsonify({"message": message, "remedy": remedy, **more})
    answer.status_code = status
    return answer
