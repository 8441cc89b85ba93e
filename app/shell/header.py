"""The header: which table is open, which numbers of segments it has, who is signed in; and what is kept, below it."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, html, no_update

from app import services
from app.choices import Choices
from app.components.library import kept_strip
from app.components.numbers import plural
from app.shell.ids import Ids, Patterns
from engine.advice.result import Verdict
from engine.errors import EngineError


def register() -> None:
    callback(
        Output(Ids.DATASET, "children"),
        Output(Ids.FACTS, "data"),
        Output(Ids.PERSON, "children"),
        Output(Ids.KEPT, "children"),
        Input(Ids.VIEW, "data"),
        State(Ids.CHOICES, "data"),
        prevent_initial_call=True,
    )(show_what_is_open)
    callback(
        Output(Ids.CHOICES, "data", allow_duplicate=True),
        Output(Ids.REVISION, "data", allow_duplicate=True),
        Input({"type": Patterns.GO_ON, "saved": ALL}, "n_clicks"),
        State(Ids.CHOICES, "data"),
        State(Ids.REVISION, "data"),
        prevent_initial_call=True,
    )(go_on)


def show_what_is_open(view: Any, choices_data: Any) -> tuple[Any, Any, Any, Any]:
    """The header and the strip below it, with one request."""
    return *show_open_table(view, choices_data), show_kept(view, choices_data)


def show_open_table(view: Any, choices_data: Any) -> tuple[Any, Any, Any]:
    """The header: which table is open, which numbers of segments it has results for, and who is signed in."""
    person = _person()
    if (view or {}).get("kind") == "working":
        return no_update, no_update, person
    result = services.resolve(Choices.from_json(choices_data))
    if not isinstance(result, services.Ready):
        table = getattr(result, "dataset", None)
        name = html.Strong(table.name) if table is not None else html.Span("No table open", className="muted")
        return [name], None, person
    label = " · synthetic sample" if result.dataset.synthetic else ""
    words = [html.Strong(result.view.name), html.Span(f"{plural(result.dataset.n_rows, 'row')}{label}")]
    if result.view.shared is not None:
        words.append(html.Span(result.view.shared.words))
    return words, {"k": result.k, "ks": list(result.ks), "none": result.advice.verdict is Verdict.NONE}, person


def show_kept(view: Any, choices_data: Any) -> Any:
    """That something kept is shown as it was kept, and the two ways out of it."""
    choices = Choices.from_json(choices_data)
    if choices.saved is None:
        return None
    if (view or {}).get("kind") == "working":
        return no_update
    result = services.resolve(choices)
    if not isinstance(result, services.Ready) or result.kept is None:
        return None
    button = {"type": Patterns.GO_ON, "saved": result.kept.id}
    return kept_strip(result.kept, choices, None if result.view.shared is not None else button)


def go_on(clicks: Any, choices_data: Any, revision: Any) -> tuple[Any, Any]:
    """From here on the names, colours and notes that were kept are those of today."""
    if not any(clicks or ()):
        return no_update, no_update
    try:
        return services.go_on(Choices.from_json(choices_data)).to_json(), (revision or 0) + 1
    except EngineError:  # deleted meanwhile, in another tab: nothing kept is shown any more
        return no_update, (revision or 0) + 1


def _person() -> Any:
    """The way out, for people who are signed in; a form, which works without scripts."""
    found = services.person()
    if found is None:
        return None
    button = html.Button("Sign out", type="submit", className="link-button")
    return html.Form([html.Span(found.name, className="muted"), button], action="/sign-out", method="post")
