"""What an opened page asks first, answered before it can ask.

A page asks once its scripts have run and its frame is laid out. What it will ask is known before, from its address and
its theme: assets/head/opening.js asks for all of it at once, and hands each answer to the question that turns out to
be the same, word for word. Any other question goes to the server as ever.
"""

from __future__ import annotations

import contextvars
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from dash import Dash
from dash.development.base_component import Component
from flask import Flask, Response, request
from plotly.utils import PlotlyJSONEncoder
from werkzeug.wrappers import Response as WrappedResponse

from app import shell
from app.callback_requests import ADDRESS as CALLBACK
from app.figures.theme import Theme

ADDRESS = "/_dash-opening"
# The theme in the browser, which is known before anything is drawn.
THEME = "X-Theme"
_VIEW = {"id": str(shell.Ids.VIEW), "property": "data"}


def install_first_answers(app: Dash) -> None:
    """Two lines per answer: the question as JSON, and the answer as the callback's address gives it."""

    @app.server.get(ADDRESS)
    def first_answers() -> Response:
        lines: list[str] = []
        for question in questions(app.get_layout(), app.callback_map, request.headers.get(THEME)):
            answer = _ask(app.server, question)
            if answer.status_code in (200, 204):
                lines += [json.dumps(question, cls=PlotlyJSONEncoder), answer.get_data(as_text=True).strip()]
        return Response("\n".join(lines), mimetype="text/plain")


def questions(layout: Any, callbacks: Mapping[str, Any], theme: str | None) -> Iterator[dict[str, Any]]:
    """What the callbacks that listen to the view will be asked once the page is complete; nothing while work goes on.

    Callbacks with patterns are left out, and those that take what another answer gives: it is not known yet.

    Parameters
    ----------
    layout : Component
    callbacks : mapping
        Dash's own, by output.
    theme : str, optional
    """
    parts = {part.id: part for part in layout._traverse() if isinstance(getattr(part, "id", None), str)}
    state = parts[shell.Ids.STATE].to_plotly_json()["props"].get("data") or {}
    if state.get("kind") != "ready" or theme not in list(Theme):
        return
    parts[shell.Ids.VIEW].data = {**state, "theme": theme, "revision": 0}  # as "compose" in assets/state.js
    listening = {
        output: callback
        for output, callback in callbacks.items()
        if "callback" in callback
        and _VIEW in callback["inputs"]
        and all(each["id"] in parts for each in (*callback["inputs"], *callback["state"], *_parts(output)))
    }
    given = [part for output in listening for part in _parts(output)]
    for output, callback in listening.items():
        if not any(each in given for each in (*callback["inputs"], *callback["state"])):
            outputs = _parts(output)
            yield {
                "output": output,
                "outputs": outputs if output.startswith("..") else outputs[0],
                "inputs": [_filled(each, parts) for each in callback["inputs"]],
                "changedPropIds": [f"{_VIEW['id']}.{_VIEW['property']}"],
                "state": [_filled(each, parts) for each in callback["state"]],
            }


def _parts(output: str) -> list[dict[str, str]]:
    """The outputs of a callback, as Dash writes them into one text: one alone, or several between dots."""
    found = []
    for text in output[2:-2].split("...") if output.startswith("..") else [output]:
        identity, _, name = text.rpartition(".")
        found.append({"id": identity, "property": name})
    return found


def _filled(wanted: dict[str, str], parts: Mapping[str, Component]) -> dict[str, Any]:
    return {**wanted, "value": parts[wanted["id"]].to_plotly_json()["props"].get(wanted["property"])}


def _ask(server: Flask, question: Mapping[str, Any]) -> WrappedResponse:
    """As the browser would ask, with its cookie and past every guard, in a context of its own."""
    body = json.dumps(question, cls=PlotlyJSONEncoder).encode()
    environ = {name: value for name, value in request.environ.items() if name != "werkzeug.request"}
    environ |= {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": CALLBACK,
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_ACCEPT_ENCODING": "",
        "wsgi.input": io.BytesIO(body),
    }
    return contextvars.Context().run(WrappedResponse.from_app, server.wsgi_app, environ, True)
