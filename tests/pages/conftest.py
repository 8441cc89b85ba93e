"""Layouts are made within a request, whose server knows the settings."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.server import create_server
from app.services.context import Context
from app.settings import Settings


@pytest.fixture(scope="session")
def pages_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    server = create_server(Settings.from_environment({"DATA_DIR": str(tmp_path_factory.mktemp("layouts"))}))
    yield server
    context: Context = server.extensions["tessera"]
    context.queue.close()
    context.workspace.close()


@pytest.fixture(autouse=True)
def request_context(pages_server: Flask) -> Iterator[None]:
    with pages_server.test_request_context("/"):
        yield
