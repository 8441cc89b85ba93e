"""The map's legend: the segments by name, what colours the points, and what a crowd's picture shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from app.components.numbers import count, percent
from app.components.segments import badge
from app.components.states import problem
from engine.advice.result import Verdict
from engine.limits import SHAKY_JACCARD
from engine.profiles.lexicon import column_title
from engine.profiles.vocabulary import shown

if TYPE_CHECKING:
    from app.services import MapView, Ready


def segment_legend(result: Ready, focus: int | None, kind: str) -> html.Ul:
    """The segments by name; choosing one dims the others here and comes along to the other pages.

    Parameters
    ----------
    result : Ready
    focus : int or None
        Number of the chosen segment.
    kind : str
        Type of the buttons' pattern ids.
    """
    none = result.advice.verdict is Verdict.NONE
    return html.Ul(
        [
            html.Li("Slices, not segments" if none else result.advice.verdict.title, className="legend-verdict"),
            *(
                html.Li(
                    html.Button(
                        [
                            badge(profile.number, result.colours[profile.label]),
                            html.Span(name, className="segment-name"),
                            html.Span(count(profile.size), className="segment-size"),
                            html.Span(percent(profile.share), className="segment-share"),
                            *_certainty(result.stability[profile.label]),
                        ],
                        id={"type": kind, "segment": profile.number},
                        className="legend-entry",
                        **{"aria-pressed": "true" if focus == profile.number else "false"},
                    )
                )
                for profile, name in zip(result.profiles, result.names, strict=True)
            ),
        ],
        className="legend",
    )


def _certainty(stability: float | None) -> list[html.Span]:
    """A word where another sample would draw the segment differently; nothing where it comes back."""
    if stability is None or stability >= SHAKY_JACCARD:
        return []
    return [
        html.Span("shaky", className="segment-shaky", title=f"Comes back on other samples to {stability:.0%} only")
    ]


def colour_list(view: MapView, no_arrows: bool) -> list[Any]:
    """What the colours are when a column gives them, or why it cannot; and why there are no arrows."""
    said: list[Any] = []
    if view.problem is not None:
        said.append(problem(view.problem.message, view.problem.remedy))
    if no_arrows:
        said.append(html.P("Arrows need two axes that are numbered directions, not columns.", className="muted"))
    if view.colouring is None:
        return said
    title = column_title(view.colouring.column)
    if not view.colouring.levels:
        shapes = "" if view.means is None else " Each cell has the mean of its customers."
        return [*said, html.P(f"Colour: {title}; the shapes are the segments.{shapes}", className="muted")]
    entries = [
        html.Li(
            [
                html.Span(className=f"map-swatch segment-{place + 1}"),
                html.Span(shown(level)),
                html.Span(count(n), className="segment-size"),
            ]
        )
        for place, (level, n) in enumerate(zip(view.colouring.levels, view.colouring.counts, strict=True))
    ]
    words = html.P(f"Colour: {title}; the shapes are the segments.", className="muted")
    return [*said, words, html.Ul(entries, className="map-levels")]


def crowd_words(view: MapView) -> str:
    if not view.n_inside:
        return "Nobody stands in this window; choose “Show everyone” to come back."
    inside = f"{count(view.n_inside)} of them stand in this window"
    if view.complete:
        return f"{inside}, each a point of its own."
    return f"{inside}: colour shows how many, points are a sample with the outermost. Zoom in until each is a point."
