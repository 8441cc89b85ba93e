"""How much hangs on the preparation: computed in the background once the page is useful."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, State, callback, html, no_update

from app import asking, services
from app.choices import Choices
from app.components.numbers import percent
from app.components.sensitivity import sensitivity_words
from app.components.states import problem
from app.limits import COMPARED_UNASKED_ROWS
from app.shell import Ids as Shell
from app.shell import poll_ms
from pages.choose_k.ids import Ids


def register() -> None:
    asking.register(Ids.TICK, Input(Ids.COMPARE, "n_clicks"), Input(Shell.VIEW, "data"))
    callback(
        Output(Ids.COMPARED, "children"),
        Output(Ids.TICK, "disabled"),
        Output(Ids.TICK, "interval"),
        Output(Ids.COMPARE, "className"),
        Output(Ids.STOP, "className"),
        asking.answered(Ids.TICK),
        Input(Ids.COMPARE, "n_clicks"),
        Input(Ids.STOP, "n_clicks"),
        asking.asked(Ids.TICK),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(compare_preparations)


def compare_preparations(
    _starts: int | None, _stops: int | None, asked: int, view: Any, choices_data: Any
) -> tuple[Any, bool, Any, str, str, int]:
    """What other preparations would do, and the question that this answers."""
    return *_compared(view, choices_data), asked


def _compared(view: Any, choices_data: Any) -> tuple[Any, bool, Any, str, str]:
    """What stands there, and how: begins by itself unless the table is large, and asks until it is there."""
    if (view or {}).get("kind") != "ready":
        return None, True, no_update, "hidden", "hidden"
    result = services.resolve(Choices.from_json(choices_data))
    if not isinstance(result, services.Ready):
        return no_update, True, no_update, "hidden", "hidden"
    found = services.sensitivity(result, start=dash.ctx.triggered_id == Ids.COMPARE)
    if found is None and result.dataset.n_rows <= COMPARED_UNASKED_ROWS:
        found = services.sensitivity(result, start=True, unasked=True)
    if isinstance(found, services.Working) and dash.ctx.triggered_id == Ids.STOP:
        services.cancel(found.run)
        found = services.sensitivity(result, start=False)
    if found is None:
        return None, True, no_update, "button", "hidden"
    if isinstance(found, services.Working):
        told = html.P(f"{found.message} ({percent(found.fraction)})", className="intro")
        return told, False, poll_ms(found.ahead), "hidden", "button quiet-button"
    if isinstance(found, services.Failed):
        return problem(found.message, found.remedy), True, no_update, "button", "hidden"
    words = sensitivity_words(found, result.k, result.dataset, result.matrix.id_column)
    return words, True, no_update, "hidden", "hidden"
