"""The HTTP API under ``/api/v1``, for scripts that hold the token of the settings."""

from __future__ import annotations

from flask import Flask, Response
from flask_smorest import Api

from app.api import datasets, models, scoring, segmentations  # noqa: F401 - importing them puts their routes on the blueprint
from app.api.common import api_v1
from app.api.schemas import Problem

PREFIX = "/api/v1"
_DESCRIPTION = """\
Upload a table of customers, follow its segmentation, read the profiles and place new customers; or bring a portable
model and place customers without its table.

Send the token of the server's settings as `Authorization: Bearer …`. What was uploaded with it belongs to the token
and is not seen by any browser. Errors are problem details (RFC 9457) with a sentence and a remedy.
"""
_DOCS = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · Tessera</title>
<link rel="stylesheet" href="/assets/vendor/swagger-ui/swagger-ui.css">
</head>
<body>
<main id="api"></main>
<script src="/assets/vendor/swagger-ui/swagger-ui-bundle.js"></script>
<script src="/assets/vendor/swagger-ui/start.js"></script>
</body>
</html>
"""


def install_api(server: Flask) -> None:
    """Put the API and its description on the server."""
    server.config.update(
        API_TITLE="Tessera",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {"description": _DESCRIPTION, "license": {"name": "MIT", "identifier": "MIT"}},
            "security": [{"token": []}],
        },
    )
    api = Api()
    api.ERROR_SCHEMA = Problem
    api.init_app(server)
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    api.register_blueprint(api_v1)
    server.add_url_rule(f"{PREFIX}/docs", "api_docs", _docs)


def _docs() -> Response:
    return Response(_DOCS, mimetype="text/html")
