"""Corrections of how a file was read: what can be said, and how the file would be read then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from app.components.numbers import count, plural
from app.components.page import table
from app.components.understanding import encoding_name
from engine.corrections import Corrections
from engine.dataset import Cells, Dataset, Dialect

AS_FOUND = "found"  # a select's value for "what the file says"; it cannot be empty
WORKBOOKS = {"xlsx", "xls", "xlsb", "ods"}

SHOWN_NAMES = 6  # of another table
SHOWN_ROWS, SHOWN_COLUMNS = 3, 12  # of a look: enough to see whether names and cells stand where they belong

_SEPARATORS = {",": "Commas", ";": "Semicolons", "\t": "Tabs", "|": "Vertical bars", " ": "Blanks"}
_QUOTES = {'"': 'Double quotes (")', "'": "Single quotes (')", "none": "Nothing"}
_ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252 (Western Europe)",
    "latin-1": "Latin-1",
    "utf-16": "UTF-16",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp932": "Shift JIS (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "cp949": "EUC-KR (Korean)",
}
_DECIMALS = {".": "A point (1,234.56)", ",": "A comma (1.234,56)"}
_HEADERS = {
    "0": "Nowhere: every row is data",
    "1": "In one row",
    "2": "In two rows, joined",
    "3": "In three rows, joined",
    "4": "In four rows, joined",
}


def correction_form(dataset: Dataset, corrections: Corrections, ids: Mapping[str, Any]) -> list[Any]:
    """How else the file may be read, the other tables in it, and the way back.

    Parameters
    ----------
    dataset : Dataset
    corrections : Corrections
        What was chosen so far.
    ids : mapping of str to callable or id
        ``field(name)``, ``begin(line)`` and ``again``, ``back``, ``look``.
    """
    dialect = dataset.dialect
    if dialect is None or not (dialect.format == "delimited" or dialect.format in WORKBOOKS):
        return [html.P("This kind of file says itself how it is to be read.", className="muted")]
    parts = (
        _of_text(dialect, corrections, ids)
        if dialect.format == "delimited"
        else _of_sheets(dialect, corrections, ids)
    )
    buttons = [html.Button("Read again", id=ids["again"], className="button primary", n_clicks=0)]
    if corrections.key:
        buttons.append(html.Button("Back to what was found", id=ids["back"], className="button", n_clicks=0))
    return [
        html.Div(parts, className="fields"),
        html.Div(id=ids["look"], className="look", **{"aria-live": "polite"}),
        html.Div(buttons, className="row-of-buttons"),
        _others(dataset, ids),
    ]


def _of_text(dialect: Dialect, corrections: Corrections, ids: Mapping[str, Any]) -> list[Any]:
    separators = _with_own(_SEPARATORS, dialect.delimiter, corrections.delimiter)
    quotes = _with_own(_QUOTES, dialect.quote, corrections.quote)
    encoding = encoding_name(dialect.encoding or "")
    found, quote = separators.get(dialect.delimiter or "", "none"), quotes[dialect.quote or "none"]
    return [
        _select("Fields are separated by", "delimiter", separators, corrections.delimiter, found, ids),
        _select("Texts are quoted with", "quote", quotes, corrections.quote, quote, ids),
        _select("Decimals are written with", "decimal", _DECIMALS, corrections.decimal, "column by column", ids),
        _select("Characters are written in", "encoding", _ENCODINGS, corrections.encoding, encoding, ids),
        _line(dialect.header, corrections.first_line, "line", ids),
        _header(dialect, corrections, ids),
    ]


def _of_sheets(dialect: Dialect, corrections: Corrections, ids: Mapping[str, Any]) -> list[Any]:
    parts = [_line(dialect.header, corrections.first_line, "row", ids), _header(dialect, corrections, ids)]
    if len(dialect.sheets) > 1:
        sheets = {name: name for name in dialect.sheets}
        parts.insert(0, _select("Sheet", "sheet", sheets, corrections.sheet, f"{dialect.sheet}", ids))
    return parts


def _with_own(words: Mapping[str, str], *own: str | None) -> dict[str, str]:
    """The usual signs, and those of this file."""
    return {**words, **{sign: f"“{sign}”" for sign in own if sign and sign not in words}}


def _header(dialect: Dialect, corrections: Corrections, ids: Mapping[str, Any]) -> html.Div:
    chosen = None if corrections.header_rows is None else str(corrections.header_rows)
    rows = str(0 if dialect.header is None else dialect.header_rows)
    words = {**_HEADERS, **{own: f"In {own} rows, joined" for own in (rows, chosen) if own and own not in _HEADERS}}
    found = words[rows][0].lower() + words[rows][1:]
    return _select("Names of the columns stand", "header_rows", words, chosen, found, ids)


def _select(
    title: str, name: str, words: Mapping[str, str], chosen: str | None, found: str, ids: Mapping[str, Any]
) -> html.Div:
    # What was found with a correction in place is the correction itself.
    first = "As found" if chosen or not found else f"As found: {found}"
    options = [{"value": AS_FOUND, "label": first}, *({"value": key, "label": text} for key, text in words.items())]
    return html.Div(
        html.Label([html.Span(title), dbc.Select(id=ids["field"](name), options=options, value=chosen or AS_FOUND)]),
        className="field",
    )


def _line(header: int | None, chosen: int | None, word: str, ids: Mapping[str, Any]) -> html.Div:
    found = "As found" if header is None or chosen else f"As found: {word} {header}"
    control = dbc.Input(
        id=ids["field"]("first_line"), type="number", min=1, step=1, value=chosen, placeholder=found, debounce=0.4
    )
    return html.Div(html.Label([html.Span(f"The table begins in {word}"), control]), className="field")


def look(cells: Cells | None) -> list[Any]:
    """How the first rows would be read."""
    if cells is None:
        return [html.P("This file is too large for a look; it is read when you say so.", className="muted")]
    frame = cells.frame.iloc[:SHOWN_ROWS, :SHOWN_COLUMNS]
    rows = [list(row) for row in frame.itertuples(index=False, name=None)]
    width = cells.frame.shape[1]
    beyond = f"; the first {SHOWN_COLUMNS} are shown" if width > SHOWN_COLUMNS else ""
    return [
        html.P([html.Strong("Read this way: "), f"{plural(width, 'column')}{beyond}. Nothing is changed yet."]),
        table([str(name) or "(no name)" for name in frame.columns], rows, "How the first rows would be read"),
    ]


def _others(dataset: Dataset, ids: Mapping[str, Any]) -> Any:
    if not dataset.other_tables:
        return None
    word = "Row" if dataset.dialect is not None and dataset.dialect.format in WORKBOOKS else "Line"
    items = [
        html.Li(
            [
                html.Span(f"{word} {count(each.first_line)}: {plural(each.n_rows, 'row')} of {_named(each.columns)}"),
                html.Button("Use this table", id=ids["begin"](each.first_line), className="button", n_clicks=0),
            ]
        )
        for each in dataset.other_tables
    ]
    return html.Div([html.H3("Other tables in the file"), html.Ul(items, className="own-tables")], className="others")


def _named(columns: Sequence[str]) -> str:
    names = [name for name in columns if name]
    beyond = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
    return ", ".join(names[:SHOWN_NAMES]) + beyond
