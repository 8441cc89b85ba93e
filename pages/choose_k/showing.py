"""Curve, advice and the names of all k, whenever what the page shows has changed."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, no_update

from app import services
from app.choices import Choices
from app.components.numbers import count, percent
from app.components.page import link
from app.components.states import content_class, instead
from app.figures.elbow import elbow
from app.figures.theme import Theme
from app.figures.ticks import labelled
from app.services.remembered import remembered
from app.shell import Ids as Shell
from engine.advice.description import is_described
from engine.advice.result import Advice, Verdict
from engine.limits import STABLE_JACCARD
from pages.choose_k.evidence import criteria, flows, lede, verdict
from pages.choose_k.ids import Ids
from pages.choose_k.outlying import warnings_of


def register() -> None:
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
        Output(Ids.ONWARD, "children"),
        Output(Ids.ASIDE, "children"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        State(Ids.DECK, "data"),
        State(Ids.CURVE, "data"),
    )(remembered(show))
    callback(
        Output(Ids.CRITERIA, "children"),
        Output(Ids.FLOWS, "data"),
        Output(Ids.EVIDENCE_SAME, "data"),
        Input(Ids.EVIDENCE, "n_clicks"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        State(Ids.EVIDENCE_SAME, "data"),
        prevent_initial_call=True,
    )(remembered(show_evidence))


def show(view: Any, choices_data: Any, deck: Any, curve: Any) -> tuple[Any, ...]:
    """Curve, advice and the names for every k; moving k afterwards asks for nothing."""
    other = instead(view, slices=True)
    if not view or other is not None:
        return (other, f"{content_class(view, slices=True)} two-columns", *(no_update,) * 9)
    choices = Choices.from_json(choices_data)
    result = services.resolve(choices)
    if not isinstance(result, services.Ready):
        return (None, "content stale two-columns" if curve else "content two-columns", *(no_update,) * 9)
    theme = Theme.read(view.get("theme"))
    onward = [
        link("See these segments", "/profiles", choices.to_search(), primary=True),
        link("See them on the map", "/map", choices.to_search()),
    ]
    aside = warnings_of(services.outlying(result), result)
    if curve and deck and deck.get("same") == _same(result, view):  # only k moved: the curve and the evidence stay
        return (None, "content two-columns", *(no_update,) * 7, onward, aside)
    # Only what has a mark can be chosen: beyond twelve there is not every number.
    told = labelled(result.ks, result.advice.suggested_k)
    marks = {k: str(k) if k in told else "" for k in result.ks}
    return (
        None,
        "content two-columns",
        lede(result.advice),
        {**_deck(result), "same": _same(result, view)},
        elbow(result.sweep, result.advice, result.k, theme).to_plotly_json(),
        result.ks[0],
        result.ks[-1],
        marks,
        verdict(result.advice),
        onward,
        aside,
    )


def show_evidence(opened: int | None, view: Any, choices_data: Any, shown: str | None) -> tuple[Any, ...]:
    """The criteria and how customers move, from when they are opened: drawing them took the page's first second."""
    result = services.resolve(Choices.from_json(choices_data)) if opened and view else None
    if not isinstance(result, services.Ready) or (same := _same(result, view)) == shown:
        return (no_update,) * 3
    theme = Theme.read(view.get("theme"))
    return criteria(result.advice, result.k, theme), flows(result, theme), same


def _same(result: services.Ready, view: Any) -> str:
    """What decides all of the page but the chosen k."""
    return f"{result.matrix.fingerprint} {result.view.id} {view.get('theme')} {view.get('revision')} {result.choices.saved}"


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
                [line.name, f"{count(line.size)} customers", percent(line.share), line.share, quality, line.colour]
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
