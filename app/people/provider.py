"""Signing in through an OpenID Connect provider: the authorization code flow with PKCE, state and nonce (Authlib)."""

from __future__ import annotations

from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, current_app, request
from joserfc.errors import JoseError
from requests.exceptions import RequestException

from app.people.passwords import owner_of, teams_of
from app.services.context import context
from app.session import comes_over_https
from app.settings import Settings
from app.storage.people import Person
from engine.errors import EngineError

_EXTENSION = "tessera_provider"


class NotSignedIn(EngineError):
    """The provider said no, or what it said cannot be trusted."""


def install_provider(server: Flask, settings: Settings) -> None:
    oauth = OAuth(server)
    server.extensions[_EXTENSION] = oauth.register(
        name="provider",
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "timeout": 10},
    )


def to_the_provider() -> Response:
    """Send the browser there.

    Raises
    ------
    NotSignedIn
        If the provider does not answer.
    """
    scheme = "https" if comes_over_https() else "http"
    try:
        answer: Response = _client().authorize_redirect(f"{scheme}://{request.host}/sign-in/answer")
    except (AuthlibBaseError, RequestException, ValueError) as error:
        raise NotSignedIn("The sign-in provider does not answer.", "Try again in a moment.") from error
    return answer


def from_the_provider() -> Person:
    """Who the provider says came back; its signature, audience, nonce and our state are checked.

    Raises
    ------
    NotSignedIn
        If any of that is not right, or the person was refused.
    """
    try:
        claims: dict[str, Any] = _client().authorize_access_token()["userinfo"]
        subject, issuer = str(claims["sub"]), str(claims["iss"])
    except (AuthlibBaseError, JoseError, RequestException, KeyError, ValueError) as error:
        raise NotSignedIn("You could not be signed in.", "Start again at the sign-in page.") from error
    name = claims.get("name") or claims.get("email") or claims.get("preferred_username") or "Signed in"
    return Person(owner_of(issuer, subject), str(name), teams_of(issuer, _names(claims.get(_teams_claim()))))


def _teams_claim() -> str:
    return context().settings.oidc_teams_claim


def _names(claim: Any) -> list[str]:
    """Providers send a list of names, or one name; without a claim there are no teams."""
    names = claim if isinstance(claim, list) else [claim]
    return [name for name in names if isinstance(name, str)]


def _client() -> Any:
    return current_app.extensions[_EXTENSION]
