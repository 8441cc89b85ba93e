"""What every answer carries and every changing request must show."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Flask, Response, request

from app.answers import refusal
from app.limits import MAX_JSON_BYTES
from app.session import comes_over_https

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# A form on another site can send neither of these without asking first (a CORS preflight, which nothing here grants).
_BODY_TYPES = {"application/json", "application/octet-stream"}
# These are forms, and only for browsers that say which page a request comes from.
_FORMS = {"/sign-in", "/sign-out"}
_FORM_TYPE = "application/x-www-form-urlencoded"

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def content_security_policy(script_hashes: Sequence[str] = ()) -> str:
    """Only what comes from this server runs; no inline script but those whose hashes are given, and no eval.

    Inline styles stay allowed: Plotly and Dash set them, and they cannot run anything.
    """
    scripts = " ".join(["'self'", *script_hashes])
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def script_hash(text: str) -> str:
    """How the policy names an inline script that may run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def install_security(server: Flask) -> None:
    server.config["TESSERA_CSP"] = content_security_policy()
    server.before_request(_refuse_forged)

    @server.after_request
    def add_headers(answer: Response) -> Response:
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        answer.headers.setdefault("Content-Security-Policy", server.config["TESSERA_CSP"])
        if comes_over_https():
            answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if not request.path.startswith(("/assets/", "/_dash-component-suites/", "/_favicon")):
            answer.headers["Cache-Control"] = "no-store"  # customers' data stays out of every cache on the way
        return answer


def _refuse_forged() -> Response | None:
    """Cross-site request forgery: a changing request must come from a page of this server, or from no page at all."""
    if request.method in _SAFE_METHODS:
        return None
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if (site is not None and site not in {"same-origin", "none"}) or (
        origin is not None and _host(origin) != request.host
    ):
        return refusal(403, "This request came from another site.", "Open Tessera itself and try again there.")
    has_body = bool(request.content_length) or "Transfer-Encoding" in request.headers
    unknown = site is None and origin is None  # a script, or a browser too old to say where its page comes from
    if request.path in _FORMS and request.mimetype == _FORM_TYPE and not unknown:
        return None
    if (has_body or unknown) and request.method != "DELETE" and request.mimetype not in _BODY_TYPES:
        return refusal(
            415,
            "The request's content type is not one of ours.",
            "Send application/json, or application/octet-stream for a file.",
        )
    if request.mimetype == "application/json":
        request.max_content_length = _json_limit()  # also where the request does not say how long it is
    if request.mimetype == "application/json" and (request.content_length or 0) > _json_limit():
        is_script = request.path.startswith("/api/")
        remedy = "Send fewer rows, or a file to score-file." if is_script else "Send choices, not tables."
        return refusal(413, f"The request has more than {_json_limit() / 1e6:,.0f} MB of JSON.", remedy)
    return None


def _json_limit() -> int:
    # A callback carries the state of figures (a lasso over many points), so Dash's own requests may be larger.
    # Scripts send rows to be scored.
    return 20 * MAX_JSON_BYTES if request.path.startswith(("/_dash", "/api/")) else MAX_JSON_BYTES


def _host(origin: str) -> str:
    return urlsplit(origin).netloc
