"""What the log says: who is asked for what, how it ended, and nothing that stood in a customer's table.

Texts of exceptions may quote a cell, so a fault is logged by its type and place; its text only at LOG_LEVEL=debug.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
import traceback
from types import TracebackType
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from app.settings import Settings

requests = logging.getLogger("tessera.requests")

_TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_HEADER = "X-Request-ID"
Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _Discreet(logging.Formatter):
    def __init__(self, texts: bool) -> None:
        super().__init__(_TEXT)
        self._texts = texts

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        return super().formatException(ei) if self._texts else _place(ei)


class _Json(_Discreet):
    """One object per line; ``request`` is the id that the answer carries too."""

    def format(self, record: logging.LogRecord) -> str:
        content: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{record.msecs:03.0f}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if has_request_context() and "request_id" in g:
            content["request"] = g.request_id
        if record.exc_info:
            content["fault"] = self.formatException(record.exc_info)
        return json.dumps(content)


def configure_logs(settings: Settings) -> None:
    """Let this process log as the settings say; to standard error, as Procfile hosts expect."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(settings))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for library in ("huey", "alembic"):  # they tell every step
        logging.getLogger(library).setLevel(logging.WARNING)
    requests.setLevel(logging.NOTSET if settings.log_format == "json" else logging.WARNING)


def formatter(settings: Settings) -> logging.Formatter:
    kind = _Json if settings.log_format == "json" else _Discreet
    return kind(texts=settings.log_level == "debug")


def install_request_log(server: Flask) -> None:
    @server.before_request
    def begin() -> None:
        given = request.headers.get(_HEADER, "")
        g.request_id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        g.begun = time.monotonic()

    @server.after_request
    def end(answer: Response) -> Response:
        if "request_id" in g:
            answer.headers[_HEADER] = g.request_id
        # The rule and not the address: that may hold a customer's row, and choices with the names of columns.
        fields = {
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else None,
            "status": answer.status_code,
            "ms": round(1000 * (time.monotonic() - g.get("begun", time.monotonic())), 1),
        }
        requests.info("answered", extra={"fields": fields})
        return answer


def _place(fault: Fault) -> str:
    """The types and places of a fault and its causes, without their texts."""
    lines = []
    error = fault[1]
    while error is not None:
        frames = [f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(error.__traceback__)]
        lines.append(f"{type(error).__name__} at " + " < ".join(reversed(frames)))
        error = error.__cause__ or error.__context__
    return "\n".join(lines)
