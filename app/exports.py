"""Ways out: the model for other programs, all customers in other formats, and tables scored with the model."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from flask import Blueprint, Response, request

from app import services
from app.answers import refusal
from app.choices import Choices
from app.downloads import choices_for, csv_answer, csv_pieces, customers_table, file_url, ready_for, slug, why_not
from app.limits import MAX_EXCEL_ROWS

exports = Blueprint("exports", __name__)

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HOW_TO_OPEN = """\
model.joblib  a fitted scikit-learn Pipeline (preparation and K-Means): joblib.load("model.joblib").predict(customers)
              Opening a joblib file runs the code in it: open it only if you trust where it comes from.
model.json    the same model without code, with its names and figures; Tessera opens it.
"""


def model_url(choices: Choices) -> str:
    return file_url(choices, "model.zip")


def card_url(choices: Choices) -> str:
    """The model without code: Tessera's library takes it, here and elsewhere."""
    return file_url(choices, "model.json")


def sql_url(choices: Choices) -> str:
    return file_url(choices, "scorer.sql")


def script_url(choices: Choices) -> str:
    return file_url(choices, "segments.py")


def excel_url(choices: Choices) -> str:
    return file_url(choices, "customers.xlsx")


def parquet_url(choices: Choices) -> str:
    return file_url(choices, "customers.parquet")


def zip_url(choices: Choices) -> str:
    """All customers, one file per segment."""
    return file_url(choices, "segments.zip")


def scored_url(choices: Choices, table: str) -> str:
    """Another table of the same browser, scored with the segments that are shown or with a model that was brought."""
    return file_url(choices, "scored.csv", table=table)


def movers_url(choices: Choices, table: str, k: str | None) -> str:
    """Who is in another segment than in that segmentation."""
    return file_url(choices, "movers.csv", table=table, other=k or "")


@exports.get("/download/<dataset>/model.zip")
def model(dataset: str) -> Response:
    """The joblib file and its card, which belong together."""
    scorer = scorer_for(dataset)
    if isinstance(scorer, Response):
        return scorer
    with TemporaryDirectory() as folder, io.BytesIO() as buffer:
        scorer.model.save(Path(folder) / "model.joblib")
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in ("model.joblib", "model.json"):
                archive.write(Path(folder) / name, name)
            archive.writestr("README.txt", _HOW_TO_OPEN)
        return _file(buffer.getvalue(), f"{_stem(scorer)}-model.zip", "application/zip")


@exports.get("/download/<dataset>/model.json")
def card(dataset: str) -> Response:
    scorer = scorer_for(dataset)
    if isinstance(scorer, Response):
        return scorer
    from engine.model_card import card_bytes

    return _file(card_bytes(scorer.model.card), f"{_stem(scorer)}-model.json", "application/json")


@exports.get("/download/<dataset>/scorer.sql")
def sql(dataset: str) -> Response:
    scorer = scorer_for(dataset)
    if isinstance(scorer, Response):
        return scorer
    from engine.sql.scorer import scorer_sql

    keep = [] if scorer.ready is None or scorer.ready.matrix.id_column is None else [scorer.ready.matrix.id_column]
    return _file(scorer_sql(scorer.model.card, keep=keep).encode(), f"{_stem(scorer)}-scorer.sql", "application/sql")


@exports.get("/download/<dataset>/segments.py")
def script(dataset: str) -> Response:
    scorer = scorer_for(dataset)
    if isinstance(scorer, Response):
        return scorer
    from engine.script import python_script

    return _file(python_script(scorer.model.card).encode(), f"{_stem(scorer)}.py", "text/x-python")


@exports.get("/download/<dataset>/customers.parquet")
def parquet(dataset: str) -> Response:
    ready = ready_for(dataset)
    if isinstance(ready, Response):
        return ready
    with io.BytesIO() as buffer:
        customers_table(ready).to_parquet(buffer, index=False)
        return _file(buffer.getvalue(), f"{_stem(ready)}.parquet", "application/vnd.apache.parquet")


