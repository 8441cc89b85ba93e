"""The cards of the segments and audiences, and giving segments names."""

from __future__ import annotations

from typing import Any

from dash import ALL, MATCH, ClientsideFunction, Input, Output, State, callback, clientside_callback, ctx, no_update

from app import services
from app.choices import Choices
from app.components.audience import audience_card
from app.components.card_parts import Part, card_part
from app.components.numbers import count, plural
from app.components.page import download
from app.components.profile import profile_card
from app.components.segments import ribbon
from app.components.states import content_class, instead
from app.downloads import audience_url, customers_url, segment_url
from app.reports import FORMS, report_url
from app.services.remembered import remembered
from app.shell import Ids as Shell
from engine.errors import EngineError
from pages.profiles.ids import NAMING, PARTS, Ids, Patterns


def register() -> None:
    callback(
        Output(Ids.INSTEAD, "children"),
        Output(Ids.CONTENT, "className"),
        Output(Ids.LEDE, "children"),
        Output(Ids.AUDIENCES, "children"),
        Output(Ids.RIBBON, "children"),
        Output(Ids.CARDS, "children"),
        Output(Ids.EVERYONE, "children"),
        Output(Ids.REPORT, "children"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(remembered(show))
    callback(
        Output(Shell.REVISION, "data", allow_duplicate=True),
        Output({"type": Patterns.NAME_PROBLEM, "segment": ALL}, "children"),
        Input({"type": Patterns.SAVE, "segment": ALL}, "n_clicks"),
        Input({"type": Patterns.RESET, "segment": ALL}, "n_clicks"),
        Input({"type": Patterns.ACCEPT, "segment": ALL}, "n_clicks"),
        Input({"type": Patterns.NAME, "segment": ALL}, "n_submit"),
        State({"type": Patterns.NAME, "segment": ALL}, "value"),
        State({"type": Patterns.COLOUR, "segment": ALL}, "value"),
        State({"type": Patterns.NOTE, "segment": ALL}, "value"),
        State({"type": Patterns.NAME, "segment": ALL}, "id"),
        State(Shell.REVISION, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(rename)
    callback(
        Output({"type": Patterns.OPENED, "segment": MATCH, "part": MATCH}, "children"),
        Input({"type": Patterns.OPEN, "segment": MATCH, "part": MATCH}, "n_clicks"),
        State({"type": Patterns.OPEN, "segment": MATCH, "part": MATCH}, "id"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(open_part)
    clientside_callback(
        ClientsideFunction("tessera", "toggleSegment"),
        Output(Shell.CHOICES, "data", allow_duplicate=True),
        Input({"type": Patterns.SEGMENT, "segment": ALL}, "n_clicks"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )


def show(view: Any, choices_data: Any) -> tuple[Any, ...]:
    other = instead(view)
    if not view or other is not None:
        return (other, content_class(view), "" if view else no_update, *(no_update,) * 5)
    choices = Choices.from_json(choices_data)
    result = services.resolve(choices)
    if not isinstance(result, services.Ready):
        return (None, content_class(view), *(no_update,) * 6)
    people = plural(result.dataset.n_rows, "customer")
    return (
        None,
        "content",
        _lede(result),
        [audience_card(each, audience_url(choices, each.key)) for each in result.audiences],
        ribbon([profile.share for profile in result.profiles], result.colours),
        [_card(result, choices, label) for label in range(result.k)],
        [download(f"Download all {people} with their segment", customers_url(choices))],
        [download(f"Report, {form}", report_url(choices, kind)) for kind, form in FORMS.items()],
    )


def _lede(result: services.Ready) -> str:
    people = plural(len(result.segmentation.labels), "customer")
    aside = len(result.matrix.set_aside)
    more_words = f" {count(aside)} were set aside and stand in every list." if aside else ""
    notice = f" {result.notice}" if result.notice else ""
    return f"{people} in {result.k} segments; the largest is “{result.names[0]}”.{more_words}{notice}"


def _card(result: services.Ready, choices: Choices, label: int) -> Any:
    return profile_card(
        result.profiles[label],
        result.shown[label],
        focused=choices.segment == label + 1,
        verdict=result.advice.verdict.title,
        stability=result.stability[label],
        url=segment_url(choices, label + 1),
        focus_kind=Patterns.SEGMENT,
        part_kinds=PARTS,
        ids=NAMING if _may_name(result) else None,
    )


def open_part(clicks: int | None, identity: Any, choices_data: Any) -> Any:
    """What stands behind a heading of a card, when it is opened for the first time."""
    result = services.resolve(Choices.from_json(choices_data))
    part, segment = Part.__members__.get(str(identity["part"])), identity["segment"]
    if clicks != 1 or part is None or not isinstance(segment, int) or not isinstance(result, services.Ready):
        return no_update
    if not 1 <= segment <= result.k:
        return no_update
    if part is Part.RENAME and not _may_name(result):
        return no_update
    return card_part(part, result.profiles[segment - 1], result.shown[segment - 1], result.dataset, NAMING)


def _may_name(result: services.Ready) -> bool:
    """What somebody shares with a team is theirs to name."""
    return result.view.shared is None


def rename(
    _saves: Any,
    _resets: Any,
    _accepts: Any,
    _submits: Any,
    names: list[Any],
    colours: list[Any],
    notes: list[Any],
    ids: list[Any],
    revision: Any,
    choices_data: Any,
) -> tuple[Any, list[Any]]:
    """Give one segment what stands in its fields, what is offered, or its own name back."""
    quiet: list[Any] = [no_update] * len(ids)
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update, quiet
    number = ctx.triggered_id["segment"]
    position = next((i for i, each in enumerate(ids) if each["segment"] == number), None)  # None: its form is closed
    choices, label = Choices.from_json(choices_data), number - 1
    try:
        if ctx.triggered_id["type"] == Patterns.RESET:
            services.describe_segment(choices, label, name=None)
        elif ctx.triggered_id["type"] == Patterns.ACCEPT:
            services.accept_offer(choices, label)
        elif position is not None:
            services.describe_segment(
                choices, label, name=str(names[position] or ""), colour=colours[position], note=notes[position]
            )
    except EngineError as error:
        if position is None:
            raise
        quiet[position] = f"{error.message} {error.remedy}"
        return no_update, quiet
    return (revision or 0) + 1, [""] * len(ids)
