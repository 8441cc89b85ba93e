"""The library of the asking browser: keep the segments that are shown, find them again, let go of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from app.choices import Choices
from app.limits import MAX_SAVED, MAX_SEGMENT_NAME
from app.services.access import keeper, sharers, table_owner
from app.services.context import context
from app.services.results import Ready
from app.services.titles import checked_note, checked_title, free_title, title_taken, under_free_title
from app.session import current_owner
from app.storage.saved import KeptSegment, SavedView
from app.storage.titles import TitleTaken
from engine.errors import EngineError

_LOOK_TEXTS = ("across", "up", "depth", "colour")
_LOOK_LISTS = ("arrows", "hidden")
_LONGEST = 300  # of a column's name, as the map's controls hold it


class Taken(StrEnum):
    """What becomes of a name that something in the library has already."""

    REFUSE = "refuse"
    BOTH = "both"
    REPLACE = "replace"


class NameTaken(EngineError):
    """The library has this name already; ``free`` is one that it does not have."""

    def __init__(self, title: str, free: str) -> None:
        super().__init__(f"“{title}” is in the library already.", f"Replace it, or keep both: this as “{free}”.")
        self.title, self.free = title, free


def library() -> tuple[SavedView, ...]:
    """Everything kept, the newest first, with what was deleted a short while ago, then what teams share."""
    owner = current_owner()
    return () if owner is None else context().workspace.saved.of(owner, sharers())


def choices_of(view: SavedView) -> Choices:
    """The choices that open what was kept as it was kept."""
    return replace(Choices.from_json(view.choices), saved=view.id)


def kept_look(saved: str | None) -> Mapping[str, Any]:
    """How the map of a kept segmentation was looked at; {} when it is not there, or nobody said."""
    found = next((view for view in library() if view.id == saved and not view.deleted), None) if saved else None
    return {} if found is None else found.look


def keep(
    ready: Ready,
    title: str | None,
    note: str | None = None,
    look: Any = None,
    *,
    taken: Taken = Taken.REFUSE,
) -> str:
    """Keep what is shown under a title; gives its id.

    Parameters
    ----------
    look : mapping, optional
        How the map is looked at, as the browser says it; what cannot be understood is left out.
    taken : Taken
        What to do when the title is another's. The one that is replaced is deleted, and can be brought back.

    Raises
    ------
    NameTaken
        If the title is another's, and ``taken`` says nothing of it.
    EngineError
        If the title is empty or too long, the note is too long, or the library is full.
    """
    owner, saved = keeper(ready), context().workspace.saved
    wanted, words = checked_title(title), checked_note(note)
    titles = saved.titles(owner)
    same = [kept for kept, other in titles.items() if other.casefold() == wanted.casefold()]
    if same and taken is Taken.REFUSE:
        raise NameTaken(wanted, free_title(wanted, titles.values()))
    replaced = same if taken is Taken.REPLACE else []
    _check_room(len(titles) - len(replaced))

    def add(title: str) -> str | None:
        return saved.add(
            owner,
            ready.view.id,
            title=title,
            note=words,
            choices=replace(ready.choices.with_k(ready.k), model=None).to_json(),
            segments=tuple(
                KeptSegment(shown.name, size, shown.colour, shown.note, shown.given)
                for shown, size in zip(ready.shown, ready.segmentation.sizes.tolist(), strict=True)
            ),
            look=_look(look, ready.view.id),
            verdict=ready.advice.verdict.title,
            inertia=float(ready.segmentation.inertia),
            table_owner=ready.view.owner,
            replacing=replaced,
        )

    if taken is Taken.BOTH:
        found = under_free_title(wanted, lambda: saved.titles(owner).values(), add)
    else:
        try:
            found = add(wanted)
        except TitleTaken:  # by another window, a moment ago
            raise NameTaken(wanted, free_title(wanted, saved.titles(owner).values())) from None
    if found is None:
        raise EngineError("This table is not there any more.", "Drop it again on the Data page.")
    return found


def copy_kept(kept: str) -> str | None:
    """A second one of something kept, not approved, under a name of its own; None when it is not there.

    Raises
    ------
    EngineError
        If the library is full.
    """
    view = next((each for each in library() if each.id == kept and each.shared is None and not each.deleted), None)
    owner = current_owner()
    if view is None or owner is None:
        return None
    saved = context().workspace.saved
    _check_room(len(saved.titles(owner)))
    return under_free_title(
        f"Copy of {view.title}"[:MAX_SEGMENT_NAME],
        lambda: saved.titles(owner).values(),
        lambda title: saved.add(
            owner,
            view.dataset,
            title=title,
            note=view.note,
            choices=view.choices,
            segments=view.segments,
            look=view.look,
            verdict=view.verdict,
            inertia=view.inertia,
            table_owner=table_owner(view.dataset),
        ),
    )


def retitle(kept: str, title: str | None, note: str | None) -> bool:
    """Give something kept another title and note; False when it is not there.

    Raises
    ------
    EngineError
        If the title is empty, too long or another's, or the note is too long.
    """
    wanted, words, owner = checked_title(title), checked_note(note), current_owner()
    if owner is None:
        return False
    saved = context().workspace.saved
    try:
        return saved.change(owner, kept, title=wanted, note=words)
    except TitleTaken:
        raise title_taken(wanted, saved.titles(owner).values()) from None


def approve(saved: str, approved: bool) -> bool:
    """Mark as approved, or take the mark back; False when it is not there."""
    owner = current_owner()
    return owner is not None and context().workspace.saved.change(owner, saved, approved=approved)


def let_go(saved: str, deleted: bool) -> bool:
    """Delete, or bring back what was deleted; False when it is not there.

    What comes back while another has its name gets one of its own.
    """
    owner = current_owner()
    if owner is None:
        return False
    found = next((view for view in library() if view.id == saved and view.shared is None), None)
    if found is None or deleted or not found.deleted:
        return context().workspace.saved.change(owner, saved, deleted=deleted)
    store = context().workspace.saved
    return under_free_title(
        found.title,
        lambda: store.titles(owner).values(),
        lambda title: store.change(owner, saved, deleted=False, title=title),
    )


def _check_room(kept: int) -> None:
    if kept >= MAX_SAVED:
        raise EngineError(f"The library holds {MAX_SAVED} segmentations.", "Delete one first.")


def _look(look: Any, dataset: str) -> dict[str, Any]:
    """What the browser says of the map of this table, as far as it can be understood."""
    if not isinstance(look, dict) or look.get("dataset") != dataset:
        return {}
    texts = {name: look.get(name) for name in _LOOK_TEXTS}
    found: dict[str, Any] = {
        name: text for name, text in texts.items() if isinstance(text, str) and len(text) <= _LONGEST
    }
    for name in _LOOK_LISTS:
        values = look.get(name)
        if isinstance(values, list):
            found[name] = [value for value in values[:MAX_SAVED] if isinstance(value, str | int)]
    return found
