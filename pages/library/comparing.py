"""What became of the segments of another segmentation in those that are open."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, html, no_update

from app import asking, services
from app.choices import Choices
from app.components.charts import NO_CHART
from app.components.library import compared
from app.components.page import skeleton
from app.components.states import content_class, instead, problem
from app.exports import movers_url
from app.figures.flow import flow
from app.figures.theme import Theme
from app.shell import Ids as Shell
from engine.errors import EngineError
from pages.library.ids import AS_SUGGESTED, Ids

_NOTHING_ELSE = "This is what is open. Choose another number of segments, or something else to compare it with."


def register() -> None:
    asking.register(Ids.TICK, Input(Ids.TABLE, "value"), Input(Ids.K, "value"), Input(Shell.VIEW, "data"))
    callback(
        Output(Ids.INSTEAD, "children"),
        Output(Ids.CONTENT, "className"),
        Output(Ids.TABLE, "options"),
        Output(Ids.TABLE, "value"),
        Output(Ids.K, "options"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        State(Ids.TABLE, "value"),
    )(show)
    callback(
        Output(Ids.RESULT, "children"),
        Output(Ids.FLOW, "figure"),
        Output(Ids.FLOW_FRAME, "style"),
        Output(Ids.K_FIELD, "className"),
        Output(Ids.TICK, "disabled"),
        asking.answered(Ids.TICK),
        Input(Ids.TABLE, "value"),
        Input(Ids.K, "value"),
        Input(Shell.VIEW, "data"),
        asking.asked(Ids.TICK),
        State(Shell.CHOICES, "data"),
    )(compare)


def show(view: Any, choices_data: Any, table: str | None) -> tuple[Any, ...]:
    """What can be compared with: the open table, what is kept, and the other tables."""
    other = instead(view, slices=True)
    if not view or other is not None:
        return (other, content_class(view, slices=True), *(no_update,) * 3)
    choices = Choices.from_json(choices_data)
    result = services.resolve(choices)
    if not isinstance(result, services.Ready):
        return (None, content_class(view, slices=True), *(no_update,) * 3)
    own = [{"value": choices.dataset, "label": f"{result.view.name} (open)"}]
    own += [
        {"value": f"{services.KEPT}{each.id}", "label": f"Kept: {each.title}"}
        for each in services.library()
        if not each.deleted
    ]
    own += [{"value": each.id, "label": each.name} for each in services.datasets() if each.id != choices.dataset]
    ks = [{"value": AS_SUGGESTED, "label": "as suggested"}]
    ks += [{"value": str(k), "label": str(k)} for k in result.ks]
    chosen = table if table in {each["value"] for each in own} else choices.dataset
    return None, "content", own, chosen, ks


def compare(table: str | None, k: str | None, view: Any, asked: int, choices_data: Any) -> tuple[Any, ...]:
    """Both sides, and the question that this answers."""
    return *_compared(table, k, view, choices_data), asked


def _compared(table: str | None, k: str | None, view: Any, choices_data: Any) -> tuple[Any, ...]:
    """While the other one is computed, the page asks again."""
    field = "field-inline hidden" if table and table.startswith(services.KEPT) else "field-inline"
    if (view or {}).get("kind") != "ready" or not table:
        return None, no_update, NO_CHART, field, True
    choices = Choices.from_json(choices_data)
    wanted = services.other_choices(choices, table, int(k) if k and k.isdigit() else None)
    later, earlier = services.resolve(choices), services.resolve(wanted)
    if not isinstance(later, services.Ready):
        return None, no_update, NO_CHART, field, True
    if isinstance(earlier, services.Working):
        waiting = html.Div([html.P("The other segmentation is being computed."), skeleton(120)])
        return waiting, no_update, NO_CHART, field, False
    if not isinstance(earlier, services.Ready):
        return problem(earlier.message, earlier.remedy), no_update, NO_CHART, field, True
    if _same(later, earlier):
        return html.P(_NOTHING_ELSE, className="muted"), no_update, NO_CHART, field, True
    try:
        found = services.compare(later, earlier)
    except EngineError as error:
        return problem(error.message, error.remedy), no_update, NO_CHART, field, True
    theme = Theme.read((view or {}).get("theme"))
    figure = flow(found.flows, earlier.names, later.names, theme, earlier.colours, later.colours)
    words = compared(found, earlier.names, later.names, movers_url(choices, table, k))
    return words, figure, {"height": f"{figure.layout['height']}px"}, field, True


def _same(one: services.Ready, other: services.Ready) -> bool:
    """Whether both are the same segments under the same names: to say that everybody stayed would be noise."""
    return (one.view.id, one.k, one.matrix.fingerprint, one.names) == (
        other.view.id,
        other.k,
        other.matrix.fingerprint,
        other.names,
    )
