"""What was understood of a file, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from app.components.numbers import count, plural, value
from app.components.page import download, more, table
from engine.columns.notices import sentinel_note
from engine.dataset import Dataset, Dialect, Note, Role, SetAsideRow, Severity
from engine.preparation.matrix import PreparedMatrix, SetAsideCustomer

PREVIEW_ROWS = 8
MAX_NOTES = 8
MAX_LISTED = 20  # of what was set aside; all of it is in the export

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars", " ": "blanks", ":": "colons"}
_FORMATS = {
    "xlsx": "an Excel workbook",
    "xls": "an old Excel workbook",
    "parquet": "a Parquet file",
    "jsonl": "JSON lines",
}


def sentence(dataset: Dataset) -> str:
    """ "2,240 rows and 29 columns, separated by tabs, with the names of the columns in line 1 (UTF-8)." """
    size = f"{plural(dataset.n_rows, 'row')} and {plural(len(dataset.columns), 'column')}"
    return f"{size}{_dialect(dataset.dialect)}."


def _dialect(dialect: Dialect | None) -> str:
    if dialect is None:
        return ""
    parts = []
    if dialect.delimiter:
        parts.append(f"separated by {_DELIMITERS.get(dialect.delimiter, f'“{dialect.delimiter}”')}")
    elif dialect.format in _FORMATS:
        parts.append(f"from {_FORMATS[dialect.format]}" + (f", sheet “{dialect.sheet}”" if dialect.sheet else ""))
    if dialect.header is None:
        parts.append("without a header, so the columns are numbered")
    elif dialect.delimiter:
        parts.append(f"with the names of the columns in line {dialect.header}")
    encoding = f" ({encoding_name(dialect.encoding)})" if dialect.encoding else ""
    return f", {', '.join(parts)}{encoding}" if parts else encoding


def encoding_name(codec: str) -> str:
    """As people know it: a byte-order mark at the start of the file makes no other encoding."""
    name = codec.lower().removesuffix("-sig")
    known = {
        "latin-1": "Latin-1",
        "iso-8859-1": "Latin-1",
        "cp932": "Shift JIS",
        "cp949": "EUC-KR",
        "cp850": "DOS 850",
    }
    if name.startswith("cp125"):
        return f"Windows-{name.removeprefix('cp')}"
    return known.get(name, name.upper().replace("_", "-"))


def said_of(dataset: Dataset, matrix: PreparedMatrix | None) -> list[Note]:
    """All notes, each thing said once: of values that may stand for "unknown" in columns that decide the segments, the
    preparation knows how many there are and what became of them."""
    if matrix is None:
        return list(dataset.notes)
    decide = {name for name, role in matrix.roles.items() if role == Role.FEATURE}
    known = {sentinel_note(column) for column in dataset.columns if column.sentinels and column.name in decide}
    return [*(note for note in dataset.notes if note not in known), *matrix.notes]


def notes(items: Sequence[Note]) -> Any:
    """Warnings first; of a wide table the first few, the others behind "More"."""
    ordered = sorted(items, key=lambda note: note.severity is not Severity.WARNING)
    lines = [html.Li(note.sentence, className=f"note-{note.severity}") for note in ordered]
    if len(lines) <= MAX_NOTES + 1:
        return html.Ul(lines, className="notes")
    rest = html.Ul(lines[MAX_NOTES:], className="notes")
    return [html.Ul(lines[:MAX_NOTES], className="notes"), more(f"{count(len(lines) - MAX_NOTES)} more notes", rest)]


def preview(dataset: Dataset) -> html.Div:
    frame = dataset.frame.head(PREVIEW_ROWS)
    rows = [[value(cell) for cell in row] for row in frame.itertuples(index=False, name=None)]
    return table([str(name) for name in frame.columns], rows, f"The first {plural(len(rows), 'row')}")


def set_aside(rows: Sequence[SetAsideRow], customers: Sequence[SetAsideCustomer]) -> list[Any]:
    """Rows that could not be read and customers that take no part in the fit, each with its reason."""
    parts: list[Any] = []
    if rows:
        parts.append(html.P(f"{plural(len(rows), 'row')} of the file could not be read."))
        listed = [[count(row.line), row.reason, row.text] for row in rows[:MAX_LISTED]]
        parts.append(table(["Line", "Reason", "As written"], listed, "Rows that could not be read"))
    if customers:
        parts.append(
            html.P(
                f"{plural(len(customers), 'customer')} took no part in forming the segments; every export has them."
            )
        )
        listed = [[value(each.row_id), each.column, each.reason] for each in customers[:MAX_LISTED]]
        parts.append(table(["Customer", "Column", "Reason"], listed, "Customers set aside"))
    longest = max(len(rows), len(customers))
    if longest > MAX_LISTED:
        parts.append(html.P(f"The first {MAX_LISTED} of each are shown.", className="muted"))
    return parts or [html.P("Nothing was set aside.")]


def steps(matrix: PreparedMatrix, url: str) -> html.Div:
    """What was done to each column, and why; ``url`` gives the same as a file."""
    rows = [[step.column, step.detail, step.reason] for step in matrix.steps]
    return html.Div(
        [
            table(["Column", "What was done", "Why"], rows, "What was done to each column"),
            html.Div(download("Log of every step (CSV)", url), className="row-of-buttons"),
        ]
    )
