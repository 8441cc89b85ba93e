"""Giving segments a name, a colour and a note."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from app.choices import Choices
from app.limits import MAX_SEGMENT_NAME, MAX_SEGMENT_NOTE
from app.services.access import owners_only
from app.services.analysis import resolve
from app.services.context import context
from app.services.kept import refuse_if_kept
from app.services.naming import COLOURS, pack_members
from app.services.results import Ready
from engine.errors import EngineError


def rename_segment(choices: Choices, label: int, name: str | None) -> Ready:
    """Give the segment with this label (from 0) a name; None or an empty name brings the generated one back.

    Colour and note stay. Returns and raises as `describe_segment`.
    """
    ready = _ready(choices, label)
    shown = ready.shown[label]
    return describe_segment(choices, label, name=name, colour=shown.colour, note=shown.note)


def describe_segment(
    choices: Choices, label: int, *, name: str | None, colour: int | None = None, note: str | None = None
) -> Ready:
    """Give a segment a name, a colour and a note of a person's own.

    Parameters
    ----------
    choices : Choices
    label : int
        From 0.
    name : str or None
        None, an empty one or the generated one itself mean the generated name.
    colour : int or None
        One of the twelve, from 1; None for the one of its number.
    note : str or None

    Returns
    -------
    Ready
        The results as they are now shown.

    Raises
    ------
    EngineError
        If there is no such segment or colour, if name or note are too long, or the name is that of another segment;
        if something kept is shown, which stays what it was.
    """
    ready = _ready(choices, label)
    refuse_if_kept(ready)
    owners_only(ready, "name its segments")
    if colour is not None and not 1 <= colour <= COLOURS:
        raise EngineError(f"There is no colour {colour} among {COLOURS}.", "Choose one that is shown.")
    generated = ready.profiles[label].name
    wanted = clean_name(name) or generated
    others = {other.casefold() for position, other in enumerate(ready.names) if position != label}
    if wanted.casefold() in others:
        raise EngineError(f"Another segment is already called “{wanted}”.", "Choose another name.")
    _give(ready, label, wanted, colour, clean_note(note))
    return _ready(choices, label)


def accept_offer(choices: Choices, label: int) -> Ready:
    """Give a segment what is offered to it; returns and raises as `describe_segment`."""
    offer = _ready(choices, label).shown[label].offer
    if offer is None:
        raise EngineError("There is no earlier name to use.", "Write one into the field.")
    return describe_segment(choices, label, name=offer.name, colour=offer.colour, note=offer.note)


def go_on(choices: Choices) -> Choices:
    """Give the segments of today the names, colours and notes with which they were kept.

    Returns
    -------
    Choices
        The same, no longer of something kept.

    Raises
    ------
    EngineError
        If nothing kept is shown.
    """
    ready = resolve(choices)
    if not isinstance(ready, Ready) or ready.kept is None:
        raise EngineError("Nothing kept is shown.", "Open it in the library again.")
    owners_only(ready, "name its segments")
    for label, shown in enumerate(ready.shown):
        _give(ready, label, shown.name, shown.colour, shown.note)
    return replace(choices, saved=None)


def _give(ready: Ready, label: int, name: str, colour: int | None, note: str) -> None:
    context().workspace.names.set(
        ready.view.owner,
        ready.view.id,
        ready.choices.naming_key,
        k=ready.k,
        segment=label + 1,
        name="" if name == ready.profiles[label].name else name,
        colour=None if colour == label % COLOURS + 1 else colour,
        note=note,
        members=pack_members(ready.matrix, ready.segmentation, label, ready.dataset.n_rows),
    )


def _ready(choices: Choices, label: int) -> Ready:
    ready = resolve(choices)
    if not isinstance(ready, Ready):
        raise EngineError("The segments are not there yet.", "Wait until they are shown, then rename them.")
    if not 0 <= label < ready.k:
        raise EngineError(f"There is no segment {label + 1} among {ready.k}.", "Choose one that is shown.")
    return ready


def clean_name(name: str | None) -> str | None:
    """The name on one line without invisible characters; None when nothing is left.

    Raises
    ------
    EngineError
        If it is longer than the limit.
    """
    return _clean(name, "name", MAX_SEGMENT_NAME) or None


def clean_note(note: str | None) -> str:
    """A note, cleaned like a name; empty when nothing is left."""
    return _clean(note, "note", MAX_SEGMENT_NOTE)


def _clean(text: str | None, what: str, limit: int) -> str:
    visible = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else sign for sign in text or ""
    )
    clean = unicodedata.normalize("NFC", " ".join(visible.split()))
    if len(clean) > limit:
        raise EngineError(f"The {what} has {len(clean)} characters; at most {limit} fit on a card.", "Shorten it.")
    return clean
