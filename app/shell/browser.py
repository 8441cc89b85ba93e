"""What the frame does without asking the server; the functions are in assets/state.js and beside it."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, clientside_callback

from app.shell.ids import EXTRAS, STEPS, Ids, step_id


def register() -> None:
    def run(name: str, *arguments: Any, **keywords: Any) -> None:
        clientside_callback(ClientsideFunction("tessera", name), *arguments, **keywords)

    choices = Output(Ids.CHOICES, "data", allow_duplicate=True)
    run("readAddress", Output(Ids.CHOICES, "data"), Input(Ids.ADDRESS, "href"), State(Ids.CHOICES, "data"))
    run(
        "mirror",
        Output(Ids.MIRRORED, "data"),
        *[Output(step_id(i), "href") for i in range(len(STEPS) + len(EXTRAS))],
        *[Output(step_id(i), "className") for i in range(len(STEPS) + len(EXTRAS))],
        Input(Ids.CHOICES, "data"),
        Input(Ids.ADDRESS, "pathname"),
    )
    run("initialTheme", Output(Ids.THEME, "data"), Input(Ids.THEME_SWITCH, "n_clicks"))
    run(
        "compose",
        Output(Ids.VIEW, "data"),
        Input(Ids.STATE, "data"),
        Input(Ids.THEME, "data"),
        Input(Ids.REVISION, "data"),
        State(Ids.VIEW, "data"),
    )
    run(
        "stepK",
        choices,
        Input(Ids.K_LESS, "n_clicks"),
        Input(Ids.K_MORE, "n_clicks"),
        State(Ids.CHOICES, "data"),
        State(Ids.FACTS, "data"),
        prevent_initial_call=True,
    )
    run(
        "showK",
        Output(Ids.K_TEXT, "children"),
        Output(Ids.K_BOX, "className"),
        Input(Ids.CHOICES, "data"),
        Input(Ids.FACTS, "data"),
    )
    run("drawActivity", Output(Ids.DRAWN, "data"), Input(Ids.PROGRESS, "data"), Input(Ids.INCOMING, "data"))