@exports.get("/download/<dataset>/customers.xlsx")
def excel(dataset: str) -> Response:
    """All customers as a workbook; texts are written as texts, so that no cell is a formula."""
    ready = ready_for(dataset)
    if isinstance(ready, Response):
        return ready
    table = customers_table(ready)
    if len(table) > MAX_EXCEL_ROWS:
        return refusal(
            422,
            f"A sheet of Excel holds {MAX_EXCEL_ROWS:,} rows, this table has {len(table):,}.",
            "Take CSV or Parquet.",
        )
    import pandas as pd

    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with io.BytesIO() as buffer:
        with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
            table.to_excel(writer, sheet_name="Customers", index=False, freeze_panes=(1, 0))
        return _file(buffer.getvalue(), f"{_stem(ready)}.xlsx", _EXCEL)


@exports.get("/download/<dataset>/segments.zip")
def one_file_per_segment(dataset: str) -> Response:
    """A list per segment, and one of those who were set aside."""
    ready = ready_for(dataset)
    if isinstance(ready, Response):
        return ready
    table = customers_table(ready)
    labels = np.full(len(table), -1)
    labels[ready.matrix.row_index] = ready.segmentation.labels
    lists = [(label, f"{label + 1:02d}-{slug(name)}.csv") for label, name in enumerate(ready.names)]
    if (labels < 0).any():
        lists.append((-1, "set-aside.csv"))
    with io.BytesIO() as buffer:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for label, name in lists:
                with archive.open(name, "w") as file:
                    for piece in csv_pieces(table.iloc[np.flatnonzero(labels == label)]):
                        file.write(piece.encode())
        return _file(buffer.getvalue(), f"{_stem(ready)}.zip", "application/zip")


@exports.get("/download/<dataset>/scored.csv")
def scored(dataset: str) -> Response:
    scorer = scorer_for(dataset)
    if isinstance(scorer, Response):
        return scorer
    found = services.score_table(scorer, request.args.get("table", ""))
    if found is None:
        return refusal(404, "The table to score was not found.", "Drop it on the Data page, then choose it here.")
    return csv_answer(found.table, f"scored-with-{_stem(scorer)}")


@exports.get("/download/<dataset>/movers.csv")
def movers(dataset: str) -> Response:
    """The customers who moved, with the names of the segments they were in and are in."""
    ready = ready_for(dataset)
    if isinstance(ready, Response):
        return ready
    wanted = services.other_choices(ready.choices, request.args.get("table"), request.args.get("other", type=int))
    other = services.resolve(wanted)
    if not isinstance(other, services.Ready):
        return refusal(404, "The other segmentation was not found.", "Choose it again on the Library page.")
    table = services.compare(ready, other).movers
    if ready.view.id == other.view.id:  # customers were told by their rows
        ids = ready.dataset.frame[ready.matrix.id_column] if ready.matrix.id_column is not None else None
        table["id"] = table["id"] + 1 if ids is None else ids.iloc[table["id"]].to_numpy()
    for side, names in (("before", other.names), ("after", ready.names)):
        table[f"{side}_name"] = [names[number - 1] for number in table[side]]
    return csv_answer(table, f"moved-{_stem(ready)}")


def scorer_for(dataset: str) -> services.Scorer | Response:
    """What the address says that customers are placed with, or the answer to give instead."""
    found = services.scorer(choices_for(dataset))
    return found if isinstance(found, services.Scorer) else why_not(found)


def _stem(found: services.Ready | services.Scorer) -> str:
    if isinstance(found, services.Ready):
        return f"{slug(found.view.name)}-{found.k}-segments"
    return f"{slug(found.title)}-{len(found.names)}-segments"


def _file(content: bytes, name: str, kind: str) -> Response:
    return Response(content, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
