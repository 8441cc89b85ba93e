"""What a column is: its kind, meaning and unit, as found and as a person says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dash import html

from app.components.fields import select, small
from app.edits import FOUND, NO_MEANING
from engine.dataset import Column, Kind, Meaning

_KINDS = {
    Kind.NUMBER: "A number",
    Kind.CATEGORY: "A category",
    Kind.DATE: "A date",
    Kind.TEXT: "Text",
    Kind.BOOLEAN: "Yes or no",
}


@dataclass(frozen=True)
class Because:
    """The reason of a column in parts: what its cells are, what it means, what it is used for."""

    kind: str
    meaning: str
    role: str


def because(column: Column) -> Because:
    """The parts of "Whole numbers; the name says 'income' (budget); it says what ..., so it decides the segments." """
    kind, *rest = column.reason.removesuffix(".").split("; ")
    meaning = rest.pop(0) if column.meaning is not None and len(rest) > 1 else ""
    return Because(_sentence([kind]), _sentence([meaning]), _sentence(rest or [kind]))


def _sentence(parts: list[str]) -> str:
    text = "; ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def what_it_is(column: Column, override: Mapping[str, Any], identity: Any) -> list[Any]:
    meaning = override.get("meaning", FOUND)
    meanings = {FOUND: "As found", NO_MEANING: "None of these"}
    meanings |= {str(each): _meaning(each) for each in Meaning}
    why = because(column)
    named = _meaning(column.meaning).lower() if column.meaning is not None else "not known"
    # Once a column is corrected, what is known of it is the person's own word.
    kind_found = "" if override else f"As found: {_KINDS.get(column.kind, str(column.kind)).lower()}. {why.kind}"
    meaning_found = (
        "" if override else f"As found: {named}. {why.meaning or 'Nothing in the name or the values says it.'}"
    )
    unit_found = "" if override else f"As found: {column.unit or 'no unit in the cells or the name'}."
    parts = select(
        "Kind",
        "How its cells are read.",
        {FOUND: "As found", **{str(key): words for key, words in _KINDS.items()}},
        str(override.get("kind", FOUND)),
        identity("kind"),
        kind_found,
    )
    if column.kind is Kind.DATE:
        parts += select(
            "Day and month",
            "Which stands first in a date such as 03/04/2024.",
            {FOUND: "As found", "day_first": "The day: 3 April", "month_first": "The month: March 4"},
            str(override.get("date_order", FOUND)),
            identity("date_order"),
        )
    if column.kind in (Kind.NUMBER, Kind.TEXT, Kind.CATEGORY):
        parts += select(
            "Decimals",
            "What 1.234 and 1,234 are.",
            {FOUND: "As found", ".": "Written with a point (1,234.56)", ",": "Written with a comma (1.234,56)"},
            str(override.get("decimal", FOUND)),
            identity("decimal"),
        )
    return [
        *parts,
        *select(
            "Meaning",
            "Decides the words in names of segments, and what the column is used for.",
            meanings,
            NO_MEANING if meaning is None else str(meaning),
            identity("meaning"),
            meaning_found,
        ),
        *small("Unit, such as $ or days", identity("unit"), override.get("unit"), "text", column.unit, unit_found),
        html.Small("The table is read again when you apply this.", className="muted"),
    ]


def _meaning(meaning: Meaning) -> str:
    return str(meaning).replace("_", " ").capitalize()
