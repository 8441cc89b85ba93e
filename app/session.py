"""Who is asking: a random id per browser in a signed cookie. It names a workspace, not a person.

Where signing in is switched on, app.people says whose workspace it is, and this id plays no part.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import Flask, g, request, session
from flask.sessions import SecureCookieSessionInterface

from app.answers import wants_page
from app.limits import COOKIE_DAYS
from app.settings import Settings
from app.storage.once import kept

_OWNER = "owner"


class _Cookie(SecureCookieSessionInterface):
    """Marked Secure whenever the visitor came over HTTPS, also through a proxy that ends it."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return comes_over_https()


def comes_over_https() -> bool:
    """Whether the visitor does, also through a proxy: a forged header only makes the forger's own visit stricter."""
    return request.is_secure or request.headers.get("X-Forwarded-Proto", "").split(",")[0].strip() == "https"


def install_session(server: Flask, settings: Settings) -> None:
    server.secret_key = signing_key(settings)
    server.session_interface = _Cookie()
    server.config.update(
        SESSION_COOKIE_NAME="tessera",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=COOKIE_DAYS),
    )
    server.before_request(_greet)


def _greet() -> None:
    """A browser gets its id with the page itself.

    The page's many parallel requests come after it and carry the id. Were it handed out to any of them, two could
    get different ids, and what one of them uploaded would be out of reach.
    """
    if request.method == "GET" and wants_page():
        ensure_owner()
        session.modified = True  # each visit of a page prolongs the cookie


def act_for(owner: str) -> None:
    """Answer this request for another workspace than the cookie's; the caller has made sure that it may."""
    g.owner = owner


def current_owner() -> str | None:
    """The id of the asking browser; None for one that was never given a page."""
    owner = g.get("owner") or session.get(_OWNER)
    return owner if isinstance(owner, str) else None


def ensure_owner() -> str:
    """The id of the asking browser, a new one if it has none."""
    owner = current_owner()
    if owner is None:
        owner = secrets.token_hex(16)
        session[_OWNER] = owner
        session.permanent = True
    return owner


def signing_key(settings: Settings) -> str:
    """SECRET_KEY, or one that is made at the first start and kept in DATA_DIR, readable by this user only."""
    if settings.secret_key:
        return settings.secret_key
    return kept(settings.prepare_folder() / "secret_key", secrets.token_hex(32))
