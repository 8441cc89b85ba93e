"""The way in and out."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, make_response, redirect, render_template, request, session

from app.answers import refusal
from app.people.guard import enter, leave, own_address
from app.people.passwords import check
from app.services.context import context

people = Blueprint("people", __name__)

_NEXT = "next"
_WRONG = "The name or the password is wrong."
_LOCKED = "This name was tried with wrong passwords too often. Try again in a quarter of an hour."


@people.get("/sign-in")
def sign_in_page() -> Response:
    return _page()


@people.post("/sign-in")
def sign_in() -> Response:
    """A form with ``name`` and ``password``; other sites cannot send it (app.security)."""
    path, tries = context().settings.users_file, context().workspace.people
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    if not path:
        return refusal(404, "There is nothing at this address.", "Go back to the start page.")
    if tries.locked(name):
        return _page(_LOCKED, 429)
    person = check(Path(path), name, password)
    if person is None:
        tries.failed(name)
        return _page(_WRONG, 401)
    tries.succeeded(name)
    enter(person)
    return _to(own_address(request.args.get(_NEXT)))


@people.post("/sign-out")
def sign_out() -> Response:
    leave()
    return _to("/sign-in")


@people.get("/sign-in/provider")
def to_provider() -> Response:
    if not context().settings.oidc_issuer:
        return refusal(404, "There is nothing at this address.", "Go back to the start page.")
    from app.people.provider import to_the_provider

    session[_NEXT] = own_address(request.args.get(_NEXT))
    return to_the_provider()


@people.get("/sign-in/answer")
def from_provider() -> Response:
    if not context().settings.oidc_issuer:
        return refusal(404, "There is nothing at this address.", "Go back to the start page.")
    from app.people.provider import NotSignedIn, from_the_provider

    wanted = own_address(session.get(_NEXT))
    try:
        person = from_the_provider()
    except NotSignedIn as error:
        return refusal(401, error.message, error.remedy)
    enter(person)
    return _to(wanted)


def _page(trouble: str = "", status: int = 200) -> Response:
    settings = context().settings
    page = render_template(
        "sign_in.html",
        trouble=trouble,
        passwords=bool(settings.users_file),
        provider=bool(settings.oidc_issuer),
        next=own_address(request.args.get(_NEXT)),
    )
    return make_response(page, status)


def _to(address: str) -> Response:
    # Flask gives its own Response, which Werkzeug's annotation of `redirect` does not say.
    answer: Response = redirect(address, 303)  # type: ignore[assignment]
    return answer
