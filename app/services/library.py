"""The library of the asking browser: keep the segments that are shown, find them again, let go of them."""

from __future__ import annotations

from app.limits import MAX_NOTE, MAX_SAVED
from app.services.access import keeper, sharers
from app.services.context import context
from app.services.names import clean_name
from app.services.results import Ready
from app.session import current_owner
from app.storage.saved import SavedView
from engine.errors import EngineError


def library() -> tuple[SavedView, ...]:
    """Everything kept, the newest first, with what was deleted a short while ago, then what teams share."""
    owner = current_owner()
    return () if owner is None else context().workspace.saved.of(owner, sharers())


def keep(ready: Ready, title: str | None, note: str | None = None) -> str:
    """Keep what is shown under a title; gives its id.

    Raises
    ------
    EngineError
        If the title is empty or too long, the note is too long, or the library is full.
    """
    wanted, owner = clean_name(title), keeper(ready)
    if wanted is None:
        raise EngineError("The segmentation needs a name.", "Say what it is for: “Spring campaign”.")
    if len(note or "") > MAX_NOTE:
        raise EngineError(f"The note has more than {MAX_NOTE:,} characters.", "Shorten it.")
    saved = context().workspace.saved
    if saved.count(owner) >= MAX_SAVED:
        raise EngineError(f"The library holds {MAX_SAVED} segmentations.", "Delete one first.")
    found = saved.add(
        owner,
        ready.view.id,
        title=wanted,
        note=(note or "").strip(),
        choices=ready.choices.with_k(ready.k).to_json(),
        segments=tuple(zip(ready.names, ready.segmentation.sizes.tolist(), strict=True)),
        verdict=ready.advice.verdict.title,
        inertia=float(ready.segmentation.inertia),
        table_owner=ready.view.owner,
    )
    if found is None:
        raise EngineError("This table is not there any more.", "Drop it again on the Data page.")
    return found


def approve(saved: str, approved: bool) -> bool:
    """Mark as approved, or take the mark back; False when it is not there."""
    owner = current_owner()
    return owner is not None and context().workspace.saved.change(owner, saved, approved=approved)


def let_go(saved: str, deleted: bool) -> bool:
    """Delete, or bring back what was deleted; False when it is not there."""
    owner = current_owner()
    return owner is not None and context().workspace.saved.change(owner, saved, deleted=deleted)
