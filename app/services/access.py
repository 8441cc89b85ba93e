"""Whose table is asked for: one's own, or one that its owner shares with a team of the asking person.

Members of a team see what the owner sees, compute, download, score, and keep segmentations and selections of their own.
What the owner chose (names, colours, notes), deleting, keeping for longer and sharing are the owner's alone.
"""

from __future__ import annotations

from app.services.context import context
from app.services.results import Ready
from app.services.signed_in import person
from app.session import current_owner
from app.storage.datasets import DatasetView, SharedBy
from engine.errors import EngineError


def shared_view(dataset: str) -> DatasetView | None:
    """A table of somebody else that the asking person's teams may see; asked for only where there are teams."""
    found = person()
    if found is None or not found.teams:
        return None
    return next(iter(context().workspace.team_shares.with_teams(found.teams, found.owner, dataset)), None)


def table_owner(dataset: str) -> str | None:
    """In whose workspace the asking person may open a table; whether it is there is for that workspace to say."""
    view = shared_view(dataset)
    return current_owner() if view is None else view.owner


def shared_tables() -> tuple[DatasetView, ...]:
    """Tables that others share with the asking person's teams, the newest first."""
    found = person()
    if found is None or not found.teams:
        return ()
    return context().workspace.team_shares.with_teams(found.teams, found.owner)


def sharers() -> dict[str, SharedBy]:
    """By whom, by the id of the table."""
    return {view.id: view.shared for view in shared_tables() if view.shared is not None}


def owners_only(ready: Ready, what: str) -> None:
    """Refuse what only the owner of a table may do.

    Raises
    ------
    EngineError
        If it is shared with the asking person and not their own.
    """
    if ready.view.shared is not None:
        raise EngineError(
            f"This table is {ready.view.shared.owner_name}’s: only they can {what}.",
            "Ask them, or keep a selection or a segmentation of your own.",
        )


def keepers(ready: Ready) -> tuple[str, ...]:
    """Whose kept selections of a table are shown: its owner's, and those of who looks."""
    return ready.view.owner, keeper(ready)


def keeper(ready: Ready) -> str:
    """In whose name something is kept of a table."""
    return (current_owner() or "") if ready.view.shared is not None else ready.view.owner
