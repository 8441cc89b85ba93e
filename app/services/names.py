"""Renaming segments."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from app.choices import Choices
from app.limits import MAX_SEGMENT_NAME
from app.services.analysis import resolve
from app.services.context import context
from app.services.results import Ready
from engine.errors import EngineError


def rename_segment(choices: Choices, label: int, name: str | None) -> Ready:
    """Give the segment with this label (from 0) a name; None or an empty name brings the generated one back.

    Returns
    -------
    Ready
        The results with the new names.

    Raises
    ------
    EngineError
        If there is no such segment, or the name is too long or that of another segment.
    """
    ready = resolve(choices)
    if not isinstance(ready, Ready):
        raise EngineError("The segments are not there yet.", "Wait until they are shown, then rename them.")
    if not 0 <= label < ready.k:
        raise EngineError(f"There is no segment {label + 1} among {ready.k}.", "Choose one that is shown.")
    wanted = clean_name(name)
    generated = ready.profiles[label].name
    if wanted == generated:
        wanted = None
    others = {other.casefold() for position, other in enumerate(ready.names) if position != label}
    if (wanted or generated).casefold() in others:
        raise EngineError(f"Another segment is already called “{wanted or generated}”.", "Choose another name.")
    view = ready.view
    context().workspace.names.set(view.owner, view.id, choices.spec.key, k=ready.k, segment=label + 1, name=wanted)
    names = (*ready.names[:label], wanted or generated, *ready.names[label + 1 :])
    renamed = (*ready.renamed[:label], wanted is not None, *ready.renamed[label + 1 :])
    return replace(ready, names=names, renamed=renamed)


def clean_name(name: str | None) -> str | None:
    """The name on one line without invisible characters; None when nothing is left.

    Raises
    ------
    EngineError
        If it is longer than the limit.
    """
    visible = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else sign for sign in name or ""
    )
    text = unicodedata.normalize("NFC", " ".join(visible.split()))
    if len(text) > MAX_SEGMENT_NAME:
        raise EngineError(
            f"The name has {len(text)} characters; at most {MAX_SEGMENT_NAME} fit on a card.", "Shorten it."
        )
    return text or None
