"""What a window of the map shows: a sample that keeps the outermost, and the nearest customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.limits import MAP_OUTERMOST, MAP_TYPICAL
from engine.map.index import MapIndex, Window


@dataclass(frozen=True, eq=False)
class Points:
    """Some customers of a window.

    Attributes
    ----------
    positions : ndarray of int32, shape (m,)
        In the matrix.
    x, y : ndarray of float32, shape (m,)
    complete : bool
        Whether these are all that stand in the window.
    """

    positions: NDArray[np.int32]
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    complete: bool


def points(index: MapIndex, window: Window, limit: int, always: NDArray[Any] | None = None) -> Points:
    """All customers in the window, or an even sample of about so many when there are more.

    Parameters
    ----------
    index : MapIndex
    window : Window
    limit : int
        Up to so many customers all are given.
    always : ndarray of int, optional
        Places of the index that a sample keeps when they stand in the window (the most typical customers).

    Returns
    -------
    Points
        A sample takes one of each run along the strips, which is even over the window, and beside it the outermost
        `engine.limits.MAP_OUTERMOST` on each side.
    """
    spans = index.spans(window)
    if index.count_in(spans, window) <= limit:
        chosen, complete = index.places(window), True
    else:
        lengths = spans[:, 1] - spans[:, 0]
        ends = np.cumsum(lengths)
        # One of each run of equal length, at random: every n-th would keep step with the strips and draw lines.
        within = np.random.default_rng(0).random(limit)
        nth = ((np.arange(limit) + within) * (ends[-1] / limit)).astype(np.int64)
        span = np.searchsorted(ends, nth, "right")
        even = spans[span, 0] + nth - (ends[span] - lengths[span])
        kept = np.empty(0, dtype=np.int64) if always is None else always
        kept = kept[window.contains(index.x[kept], index.y[kept])]
        chosen = np.concatenate([even, _outermost(index, spans, window), kept])
        chosen, complete = index.inside(np.unique(chosen), window), False
    return Points(index.order[chosen], index.x[chosen], index.y[chosen], complete)


def _outermost(index: MapIndex, spans: NDArray[np.int64], window: Window) -> NDArray[np.int64]:
    """The lowest and highest of each strip hold the extremes upwards; the strips at the sides those sidewards."""
    lowest, highest = index.inside(spans[:, 0], window), index.inside(spans[:, 1] - 1, window)
    lowest = lowest[np.argsort(index.y[lowest], kind="stable")[:MAP_OUTERMOST]]
    highest = highest[np.argsort(-index.y[highest], kind="stable")[:MAP_OUTERMOST]]
    sides = []
    for direction in (1, -1):
        held: list[NDArray[np.int64]] = []
        for begin, end in spans[::direction]:
            held.append(index.inside(np.arange(begin, end), window))
            if sum(map(len, held)) >= MAP_OUTERMOST:
                break
        beside = np.concatenate(held)
        sides.append(beside[np.argsort(direction * index.x[beside], kind="stable")[:MAP_OUTERMOST]])
    return np.concatenate([lowest, highest, *sides])


def typical_positions(labels: NDArray[np.int32], distances: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """The `engine.limits.MAP_TYPICAL` customers nearest to their centre, of each segment."""
    found = []
    for label in range(k):
        members = np.flatnonzero(labels == label)
        count = min(MAP_TYPICAL, len(members))
        if count:
            found.append(members[np.argpartition(distances[members], count - 1)[:count]])
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def nearest(
    index: MapIndex,
    x: float,
    y: float,
    reach: tuple[float, float],
    labels: NDArray[np.int32] | None = None,
    hidden: frozenset[int] = frozenset(),
) -> int | None:
    """The position of the customer nearest to a place on the map; None when nobody is within reach.

    Parameters
    ----------
    index : MapIndex
    x, y : float
    reach : pair of float
        The half axes of the ellipse that is looked at, in the units of either axis: a circle on the screen.
    labels : ndarray of int32, shape (n,), optional
    hidden : frozenset of int
        Labels of segments that are switched off.
    """
    for part in (1 / 16, 1 / 4, 1.0):  # in a crowd the first look finds somebody among few
        window = Window.of(x - part * reach[0], x + part * reach[0], y - part * reach[1], y + part * reach[1])
        places = index.places(window)
        if labels is not None and hidden:
            places = places[~np.isin(labels[index.order[places]], list(hidden))]
        if not len(places):
            continue
        across = (index.x[places].astype(np.float64) - x) / (reach[0] or 1.0)
        up = (index.y[places].astype(np.float64) - y) / (reach[1] or 1.0)
        distance = across**2 + up**2
        best = int(np.argmin(distance))
        if distance[best] <= part**2:
            return int(index.order[places[best]])
    return None
