"""Who asks too fast is told so, and nobody else has to wait for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.server import create_server
from app.services.context import Context
from app.settings import Settings


@pytest.fixture(params=["memory", "redis"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    environment = {"DATA_DIR": str(tmp_path / "data"), "REQUESTS_PER_MINUTE": "10"}
    if request.param == "redis":
        environment["REDIS_URL"] = request.getfixturevalue("redis_url")
    server = create_server(Settings.from_environment(environment))
    yield server
    context: Context = server.extensions["tessera"]
    context.queue.close()
    context.workspace.close()


def browser(server: Flask) -> FlaskClient:
    client = server.test_client()
    client.get("/health", headers={"Accept": "text/html"})
    return client


def test_beyond_the_limit_there_is_a_sentence(server: Flask) -> None:
    fast, other = browser(server), browser(server)
    answers = [fast.get("/upload/0") for _ in range(30)]
    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429
    assert "faster" in answers[-1].json["message"]
    assert int(answers[-1].headers["Retry-After"]) <= 60
    assert other.get("/upload/0").status_code == 404
    assert fast.get("/health").status_code == 200  # what load balancers ask is free
