"""Score: new customers placed in the segments, one by one or as a table, and the model taken elsewhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update

from app import services
from app.choices import Choices
from app.components.charts import chart
from app.components.page import download, head, hint, how_to_read, section, skeleton
from app.components.scoring import UNKNOWN, customer_form, placed_words, score_drop, scored_words, scoring_progress
from app.components.states import content_class, instead, problem
from app.exports import excel_url, model_url, parquet_url, scored_url, script_url, sql_url, zip_url
from app.figures.heatmap import ordered_columns
from app.figures.placed import placed_customer
from app.figures.theme import Theme
from app.limits import POLL_MS
from app.scoring_uploads import scored_upload_url
from app.services.remembered import remembered
from app.shell import Ids as Shell
from engine.errors import EngineError
from engine.model_schema import NeededColumn


class Ids(StrEnum):
    INSTEAD = "score-instead"
    CONTENT = "score-content"
    LEDE = "score-lede"
    FORM = "score-form"
    ANSWER = "score-answer"
    PLACE = "score-place"
    TABLES = "score-tables"
    SCORED = "score-scored"
    FILE = "score-file"  # assets/upload.js puts the upload here
    TICK = "score-tick"
    FILE_RESULT = "score-file-result"
    AWAY = "score-away"


class Patterns(StrEnum):
    FIELD = "score-field"
    STOP = "score-stop"


def layout(**_: Any) -> html.Div:
    return html.Div(
        [
            head("Step 5 of 5", "Place new customers", "Reading the model…", Ids.LEDE),
            hint(
                "score",
                "Change a value and see which segment that customer would fall into. Further down, a whole table is placed at once.",
            ),
            html.Div(id=Ids.INSTEAD),
            html.Div(
                [
                    section(
                        "One customer",
                        html.Div(
                            [
                                html.Div(skeleton(420), id=Ids.FORM, className="score-form"),
                                html.Div(
                                    [
                                        html.Div(skeleton(120), id=Ids.ANSWER, **{"aria-live": "polite"}),
                                        chart(Ids.PLACE, 360, "The customer on the map of all customers"),
                                    ],
                                    className="score-answer",
                                ),
                            ],
                            className="score-one",
                        ),
                        "Change a value and see which segment the customer falls into. Empty means unknown.",
                    ),
                    section(
                        "A whole table",
                        [
                            score_drop(),
                            html.Div(id=Ids.FILE_RESULT, **{"aria-live": "polite"}),
                            dcc.Store(id=Ids.FILE, storage_type="session"),
                            dcc.Interval(id=Ids.TICK, interval=POLL_MS, disabled=True),
                            html.Label(
                                [html.Span("Or a table of yours"), dbc.Select(id=Ids.TABLES, options=[], value="")],
                                className="field-inline",
                            ),
                            html.Div(id=Ids.SCORED, **{"aria-live": "polite"}),
                        ],
                        "It needs the columns that decide the segments; all others come back as they are.",
                    ),
                    section(
                        "Take it with you",
                        html.Div(id=Ids.AWAY, className="ways-out"),
                        "The segments as they are shown, for other programs.",
                    ),
                ],
                id=Ids.CONTENT,
                className="content",
            ),
            how_to_read(
                "A customer belongs to the segment whose typical customer is nearest, over all columns that decide "
                "the segments.",
                "A customer farther out than 99 % of a segment's own fits none well: look at them before you act.",
                "“Share before” is the share among the customers the segments were made from. When many columns are "
                "clearly different, make the segments anew.",
            ),
        ],
        className="page page-score",
    )


def register() -> None:
    dash.register_page("score", path="/score", title="Score · Tessera", name="Score", layout=layout)
    callback(
        Output(Ids.INSTEAD, "children"),
        Output(Ids.CONTENT, "className"),
        Output(Ids.LEDE, "children"),
        Output(Ids.FORM, "children"),
        Output(Ids.TABLES, "options"),
        Output(Ids.AWAY, "children"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(show)
    callback(
        Output(Ids.ANSWER, "children"),
        Output(Ids.PLACE, "figure"),
        Input({"type": Patterns.FIELD, "field": ALL}, "value"),
        State(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(remembered(place))
    callback(
        Output(Ids.SCORED, "children"),
        Input(Ids.TABLES, "value"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(score)
    callback(
        Output(Ids.FILE_RESULT, "children"),
        Output(Ids.TICK, "disabled"),
        Input(Ids.FILE, "data"),
        Input(Ids.TICK, "n_intervals"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(follow_file)
    callback(
        Output(Ids.FILE, "data", allow_duplicate=True),
        Input({"type": Patterns.STOP, "run": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )(stop_file)


def show(view: Any, choices_data: Any) -> tuple[Any, ...]:
    other = instead(view)
    if not view or other is not None:
        return (other, content_class(view), "" if view else no_update, *(no_update,) * 3)
    choices = Choices.from_json(choices_data)
    result = services.resolve(choices)
    if not isinstance(result, services.Ready):
        return (None, content_class(view), *(no_update,) * 4)
    schema = _schema(result)
    tables = [each for each in services.datasets() if each.id != choices.dataset]
    return (
        None,
        "content",
        f"{len(schema)} columns of {result.view.name} decide which of the {result.k} segments a customer is in.",
        customer_form(schema, Patterns.FIELD),
        [{"value": "", "label": "Choose a table" if tables else "No other table yet"}]
        + [{"value": each.id, "label": each.name} for each in tables],
        _ways_out(choices),
    )


def _schema(ready: services.Ready) -> list[NeededColumn]:
    """The needed columns, those that separate the segments most first."""
    order = {name: place for place, name in enumerate(ordered_columns(ready.profiles))}
    schema = services.model_of(ready).card.schema
    return sorted(schema, key=lambda column: order.get(column.name, len(order)))


def _ways_out(choices: Choices) -> list[Any]:
    return [
        download("Model for Python (joblib)", model_url(choices)),
        download("Script for Python", script_url(choices)),
        download("Query for databases (SQL)", sql_url(choices)),
        download("All customers, Excel", excel_url(choices)),
        download("All customers, Parquet", parquet_url(choices)),
        download("One file per segment (zip)", zip_url(choices)),
    ]


def place(values: list[Any], view: Any, choices_data: Any) -> tuple[Any, Any]:
    """The customer in the form."""
    result = services.resolve(Choices.from_json(choices_data))
    if not isinstance(result, services.Ready) or not values:
        return no_update, no_update
    schema = _schema(result)
    if len(values) != len(schema):  # the form of another table is still on the screen
        return no_update, no_update
    given = {
        column.name: None if value in (None, "", UNKNOWN) else value
        for column, value in zip(schema, values, strict=True)
    }
    placed = services.place_customer(result, given)
    figure = placed_customer(
        result.projection,
        result.matrix.features,
        services.background(result),
        placed.position,
        placed.number,
        result.colours,
        Theme.read((view or {}).get("theme")),
    )
    return placed_words(placed, result.names, result.colours, result.choices), figure


def score(table: str | None, view: Any, choices_data: Any) -> Any:
    """The chosen table, placed."""
    if not table or (view or {}).get("kind") != "ready":
        return None
    choices = Choices.from_json(choices_data)
    result = services.resolve(choices)
    if not isinstance(result, services.Ready):
        return no_update
    try:
        found = services.score_table(result, table)
    except EngineError as error:
        return problem(error.message, error.remedy)
    if found is None:
        return problem(
            "This table is not there any more, or not read yet.", "Open it on the Data page, then come back."
        )
    return scored_words(found.summary, result.names, result.colours, scored_url(choices, table))


def follow_file(file: Any, _ticks: Any, view: Any, choices_data: Any) -> tuple[Any, Any]:
    """The dropped file: how far it is, what is wrong with it, or how it fell into the segments."""
    upload = file.get("upload") if isinstance(file, dict) else None
    if not upload or (view or {}).get("kind") != "ready":
        return None, True
    found = services.scored_upload(str(upload))
    if isinstance(found, services.Missing):
        return None, True
    if isinstance(found, services.Working):
        return scoring_progress(found.fraction, found.message, {"type": Patterns.STOP, "run": found.run}), False
    if isinstance(found, services.Failed):
        return problem(found.message, found.remedy), True
    # The file has the segments it was scored with; their colours are those of the page while these are the same.
    result = services.resolve(Choices.from_json(choices_data))
    same = isinstance(result, services.Ready) and result.names == found.names
    colours = result.colours if same and isinstance(result, services.Ready) else range(1, len(found.names) + 1)
    return scored_words(found.summary, found.names, list(colours), scored_upload_url(str(upload)), found.name), True


def stop_file(_clicks: Any) -> Any:
    """Cancel the scoring; the file is forgotten."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update
    services.cancel(str(ctx.triggered_id["run"]))
    return None
