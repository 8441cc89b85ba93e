"""A whole table placed: another one of the same browser, or a file that is dropped."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, no_update

from app import asking, services
from app.choices import Choices
from app.components.scoring import scored_words, scoring_progress
from app.components.states import problem
from app.exports import scored_url
from app.scoring_uploads import scored_upload_url
from app.shell import Ids as Shell
from engine.errors import EngineError
from pages.score.ids import Ids, Patterns


def register() -> None:
    asking.register(Ids.TICK, Input(Ids.FILE, "data"), Input(Shell.VIEW, "data"))
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
        asking.answered(Ids.TICK),
        Input(Ids.FILE, "data"),
        asking.asked(Ids.TICK),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(follow_file)
    callback(
        Output(Ids.FILE, "data", allow_duplicate=True),
        Input({"type": Patterns.STOP, "run": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )(stop_file)


def score(table: str | None, view: Any, choices_data: Any) -> Any:
    """The chosen table, placed."""
    choices = Choices.from_json(choices_data)
    if not table or not _can_place(view, choices):
        return None
    scorer = services.scorer(choices)
    if not isinstance(scorer, services.Scorer):
        return no_update
    try:
        found = services.score_table(scorer, table)
    except EngineError as error:
        return problem(error.message, error.remedy)
    if found is None:
        return problem(
            "This table is not there any more, or not read yet.", "Open it on the Data page, then come back."
        )
    return scored_words(found.summary, scorer.names, scorer.colours, scored_url(choices, table))


def follow_file(file: Any, asked: int, view: Any, choices_data: Any) -> tuple[Any, bool, int]:
    """The dropped file, whether no more is to be asked of it, and the question that this answers."""
    return *_dropped_file(file, view, choices_data), asked


def _dropped_file(file: Any, view: Any, choices_data: Any) -> tuple[Any, bool]:
    """How far it is, what is wrong with it, or how it fell into the segments; and whether that is the end of it."""
    upload = file.get("upload") if isinstance(file, dict) else None
    choices = Choices.from_json(choices_data)
    if not upload or not _can_place(view, choices):
        return None, True
    found = services.scored_upload(str(upload))
    if isinstance(found, services.Missing):
        return None, True
    if isinstance(found, services.Working):
        return scoring_progress(found.fraction, found.message, {"type": Patterns.STOP, "run": found.run}), False
    if isinstance(found, services.Failed):
        return problem(found.message, found.remedy), True
    # The file has the segments it was scored with; their colours are those of the page while these are the same.
    scorer = services.scorer(choices)
    same = isinstance(scorer, services.Scorer) and scorer.names == found.names
    colours = scorer.colours if same and isinstance(scorer, services.Scorer) else range(1, len(found.names) + 1)
    return scored_words(found.summary, found.names, list(colours), scored_upload_url(str(upload)), found.name), True


def stop_file(_clicks: Any) -> Any:
    """Cancel the scoring; the file is forgotten."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        return no_update
    services.cancel(str(ctx.triggered_id["run"]))
    return None


def _can_place(view: Any, choices: Choices) -> bool:
    return bool(view) and (choices.model is not None or view.get("kind") == "ready")
