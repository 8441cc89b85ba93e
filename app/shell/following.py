"""How far the work is, asked again and again; and its end, when somebody stops it."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, no_update

from app import asking, services
from app.choices import Choices
from app.components.states import problem
from app.limits import POLL_MS, POLL_SLOWEST_MS
from app.shell.ids import Ids


def register() -> None:
    asking.register(Ids.POLL, *(Input(each, "data") for each in (Ids.CHOICES, Ids.INCOMING, Ids.REVISION)))
    callback(
        Output(Ids.PROGRESS, "data"),
        Output(Ids.STATE, "data"),
        Output(Ids.POLL, "disabled"),
        Output(Ids.POLL, "interval"),
        Output(Ids.INCOMING, "data"),
        Output(Ids.CHOICES, "data", allow_duplicate=True),
        Output(Ids.PROBLEM, "data", allow_duplicate=True),
        asking.answered(Ids.POLL),
        asking.asked(Ids.POLL),
        Input(Ids.CHOICES, "data"),
        Input(Ids.INCOMING, "data"),
        Input(Ids.REVISION, "data"),
        State(Ids.STATE, "data"),
        prevent_initial_call=True,
    )(follow)
    callback(Output(Ids.PROBLEM_TEXT, "children"), Input(Ids.PROBLEM, "data"), prevent_initial_call=True)(
        show_problem
    )
    callback(Output(Ids.CANCELLED, "data"), Input(Ids.CANCEL, "data"), prevent_initial_call=True)(stop)


def follow(asked: int, choices_data: Any, incoming: Any, _revision: Any, state: Any) -> tuple[Any, ...]:
    """Ask how far the work is, for the upload on its way and for what is open; switch to an upload that is ready.

    A file that cannot be read leaves a sentence, and the table that was open stays open.
    """
    choices = Choices.from_json(choices_data)
    switched: Any = no_update
    trouble: Any = no_update
    arriving = None
    if isinstance(incoming, dict) and incoming.get("dataset"):
        arriving = services.upload_status(str(incoming["dataset"]))
        arrived = choices.with_dataset(str(incoming["dataset"]))
        # A table that was read but cannot be analysed as it stands is opened: its columns can be put right there.
        read = arriving.kind == "failed" and services.dataset_of(arrived) is not None
        if arriving.kind == "ready" or arriving.undecided or read:
            choices = arrived
            switched = choices.to_json()
            trouble = None
        elif arriving.kind != "working":
            trouble = {"message": arriving.message, "remedy": arriving.remedy}
    still_arriving = arriving is not None and arriving.kind == "working"
    opened = services.status(choices)
    seen = state_of(opened, choices)
    busy = arriving if still_arriving else opened if opened.kind == "working" else None
    progress = None
    if busy is not None:
        progress = {"fraction": busy.fraction, "message": busy.message, "run": busy.run}
    return (
        progress,
        no_update if seen == state else seen,
        busy is None,
        poll_ms(busy.ahead if busy else 0),
        None if incoming and not still_arriving else no_update,
        switched,
        trouble,
        asked,
    )


def poll_ms(ahead: int) -> int:
    """When to ask again about a job that comes after so many others."""
    return min(POLL_MS + POLL_MS * ahead // 2, POLL_SLOWEST_MS)


def state_of(opened: services.Status, choices: Choices) -> dict[str, Any]:
    """How things stand, as the pages are told."""
    return {
        "kind": opened.kind,
        "key": opened.key,
        # While work goes on its words change all the time, and the pages need not know.
        "message": "" if opened.kind == "working" else opened.message,
        "remedy": opened.remedy,
        "search": choices.to_search(),
        # Where no segments were found: the address at which slices stand.
        "slices": choices.with_k(opened.slices).to_search() if opened.slices else "",
    }


def show_problem(trouble: Any) -> Any:
    if not isinstance(trouble, dict) or not trouble.get("message"):
        return None
    return problem(str(trouble["message"]), str(trouble.get("remedy") or ""))


def stop(request: Any) -> Any:
    """Cancel the run that the browser names; the service ignores runs of other people."""
    return services.cancel(str(request["run"])) if isinstance(request, dict) and request.get("run") else no_update
