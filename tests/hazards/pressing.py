"""A page's buttons, pressed over HTTP at a real server: what Dash in a browser sends when somebody clicks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.hazards.conftest import talk


@dataclass
class Page:
    """One browser's page: its cookie, and the callbacks that the server has told it about."""

    port: int
    cookie: str
    _callbacks: list[dict[str, Any]] = field(default_factory=list)

    def open(self) -> None:
        self._callbacks = json.loads(talk(self.port, "GET", "/_dash-dependencies", Cookie=self.cookie)[1])

    def press(self, button: Any, values: Mapping[str, Any]) -> tuple[int, str]:
        """Click a button while fields hold these values.

        Parameters
        ----------
        button : str or dict
            Its id.
        values : mapping
            Of fields by ``id.property``; those of a pattern by its type, one value for each index of the pressed one.

        Returns
        -------
        The status, and what the page is told, as JSON text.
        """
        callback = self._of(button)
        pressed = f"{_text(button)}.n_clicks"
        inputs = [_sent(each, button, values) for each in callback["inputs"]]
        body = {
            "output": callback["output"],
            "outputs": _outputs(callback["output"], button),
            "inputs": inputs,
            "state": [_sent(each, button, values) for each in callback["state"]],
            "changedPropIds": [pressed],
            "parsedChangedPropsIds": [pressed],
        }
        status, answer, _ = talk(
            self.port,
            "POST",
            "/_dash-update-component",
            json.dumps(body).encode(),
            Cookie=self.cookie,
            Content_Type="application/json",
        )
        return status, answer.decode()

    def _of(self, button: Any) -> dict[str, Any]:
        """The callback that the button starts."""
        for callback in self._callbacks:
            for each in callback["inputs"]:
                if each["property"] == "n_clicks" and (
                    each["id"] == button or (isinstance(button, dict) and _kind(each["id"]) == button["type"])
                ):
                    return callback
        raise AssertionError(f"no callback listens to {button}")


def _kind(identifier: str) -> str | None:
    """The type of a pattern's id."""
    return json.loads(identifier)["type"] if identifier.startswith("{") else None


def _text(identifier: Any) -> str:
    return (
        identifier if isinstance(identifier, str) else json.dumps(identifier, sort_keys=True, separators=(",", ":"))
    )


def _sent(part: dict[str, Any], button: Any, values: Mapping[str, Any]) -> Any:
    """An input or a state as the browser sends it: of a pattern, a list of what matches."""
    kind, name = _kind(part["id"]), part["property"]
    if kind is None:
        value = 1 if part["id"] == button else values.get(f"{part['id']}.{name}")
        return {"id": part["id"], "property": name, "value": value}
    if not isinstance(button, dict):
        return []  # none is drawn
    one = {**button, "type": kind}
    value = 1 if one == button else one if name == "id" else values.get(kind)
    return [{"id": one, "property": name, "value": value}]


def _outputs(output: str, button: Any) -> list[Any]:
    found: list[Any] = []
    for each in output.strip(".").split("..."):
        identifier, _, name = each.rpartition(".")
        kind = _kind(identifier)
        found.append(
            {"id": identifier, "property": name}
            if kind is None
            else [{"id": {**button, "type": kind}, "property": name}]
            if isinstance(button, dict)
            else []
        )
    return found if output.startswith("..") else found[:1]
