"""Share links of the asking browser, and what a stranger's link opens."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app

from app.limits import MAX_SHARES
from app.services.context import context
from app.services.results import Ready
from app.session import current_owner
from app.storage.shares import ShareView
from engine.errors import EngineError

_ID = 32  # hex digits of a link's id; as many of its signature follow


def share(ready: Ready, *, customers: bool) -> str:
    """Make a link to the segments that are shown; gives its address without the host.

    Raises
    ------
    EngineError
        If there are too many links, or the table is not there any more.
    """
    shares, owner = context().workspace.shares, ready.view.owner
    if shares.count(owner) >= MAX_SHARES:
        raise EngineError(f"You have {MAX_SHARES} live links.", "Revoke one that is not needed any more.")
    made = shares.add(owner, ready.view.id, ready.choices.with_k(ready.k).to_json(), customers=customers)
    if made is None:
        raise EngineError("This table is not there any more.", "Drop it again on the Data page.")
    return _path(made)


def share_links() -> tuple[tuple[str, ShareView], ...]:
    """Live links with their addresses, the newest first."""
    owner = current_owner()
    return () if owner is None else tuple((_path(each.id), each) for each in context().workspace.shares.of(owner))


def revoke(share: str) -> bool:
    """End a link for good; False when it is not there."""
    owner = current_owner()
    return owner is not None and context().workspace.shares.revoke(owner, share)


def _path(share: str) -> str:
    """The address of a link: its id and a signature, so that a leaked database opens nothing."""
    return f"/shared/{share}{_signature(share)}"


def opened_share(token: str) -> ShareView | None:
    """What a token opens; None for every token that this server did not make, and for every link that was revoked."""
    share, signature = token[:_ID], token[_ID:]
    if not token.isascii() or not hmac.compare_digest(signature, _signature(share)):
        return None
    return context().workspace.shares.open(share)


def _signature(share: str) -> str:
    key = current_app.secret_key
    assert key
    return hmac.new(str(key).encode(), f"share {share}".encode(), hashlib.sha256).hexdigest()[:_ID]
