"""Choose k: how many segments, with the curve, the advice and what each number would give."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import dash
from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update

from app import services
from app.choices import Choices
from app.components.charts import chart
from app.components.numbers import count, percent
from app.components.page import head, how_to_read, link, more, section, skeleton
from app.components.states import content_class, instead
from app.figures.criterion import small_criterion
from app.figures.elbow import elbow
from app.figures.theme import Theme
from app.shell import Ids as Shell
from engine.advice.result import Advice, Verdict
from engine.limits import DEFAULT_KS


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
    VERDICT = "k-verdict"
    CRITERIA = "k-criteria"
    ONWARD = "k-onward"


class Patterns(StrEnum):
    CRITERION = "k-criterion"


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
                                    html.P(id=Ids.NAMES_TITLE, className="intro", **{"aria-live": "polite"}),
                                    html.Div(id=Ids.RIBBON, className="ribbon", **{"aria-hidden": "true"}),
                                    html.Div(skeleton(260), id=Ids.NAMES, className="names"),
                                    html.Div(id=Ids.ONWARD, className="row-of-buttons"),
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
            more("More evidence", html.Div(id=Ids.CRITERIA, className="criteria")),
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
        Output(Ids.ONWARD, "children"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        State(Ids.DECK, "data"),
        State(Ids.CURVE, "data"),
    )(show)
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
    run(
        "showNames",
        Output(Ids.NAMES, "children"),
        Output(Ids.RIBBON, "children"),
        Output(Ids.NAMES_TITLE, "children"),
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
        return (other, f"{content_class(view)} two-columns", *(no_update,) * 9)
    choices = Choices.from_json(choices_data)
    result = services.resolve(choices)
    if not isinstance(result, services.Ready):
        return (None, "content stale two-columns" if curve else "content two-columns", *(no_update,) * 9)
    theme = Theme.read(view.get("theme"))
    data = _deck(result)
    onward = [
        link("See these segments", "/profiles", choices.to_search(), primary=True),
        link("See them on the map", "/map", choices.to_search()),
    ]
    if curve and deck and deck.get("same") == _same(result, view):  # only k moved: the curve and the evidence stay
        return (None, "content two-columns", *(no_update,) * 8, onward)
    marks = {k: str(k) for k in result.ks}
    return (
        None,
        "content two-columns",
        _lede(result.advice),
        {**data, "same": _same(result, view)},
        elbow(result.sweep, result.advice, result.k, theme).to_plotly_json(),
        result.ks[0],
        result.ks[-1],
        marks,
        _verdict(result.advice),
        _criteria(result.advice, result.k, theme),
        onward,
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
            str(k): [[line.name, f"{count(line.size)} customers", percent(line.share), line.share] for line in rows]
            for k, rows in lines.items()
        },
    }


def _lede(advice: Advice) -> str:
    first = f"{advice.suggested_k} segments are suggested."
    return f"{first} {advice.reasons[0]}" if advice.reasons else first


def _verdict(advice: Advice) -> html.Div:
    runner_up = html.P(f"The runner-up is {advice.runner_up} segments.") if advice.runner_up else None
    return html.Div(
        [
            html.P("Verdict", className="eyebrow"),
            html.H2(advice.verdict.title),
            html.P(VERDICT_WORDS[advice.verdict]),
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
