"""A server with the API switched on, and a script with an analysed table."""

import io
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient

from app.jobs.child import outcome
from app.server import create_server
from app.settings import Settings
from app.storage.runs import QUEUED
from engine.sample import sample_csv

TOKEN = "0123456789abcdef0123456789abcdef"
ROWS = 300


class Script:
    """What a script sees of a server, with the work done here instead of in a worker's process."""

    def __init__(self, folder: Any) -> None:
        self.settings = Settings.from_environment({"DATA_DIR": str(folder), "API_TOKEN": TOKEN})
        self.server = create_server(self.settings)
        self.client: FlaskClient = self.server.test_client()
        self.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {TOKEN}"

    def upload(self, content: bytes, name: str = "customers.csv") -> str:
        answer = self.client.post(
            "/api/v1/datasets", query_string={"name": name}, data=content, content_type="application/octet-stream"
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json["id"])

    def work(self) -> None:
        runs = self.server.extensions["tessera"].workspace.runs
        while waiting := runs.with_status(QUEUED):
            for run in waiting:
                claimed = runs.claim(run.id)
                runs.finish(claimed, *outcome(self.settings, claimed, lambda fraction, message: None))

    def close(self) -> None:
        context = self.server.extensions["tessera"]
        context.queue.close()
        context.workspace.close()


@pytest.fixture(scope="session")
def script(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Script]:
    script = Script(tmp_path_factory.mktemp("api"))
    yield script
    script.close()


@pytest.fixture(scope="session")
def dataset(script: Script) -> str:
    dataset = script.upload(sample_csv(ROWS))
    script.work()
    return dataset


def customers(script: Script, dataset: str, k: str) -> pd.DataFrame:
    answer = script.client.get(f"/api/v1/datasets/{dataset}/segmentations/{k}/customers")
    assert answer.status_code == 200, answer.text
    return pd.read_csv(io.BytesIO(answer.data))
