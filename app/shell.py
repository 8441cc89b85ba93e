"""The frame around every page: steps, the open table, k, sharing, the theme, and what is being worked on.

The browser holds choices only. `Ids.CHOICES` is the store of them, mirrored into the address by assets/state.js;
`Ids.VIEW` tells the pages that something they show may have changed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update
from sqlalchemy.exc import SQLAlchemyError

from app import services, sharing
from app.choices import Choices
from app.components.library import kept_strip
from app.components.numbers import plural
from app.components.page import icon
from app.components.states import problem
from app.limits import POLL_MS, POLL_SLOWEST_MS
from app.opening import Opening, step_classes
from engine.advice.result import Verdict
from engine.errors import EngineError

STEPS = (("/", "Data"), ("/k", "Choose k"), ("/map", "Map"), ("/profiles", "Profiles"), ("/score", "Score"))
# Beside the steps: no number, since nobody has to go there.
EXTRAS = (("/library", "Library"),)


class Patterns(StrEnum):
    GO_ON = "shell-go-on"


class Ids(StrEnum):
    ADDRESS = "shell-address"
    CHOICES = "shell-choices"
    INCOMING = "shell-incoming"  # the upload that is being analysed: {dataset, run}
    PROGRESS = "shell-progress"
    STATE = "shell-state"
    THEME = "shell-theme"
    REVISION = "shell-revision"  # counts changes that are kept on the server: names, deleted tables
    VIEW = "shell-view"
    FACTS = "shell-facts"
    DECK = "shell-deck"  # what the browser needs to answer the slider by itself; outlives the page that uses it
    PROBLEM = "shell-problem"
    PROBLEM_TEXT = "shell-problem-text"
    POLL = "shell-poll"
    CANCEL = "shell-cancel"
    CANCELLED = "shell-cancelled"
    DATASET = "shell-dataset"
    KEPT = "shell-kept"
    LOOK = "shell-look"  # how the map is looked at, with the id of its dataset: kept with a segmentation
    PERSON = "shell-person"
    K_LESS = "shell-k-less"
    K_MORE = "shell-k-more"
    K_TEXT = "shell-k-text"
    K_BOX = "shell-k-box"
    THEME_SWITCH = "shell-theme-switch"
    MIRRORED = "shell-mirrored"
    DRAWN = "shell-drawn"


def _step_id(index: int) -> str:
    return f"shell-step-{index}"


def layout() -> html.Div:
    """The frame; the page's own layout stands in Dash's page container.

    Where the address is known, the page, the choices and the state of things are in it from the beginning.
    """
    opening = Opening.of_request()
    known, busy = _known(opening)
    stores = [dcc.Store(id=each, **_kept(each, known)) for each in _STORES]
    return html.Div(
        [
            dcc.Location(id=Ids.ADDRESS, refresh=False),
            *stores,
            dcc.Interval(id=Ids.POLL, interval=POLL_MS, disabled=not busy),
            html.A("Skip to the content", href="#content", className="skip"),
            _rail(opening),
            html.Div(
                [
                    _top(),
                    html.Div(id=Ids.KEPT, className="kept-slot"),
                    html.Div(id=Ids.PROBLEM_TEXT, className="problem-slot", **{"aria-live": "assertive"}),
                    html.Main(opening.container(), id="content", tabIndex="-1"),
                ],
                className="column",
            ),
            html.Div(id="activity-home", className="activity-home"),
            sharing.layout(),
        ],
        className="app",
    )


def _kept(store: Ids, known: dict[str, Any]) -> dict[str, Any]:
    """Where a store is kept, and what it holds. What differs from that when it is mounted counts as changed.

    A table on its way is not in the address yet: a reload must find it again, in this tab and no other.
    """
    if store is Ids.INCOMING:
        return {"storage_type": "session", "data": None}
    if store is Ids.LOOK:
        return {"storage_type": "session"}
    return {"storage_type": "memory", **({"data": known[store]} if store in known else {})}


def _known(opening: Opening) -> tuple[dict[str, Any], bool]:
    """What the stores of an opened page hold, and whether work is under way; nothing where the page is not known."""
    if opening.page is None:
        return {}, False
    choices = Choices.from_search(opening.search)
    try:
        opened = services.status(choices)
    except (EngineError, SQLAlchemyError, OSError):  # asked again by "follow", which says what is wrong
        return {}, False
    return {Ids.CHOICES: choices.to_json(), Ids.STATE: _state(opened, choices)}, opened.kind == "working"


_STORES = (
    Ids.CHOICES,
    Ids.INCOMING,
    Ids.PROGRESS,
    Ids.STATE,
    Ids.THEME,
    Ids.REVISION,
    Ids.VIEW,
    Ids.FACTS,
    Ids.DECK,
    Ids.PROBLEM,
    Ids.CANCEL,
    Ids.CANCELLED,
    Ids.MIRRORED,
    Ids.DRAWN,
    Ids.LOOK,
)


def _rail(opening: Opening) -> html.Nav:
    pages = (*STEPS, *EXTRAS)
    search = Choices.from_search(opening.search).to_search()
    classes = step_classes([path for path, _ in pages], opening.path)
    steps = [
        html.Li(
            dcc.Link(
                [html.Span(_sign(i), className="step-number", **{"aria-hidden": "true"}), html.Span(name)],
                href=path + search,
                id=_step_id(i),
                className=classes[i],
            )
        )
        for i, (path, name) in enumerate(pages)
    ]
    logo = html.Span([html.I(), html.I(), html.I(), html.I()], className="logo", **{"aria-hidden": "true"})
    return html.Nav(
        [html.Div([logo, "Tessera"], className="wordmark"), html.Ol(steps, className="steps")],
        className="rail",
        **{"aria-label": "Steps"},
    )


def _sign(index: int) -> str:
    return str(index + 1) if index < len(STEPS) else "≡"


def _top() -> html.Header:
    return html.Header(
        [
            html.Div(id=Ids.DATASET, className="open-table"),
            html.Div(
                [
                    html.Button(
                        icon("dash-lg"), id=Ids.K_LESS, className="quiet", **{"aria-label": "One segment fewer"}
                    ),
                    html.Span("", id=Ids.K_TEXT, **{"aria-live": "polite"}),
                    html.Button(
                        icon("plus-lg"), id=Ids.K_MORE, className="quiet", **{"aria-label": "One segment more"}
                    ),
                ],
                id=Ids.K_BOX,
                className="k-box hidden",
                role="group",
                **{"aria-label": "Number of segments"},
            ),
            html.Button(
                [icon("link-45deg"), html.Span("Share")], id=sharing.Ids.OPEN, className="button quiet-button"
            ),
            html.Div(id=Ids.PERSON, className="person"),
            html.Button(
                icon("moon"),
                id=Ids.THEME_SWITCH,
                className="quiet",
                **{"aria-label": "Switch between light and dark"},
            ),
        ],
        className="top",
    )


def register() -> None:
    """Add the shell's callbacks to Dash; called once, by the factory."""
    _register_browser()
    callback(
        Output(Ids.PROGRESS, "data"),
        Output(Ids.STATE, "data"),
        Output(Ids.POLL, "disabled"),
        Output(Ids.POLL, "interval"),
        Output(Ids.INCOMING, "data"),
        Output(Ids.CHOICES, "data", allow_duplicate=True),
        Output(Ids.PROBLEM, "data", allow_duplicate=True),
        Input(Ids.POLL, "n_intervals"),
        Input(Ids.CHOICES, "data"),
        Input(Ids.INCOMING, "data"),
        Input(Ids.REVISION, "data"),
        State(Ids.STATE, "data"),
        prevent_initial_call=True,
    )(follow)
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
    callback(Output(Ids.PROBLEM_TEXT, "children"), Input(Ids.PROBLEM, "data"), prevent_initial_call=True)(
        show_problem
    )
    callback(Output(Ids.CANCELLED, "data"), Input(Ids.CANCEL, "data"), prevent_initial_call=True)(stop)
    sharing.register(Ids.CHOICES, Ids.ADDRESS)


