"""An analysed table, and work that is done here instead of in a worker's process."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.choices import Choices
from app.jobs.child import outcome
from app.server import create_server
from app.services.context import Context
from app.settings import Settings
from app.storage.runs import QUEUED
from engine.sample import sample_csv

ROWS = 300
Answer = TypeVar("Answer")


@dataclass
class Place:
    """A server, one browser's session, and its open table."""

    settings: Settings
    server: Flask
    client: FlaskClient
    choices: Choices

    @property
    def context(self) -> Context:
        found: Context = self.server.extensions["tessera"]
        return found

    @property
    def owner(self) -> str:
        with self.client.session_transaction() as session:
            return str(session["owner"])

    def upload(self, content: bytes, name: str = "customers.csv") -> Choices:
        """Send a file; its reading waits."""
        upload = self.client.post("/upload", json={"name": name, "size": len(content)}).json["id"]
        self.client.put(f"/upload/{upload}?offset=0", data=content, content_type="application/octet-stream")
        self.client.post(f"/upload/{upload}/finish", json={})
        return Choices(dataset=upload)

    def work(self) -> list[str]:
        """Do all that waits, and what comes of it; the kinds of what was done."""
        runs, done = self.context.workspace.runs, []
        while waiting := runs.with_status(QUEUED):
            for run in waiting:
                claimed = runs.claim(run.id)
                assert claimed is not None
                runs.finish(claimed, *outcome(self.settings, claimed, lambda fraction, message: None))
                done.append(run.kind)
        return done

    def asking(self, question: Callable[[], Answer]) -> Answer:
        """The answer within a request of this browser."""
        with self.server.test_request_context("/"):
            from flask import session

            session["owner"] = self.owner
            return question()


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder: Path = tmp_path_factory.mktemp("place")
    settings = Settings.from_environment({"DATA_DIR": str(folder / "data")})
    server = create_server(settings)
    client = server.test_client()
    client.get("/health", headers={"Accept": "text/html"})
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    place = Place(settings, server, client, Choices())
    place.choices = place.upload(sample_csv(ROWS))
    place.work()
    yield place
    place.context.queue.close()
    place.context.workspace.close()
