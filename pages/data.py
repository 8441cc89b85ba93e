"""Data: drop a table, read what was understood of it, and change what each column is used for."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, ctx, html, no_update

from app import services
from app.choices import Choices
from app.components import understanding
from app.components.dropzone import drop_zone
from app.components.numbers import plural
from app.components.page import head, hint, how_to_read, link, more, section, skeleton
from app.components.segments import listing, ribbon
from app.components.states import instead, problem
from app.downloads import steps_url
from app.edits import change_derived
from app.shell import Ids as Shell
from engine.dataset import Dataset
from pages import data_columns, data_drawer, data_reading, data_tables


class Ids(StrEnum):
    RESULT = "data-result"
    DROP = "data-drop"
    TABLES = "data-tables"
    UNDERSTOOD = "data-understood"
    SENTENCE = "data-sentence"
    NOTES = "data-notes"
    BUILT = "data-built"
    READING = "data-reading"
    DERIVED = "data-derived"
    ASIDE = "data-aside"
    STEPS = "data-steps"
    PREVIEW = "data-preview"
    ASIDE_MORE = "data-aside-more"
    STEPS_MORE = "data-steps-more"
    PREVIEW_MORE = "data-preview-more"


class Patterns(StrEnum):
    DERIVED = "data-derived-switch"


def layout(dataset: str | None = None, **_: Any) -> html.Div:
    """The page before anything is known; a hidden part takes no room and nothing above it moves.

    Where a table is open, the result will stand above the drop zone: its room is kept.
    """
    result = skeleton(520) if dataset else None
    return html.Div(
        [
            head("Step 1 of 5", "Who are your customers?", _LEDE),
            hint(
                "data",
                "Drop a table with one row per customer, or try the sample. The steps then lead from the data to lists you can use; every choice can be changed later.",
            ),
            html.Div(result, id=Ids.RESULT, className="result", **{"aria-live": "polite"}),
            html.Div(
                [
                    section(
                        "What was understood",
                        [
                            html.Div(id=Ids.SENTENCE),
                            html.Div(id=Ids.NOTES),
                            html.Div(id=Ids.BUILT),
                            more("Read it differently", html.Div(id=Ids.READING)),
                        ],
                    ),
                    section(
                        "Columns",
                        [html.Div(id=Ids.DERIVED), *data_columns.layout()],
                        "Columns that decide the segments are compared; the others only describe them.",
                    ),
                    section(
                        "Rows",
                        [
                            more("What was set aside, and why", html.Div(id=Ids.ASIDE), id=Ids.ASIDE_MORE),
                            more("What was done to each column", html.Div(id=Ids.STEPS), id=Ids.STEPS_MORE),
                            more("The first rows", html.Div(id=Ids.PREVIEW), id=Ids.PREVIEW_MORE),
                        ],
                    ),
                ],
                id=Ids.UNDERSTOOD,
                className="hidden",
            ),
            html.Div(
                drop_zone(services.days_kept(), signed_in=services.person() is not None),
                id=Ids.DROP,
                className="small" if dataset else "",
            ),
            data_tables.layout(),
            html.Div(id=Ids.TABLES),
            how_to_read(
                "Every row of the table should be one customer; every column, something known about that customer.",
                "Tessera reads the columns, decides which of them describe behaviour, and puts customers who behave "
                "alike into the same segment.",
                "Age, household, education and region do not decide the segments unless you say so: they describe "
                "them. Answers to past campaigns are outcomes and are kept out too.",
            ),
            data_drawer.layout(),
        ],
        className="page page-data",
    )


_LEDE = "Drop a customer table. A few seconds later you read who they are, segment by segment, and what to do next."


def register() -> None:
    dash.register_page("data", path="/", title="Data · Tessera", name="Data", layout=layout)
    choices = Output(Shell.CHOICES, "data", allow_duplicate=True)
    callback(
        Output(Ids.RESULT, "children"),
        Output(Ids.RESULT, "className"),
        Output(Ids.DROP, "className"),
        Output(Ids.TABLES, "children"),
        Output(Ids.UNDERSTOOD, "className"),
        Output(Ids.SENTENCE, "children"),
        Output(Ids.NOTES, "children"),
        Output(Ids.BUILT, "children"),
        Output(Ids.READING, "children"),
        Output(Ids.DERIVED, "children"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(show)
    callback(
        Output(Ids.ASIDE, "children"),
        Output(Ids.STEPS, "children"),
        Output(Ids.PREVIEW, "children"),
        Input(Ids.ASIDE_MORE, "n_clicks"),
        Input(Ids.STEPS_MORE, "n_clicks"),
        Input(Ids.PREVIEW_MORE, "n_clicks"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(show_rows)
    callback(
        choices,
        Input({"type": Patterns.DERIVED, "name": ALL}, "value"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(choose_derived)


def show(view: Any, choices_data: Any) -> tuple[Any, ...]:
    """Everything on the page for the open table."""
    if not view:
        return (no_update,) * 10
    choices = Choices.from_json(choices_data)
    tables = data_tables.tables(choices)
    dataset = services.dataset_of(choices) if view.get("kind") != "missing" else None
    if dataset is None:
        unknown = view.get("kind") == "missing" and choices.dataset
        trouble = problem(view.get("message", ""), view.get("remedy", "")) if unknown else None
        return (trouble, "result", "", tables, "hidden", *(no_update,) * 5)
    result = services.resolve(choices)
    ready = result if isinstance(result, services.Ready) else None
    stale = "stale" if isinstance(result, services.Working) else ""  # what is on the page is of the choices before
    return (
        data_reading.orders(dataset, result, choices)
        or (instead(view) if ready else None)
        or _outcome(result, choices),
        f"result {stale}".strip(),
        "small",
        tables,
        stale,
        html.P(understanding.sentence(dataset)),
        understanding.notes(understanding.said_of(dataset, ready.matrix if ready else None)),
        data_reading.built(choices),
        data_reading.corrections(dataset, choices),
        _derived(dataset, choices),
    )


def show_rows(
    aside: int | None, steps: int | None, preview: int | None, _view: Any, choices_data: Any
) -> tuple[Any, Any, Any]:
    """The long tables, each only once somebody opens it: browsers take long to draw a thousand cells."""
    choices = Choices.from_json(choices_data)
    dataset = services.dataset_of(choices) if aside or steps or preview else None
    if dataset is None:
        return (no_update,) * 3
    result = services.resolve(choices)
    matrix = result.matrix if isinstance(result, services.Ready) else None
    return (
        understanding.set_aside(dataset.set_aside, matrix.set_aside if matrix else ()) if aside else no_update,
        understanding.steps(matrix, steps_url(choices)) if steps and matrix else no_update,
        understanding.preview(dataset) if preview else no_update,
    )


def _outcome(result: Any, choices: Choices) -> Any:
    """The answer: how many segments, what they are called, and the way to them."""
    if isinstance(result, services.Failed):
        return problem(result.message, result.remedy)
    if not isinstance(result, services.Ready):
        return no_update
    rows = [(name, profile.size, profile.share) for name, profile in zip(result.names, result.profiles, strict=True)]
    label = (
        html.P("Synthetic sample: no real customer is in it.", className="tag") if result.dataset.synthetic else None
    )
    return html.Div(
        [
            label,
            html.H2(f"{plural(result.k, 'segment')} found"),
            ribbon([share for _, _, share in rows], result.colours),
            listing(rows, result.colours),
            html.Div(
                [
                    link("See your segments", "/profiles", choices.to_search(), primary=True),
                    link("Choose another number", "/k", choices.to_search()),
                ],
                className="row-of-buttons",
            ),
        ],
        className="outcome",
    )


def _derived(dataset: Dataset, choices: Choices) -> Any:
    """Columns that Tessera proposes to compute, each with its reason and a switch."""
    if not dataset.derived:
        return None
    switches = [
        dbc.Checkbox(
            id={"type": Patterns.DERIVED, "name": each.name},
            label=f"{each.name}: {each.reason}",
            value=choices.spec.derived.get(each.name, each.default),
        )
        for each in dataset.derived
    ]
    return html.Fieldset([html.Legend("Computed from your columns"), *switches], className="derived")


def choose_derived(values: list[bool], choices_data: Any) -> Any:
    choices = Choices.from_json(choices_data)
    dataset = services.dataset_of(choices)
    if not ctx.triggered_id or dataset is None:
        return no_update
    name, used = ctx.triggered_id["name"], bool(ctx.triggered[0]["value"])
    proposed = next((each for each in dataset.derived if each.name == name), None)
    if proposed is None or choices.spec.derived.get(name, proposed.default) == used:
        return no_update
    return change_derived(choices, name, used).to_json()
