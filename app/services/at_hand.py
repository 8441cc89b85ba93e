"""Results at hand: from this process' memory, else from the disk, else computed.

All is kept under the content of the table that it is about, and leaves the memory with that table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from app.services.context import context
from app.services.results import Ready

_Value = TypeVar("_Value")


def at_hand(content: str, key: str, find: Callable[[], _Value]) -> _Value:
    """From memory, else what ``find`` gives, which is kept there unless it is None."""
    memory = context().memory
    value: Any = memory.get(key)
    if value is None:
        value = find()
        if value is not None:
            memory.set(key, value, about=content)
    found: _Value = value
    return found


def part(content: str, key: str) -> Any:
    """A part of an analysis as its job left it; None when it is not on the disk."""
    return at_hand(content, key, lambda: context().workspace.results(content).get(key))


def kept(ready: Ready, name: str, compute: Callable[[], _Value], k: int | None = None) -> _Value:
    """Something that follows from an analysis: from memory, else from the disk, else computed and written there."""
    from engine.analysis import AnalysisKeys

    content = str(ready.view.fingerprint)
    key = AnalysisKeys(content, ready.choices.spec.key).of(name, k)

    def find() -> _Value:
        results = context().workspace.results(content)
        on_disk: _Value | None = results.get(key)
        if on_disk is not None:
            return on_disk
        value = compute()
        results.put(key, value)
        mapped: _Value | None = results.get(key)  # other processes share it
        return value if mapped is None else mapped

    return at_hand(content, key, find)
