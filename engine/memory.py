"""How much memory a fit may use to go faster: the one place that decides, as `engine.threads` does for threads."""

from __future__ import annotations

import os

from engine.errors import EngineError
from engine.limits import SWEEP_MEMORY_MB

# Set by an operator whose machine has more memory to spare, or less.
MEMORY_VARIABLE = "TESSERA_SWEEP_MEMORY_MB"


def working_memory() -> int:
    """Bytes of rows that a sweep may keep between its passes.

    Raises
    ------
    EngineError
        If the variable ``TESSERA_SWEEP_MEMORY_MB`` is set to something that is not a whole number of megabytes.
    """
    text = os.environ.get(MEMORY_VARIABLE, "").strip()
    if not text:
        return SWEEP_MEMORY_MB * 2**20
    if not text.isascii() or not text.isdigit():
        raise EngineError(
            f"{MEMORY_VARIABLE} is {text!r}.", "Set it to a whole number of megabytes, such as 512, or unset it."
        )
    return int(text) * 2**20
