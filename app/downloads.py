"""Lists of customers as CSV: every original row and column, with the segment and its name."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np
from flask import Blueprint, Response, request

from app import services
from app.answers import refusal
from app.choices import Choices
from app.limits import DOWNLOAD_ROWS
from engine.errors import EngineError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

downloads = Blueprint("downloads", __name__)

STABILITY = "segment_stability"
RULES = {"sql": "application/sql", "json": "application/json"}

# Spreadsheets take a UTF-8 file for Windows-1252 unless it begins with this; pandas, R and databases skip it.
_BYTE_ORDER_MARK = "\ufeff"


def customers_url(choices: Choices) -> str:
    """All customers with their segments."""
    return file_url(choices, "customers.csv")


def segment_url(choices: Choices, number: int) -> str:
    """The customers of one segment (number: label + 1)."""
    return file_url(choices, "segment.csv", segment=number)


def audience_url(choices: Choices, key: str) -> str:
    """The customers of one audience across segments."""
    return file_url(choices, "audience.csv", audience=key)


def selection_url(choices: Choices, chosen: Mapping[str, Any]) -> str:
    """The customers of a selection, as `services.selected_rows` takes it."""
    return file_url(choices, "selection.csv", selection=json.dumps(chosen, separators=(",", ":"), ensure_ascii=False))


def rules_url(choices: Choices, kind: str, digits: int | None) -> str:
    """The rules for a CRM as "sql" or "json", their cut-offs rounded to so many digits."""
    return file_url(choices, f"rules.{kind}", **({} if digits is None else {"digits": digits}))


def steps_url(choices: Choices) -> str:
    """The log of what was done to the table and to each of its columns."""
    return file_url(choices, "steps.csv")


@downloads.get("/download/<dataset>/steps.csv")
def steps(dataset: str) -> Response:
    ready = ready_for(dataset)
    return ready if isinstance(ready, Response) else csv_answer(steps_table(ready), f"{slug(ready.view.name)}-steps")


@downloads.get("/download/<dataset>/customers.csv")
def customers(dataset: str) -> Response:
    ready = ready_for(dataset)
    if isinstance(ready, Response):
        return ready
    return csv_answer(customers_table(ready), f"{slug(ready.view.name)}-{ready.k}-segments")


@downloads.get("/download/<dataset>/segment.csv")
def segment(dataset: str) -> Response:
    ready = ready_for(dataset)
    if isinstance(ready, Response):
        return ready
    number = request.args.get("segment", type=int) or 0
    if not 1 <= number <= ready.k:
        return refusal(404, f"There is no segment {number} among {ready.k}.", "Download one that is shown.")
    rows = np.sort(ready.matrix.row_index[ready.segmentation.labels == number - 1])
    name = f"{slug(ready.view.name)}-segment-{number}-of-{ready.k}-{slug(ready.names[number - 1])}"
    return csv_answer(customers_table(ready, rows), name)


@downloads.get("/download/<dataset>/selection.csv")
def selection(dataset: str) -> Response:
    ready = ready_for(dataset)
    if isinstance(ready, Response):
        return ready
    try:
        rows = services.selected_rows(ready, json.loads(request.args.get("selection", "null")))
    except ValueError:
        return refusal(400, "The address holds no selection.", "Download one that is shown on the Map page.")
    except EngineError as error:
        return refusal(400, error.message, error.remedy)
    if rows is None:
        return refusal(400, "Nobody is selected.", "Select some customers on the Map page.")
    return csv_answer(customers_table(ready, rows), f"{slug(ready.view.name)}-selection-of-{len(rows)}")


@downloads.get("/download/<dataset>/audience.csv")
def audience(dataset: str) -> Response:
    ready = ready_for(dataset)
    if isinstance(ready, Response):
        return ready
    key = request.args.get("audience", "")
    found = next((audience for audience in ready.audiences if audience.key == key), None)
    if found is None:
        return refusal(404, "There is no such audience.", "Download one that is shown on the Profiles page.")
    if not found.available:
        return refusal(404, f"{found.name}: not available for this table.", found.definition)
    return csv_answer(customers_table(ready, np.sort(found.rows)), f"{slug(ready.view.name)}-{slug(found.name)}")


@downloads.get("/download/<dataset>/rules.<kind>")
def rules(dataset: str, kind: str) -> Response:
    ready = ready_for(dataset)
    if isinstance(ready, Response):
        return ready
    digits = request.args.get("digits", type=int)
    if kind not in RULES or digits not in services.DIGITS:
        return refusal(404, "There are no such rules.", "Download those that are shown on the Profiles page.")
    tree = services.crm_rules(ready, digits)
    text = tree.to_sql() if kind == "sql" else json.dumps(tree.to_json(), indent=2, ensure_ascii=False)
    name = f"{slug(ready.view.name)}-rules-{ready.k}-segments.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text + "\n", mimetype=RULES[kind], headers=headers)


def slug(text: str) -> str:
    """Lower-case letters, digits and hyphens, for a file name; without the ending of the uploaded file."""
    plain = (
        unicodedata.normalize("NFKD", re.sub(r"(\.[A-Za-z]{2,7}){1,2}$", "", text)).encode("ascii", "ignore").decode()
    )
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or "table"


def file_url(choices: Choices, file: str, **more: object) -> str:
    """Where a file made of these choices is."""
    data = choices.to_search().lstrip("?")
    query = "&".join(part for part in (data, urlencode(more)) if part)
    return f"/download/{choices.dataset or 'none'}/{file}?{query}"


def choices_for(dataset: str) -> Choices:
    """The choices in the address, of this table."""
    choices = Choices.from_search(request.query_string.decode("utf-8", "replace"))
    return Choices.from_json({**choices.to_json(), "dataset": dataset})


def ready_for(dataset: str) -> services.Ready | Response:
    """The results of the choices in the address, or the answer to give instead."""
    found = services.resolve(choices_for(dataset))
    return found if isinstance(found, services.Ready) else why_not(found)


def why_not(found: services.Missing | services.Working | services.Failed) -> Response:
    """The answer where there are no results."""
    if isinstance(found, services.Missing):
        return refusal(404, found.message, found.remedy)
    if isinstance(found, services.Working):
        return refusal(409, "The segments are still being computed.", "Download the list when they are shown.")
    return refusal(422, found.message, found.remedy)


def steps_table(ready: services.Ready) -> pd.DataFrame:
    """Everything that was noticed, left out and done, in the order in which it happened, one thing per row."""
    import pandas as pd

    table, matrix = ready.dataset, ready.matrix
    rows: list[tuple[str, str, str, str, int | None]] = []
    rows += [("read", note.column or "", note.message, "", None) for note in table.notes]
    rows += [("row not read", "", f"Line {row.line}: {row.text}", row.reason, 1) for row in table.set_aside]
    rows += [("prepare", note.column or "", note.message, "", None) for note in matrix.notes]
    rows += [(step.action, step.column, step.detail, step.reason, step.n_affected or None) for step in matrix.steps]
    rows += [("customer set aside", each.column, str(each.row_id), each.reason, 1) for each in matrix.set_aside]
    log = pd.DataFrame(rows, columns=["step", "column", "what was done", "why", "rows affected"])
    return log.astype({"rows affected": "Int64"})


def customers_table(
    ready: services.Ready, rows: NDArray[np.int64] | None = None, *, selections: bool = True
) -> pd.DataFrame:
    """These rows (all when left out) with every original column, their segments and the names that are shown.

    ``selections`` are those that the owner kept; what they are called is not for others to read.
    """
    from engine.assignments import assignments

    table = assignments(ready.dataset, ready.matrix, ready.segmentation, ready.names)
    _add_stability(table, ready)
    if selections:
        _add_selections(table, ready)
    return whole_numbers(table if rows is None else table.iloc[rows])


def _add_stability(table: pd.DataFrame, ready: services.Ready) -> None:
    """How surely each segment comes back on other samples stands beside its name, where that was measured."""
    if STABILITY in table or any(each is None for each in ready.stability):
        return
    by_label = np.append(np.round(np.array(ready.stability, dtype=float), 2), np.nan)  # the last: in no segment
    labels = np.full(len(table), -1)
    labels[ready.matrix.row_index] = ready.segmentation.labels
    table.insert(3, STABILITY, by_label[labels])


def _add_selections(table: pd.DataFrame, ready: services.Ready) -> None:
    """Selections that were kept: "yes" for the customers in them."""
    for kept in services.saved_selections(ready):
        _, rows = services.people(ready, f"selection:{kept.id}")
        members = np.full(len(table), "", dtype=object)
        members[rows] = "yes"
        table[f"selection: {kept.title}"] = members


def whole_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Numbers that are whole but for missing ones are written as they came: 58138, not 58138.0."""
    for position, dtype in enumerate(table.dtypes):
        if dtype != np.float64:
            continue
        values = table.iloc[:, position]
        known = values.dropna()
        if len(known) and bool((known.abs() < 2**53).all() and (known == known.round()).all()):
            table.isetitem(position, values.astype("Int64").array)
    return table


def csv_answer(table: pd.DataFrame, name: str) -> Response:
    """A table as a CSV file with this name, sent as it is written."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(csv_pieces(table), mimetype="text/csv", headers=headers)


def csv_pieces(table: pd.DataFrame) -> Iterator[str]:
    """The table as text, a block of rows at a time; formulas in it are made harmless."""
    from engine.assignments import neutralise_formulas

    dates = _date_format(table)
    yield _BYTE_ORDER_MARK
    for start in range(0, max(len(table), 1), DOWNLOAD_ROWS):
        block = neutralise_formulas(table.iloc[start : start + DOWNLOAD_ROWS])
        yield block.to_csv(index=False, header=start == 0, lineterminator="\r\n", date_format=dates)


def _date_format(table: pd.DataFrame) -> str | None:
    """Days without a time are written as days in every block, also where a block alone would not show it."""
    times = table.select_dtypes(include="datetime")
    midnight = all((times[name].dropna().dt.normalize() == times[name].dropna()).all() for name in times.columns)
    return "%Y-%m-%d" if midnight else None
