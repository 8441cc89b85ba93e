"""Answers go out compressed, and files that never change are asked for once."""

from __future__ import annotations

import gzip
import threading

from flask import Flask, Response, request

# Below this an answer fits into one packet anyway.
_WORTH_IT = 1_400
_KINDS = ("text/", "application/json", "application/javascript", "application/problem+json", "image/svg+xml")
# Files are compressed once per process and well; answers every time and fast.
_ONCE, _EVERY_TIME = 9, 1
_FOR_EVER = "public, max-age=31536000, immutable"
_A_DAY = "public, max-age=86400"

# The names of these files change with what is in them.
_NAMED_BY_CONTENT = "/assets/vendor/plotly/"

STATIC = ("/assets/", "/_dash-component-suites/", "/_favicon")


def install_compression(server: Flask) -> None:
    files: dict[str, bytes] = {}
    lock = threading.Lock()

    def of_file(answer: Response) -> bytes:
        """The file's compressed content, made once for each of its states."""
        key = f"{request.path} {answer.headers.get('ETag', '')}"
        with lock:  # two browsers' first visits would compress everything twice
            if key not in files:
                answer.direct_passthrough = False
                files[key] = gzip.compress(answer.get_data(), _ONCE, mtime=0)
            return files[key]

    @server.after_request
    def compress(answer: Response) -> Response:
        static = request.path.startswith(STATIC)
        if static:
            _keep_fresh(answer)
        if not _compressible(answer, static):
            return answer
        answer.vary.add("Accept-Encoding")
        if "gzip" not in request.accept_encodings:
            return answer
        content = of_file(answer) if static else gzip.compress(answer.get_data(), _EVERY_TIME, mtime=0)
        if (close := getattr(answer.response, "close", None)) is not None:
            close()  # the file itself, when its compressed content was at hand
        answer.direct_passthrough = False
        answer.set_data(content)
        answer.headers["Content-Encoding"] = "gzip"
        if etag := answer.get_etag()[0]:
            answer.set_etag(etag, weak=True)  # the same content in other bytes
        return answer


def _keep_fresh(answer: Response) -> None:
    """How long a browser may use a file without asking again.

    Dash puts the time of the last change into the address of what it loads itself; what the style sheets load, fonts
    and icons, changes with an upgrade at most.
    """
    if answer.status_code not in (200, 304):
        return
    if "m" in request.args or request.path.startswith(_NAMED_BY_CONTENT):
        answer.headers["Cache-Control"] = _FOR_EVER
    elif request.path.startswith(("/assets/vendor/", "/_favicon")):
        answer.headers["Cache-Control"] = _A_DAY


def _compressible(answer: Response, static: bool) -> bool:
    """Whole answers of text; downloads are streamed and stay as they are."""
    if answer.status_code != 200 or request.method == "HEAD" or answer.mimetype is None:
        return False
    if "Content-Encoding" in answer.headers or "Content-Range" in answer.headers:
        return False
    if not static and (answer.is_streamed or answer.direct_passthrough or "Content-Disposition" in answer.headers):
        return False
    return (answer.content_length or 0) >= _WORTH_IT and answer.mimetype.startswith(_KINDS)
