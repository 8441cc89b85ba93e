"""Titles and notes that people give to what they keep, and titles that nothing else of theirs has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TypeVar

from app.limits import MAX_NOTE, MAX_SEGMENT_NAME
from app.services.names import clean_name
from app.storage.titles import TitleTaken
from engine.errors import EngineError

Kept = TypeVar("Kept")

# Each try that fails is a title that somebody else has just taken: so many windows of one person are none.
_TRIES = 100


def checked_title(title: str | None) -> str:
    """The title on one line. Raises an EngineError when there is none, or it is too long."""
    wanted = clean_name(title)
    if wanted is None:
        raise EngineError("It needs a name.", "Say what it is for: “Spring campaign”.")
    return wanted


def checked_note(note: str | None) -> str:
    """The note. Raises an EngineError when it is too long."""
    if len(note or "") > MAX_NOTE:
        raise EngineError(f"The note has {len(note or ''):,} characters; at most {MAX_NOTE:,} fit.", "Shorten it.")
    return (note or "").strip()


def free_title(title: str, taken: Iterable[str]) -> str:
    """The title, with the first number in brackets that makes it nobody else's."""
    known = {each.casefold() for each in taken}
    number, free = 1, title
    while free.casefold() in known:
        number += 1
        ending = f" ({number})"
        free = f"{title[: MAX_SEGMENT_NAME - len(ending)]}{ending}"
    return free


def title_taken(title: str, taken: Iterable[str]) -> EngineError:
    """That something in the library is called so already."""
    return EngineError(f"“{title}” is in the library already.", f"Call this one “{free_title(title, taken)}”.")


def under_free_title(title: str, titles: Callable[[], Iterable[str]], keep: Callable[[str], Kept]) -> Kept:
    """Keep something under the title, or the first like it that is free.

    Another window may take that one at the same moment: the database then refuses it, and the next is tried.
    """
    for _ in range(_TRIES):
        with suppress(TitleTaken):
            return keep(free_title(title, titles()))
    raise title_taken(title, titles())
