"""The rows on which distributions are judged."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.limits import PREPARATION_SAMPLE


def sample_of(values: NDArray[Any]) -> NDArray[Any]:
    """At most `PREPARATION_SAMPLE` values, the same ones every time."""
    if len(values) <= PREPARATION_SAMPLE:
        return values
    return values[np.random.default_rng(0).integers(0, len(values), PREPARATION_SAMPLE)]
