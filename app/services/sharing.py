"""Share links of the asking browser, and what a stranger's link opens."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace

from flask import current_app

from app.limits import MAX_SHARES
from app.services.access import owners_only
from app.services.context import context
from app.services.results import Ready
from app.services.signed_in import person
from app.session import current_owner
from app.storage.people import Team
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
    owners_only(ready, "share it")
    shares, owner = context().workspace.shares, ready.view.owner
    if shares.count(owner) >= MAX_SHARES:
        raise EngineError(f"You have {MAX_SHARES} live links.", "Revoke one that is not needed any more.")
    saved = None if ready.kept is None else ready.kept.id  # a link to what was kept shows it as it was kept
    choices = replace(ready.choices.with_k(ready.k), saved=saved, model=None)
    made = shares.add(owner, ready.view.id, choices.to_json(), customers=customers)
    if made is None:
        raise EngineError("This table is not there any more.", "Drop it again on the Data page.")
    return _path(made)


def team_shares(ready: Ready) -> tuple[tuple[Team, bool], ...]:
    """Teams that the owner can share this table with, and whether they do; nothing of it is for others to know."""
    owner = person()
    if owner is None or ready.view.shared is not None:
        return ()
    shared = context().workspace.team_shares.of(owner.owner, ready.view.id)
    return tuple((team, team in shared) for team in dict.fromkeys((*owner.teams, *shared)))


def share_with_team(ready: Ready, team: str) -> None:
    """Let a team of the owner's see a table, work with it, and keep things of their own.

    Raises
    ------
    EngineError
        If the table or the team is not the asking person's.
    """
    owners_only(ready, "share it")
    owner = person()
    wanted = next((each for each in owner.teams if each.id == team), None) if owner is not None else None
    if owner is None or wanted is None or not context().workspace.team_shares.add(owner, ready.view.id, wanted):
        raise EngineError("This cannot be shared with that team.", "Reload the page to see your teams.")


def stop_sharing(ready: Ready, team: str) -> bool:
    """Take a table back from a team, at once; False when it is not the asking person's."""
    owner = current_owner()
    return owner is not None and context().workspace.team_shares.remove(owner, ready.view.id, team)


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
