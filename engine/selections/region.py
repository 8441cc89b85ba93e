"""Who stands within a region drawn on the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.map.index import MapIndex, Window

MAX_CORNERS = 200  # a hand draws no finer, and the region has to fit into an address


def positions_within(index: MapIndex, corners: Sequence[Sequence[Any]]) -> NDArray[np.int64]:
    """Positions, in ascending order, of the customers inside a polygon.

    Parameters
    ----------
    index : MapIndex
    corners : sequence of (x, y), length 3 to `MAX_CORNERS`
        The outline; the last corner is joined to the first. Where it crosses itself, the even-odd rule decides (a
        place is inside when a ray from it crosses the outline an odd number of times; Shimrat 1962).

    Raises
    ------
    EngineError
        If this is no outline.
    """
    if not 3 <= len(corners) <= MAX_CORNERS:
        raise EngineError(
            f"The outline has {len(corners):,} corners.", f"Draw one with 3 to {MAX_CORNERS} around the customers."
        )
    try:
        outline = np.array([[float(x), float(y)] for x, y in corners])
    except (TypeError, ValueError) as error:
        raise EngineError("The outline has a corner that is no place.", "Draw the region again.") from error
    if not np.isfinite(outline).all():
        raise EngineError("The outline has a corner that is no place.", "Draw the region again.")
    (left, bottom), (right, top) = outline.min(axis=0), outline.max(axis=0)
    found = [
        index.order[places[_inside(index.x[places], index.y[places], outline)]]
        for places in index.blocks(Window.of(left, right, bottom, top))
    ]
    positions: NDArray[np.int64] = np.concatenate([np.empty(0, dtype=np.int64), *found])
    positions.sort()
    return positions


def _inside(x: NDArray[np.float32], y: NDArray[np.float32], outline: NDArray[np.float64]) -> NDArray[np.bool_]:
    inside = np.zeros(len(x), dtype=bool)
    across, up = x.astype(np.float64), y.astype(np.float64)
    for (x0, y0), (x1, y1) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        if y0 == y1:
            continue  # a level edge is crossed by no level ray
        beside = (up >= min(y0, y1)) & (up < max(y0, y1))
        inside ^= beside & (across < x0 + (up - y0) * ((x1 - x0) / (y1 - y0)))
    return inside
