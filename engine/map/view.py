"""What a window of the map shows: densities per segment, a sample that keeps the outermost, and the nearest customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.limits import MAP_OUTERMOST, MAP_TYPICAL
from engine.map.index import MapIndex, Window

FAINTEST = 36  # of 255: one customer alone must still be seen
OPAQUE = 0.9  # at most: the grid shines through


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


def density(
    index: MapIndex, labels: NDArray[np.int32], k: int, window: Window, across: int, up: int
) -> NDArray[np.int64]:
    """How many customers of each segment stand in each cell of the window.

    Parameters
    ----------
    index : MapIndex
    labels : ndarray of int32, shape (n,)
        The segment of each position, from 0.
    k : int
    window : Window
    across, up : int
        Cells in either direction.

    Returns
    -------
    ndarray of int64, shape (k, up, across)
        Row 0 is the lowest. Their sum is the number of customers in the window; the upper and right edges belong to
        the last cells.

    Raises
    ------
    EngineError
        If a number of cells is below 1.
    """
    if across < 1 or up < 1:
        raise EngineError(f"{across!r} × {up!r} cells are no picture.", "Ask for at least one in either direction.")
    counts = np.zeros(k * up * across, dtype=np.int64)
    for places in index.blocks(window):
        cell = labels[index.order[places]] * (up * across) + _cells(index, places, window, across, up)
        counts += np.bincount(cell, minlength=len(counts))
    return counts.reshape(k, up, across)


def mean_per_cell(
    index: MapIndex, values: NDArray[np.float32], window: Window, across: int, up: int
) -> NDArray[np.float32]:
    """The mean of a value in each cell, shape (up, across), row 0 the lowest; NaN where it is known of nobody.

    Parameters
    ----------
    index, window, across, up
        As for `density`.
    values : ndarray of float32, shape (n,)
        Of each position; NaN where unknown.
    """
    sums, counts = np.zeros(up * across), np.zeros(up * across)
    for places in index.blocks(window):
        own = values[index.order[places]]
        known = ~np.isnan(own)
        cell = _cells(index, places[known], window, across, up)
        sums += np.bincount(cell, weights=own[known], minlength=len(sums))
        counts += np.bincount(cell, minlength=len(counts))
    mean = np.divide(sums, counts, out=np.full(len(sums), np.nan), where=counts > 0)
    return np.asarray(mean.reshape(up, across), dtype=np.float32)


def _cells(index: MapIndex, places: NDArray[np.int64], window: Window, across: int, up: int) -> NDArray[np.int32]:
    """The cell of each place, counted along the rows."""
    wide, high = _per_cell(window.left, window.right, across), _per_cell(window.bottom, window.top, up)
    # In double precision: the extent of a window can be beyond what single precision holds.
    column = np.minimum(((index.x[places].astype(float) - window.left) * wide).astype(np.int32), across - 1)
    row = np.minimum(((index.y[places].astype(float) - window.bottom) * high).astype(np.int32), up - 1)
    cell: NDArray[np.int32] = row * across + column
    return cell


def _per_cell(low: float, high: float, cells: int) -> float:
    """Cells per unit; everything falls into the first when the window has no extent."""
    return cells / (high - low) if high > low else 0.0


def density_levels(counts: NDArray[np.int64]) -> NDArray[np.uint8]:
    """How opaque each group's colour is in each cell, for pictures that are laid on one another, the last on top.

    Parameters
    ----------
    counts : ndarray of int64, shape (groups, up, across)

    Returns
    -------
    ndarray of uint8, shape (groups, up, across)
        0 for nobody, 255 for `OPAQUE`. All pictures together cover a cell by a strength that grows with the logarithm of
        the customers in it, since a crowd's middle is thousands of times denser than its edge; each group's colour has
        its share of the customers in that, wherever in the pile it lies (the weights of Porter & Duff's "over", solved
        for the opacities).
    """
    total = counts.sum(axis=0)
    strength = (
        (FAINTEST + (255 - FAINTEST) * np.log1p(total) / (np.log1p(total.max(initial=0)) or 1.0)) / 255 * OPAQUE
    )
    levels = np.zeros(counts.shape, dtype=np.uint8)
    through = np.ones(total.shape)  # what the pictures further up let through
    for group in range(len(counts) - 1, -1, -1):
        part = strength * np.divide(counts[group], total, out=np.zeros(total.shape), where=total > 0)
        levels[group] = np.ceil(part / through / OPAQUE * 255 - 1e-9)
        through -= part
    return levels


def points(index: MapIndex, window: Window, limit: int, always: NDArray[Any] | None = None) -> Points:
    """All customers in the window, or an even sample of about so many when there are more.

    Parameters
    ----------
    index : MapIndex
    window : Window
    limit : int
        Up to so many customers all are given.
    always : ndarray of int, optional
        Positions that a sample keeps wherever they stand in the window (the most typical customers).

    Returns
    -------
    Points
        A sample takes one of each run along the strips, which is even over the window, and beside it the outermost
        `engine.limits.MAP_OUTERMOST` on each side.
    """
    spans = index.spans(window)
    if index.count(window) <= limit:
        chosen, complete = index.places(window), True
    else:
        lengths = spans[:, 1] - spans[:, 0]
        ends = np.cumsum(lengths)
        # One of each run of equal length, at random: every n-th would keep step with the strips and draw lines.
        within = np.random.default_rng(0).random(limit)
        nth = ((np.arange(limit) + within) * (ends[-1] / limit)).astype(np.int64)
        span = np.searchsorted(ends, nth, "right")
        even = spans[span, 0] + nth - (ends[span] - lengths[span])
        chosen = np.concatenate([even, _outermost(index, spans, window), _places_of(index, always, window)])
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


def _places_of(index: MapIndex, positions: NDArray[Any] | None, window: Window) -> NDArray[np.int64]:
    if positions is None or not len(positions):
        return np.empty(0, dtype=np.int64)
    wanted = np.flatnonzero(np.isin(index.order, positions))
    return wanted[window.contains(index.x[wanted], index.y[wanted])]


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
