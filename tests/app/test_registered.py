"""Tables that the operator registered: opened by name, read by the same job as an upload, never by a visitor's path."""

import dataclasses
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.components.dropzone import server_tables
from app.jobs.kinds import reading_key
from app.jobs.work import Bench, perform
from app.server import create_server
from app.services.context import Context
from app.settings import SettingError, Settings
from engine.errors import EngineError
from engine.sample import sample_customers


@pytest.fixture
def customers() -> pd.DataFrame:
    return sample_customers(300)


@pytest.fixture
def settings(tmp_path: Path, customers: pd.DataFrame) -> Settings:
    folder = tmp_path / "shared"
    folder.mkdir()
    customers.iloc[:200].to_parquet(folder / "0.parquet", index=False)
    customers.iloc[200:].to_parquet(folder / "1.parquet", index=False)
    return Settings.from_environment(
        {
            "DATA_DIR": str(tmp_path / "data"),
            "REGISTERED_TABLES": f"Our customers = {folder}; Gone = {tmp_path / 'nowhere'}",
        }
    )


@pytest.fixture
def context(server: Flask) -> Context:
    return server.extensions["tessera"]


def read(context: Context, client: FlaskClient, dataset: str) -> str:
    """Run the reading that was asked for, in this process; the owner."""
    with client.session_transaction() as session:
        owner = str(session["owner"])
    run = context.workspace.runs.latest(owner, reading_key(dataset))
    assert run is not None
    perform(Bench(context.workspace, context.queue), run, lambda fraction, message: None)
    return owner


def test_a_registered_table_is_read_like_an_upload(
    context: Context, visit: Callable[[], FlaskClient], customers: pd.DataFrame
) -> None:
    client, other = visit(), visit()
    dataset = client.post("/registered", json={"name": "Our customers"}).json["dataset"]
    owner = read(context, client, dataset)
    table = context.workspace.table(owner, dataset)
    assert table is not None
    assert table.name == "Our customers"
    assert table.frame["ID"].tolist() == customers["ID"].tolist()
    assert context.workspace.folders.source(dataset).exists()  # so that it can be read again in another way
    with other.session_transaction() as session:
        assert context.workspace.table(session["owner"], dataset) is None


@pytest.mark.parametrize("name", ["/etc/passwd", "our customers", "", "../shared", 7, None, ["Our customers"]])
def test_nothing_but_a_registered_name_opens_anything(
    context: Context, visit: Callable[[], FlaskClient], name: object
) -> None:
    answer = visit().post("/registered", json={"name": name})
    assert answer.status_code == 404
    assert not context.workspace.datasets.ids()


def test_an_address_that_leads_nowhere_is_said(context: Context, visit: Callable[[], FlaskClient]) -> None:
    client = visit()
    dataset = client.post("/registered", json={"name": "Gone"}).json["dataset"]
    with pytest.raises(EngineError, match="There are no Parquet or CSV files"):
        read(context, client, dataset)


def test_a_table_that_is_too_long_is_refused_before_it_is_brought_here(
    settings: Settings, visit: Callable[[], FlaskClient], context: Context
) -> None:
    client = visit()
    dataset = client.post("/registered", json={"name": "Our customers"}).json["dataset"]
    small = dataclasses.replace(settings, max_rows=250)
    with client.session_transaction() as session:
        run = context.workspace.runs.latest(session["owner"], reading_key(dataset))
    assert run is not None
    bench = Bench.open(small)
    with pytest.raises(EngineError, match="300 rows; this server takes up to 250"):
        perform(bench, run, lambda fraction, message: None)
    bench.close()
    assert not context.workspace.folders.source(dataset).exists()


def test_the_number_of_tables_is_limited_as_for_uploads(settings: Settings) -> None:
    client = create_server(replace(settings, datasets_per_workspace=2)).test_client()
    client.get("/health", headers={"Accept": "text/html"})
    for _ in range(2):
        assert client.post("/registered", json={"name": "Our customers"}).status_code == 200
    assert client.post("/registered", json={"name": "Our customers"}).status_code == 409


def test_each_table_has_a_button() -> None:
    page = json.dumps(server_tables(["Our customers"]), default=lambda part: part.to_plotly_json())
    assert '"data-open-table": "Our customers"' in page
    assert server_tables([]) is None


@pytest.mark.parametrize("text", ["/data/customers", "=x", "a=", "a=x; a=y", "n" * 200 + "=x"])
def test_a_list_that_cannot_be_read_stops_the_start(text: str) -> None:
    with pytest.raises(SettingError, match="REGISTERED_TABLES"):
        Settings.from_environment({"REGISTERED_TABLES": text})


def test_an_address_without_a_protocol_stops_the_start() -> None:
    with pytest.raises(SettingError, match="DASK_SCHEDULER"):
        Settings.from_environment({"DASK_SCHEDULER": "10.0.0.5:8786"})


def test_without_settings_there_is_nothing_to_open(tmp_path: Path) -> None:
    server = create_server(Settings.from_environment({"DATA_DIR": str(tmp_path)}))
    client = server.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    assert client.post("/registered", json={"name": "Our customers"}).status_code == 404
    context: Context = server.extensions["tessera"]
    context.queue.close()
    context.workspace.close()
