"""The form for a new customer, what is said of them, and what is said of a whole scored table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import html

from app.choices import Choices
from app.components.numbers import count, day, percent, plural, value
from app.components.page import download, icon, link, more, table
from app.components.segments import badge
from app.limits import SCORE_FIELDS
from app.services import PlacedCustomer, ScoredSummary
from engine.dataset import Kind
from engine.model_schema import NeededColumn
from engine.profiles.lexicon import column_title

# Two answers that no table has: that nothing is known, and that it is none of those in the list.
UNKNOWN, ANOTHER = "\N{EMPTY SET}", "\N{WHITE SQUARE}"
# Confidence is 0 on the border between two segments; a third of the way to the centre is clearly inside.
_CLEAR, _FAIR = 0.35, 0.12
_SHOWN_DRIFT = 5


def customer_form(schema: Sequence[NeededColumn], pattern: str) -> list[Any]:
    """One field per column that the segments need, filled with what is typical.

    Parameters
    ----------
    schema : sequence of NeededColumn
        Most telling first.
    pattern : str
        Type of the pattern ids; the place in the schema is the field.
    """
    fields = [_field(column, {"type": pattern, "field": place}) for place, column in enumerate(schema)]
    shown, rest = fields[:SCORE_FIELDS], fields[SCORE_FIELDS:]
    parts: list[Any] = [html.Div(shown, className="fields")]
    if rest:
        parts.append(more(f"{plural(len(rest), 'more field')}", html.Div(rest, className="fields")))
    return parts


def _field(column: NeededColumn, identity: dict[str, Any]) -> html.Label:
    """A list where the answers are known, else a box; empty means unknown."""
    typical = column.typical
    if column.levels:
        value = str(typical) if typical in column.levels else f"{typical:g}" if isinstance(typical, float) else None
        options = [{"value": level, "label": level} for level in column.levels]
        if column.form == "text" and column.kind != Kind.BOOLEAN:
            options.append({"value": ANOTHER, "label": "another answer"})
        options.append({"value": UNKNOWN, "label": "not known"})
        control: Any = dbc.Select(id=identity, options=options, value=value if value in column.levels else UNKNOWN)
    elif column.form == "number":
        control = dbc.Input(id=identity, type="number", step="any", value=_as_written(typical))
    elif column.form == "date":
        control = dbc.Input(id=identity, type="date", value=str(typical)[:10] if typical else None)
    else:
        control = dbc.Input(id=identity, type="text", value=typical)
    return html.Label(
        [
            html.Span(column_title(column.name, column.unit), title=column.name),
            control,
            html.Small(_usual(column), className="muted"),
        ]
    )


def _as_written(typical: float | None) -> float | None:
    """With six digits, and all before the point: a median of cents has many more."""
    if not typical:
        return typical
    return round(typical, max(0, 5 - math.floor(math.log10(abs(typical)))))


def _usual(column: NeededColumn) -> str:
    if column.low is None or column.levels:
        return ""
    if column.form == "date":
        return f"usually {day(pd.Timestamp(column.low))} to {day(pd.Timestamp(column.high))}"
    if column.form != "number":
        return ""
    low, high = (value(float(each), name=column.name) for each in (column.low, column.high))
    return f"usually {low} to {high}"


def placed_words(
    placed: PlacedCustomer, names: Sequence[str], colours: Sequence[int], choices: Choices | None = None
) -> html.Div:
    """The answer: the segment, how sure it is, what speaks for it, what was noticed, and the way to the segment where it is open."""
    name = names[placed.number - 1]
    parts: list[Any] = [
        html.P([badge(placed.number, colours[placed.number - 1]), html.Strong(name)], className="placed-name"),
        html.P(_sureness(placed, names)),
    ]
    if placed.deciding:
        parts.append(html.P(f"What decides: {' and '.join(map(column_title, placed.deciding))}.", className="muted"))
    if placed.misfit:
        parts.append(html.P([html.Strong("Fits none well: "), f"{placed.misfit}."], className="placed-misfit"))
    parts += [html.P(note, className="muted") for note in placed.notes]
    if choices is not None:
        parts.append(link("Who they are", "/profiles", replace(choices, segment=placed.number).to_search()))
    return html.Div(parts, className="placed")


def _sureness(placed: PlacedCustomer, names: Sequence[str]) -> str:
    if placed.second is None:
        return "There is only one segment."
    other = f"“{names[placed.second - 1]}”"
    if placed.confidence >= _CLEAR:
        return f"Clearly inside this segment; the next nearest is {other}."
    if placed.confidence >= _FAIR:
        return f"Nearer to this segment than to {other}."
    return f"Close to the border with {other}: a small difference would change the answer."


def score_drop() -> html.Div:
    """Where a file is dropped that is only scored; assets/upload.js does the sending."""
    return html.Div(
        [
            html.Div(
                [
                    icon("upload"),
                    html.P("Drop a file of new customers here", className="drop-title"),
                    html.Button("Choose a file", className="button", **{"data-choose-file": ""}),
                ],
                className="drop-words",
            ),
            html.Div(className="drop-activity", **{"data-activity-slot": ""}),
        ],
        className="drop score-drop",
        **{"data-score-drop": ""},
    )


def scoring_progress(fraction: float, message: str, stop: dict[str, Any]) -> html.Div:
    """How far the scoring of a file is, and the button that ends it."""
    done = f"{100 * fraction:.0f}"
    return html.Div(
        [
            html.P(message or "Placing the customers", className="activity-title", role="status"),
            html.Div(
                html.I(style={"width": f"{done}%"}),
                className="bar",
                role="progressbar",
                **{"aria-label": "Progress", "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": done},
            ),
            html.Button("Cancel", id=stop, className="button"),
        ],
        className="activity in-place",
    )


def scored_words(
    found: ScoredSummary, names: Sequence[str], colours: Sequence[int], url: str, file: str = ""
) -> html.Div:
    """How the table falls into the segments, against the customers they were made from."""
    total = sum(found.sizes)
    rows = [
        [
            html.Span([badge(label + 1, colours[label]), f" {name}"]),
            count(size),
            percent(size / total if total else 0),
            percent(before),
        ]
        for label, (name, size, before) in enumerate(zip(names, found.sizes, found.shares_before, strict=True))
    ]
    header = ["Segment", "Customers", "Share", "Share before"]
    changed = [drift for drift in found.drift if drift.words != "much as before"][:_SHOWN_DRIFT]
    where = f" of {file}" if file else ""
    words = [
        html.P(f"{plural(total, 'customer')}{where} placed; the mix of segments is {found.segment_drift.words}.")
    ]
    if found.fits_none:
        words.append(html.P(f"{plural(found.fits_none, 'customer')} fit no segment well; the file says why."))
    if changed:
        said = "; ".join(
            f"{column_title(drift.column)} is {drift.words} (index {drift.index:.2f})" for drift in changed
        )
        words.append(html.P(f"Against the customers the segments were made from: {said}."))
    elif found.drift:  # of a model that was brought the customers are not here to compare with
        words.append(html.P("Every needed column looks much as it did when the segments were made."))
    return html.Div(
        [
            *words,
            table(header, rows, "Customers per segment"),
            more("What was noticed", [html.P(note) for note in found.notes]) if found.notes else None,
            html.Div([download("Download the scored table", url, primary=True)], className="row-of-buttons"),
        ],
        className="scored",
    )