def _register_browser() -> None:
    def run(name: str, *arguments: Any, **keywords: Any) -> None:
        clientside_callback(ClientsideFunction("tessera", name), *arguments, **keywords)

    choices = Output(Ids.CHOICES, "data", allow_duplicate=True)
    run("readAddress", Output(Ids.CHOICES, "data"), Input(Ids.ADDRESS, "href"), State(Ids.CHOICES, "data"))
    run(
        "mirror",
        Output(Ids.MIRRORED, "data"),
        *[Output(_step_id(i), "href") for i in range(len(STEPS) + len(EXTRAS))],
        *[Output(_step_id(i), "className") for i in range(len(STEPS) + len(EXTRAS))],
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


def follow(_ticks: int | None, choices_data: Any, incoming: Any, _revision: Any, state: Any) -> tuple[Any, ...]:
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
    seen = _state(opened, choices)
    busy = arriving if still_arriving else opened if opened.kind == "working" else None
    progress = None
    if busy is not None:
        progress = {"fraction": busy.fraction, "message": busy.message, "run": busy.run}
    return (
        progress,
        no_update if seen == state else seen,
        busy is None,
        poll_ms(busy.ahead if busy else 0),
        incoming if still_arriving or not incoming else None,
        switched,
        trouble,
    )


def poll_ms(ahead: int) -> int:
    """When to ask again about a job that comes after so many others."""
    return min(POLL_MS + POLL_MS * ahead // 2, POLL_SLOWEST_MS)


def _state(opened: services.Status, choices: Choices) -> dict[str, Any]:
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


def show_problem(trouble: Any) -> Any:
    if not isinstance(trouble, dict) or not trouble.get("message"):
        return None
    return problem(str(trouble["message"]), str(trouble.get("remedy") or ""))


def stop(request: Any) -> Any:
    """Cancel the run that the browser names; the service ignores runs of other people."""
    return services.cancel(str(request["run"])) if isinstance(request, dict) and request.get("run") else no_update
