"""Where a person gives a segment a name, a colour and a note, or takes over what an earlier segment had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from app.components.numbers import percent
from app.components.segments import COLOURS, slot
from app.limits import MAX_SEGMENT_NAME, MAX_SEGMENT_NOTE
from app.services import Offer, Shown
from engine.profiles.result import SegmentProfile


@dataclass(frozen=True)
class NamingIds:
    """Types of the pattern ids, one of each per segment."""

    name: str
    colour: str
    note: str
    save: str
    reset: str
    accept: str
    problem: str

    def of(self, part: str, segment: int) -> dict[str, Any]:
        return {"type": part, "segment": segment}


def naming(profile: SegmentProfile, shown: Shown, ids: NamingIds) -> list[Any]:
    """Name, colour and note of one segment."""
    n = profile.number
    changed = shown.given or shown.note or shown.colour != slot(n)
    return [
        html.Label(
            [
                html.Span(f"Name of segment {n}"),
                dcc.Input(id=ids.of(ids.name, n), type="text", value=shown.name, maxLength=MAX_SEGMENT_NAME),
            ]
        ),
        html.Fieldset([html.Legend("Colour"), _swatches(shown.colour, ids.of(ids.colour, n))]),
        html.Label(
            [
                html.Span("Note"),
                dcc.Textarea(id=ids.of(ids.note, n), value=shown.note, maxLength=MAX_SEGMENT_NOTE, rows=2),
            ]
        ),
        html.Div(
            [
                html.Button("Save", id=ids.of(ids.save, n), className="button"),
                html.Button(
                    f"Back to “{profile.name}”",
                    id=ids.of(ids.reset, n),
                    className="button quiet-button" if changed else "button hidden",
                ),
            ],
            className="row-of-buttons",
        ),
        html.P(id=ids.of(ids.problem, n), className="field-problem", role="alert"),
    ]


def _swatches(chosen: int, identity: dict[str, Any]) -> dbc.RadioItems:
    options = [
        {
            "value": colour,
            "label": html.Span(
                html.Span(f"Colour {colour}", className="visually-hidden"), className=f"swatch segment-{colour}"
            ),
        }
        for colour in range(1, COLOURS + 1)
    ]
    return dbc.RadioItems(options=options, value=chosen, id=identity, className="swatches")


def offered(offer: Offer, segment: int, ids: NamingIds) -> html.Div:
    """What too few of these customers had before to be carried over by itself: "was Gold club, 43 % overlap"."""
    origin = offer.origin
    return html.Div(
        [
            html.P(
                f"Was “{offer.name}” among {origin.k} segments, {percent(origin.overlap)} overlap.",
                className="small-print",
            ),
            html.Button("Use this name", id=ids.of(ids.accept, segment), className="button quiet-button"),
        ],
        className="offer",
    )
