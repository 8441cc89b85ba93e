"""Choose k: how many segments, with the curve, the advice and what each number would give."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import dash
import numpy as np
from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update

from app import services
from app.choices import Choices
from app.components.charts import chart
from app.components.numbers import count, number, percent, plural
from app.components.page import head, how_to_read, icon, link, more, section, skeleton
from app.components.sensitivity import sensitivity_words
from app.components.states import content_class, instead, problem
from app.figures.criterion import small_criterion
from app.figures.elbow import elbow
from app.figures.flow import flow
from app.figures.theme import Theme
from app.services.remembered import remembered
from app.shell import POLL_MS
from app.shell import Ids as Shell
from engine.advice.description import is_described
from engine.advice.flow import most_divided
from engine.advice.outlying import Outlying
from engine.advice.result import Advice, Verdict
from engine.advice.verdict import disagreement as disagreement_of
from engine.limits import DEFAULT_KS, STABLE_JACCARD


class Ids(StrEnum):
    INSTEAD = "k-instead"
    CONTENT = "k-content"
    LEDE = "k-lede"
    DECK = "k-deck"  # goes on to the shell's, which is there on every page
    CURVE = "k-curve"
    ELBOW = "k-elbow"
    SLIDER = "k-slider"
    NAMES_TITLE = "k-names-title"
    NAMES = "k-names"
    RIBBON = "k-ribbon"
    SLICES = "k-slices"
    ASK = "k-ask"
    SHOW = "k-show"
    ASIDE = "k-aside"
    FLOWS = "k-flows"
    FLOW = "k-flow"
    FLOW_TEXT = "k-flow-text"
    COMPARE = "k-compare"
    COMPARED = "k-compared"
    TICK = "k-tick"
    VERDICT = "k-verdict"
    CRITERIA = "k-criteria"
    ONWARD = "k-onward"


class Patterns(StrEnum):
    SEGMENT = "k-segment"
    CRITERION = "k-criterion"
    ASIDE = "k-set-aside"


VERDICT_WORDS = {
    Verdict.NATURAL: "The table holds groups of customers that stand apart from one another.",
    Verdict.REPRODUCIBLE: "There are no gaps between the segments, but other samples of your customers give the same "
    "ones: they can be relied on.",
    Verdict.CONSTRUCTIVE: "Your customers differ by degrees. The segments are slices of a continuum: useful for "
    "addressing people differently, not separate kinds of people.",
    Verdict.NONE: "The columns do not hang together: segments would be arbitrary.",
}


def layout(**_: Any) -> html.Div:
    ks = list(DEFAULT_KS)
    return html.Div(
        [
            head("Step 2 of 5", "How many segments?", "Weighing the numbers of segments…", Ids.LEDE),
            html.Div(id=Ids.INSTEAD),
            dcc.Store(id=Ids.DECK),
            dcc.Store(id=Ids.CURVE),
            dcc.Store(id=Ids.FLOWS),
            html.Div(
                [
                    html.Div(
                        [
                            section(
                                "Number of segments (k)",
                                [
                                    html.Div(
                                        dcc.Slider(
                                            id=Ids.SLIDER,
                                            min=ks[0],
                                            max=ks[-1],
                                            step=1,
                                            marks={k: str(k) for k in ks},
                                            updatemode="drag",
                                            allow_direct_input=False,
                                            disabled=True,
                                        ),
                                        className="slider-frame",
                                        **{"data-slider-name": "Number of segments (k)"},
                                    ),
                                    chart(
                                        Ids.ELBOW, 380, "WCSS for each number of segments; click a point to choose it"
                                    ),
                                ],
                                "Move the slider or click the curve. It falls with every further segment; where it "
                                "stops falling fast, one more segment explains little.",
                            ),
                            section(
                                "The segments",
                                [
                                    html.Div(_ask(), id=Ids.ASK, className="hidden"),
                                    html.Div(
                                        [
                                            html.P(id=Ids.NAMES_TITLE, className="intro", **{"aria-live": "polite"}),
                                            html.Div(id=Ids.RIBBON, className="ribbon", **{"aria-hidden": "true"}),
                                            html.Div(skeleton(260), id=Ids.NAMES, className="names"),
                                            html.Div(id=Ids.ASIDE),
                                            html.Div(id=Ids.ONWARD, className="row-of-buttons"),
                                        ],
                                        id=Ids.SLICES,
                                    ),
                                ],
                            ),
                        ],
                        className="main-column",
                    ),
                    html.Aside(html.Div(skeleton(240), id=Ids.VERDICT), className="side-column"),
                ],
                id=Ids.CONTENT,
                className="content two-columns",
            ),
            more(
                "More evidence",
                [
                    section(
                        "What every criterion says",
                        html.Div(id=Ids.CRITERIA, className="criteria"),
                        "Each has a number that it prefers by itself (ringed). Click a point to choose its number.",
                    ),
                    section(
                        "What one more segment buys",
                        [
                            html.P(id=Ids.FLOW_TEXT, className="intro", **{"aria-live": "polite"}),
                            chart(Ids.FLOW, 460, "How customers move when there is one more segment"),
                        ],
                    ),
                    section(
                        "How much hangs on the preparation",
                        [
                            html.Button("Compare with other preparations", id=Ids.COMPARE, className="button"),
                            html.Div(id=Ids.COMPARED, **{"aria-live": "polite"}),
                            dcc.Interval(id=Ids.TICK, interval=POLL_MS, disabled=True),
                        ],
                        "The same customers, prepared in other ways: with and without logarithms, with outliers "
                        "kept, without single columns.",
                    ),
                ],
            ),
            how_to_read(
                "WCSS, the within-segment sum of squares, measures how far customers are from the middle of their "
                "segment. More segments always make it smaller, so the smallest value is not the best one.",
                "An elbow alone finds segments even in pure chance. The verdict compares your table with data of the "
                "same shape that has no groups in it.",
                "The suggestion is a place to start. If your team can act on four kinds of customers and not on "
                "seven, four is the better number.",
            ),
        ],
        className="page page-k",
    )


def register() -> None:
    dash.register_page("choose_k", path="/k", title="Choose k · Tessera", name="Choose k", layout=layout)
    callback(
        Output(Ids.INSTEAD, "children"),
        Output(Ids.CONTENT, "className"),
        Output(Ids.LEDE, "children"),
        Output(Ids.DECK, "data"),
        Output(Ids.CURVE, "data"),
        Output(Ids.SLIDER, "min"),
        Output(Ids.SLIDER, "max"),
        Output(Ids.SLIDER, "marks"),
        Output(Ids.VERDICT, "children"),
        Output(Ids.CRITERIA, "children"),
        Output(Ids.FLOWS, "data"),
        Output(Ids.ONWARD, "children"),
        Output(Ids.ASIDE, "children"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        State(Ids.DECK, "data"),
        State(Ids.CURVE, "data"),
    )(remembered(show))
    callback(
        Output(Shell.CHOICES, "data", allow_duplicate=True),
        Input({"type": Patterns.ASIDE, "segment": ALL}, "n_clicks"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(set_aside)
    callback(
        Output(Ids.COMPARED, "children"),
        Output(Ids.TICK, "disabled"),
        Output(Ids.COMPARE, "className"),
        Input(Ids.COMPARE, "n_clicks"),
        Input(Ids.TICK, "n_intervals"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(compare_preparations)
    _register_browser()


def _register_browser() -> None:
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
    # Of names that the browser writes; which segment is in focus comes along to the other pages.
    segment = Input({"type": Patterns.SEGMENT, "segment": ALL}, "n_clicks")
    run("toggleSegment", moved, segment, State(*choices), prevent_initial_call=True)
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


def show(view: Any, choices_data: Any, deck: Any, curve: Any) -> tuple[Any, ...]:
    """Curve, advice and the names for every k; moving k afterwards asks for nothing."""
    other = instead(view)
    if not view or other is not None:
        return (other, f"{content_class(view)} two-columns", *(no_update,) * 11)
    choices = Choices.from_json(choices_data)
    result = services.resolve(choices)
    if not isinstance(result, services.Ready):
        return (None, "content stale two-columns" if curve else "content two-columns", *(no_update,) * 11)
    theme = Theme.read(view.get("theme"))
    onward = [
        link("See these segments", "/profiles", choices.to_search(), primary=True),
        link("See them on the map", "/map", choices.to_search()),
    ]
    aside = _aside(services.outlying(result), result)
    if curve and deck and deck.get("same") == _same(result, view):  # only k moved: the curve and the evidence stay
        return (None, "content two-columns", *(no_update,) * 9, onward, aside)
    marks = {k: str(k) for k in result.ks}
    return (
        None,
        "content two-columns",
        _lede(result.advice),
        {**_deck(result), "same": _same(result, view)},
        elbow(result.sweep, result.advice, result.k, theme).to_plotly_json(),
        result.ks[0],
        result.ks[-1],
        marks,
        _verdict(result.advice),
        _criteria(result.advice, result.k, theme),
        _flows(result, theme),
        onward,
        aside,
    )


def _same(result: services.Ready, view: Any) -> str:
    """What decides all of the page but the chosen k."""
    return f"{result.matrix.fingerprint} {result.view.id} {view.get('theme')} {view.get('revision')}"


def _deck(result: services.Ready) -> dict[str, Any]:
    """Everything that a move of the slider shows, for all k at once, as the words of the page."""
    lines = services.overview(result.choices)
    return {
        "k": result.advice.suggested_k if result.advice.suggested_k in result.ks else result.k,
        "suggested": result.advice.suggested_k,
        "ks": list(result.ks),
        "dataset": result.view.id,
        "overview": {
            str(k): [
                [line.name, f"{count(line.size)} customers", percent(line.share), line.share, quality]
                for line, quality in zip(rows, _qualities(result.advice, k, len(rows)), strict=True)
            ]
            for k, rows in lines.items()
        },
        "none": result.advice.verdict is Verdict.NONE,
    }


def _qualities(advice: Advice, k: int, n: int) -> list[str]:
    """Per segment, whether it comes back and whether a short rule tells it; "" where nothing was measured."""
    stability, described = advice.stability.get(k, ()), advice.described.get(k, ())
    if len(stability) != n or len(described) != n:
        return [""] * n
    return [
        f"{_comes_back(jaccard)} ({percent(jaccard)}) · "
        f"{'a short rule describes it' if is_described(*fit) else 'no short rule describes it'}"
        for jaccard, fit in zip(stability, described, strict=True)
    ]


def _comes_back(jaccard: float) -> str:
    return "Comes back on other samples" if jaccard >= STABLE_JACCARD else "Changes with the sample"


def _flows(result: services.Ready, theme: Theme) -> dict[str, Any]:
    """Per k, the chart from k to k + 1 segments and its sentence."""
    lines = services.overview(result.choices)
    found = {}
    for k, shares in result.advice.flows.items():
        if k in lines and k + 1 in lines:
            before, after = ([line.name for line in lines[each]] for each in (k, k + 1))
            customers = np.round(np.array(shares) * sum(line.size for line in lines[k])).astype(np.int64)
            figure = flow(customers, before, after, theme).to_plotly_json()
            figure["layout"].pop("height")  # the frame has one, so that nothing jumps
            found[str(k)] = {"figure": figure, "text": _divided(k, most_divided(shares), before, after)}
    return found


def _divided(k: int, most: tuple[int, tuple[tuple[int, float], ...]], before: list[str], after: list[str]) -> str:
    label, parts = most
    into = " and ".join(f"{percent(share)} to {j + 1} ({after[j]})" for j, share in parts)
    return f"From {k} segments (left) to {k + 1} (right): segment {label + 1} ({before[label]}) divides most, {into}."


def _aside(found: tuple[Outlying, ...], result: services.Ready) -> Any:
    """A warning for every segment that is a handful of outliers, with a button where one limit sets it aside."""
    return [_handful(each, result.names[each.label]) for each in found] or None


def _handful(each: Outlying, name: str) -> html.Div:
    said = f"Segment {each.label + 1} ({name}) is a handful of outliers: {plural(each.size, 'customer')}, "
    said += f"{percent(each.share, 1)} of all. "
    if each.limit is None:
        said += "No single column tells them from the rest; fewer segments may serve better."
        return html.Div([icon("exclamation-triangle"), html.P(said)], className="handful")
    limit = each.limit
    at = f"above {number(limit.high)}" if limit.high is not None else f"below {number(limit.low or 0.0)}"
    n = limit.caught + limit.others
    said += f"{limit.caught} of them have {limit.column} {at}."
    button = html.Button(
        f"Set {plural(n, 'customer')} with {limit.column} {at} aside",
        id={"type": Patterns.ASIDE, "segment": each.label},
        className="button",
    )
    note = "They stay in every export, with the reason; the limit can be removed on the Data page."
    return html.Div(
        [icon("exclamation-triangle"), html.Div([html.P(said), button, html.P(note, className="small-print")])],
        className="handful",
    )


def set_aside(_clicks: list[int | None], choices_data: Any) -> Any:
    """The preparation with the limit that the button named."""
    if not any(_clicks):
        return no_update
    return services.without_outlying(Choices.from_json(choices_data), int(dash.ctx.triggered_id["segment"])).to_json()


def compare_preparations(_clicks: int | None, _ticks: int | None, view: Any, choices_data: Any) -> tuple[Any, ...]:
    """What other preparations would do; begins when the button is pressed and asks until it is there."""
    if (view or {}).get("kind") != "ready":
        return None, True, "button"
    result = services.resolve(Choices.from_json(choices_data))
    if not isinstance(result, services.Ready):
        return no_update, True, no_update
    found = services.sensitivity(result, start=dash.ctx.triggered_id == Ids.COMPARE)
    if found is None:
        return None, True, "button"
    if isinstance(found, services.Working):
        return html.P(f"{found.message} ({percent(found.fraction)})", className="intro"), False, "hidden"
    if isinstance(found, services.Failed):
        return problem(found.message, found.remedy), True, "button"
    return sensitivity_words(found, result.k, result.dataset, result.matrix.id_column), True, "hidden"


def _ask() -> list[Any]:
    return [
        html.P(
            "No segments were found, so none are shown. You can still cut the customers into slices of similar "
            "people; they are a convenience, and other customers would be cut otherwise.",
            className="intro",
        ),
        html.Button("Show slices anyway", id=Ids.SHOW, className="button"),
    ]


def _lede(advice: Advice) -> str:
    if advice.verdict is Verdict.NONE:
        return advice.reasons[0]
    first = f"{advice.suggested_k} segments are suggested."
    return f"{first} {advice.reasons[0]}" if advice.reasons else first


def _verdict(advice: Advice) -> html.Div:
    none = advice.verdict is Verdict.NONE
    runner_up = html.P(f"The runner-up is {advice.runner_up} segments.") if advice.runner_up and not none else None
    disagreement = "" if none else disagreement_of(advice.suggested_k, advice.criteria)
    return html.Div(
        [
            html.P("Verdict", className="eyebrow"),
            html.H2(advice.verdict.title),
            html.P(VERDICT_WORDS[advice.verdict]),
            html.P(html.Strong(disagreement), className="disagreement") if disagreement else None,
            html.Ul([html.Li(reason) for reason in advice.reasons], className="reasons"),
            runner_up,
        ],
        className=f"verdict verdict-{advice.verdict}",
    )


def _criteria(advice: Advice, k: int, theme: Theme) -> list[Any]:
    return [
        html.Figure(
            [
                html.Figcaption(
                    [
                        html.Strong(criterion.title),
                        html.Span(
                            f"by itself: {criterion.preferred_k}" if criterion.preferred_k else "no preference",
                            className="muted",
                        ),
                    ]
                ),
                chart(
                    {"type": Patterns.CRITERION, "name": criterion.name},
                    150,
                    f"{criterion.title} for each number of segments",
                    small_criterion(criterion, k, theme),
                ),
                html.P(criterion.explanation, className="small-print"),
            ],
            className="criterion",
        )
        for criterion in advice.criteria.values()
    ]
