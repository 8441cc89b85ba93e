"""Who may come in: people who are signed in, share links, scripts with the API's token, and load balancers."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, urlsplit

from flask import Response, g, redirect, request, session

from app.answers import refusal, wants_page
from app.people.passwords import as_the_file_says
from app.services.context import context
from app.session import act_for
from app.storage.people import Person

TOKEN = "sign_in"
# In the environment of the one request that the server makes to itself at start; no header can put it there.
WARM_UP = "tessera.warm_up"
# The API has a token of its own, and a share link is its own key.
_OPEN = ("/assets/", "/_favicon", "/shared/", "/api/")
_OPEN_PATHS = {"/sign-in", "/sign-in/provider", "/sign-in/answer", "/sign-out", "/health", "/ready", "/metrics"}


def require_person() -> Response | None:
    """Before every request: set whose workspace it is, or show the way in. The cookie alone names nobody here."""
    if request.path in _OPEN_PATHS or request.path.startswith(_OPEN) or request.environ.get(WARM_UP):
        return None
    person = signed_in()
    if person is not None:
        g.person = person
        act_for(person.owner)
        return None
    if request.method == "GET" and wants_page():
        wanted = request.full_path if request.query_string else request.path
        # Flask gives its own Response, which Werkzeug's annotation of `redirect` does not say.
        return redirect(f"/sign-in?next={quote(wanted, safe='')}")  # type: ignore[return-value]
    return refusal(401, "You are not signed in.", "Reload the page and sign in.")


def signed_in() -> Person | None:
    """Who is signed in, as the users file says it now: who was taken out of it, or out of a team, is out at once."""
    token, users = session.get(TOKEN), context().settings.users_file
    person = context().workspace.people.signed_in(token) if isinstance(token, str) else None
    return as_the_file_says(Path(users), person) if person is not None and users else person


def enter(person: Person) -> None:
    """Sign in: with a new session, so that nothing that was in the cookie before lives on in it."""
    session.clear()
    session[TOKEN] = context().workspace.people.sign_in(person, context().settings.sign_in_hours)
    session.permanent = True


def leave() -> None:
    token = session.get(TOKEN)
    if isinstance(token, str):
        context().workspace.people.sign_out(token)
    session.clear()


def own_address(wanted: str | None) -> str:
    """Where to go after signing in: an address of this server, whatever stood in the link."""
    place = urlsplit((wanted or "").replace("\\", "/"))
    if place.scheme or place.netloc or not place.path.startswith("/") or place.path.startswith("//"):
        return "/"
    return place.path + (f"?{place.query}" if place.query else "")
