"""What a share link opens: one page without scripts and callbacks, so that there is nothing else to ask for."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from app import services
from app.answers import refusal
from app.choices import Choices
from app.session import act_for
from app.storage.shares import ShareView

shared = Blueprint("shared", __name__)

_WAIT = 4  # seconds until a page whose results are being computed again asks once more
_NOT_FOUND = (
    "This link was not found.",
    "It was revoked, its table was deleted, or a part of the address is missing. Ask the person who sent it.",
)


@shared.get("/shared/<token>")
def show(token: str) -> Response:
    """The segments of one link, as their owner shows them now, or as they were kept when the link is to something kept."""
    found = _open(token)
    if isinstance(found, Response):
        return found
    from app.disclosure import disclose

    share, ready = found
    page = render_template(
        "shared.html",
        view=disclose(ready, customers=share.customers),
        customers_url=f"/shared/{token}/customers.csv",
        expires=share.expires,
    )
    return _private(make_response(page))


@shared.get("/shared/<token>/customers.csv")
def customers(token: str) -> Response:
    """Every customer with their segment, for links whose owner included them."""
    found = _open(token)
    if isinstance(found, Response):
        return found
    from app.downloads import csv_answer, customers_table, slug

    share, ready = found
    if not share.customers:
        return refusal(404, *_NOT_FOUND)
    return csv_answer(customers_table(ready, selections=False), f"{slug(ready.view.name)}-{ready.k}-segments")


def _open(token: str) -> tuple[ShareView, services.Ready] | Response:
    """The link and its results, or the answer to give instead."""
    share = services.opened_share(token)
    if share is None:
        return refusal(404, *_NOT_FOUND)
    act_for(share.owner)  # for this request, which can only look at what the link names
    result = services.resolve(Choices.from_json(share.choices))
    if isinstance(result, services.Ready):
        return share, result
    if isinstance(result, services.Working):
        answer = refusal(503, "These segments are being computed again.", "The page comes by itself in a moment.")
        answer.headers["Refresh"] = str(_WAIT)
        return _private(answer)
    return refusal(404, *_NOT_FOUND)


def _private(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
