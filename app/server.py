"""The Flask server under Dash: workspace, cookie, security, uploads, downloads, and answers to what goes wrong."""

from __future__ import annotations

import logging
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, jsonify
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.answers import refusal
from app.api import install_api
from app.campaigns import campaigns
from app.compression import install_compression
from app.downloads import downloads
from app.exports import exports
from app.jobs.presence import somebody_works
from app.logs import install_request_log
from app.metrics import install_metrics
from app.models import models
from app.people import install_people
from app.plainpages import install_plain_pages
from app.rates import install_rates
from app.registered import registered
from app.reports import reports
from app.scoring_uploads import scoring_uploads
from app.security import install_security
from app.services.context import context, install_context
from app.services.remembered import install_remembered
from app.session import install_session
from app.settings import Settings
from app.shared import shared
from app.storage.store import NO_STORE, StoreUnreachable
from app.uploads import uploads
from engine.errors import EngineError

log = logging.getLogger("tessera")

UNEXPECTED = (
    "Something went wrong on our side.",
    "Try again; if it happens once more, tell the operator when it did.",
)

NO_DATABASE = ("The server's disk is full or its database does not answer.", "Try again in a moment.")

# What the usual refusals of a web server mean, in words.
_HTTP_WORDS = {
    404: ("There is nothing at this address.", "Go back to the start page."),
    405: ("This address does not do that.", "Go back to the start page."),
    413: ("The request is too large.", "Files go through the drop zone, in parts."),
}


def create_server(settings: Settings) -> Flask:
    """A server without pages; `app.factory.create_app` puts them on top.

    Any number of these may live in one process, each with its own settings; of Dash only one may.
    """
    server = Flask("tessera", static_folder=None, template_folder=str(Path(__file__).parent / "templates"))
    install_context(server, settings)
    install_request_log(server)
    install_metrics(server, settings)
    install_compression(server)
    install_security(server)
    install_people(server, settings)
    install_session(server, settings)
    install_rates(server, settings)
    install_plain_pages(server)
    install_remembered(server)
    server.register_blueprint(uploads)
    server.register_blueprint(scoring_uploads)
    server.register_blueprint(models)
    server.register_blueprint(registered)
    server.register_blueprint(downloads)
    server.register_blueprint(campaigns)
    server.register_blueprint(exports)
    server.register_blueprint(shared)
    server.register_blueprint(reports)
    server.add_url_rule("/health", "health", _health)
    server.add_url_rule("/ready", "ready", _ready)
    install_api(server)
    server.register_error_handler(EngineError, _engine_error)
    server.register_error_handler(HTTPException, _http_error)
    server.register_error_handler(RecursionError, _too_deep)
    server.register_error_handler(OperationalError, _no_database)
    server.register_error_handler(StoreUnreachable, _no_store)
    server.register_error_handler(Exception, _unexpected_error)
    return server


def _health() -> Response:
    """For load balancers: 200 while this process answers and its database does."""
    if not context().workspace.database.answers():
        return refusal(503, "The database does not answer.", "Wait until it is back.")
    return jsonify({"status": "ok"})


def _ready() -> Response:
    """For load balancers: 200 while new work can be taken: the database, room on the disk, the queue, a worker."""
    here = context()
    if not here.workspace.database.answers():
        return refusal(503, "The database does not answer.", "Wait until it is back.")
    if here.workspace.folders.free_bytes() < here.settings.min_free_disk_mb * 1_000_000:
        return refusal(503, "The disk has less room than MIN_FREE_DISK_MB.", "Make room in DATA_DIR.")
    if not here.queue.answers():
        return refusal(503, "The queue does not answer.", "Look at Redis, or at the disk; the work waits meanwhile.")
    if not somebody_works(here.workspace):
        return refusal(503, "No worker is running.", "It is started again beside the web server; look at its log.")
    return jsonify({"status": "ready"})


def _engine_error(error: Exception) -> Response:
    assert isinstance(error, EngineError)
    return refusal(422, error.message, error.remedy)


def _http_error(error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.code or 500
    words = _HTTP_WORDS.get(status, ("The request could not be understood.", "Go back and try again."))
    wrong = (getattr(error, "data", None) or {}).get("messages")  # what the API's schemas found, by field
    if wrong and status == HTTPStatus.UNPROCESSABLE_ENTITY:
        return refusal(status, "The request has fields that cannot be used.", "Correct them.", errors=wrong)
    return refusal(status, *words)


def _too_deep(error: Exception) -> Response:
    """JSON nested a hundred thousand deep is nothing that any page or script of good will sends."""
    return refusal(400, "The request is nested too deeply.", "Send the fields that are described, and nothing else.")


def _no_database(error: Exception) -> Response:
    log.error("the database cannot be used", exc_info=error)
    return refusal(503, *NO_DATABASE)


def _no_store(error: Exception) -> Response:
    log.error("the store cannot be used", exc_info=error)
    return refusal(503, *NO_STORE)


def _unexpected_error(error: Exception) -> Response:
    log.error("a request failed", exc_info=error)
    return refusal(500, *UNEXPECTED)
