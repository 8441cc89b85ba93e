"""The log says what happened under the id that the answer carries, and quotes nobody's table."""

import json
import logging
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from app.logs import formatter
from app.server import create_server
from app.settings import Settings


def logged(settings: Settings, server: Flask, path: str, **headers: str) -> tuple[list[dict[str, Any]], str]:
    """The lines of one request, and the id in its answer."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    keep = Keep()
    keep.setFormatter(formatter(settings))
    logger = logging.getLogger("tessera")
    logger.addHandler(keep)
    level = logger.level
    logger.setLevel(logging.INFO)
    try:
        answer = server.test_client().get(path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    finally:
        logger.removeHandler(keep)
        logger.setLevel(level)
    return [json.loads(line) for line in lines], answer.headers["X-Request-ID"]


@pytest.fixture
def json_settings(settings: Settings) -> Settings:
    return replace(settings, log_format="json")


def test_a_request_is_one_line_without_what_was_asked(json_settings: Settings, server: Flask) -> None:
    (line,), request_id = logged(
        json_settings, server, "/upload/abc?name=Anna%20Smith", X_Request_ID="from-the-proxy"
    )
    assert (line["method"], line["route"], line["status"]) == ("GET", "/upload/<upload>", 404)
    assert line["request"] == request_id == "from-the-proxy"
    assert "Anna" not in json.dumps(line)


def test_an_id_that_is_none_of_ours_is_replaced(json_settings: Settings, server: Flask) -> None:
    (line,), request_id = logged(json_settings, server, "/health", X_Request_ID="two lines\\n of it")
    assert line["request"] == request_id
    assert len(request_id) == 16


def test_a_fault_is_told_by_its_place_and_not_by_its_text(json_settings: Settings) -> None:
    server = create_server(json_settings)

    def fail() -> str:
        try:
            raise KeyError("Anna Smith")
        except KeyError as error:
            raise ValueError("could not convert 'Anna Smith'") from error

    server.add_url_rule("/fail", "fail", fail)
    lines, _ = logged(json_settings, server, "/fail")
    fault = next(line for line in lines if "fault" in line)
    assert "ValueError at" in fault["fault"]
    assert "KeyError at" in fault["fault"]
    assert "test_logs.py" in fault["fault"]
    assert "Anna" not in json.dumps(lines)


def test_at_debug_it_is_told_with_its_text(settings: Settings) -> None:
    try:
        raise ValueError("Anna Smith")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "fault", None, (ValueError, error, error.__traceback__))
    assert "Anna" not in formatter(settings).format(record)
    record.exc_text = None
    assert "Anna" in formatter(replace(settings, log_level="debug")).format(record)
