"""Servers without pages, each with a folder of its own, and browsers that visit them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.server import create_server
from app.services.context import Context
from app.settings import Settings
from app.storage.workspace import Workspace


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_environment({"DATA_DIR": str(tmp_path / "data")})


@pytest.fixture
def workspace(settings: Settings) -> Iterator[Workspace]:
    workspace = Workspace(settings)
    yield workspace
    workspace.close()


@pytest.fixture
def server(settings: Settings) -> Iterator[Flask]:
    server = create_server(settings)
    yield server
    context: Context = server.extensions["tessera"]
    context.queue.close()
    context.workspace.close()


@pytest.fixture
def visit(server: Flask) -> Callable[[], FlaskClient]:
    """A new browser that has been given a page, and with it its cookie."""

    def open_browser() -> FlaskClient:
        client = server.test_client()
        client.get("/health", headers={"Accept": "text/html"})
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        return client

    return open_browser
