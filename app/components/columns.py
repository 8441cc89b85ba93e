"""The table of columns: what each is used for, what it means and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from app.components.numbers import count, plural, value
from app.components.page import icon
from engine.dataset import Column, Role

PAGE = 50  # columns shown at a time: a browser draws them at once, and a person can look over them

EVERY_USE = "every"  # a select's value; it cannot be empty

ROLE_WORDS = {
    Role.FEATURE: "Decides the segments",
    Role.PROFILE: "Described only",
    Role.IDENTIFIER: "Names the customer",
    Role.IGNORE: "Not used",
}


@dataclass(frozen=True)
class ControlIds:
    """Types of the pattern ids of a column's controls; the index is the column's position.

    Attributes
    ----------
    use, prepare, unknown : str
        The select for its use, the button that opens its preparation, and the one that takes a value as "unknown" or
        as a number again.
    """

    use: str
    prepare: str
    unknown: str


@dataclass(frozen=True)
class Found:
    """The columns that were looked for, a page at a time.

    Attributes
    ----------
    positions : tuple of int
        In the table; those of the page.
    page, pages : int
        Which page, from 0, of how many.
    total : int
        Columns on all pages.
    """

    positions: tuple[int, ...]
    page: int
    pages: int
    total: int


def find_columns(
    columns: Sequence[Column], roles: Mapping[str, Role], words: str = "", role: Role | None = None, page: int = 0
) -> Found:
    """Columns of a use whose name, meaning or kind has all words that were typed, in table order."""
    wanted = words.casefold().split()
    kept = [
        position
        for position, column in enumerate(columns)
        if (role is None or roles[column.name] is role) and all(word in _words(column) for word in wanted)
    ]
    pages = max(1, -(-len(kept) // PAGE))
    page = min(max(page, 0), pages - 1)
    return Found(tuple(kept[page * PAGE : (page + 1) * PAGE]), page, pages, len(kept))


def _words(column: Column) -> str:
    return f"{column.name} {_meaning(column)} {column.kind} {column.unit}".casefold()


def columns_table(
    columns: Sequence[Column], found: Found, roles: Mapping[str, Role], unknown: Collection[str], ids: ControlIds
) -> html.Div:
    """One row per column with a select for its use and a button for its preparation.

    Parameters
    ----------
    columns : sequence of Column
        All of the table.
    found : Found
        Which of them to show.
    roles : mapping of column name to Role
        The use each really has.
    unknown : collection of str
        The columns of which the suspected value was taken as "unknown".
    ids : ControlIds
    """
    if not found.total:
        return html.Div(html.P("No column is like that. Look for another word or use.", className="muted"))
    rows = [
        _row(at, columns[at], roles[columns[at].name], columns[at].name in unknown, ids) for at in found.positions
    ]
    header = ["Column", "Use", "Meaning and reason", ""]
    return html.Div(
        html.Table(
            [
                html.Caption("Columns of the table", className="visually-hidden"),
                html.Thead(html.Tr([html.Th(word, scope="col") for word in header[:-1]] + [html.Td()])),
                html.Tbody(rows),
            ],
            className="columns-table",
        )
    )


def shown_of(found: Found, everything: int) -> str:
    """ "51 to 100 of 400 columns", and of how many when they were looked for."""
    if not found.total:
        return f"None of {plural(everything, 'column')}"
    first = found.page * PAGE + 1
    last = first + len(found.positions) - 1
    shown = f"{count(first)} to {count(last)} of " if found.pages > 1 else ""
    beyond = f" found, of {count(everything)}" if found.total < everything else ""
    return f"{shown}{plural(found.total, 'column')}{beyond}"


def use_options(columns: Sequence[Column], roles: Mapping[str, Role]) -> list[dict[str, str]]:
    """The uses to choose from, with how many columns have each."""
    uses = Counter(roles[column.name] for column in columns)
    every = {"value": EVERY_USE, "label": "Every use"}
    return [every, *({"value": str(r), "label": f"{w} ({count(uses[r])})"} for r, w in ROLE_WORDS.items() if uses[r])]


def _row(i: int, column: Column, role: Role, unknown: bool, ids: ControlIds) -> html.Tr:
    doubts = [_odd(column), _suspected(column, unknown, {"type": ids.unknown, "index": i})]
    return html.Tr(
        [
            html.Th([html.Span(column.name, className="column-name"), html.Small(_kind(column))], scope="row"),
            html.Td(
                html.Label(
                    [
                        html.Span(f"Use of {column.name}", className="visually-hidden"),
                        dbc.Select(
                            id={"type": ids.use, "index": i},
                            options=[{"value": str(each), "label": words} for each, words in ROLE_WORDS.items()],
                            value=str(role),
                            size="sm",
                            className=f"role role-{role}",
                        ),
                    ]
                )
            ),
            html.Td([html.Strong(_meaning(column)), html.Span(column.reason), *doubts], className="reason"),
            html.Td(
                html.Button(
                    [icon("sliders"), html.Span(f"Prepare {column.name}", className="visually-hidden")],
                    id={"type": ids.prepare, "index": i},
                    className="quiet",
                    title="Preparation",
                )
            ),
        ]
    )


def _meaning(column: Column) -> str:
    return column.meaning.replace("_", " ").capitalize() if column.meaning else "Meaning not known"


def _kind(column: Column) -> str:
    words = [str(column.kind)]
    if column.unit:
        words.append(column.unit)
    if column.n_missing:
        words.append(f"{count(column.n_missing)} missing")
    return " · ".join(words)


def _odd(column: Column) -> Any:
    if not column.n_odd:
        return None
    shown = ", ".join(f"“{text}”" for text in column.odd_values[:3])
    return html.Span(
        f"{count(column.n_odd)} cells could not be read as {column.kind} ({shown}).", className="caution"
    )


def _suspected(column: Column, unknown: bool, identity: Any) -> Any:
    """A value like -999: what it is taken for, and the way to take it for the other."""
    if not column.sentinels:
        return None
    shown = " and ".join(value(each) for each in column.sentinels)
    said, way = (
        (f"{shown} is taken as “unknown”. ", "Keep it as a number")
        if unknown
        else (f"{shown} may stand for “unknown”. ", "Take it as unknown")
    )
    button = html.Button(
        [way, html.Span(f" in {column.name}", className="visually-hidden")],
        id=identity,
        className="link-button",
        n_clicks=0,
    )
    return html.Span([said, button], className="settled" if unknown else "caution")
