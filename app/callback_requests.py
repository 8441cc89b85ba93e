"""Requests to Dash's callbacks that no page of ours sends are refused with a sentence: Dash itself fails on them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dash import Dash
from dash.exceptions import InvalidCallbackReturnValue
from flask import Response, request

from app.answers import refusal

ADDRESS = "/_dash-update-component"
_SEVERAL = (["ALL"], ["ALLSMALLER"])


def install_callback_guard(app: Dash) -> None:
    """Look at the shape of every callback's request before Dash does."""

    @app.server.before_request
    def refuse_misshapen() -> Response | None:
        if request.path != ADDRESS or fits(request.get_json(), app.callback_map):
            return None
        return _refused()

    # What a callback returned does not fit the outputs that were asked for: nobody asks so but by hand.
    @app.server.errorhandler(InvalidCallbackReturnValue)
    def refuse_outputs(_error: InvalidCallbackReturnValue) -> Response:
        return _refused()


def fits(body: Any, callbacks: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the request asks one of the callbacks, with what it takes in the form in which it takes it.

    Parameters
    ----------
    body : object
        The request's JSON.
    callbacks : mapping
        What each callback takes ("inputs" and "state", each with "id" and "property"), by its output.
    """
    if not isinstance(body, dict) or not isinstance(output := body.get("output"), str):
        return False
    callback = callbacks.get(output)
    changed = body.get("changedPropIds", [])
    if callback is None or not isinstance(changed, list) or not all(isinstance(each, str) for each in changed):
        return False
    if not all(_is_part(part) for part in _flat(body.get("outputs", []))):
        return False
    return all(_all_fit(body.get(kind, []), callback[kind]) for kind in ("inputs", "state"))


def _all_fit(given: Any, wanted: list[dict[str, str]]) -> bool:
    return isinstance(given, list) and len(given) == len(wanted) and all(map(_fits, given, wanted))


def _fits(given: Any, wanted: dict[str, str]) -> bool:
    pattern = json.loads(wanted["id"]) if wanted["id"].startswith("{") else None
    several = pattern is not None and any(value in _SEVERAL for value in pattern.values())
    if isinstance(given, list) != several:
        return False
    for part in given if several else [given]:
        if not _is_part(part) or part["property"] != wanted["property"] or not _is_named(part["id"], wanted, pattern):
            return False
    return True


def _is_named(identity: str | dict[str, Any], wanted: dict[str, str], pattern: dict[str, Any] | None) -> bool:
    if pattern is None or isinstance(identity, str):
        return identity == wanted["id"]
    return identity.keys() == pattern.keys()


def _is_part(part: Any) -> bool:
    return isinstance(part, dict) and isinstance(part.get("id"), str | dict) and isinstance(part.get("property"), str)


def _flat(outputs: Any) -> list[Any]:
    """The outputs one by one: one alone, a list, or lists where a pattern stands for several."""
    if not isinstance(outputs, list):
        return [outputs]
    return [part for each in outputs for part in _flat(each)] if outputs else []


def _refused() -> Response:
    return refusal(400, "The request does not fit the page.", "Load the page again.")
