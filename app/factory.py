"""Puts the Dash application together: server, pages, shell, and the rules for what a browser may run."""

from __future__ import annotations

import gc
import importlib
import logging
import pkgutil
import threading

from dash import Dash, set_props
from flask import Flask, Response, request
from sqlalchemy.exc import OperationalError

import pages
from app import shell
from app.callback_requests import install_callback_guard
from app.first_answers import install_first_answers
from app.index import INDEX, TesseraDash, head_script
from app.logs import configure_logs
from app.people.guard import WARM_UP
from app.plainpages import ASSETS
from app.security import content_security_policy, script_hash
from app.server import NO_DATABASE, UNEXPECTED, create_server
from app.settings import Settings
from app.storage.store import NO_STORE, StoreUnreachable
from engine.errors import EngineError

log = logging.getLogger("tessera")

TITLE = "Tessera"


def create_app(settings: Settings) -> Dash:
    """The application; one per process, since Dash keeps its callbacks and pages in module-level lists."""
    configure_logs(settings)
    server = create_server(settings)
    app = TesseraDash(
        "tessera",
        server=server,  # type: ignore[arg-type]  # the annotation forgets that a Flask server may be given
        use_pages=True,
        pages_folder="",
        assets_folder=str(ASSETS),
        # What the API's page loads, what comes with the first chart, and what stands in the head.
        assets_path_ignore=["^swagger-ui$", "^plotly$", "^head$"],
        serve_locally=True,
        title=TITLE,
        update_title="",
        index_string=INDEX,
        # That every id a callback names stands on a page is tested; sending all pages with each would tell the browser.
        suppress_callback_exceptions=True,
        on_error=explain,
    )
    for module in pkgutil.iter_modules(pages.__path__):
        importlib.import_module(f"pages.{module.name}").register()
    app.layout = shell.layout
    shell.register()
    install_callback_guard(app)
    install_first_answers(app)
    _warm_up_after_first_page(server)
    # Dash sets itself up with the first request, and several threads would do so at the same time.
    server.test_client().get("/", environ_overrides={WARM_UP: True})
    # Only now are all inline scripts known: pages add one of their own with the first request.
    server.config["TESSERA_CSP"] = content_security_policy([*app.csp_hashes(), script_hash(head_script())])
    return app


def explain(error: Exception) -> None:
    """What a failed callback shows: the sentence of an error raised on purpose, or one sentence for all other faults."""
    if isinstance(error, EngineError):
        message, remedy = error.message, error.remedy
    elif isinstance(error, OperationalError):
        log.error("the database cannot be used", exc_info=error)
        message, remedy = NO_DATABASE
    elif isinstance(error, StoreUnreachable):
        log.error("the store cannot be used", exc_info=error)
        message, remedy = NO_STORE
    else:
        log.error("a callback failed", exc_info=error)
        message, remedy = UNEXPECTED
    set_props(shell.Ids.PROBLEM, {"data": {"message": message, "remedy": remedy}})


def _warm_up_after_first_page(server: Flask) -> None:
    """Load what results are made of once the first page is out, so that neither start nor first result waits."""
    begun = threading.Event()

    @server.after_request
    def begin(answer: Response) -> Response:
        if request.environ.get("SERVER_SOFTWARE", "").startswith("gunicorn") and not begun.is_set():
            begun.set()
            answer.call_on_close(lambda: threading.Thread(target=_load_engine, daemon=True).start())
        return answer


def _load_engine() -> None:
    for name in ("engine.analysis", "app.storage.tables"):
        importlib.import_module(name)
    # All of this stays. A collection that looks through it again and again stops every thread for a fifth of a second.
    gc.collect()
    gc.freeze()
