"""New customers through the services and the routes that pages use: the same answers as the labels."""

import io
import zipfile
from pathlib import Path

import duckdb
import joblib
import numpy as np
import pandas as pd
import pytest

from app import services
from app.choices import Choices
from app.exports import card_url, excel_url, model_url, parquet_url, scored_url, script_url, sql_url
from app.services import Ready, Scorer
from engine.sample import sample_csv
from tests.app.services.conftest import ROWS, Place


@pytest.fixture
def ready(place: Place) -> Ready:
    found = place.asking(lambda: services.resolve(place.choices))
    assert isinstance(found, Ready)
    return found


@pytest.fixture
def scorer(place: Place) -> Scorer:
    found = place.asking(lambda: services.scorer(place.choices))
    assert isinstance(found, Scorer)
    return found


def test_the_customers_of_the_table_are_placed_where_they_are(place: Place, ready: Ready, scorer: Scorer) -> None:
    for at in (0, 5, 100):
        row = ready.dataset.frame.iloc[ready.matrix.row_index[at]]
        values = {name: None if pd.isna(cell) else str(cell) for name, cell in row.items()}
        placed = place.asking(lambda values=values: services.place_customer(scorer, values))
        assert placed.number == ready.segmentation.labels[at] + 1
        np.testing.assert_allclose(placed.position, ready.projection.coordinates[at], atol=1e-4)
        assert placed.second != placed.number
        assert 0 <= placed.confidence <= 1


def test_a_customer_of_whom_nothing_is_known_fits_none(place: Place, scorer: Scorer) -> None:
    placed = place.asking(lambda: services.place_customer(scorer, {}))
    assert "known" in placed.misfit


def test_an_unreadable_value_is_said_and_not_guessed(place: Place, scorer: Scorer) -> None:
    placed = place.asking(lambda: services.place_customer(scorer, {"Income": "a lot"}))
    assert any("Income" in note and "could not be read" in note for note in placed.notes)


def test_the_same_table_scored_is_as_it_was(place: Place, ready: Ready, scorer: Scorer) -> None:
    found = place.asking(lambda: services.score_table(scorer, str(place.choices.dataset)))
    assert found is not None
    assert len(found.table) == ROWS
    inside = found.table["segment"].to_numpy()[ready.matrix.row_index]
    assert (inside == ready.segmentation.labels + 1).all()
    assert found.summary.segment_drift.words == "much as before"
    assert all(drift.words == "much as before" for drift in found.summary.drift)
    answer = place.client.get(scored_url(place.choices, str(place.choices.dataset)))
    assert answer.status_code == 200
    assert len(pd.read_csv(io.BytesIO(answer.data))) == ROWS


def test_somebody_elses_table_cannot_be_scored(place: Place, scorer: Scorer) -> None:
    assert place.asking(lambda: services.score_table(scorer, "0" * 32)) is None
    assert place.client.get(scored_url(place.choices, "0" * 32)).status_code == 404
    stranger = place.server.test_client()
    for url in (card_url, model_url, sql_url, script_url, excel_url, parquet_url):
        assert stranger.get(url(place.choices)).status_code == 404


def test_a_table_without_the_columns_is_refused_by_name(place: Place) -> None:
    other = place.upload(b"ID,Income,visits\n" + b"".join(b"%d,%d,%d\n" % (i, i * 37, i % 7) for i in range(60)))
    place.work()
    answer = place.client.get(scored_url(place.choices, str(other.dataset)))
    assert answer.status_code == 422
    assert "lacks the columns" in answer.json["message"]


def test_the_model_opens_elsewhere_with_the_same_answers(place: Place, ready: Ready, tmp_path: Path) -> None:
    archive = zipfile.ZipFile(io.BytesIO(place.client.get(model_url(place.choices)).data))
    assert set(archive.namelist()) == {"model.joblib", "model.json", "README.txt"}
    archive.extract("model.joblib", tmp_path)
    labels = joblib.load(tmp_path / "model.joblib").predict(ready.dataset.frame.iloc[ready.matrix.row_index])
    assert (labels == ready.segmentation.labels).all()


def test_the_query_gives_the_labels(place: Place, ready: Ready) -> None:
    connection = duckdb.connect()
    connection.register("customers", ready.dataset.frame)
    query = place.client.get(sql_url(place.choices)).text
    found = connection.execute(query).df().set_index("ID")["segment"]
    connection.close()
    ids = ready.dataset.frame["ID"].iloc[ready.matrix.row_index]
    assert (found.loc[ids].to_numpy() == ready.segmentation.labels + 1).all()


def test_workbook_and_parquet_hold_every_customer_and_no_formula(place: Place) -> None:
    content = sample_csv(ROWS).decode("utf-8-sig").replace("Married", "=1+1")
    choices: Choices = place.upload(content.encode())
    place.work()
    sheet = pd.read_excel(io.BytesIO(place.client.get(excel_url(choices)).data), engine="calamine")
    table = pd.read_parquet(io.BytesIO(place.client.get(parquet_url(choices)).data))
    assert len(sheet) == len(table) == ROWS
    assert sheet["ID"].tolist() == table["ID"].tolist()
    assert "=1+1" in set(sheet["Marital_Status"])  # as a text: a formula would have come back as its value
