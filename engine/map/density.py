"""How densely a window of the map is filled: customers per cell and segment, and the mean of a value per cell.

Both take what is counted in the order of the index: reading memory from front to back is four times as fast as picking.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.map.index import MapIndex, Window

FAINTEST = 36  # of 255: one customer alone must still be seen
OPAQUE = 0.9  # at most: the grid shines through


def density(
    index: MapIndex, groups: NDArray[np.integer], k: int, window: Window, across: int, up: int
) -> NDArray[np.int64]:
    """How many customers of each group stand in each cell of the window.

    Parameters
    ----------
    index : MapIndex
    groups : ndarray of int, shape (m,)
        The group, from 0, of the customer at each place of the index: ``labels[index.order]``.
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
    for places, inside in index.runs(window):
        cell = _cells(index, places, window, across, up) + np.multiply(groups[places], up * across, dtype=np.int32)
        counts += np.bincount(cell if inside is None else cell[inside], minlength=len(counts))
    return counts.reshape(k, up, across)


def mean_per_cell(
    index: MapIndex, values: NDArray[np.float32], window: Window, across: int, up: int
) -> NDArray[np.float32]:
    """The mean of a value in each cell, shape (up, across), row 0 the lowest; NaN where it is known of nobody.

    Parameters
    ----------
    index, window, across, up
        As for `density`.
    values : ndarray of float32, shape (m,)
        Of the customer at each place of the index; NaN where unknown.
    """
    sums, counts = np.zeros(up * across), np.zeros(up * across)
    for places, inside in index.runs(window):
        own = values[places]
        counted = ~np.isnan(own) if inside is None else inside & ~np.isnan(own)
        cell = _cells(index, places, window, across, up)[counted]
        sums += np.bincount(cell, weights=own[counted], minlength=len(sums))
        counts += np.bincount(cell, minlength=len(counts))
    mean = np.divide(sums, counts, out=np.full(len(sums), np.nan), where=counts > 0)
    return np.asarray(mean.reshape(up, across), dtype=np.float32)


def _cells(
    index: MapIndex, places: slice | NDArray[np.int64], window: Window, across: int, up: int
) -> NDArray[np.int32]:
    """The cell of each place, counted along the rows; any cell for a place beside the window."""
    column = _along(index.x[places], window.left, window.right, across)
    row = _along(index.y[places], window.bottom, window.top, up)
    cell: NDArray[np.int32] = row * np.int32(across) + column
    return cell


def _along(values: NDArray[np.float32], low: float, high: float, cells: int) -> NDArray[np.int32]:
    # In double precision: the extent of a window can be beyond what single precision holds.
    found = np.subtract(values, low, dtype=np.float64)
    # Everything falls into the first when the window has no extent.
    found *= cells / (high - low) if high > low else 0.0
    np.clip(found, 0, cells - 1, out=found)
    return found.astype(np.int32)


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
