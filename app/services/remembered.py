"""Answers of pages that were computed already: the same question about the same state gets the same bytes.

A page's callback is a function of its request and of what `services.status` speaks for (the table's content, the names
that were given); whatever else a page shows must be in the status' key, or its callback must not be marked here. The
key of an answer holds the session and the whole request, so nobody meets an answer that was made for somebody else.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import inspect
import json
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, request, session

from app.choices import Choices
from app.limits import MAX_REMEMBERED_BYTES
from app.services.analysis import status
from app.services.context import context
from app.services.results import Status
from app.session import current_owner

_CALLBACK = "/_dash-update-component"


def remembered(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a callback whose answer may be given again; one of its parameters is ``choices_data``."""
    place = list(inspect.signature(function).parameters).index("choices_data")

    @functools.wraps(function)
    def answer(*arguments: Any) -> Any:
        choices = Choices.from_json(arguments[place])
        before = _ready(choices)
        found = function(*arguments)
        if before is not None and _ready(choices) == before:
            g.remembered = (choices, before)
        return found

    return answer


def install_remembered(server: Flask) -> None:
    @server.before_request
    def give_again() -> Response | None:
        if request.path != _CALLBACK or request.method != "POST":
            return None
        g.question = _question()
        found = context().answers.get(g.question)
        if found is None:
            return None
        head, _, content = found.partition(b"\n")
        choices, state = json.loads(head)
        now = _ready(Choices.from_json(choices))
        if now is None or now.key != state:
            return None
        return _packed(Response(mimetype="application/json"), content)

    @server.after_request
    def remember(answer: Response) -> Response:
        marked = g.get("remembered")
        if marked is None or answer.status_code != 200 or answer.is_streamed:
            return answer
        content = gzip.compress(answer.get_data(), 1, mtime=0)  # it goes out like this, and takes a tenth
        if len(content) <= MAX_REMEMBERED_BYTES:
            choices, ready = marked
            head = json.dumps([choices.to_json(), ready.key]).encode()
            view = ready.dataset
            context().answers.set(g.question, head + b"\n" + content, about=str(view.fingerprint), dataset=view.id)
        return _packed(answer, content)


def _packed(answer: Response, content: bytes) -> Response:
    """The answer with this compressed content, for browsers that take it so."""
    answer.vary.add("Accept-Encoding")
    if "gzip" in request.accept_encodings:
        answer.headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    answer.set_data(content)
    return answer


def _ready(choices: Choices) -> Status | None:
    """What decides the answer besides the request; None while there is no result."""
    found = status(choices)
    return found if found.kind == "ready" else None


def _question() -> str:
    """Who asks what; the address only holds a token that Dash gives to each opened page.

    The sign in front keeps these keys apart from those of results.
    """
    digest = hashlib.sha256(repr((current_owner(), sorted(session.items()))).encode())
    digest.update(request.get_data())
    return f"answer:{digest.hexdigest()}"
