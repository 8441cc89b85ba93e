"""What the browser does by itself: slider, curve, names and criteria move together."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, clientside_callback

from app.shell import Ids as Shell
from pages.choose_k.ids import Ids, Patterns


def register() -> None:
    def run(name: str, *arguments: Any, **keywords: Any) -> None:
        clientside_callback(ClientsideFunction("tessera", name), *arguments, **keywords)

    choices, deck = (Shell.CHOICES, "data"), (Shell.DECK, "data")
    moved = Output(*choices, allow_duplicate=True)
    run("keep", Output(*deck), Input(Ids.DECK, "data"), prevent_initial_call=True)
    run("moveElbow", Output(Ids.ELBOW, "figure"), Input(Ids.CURVE, "data"), Input(*choices), Input(*deck))
    run(
        "slide",
        moved,
        Input(Ids.SLIDER, "value"),
        State(*choices),
        State(*deck),
        prevent_initial_call=True,
    )
    run("clickK", moved, Input(Ids.ELBOW, "clickData"), State(*choices), State(*deck), prevent_initial_call=True)
    run("slideable", Output(Ids.SLIDER, "disabled"), Input(*deck))
    run("setSlider", Output(Ids.SLIDER, "value"), Input(*choices), Input(*deck), State(Ids.SLIDER, "value"))
    run(
        "showNames",
        Output(Ids.NAMES, "children"),
        Output(Ids.RIBBON, "children"),
        Output(Ids.NAMES_TITLE, "children"),
        Input(*choices),
        Input(*deck),
    )
    run(
        "showSlices",
        Output(Ids.SLICES, "className"),
        Output(Ids.ASK, "className"),
        Input(*choices),
        Input(*deck),
    )
    run("askForSlices", moved, Input(Ids.SHOW, "n_clicks"), State(*choices), State(*deck), prevent_initial_call=True)
    run(
        "showFlow",
        Output(Ids.FLOW, "figure"),
        Output(Ids.FLOW_TEXT, "children"),
        Input(Ids.FLOWS, "data"),
        Input(*choices),
        Input(*deck),
    )
    each = {"type": Patterns.CRITERION, "name": ALL}
    run("moveCriteria", Output(each, "figure"), Input(*choices), Input(*deck), State(each, "figure"))
    run("clickCriterion", moved, Input(each, "clickData"), State(*choices), State(*deck), prevent_initial_call=True)
    number = Input({"type": Patterns.NUMBER, "k": ALL}, "n_clicks")
    run("clickNumber", moved, number, State(*choices), State(*deck), prevent_initial_call=True)
    # Of names that the browser writes; which segment is in focus comes along to the other pages.
    segment = Input({"type": Patterns.SEGMENT, "segment": ALL}, "n_clicks")
    run("toggleSegment", moved, segment, State(*choices), prevent_initial_call=True)
