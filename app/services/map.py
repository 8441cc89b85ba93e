"""The map's window: who stands in it, how densely, and who is nearest to a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.limits import MAP_CELLS, MAP_MARGIN, MAP_POINTS, MAP_SAMPLE, MAP_TAIL
from app.services.context import context
from app.services.results import Ready
from engine.dataset import Role
from engine.map.axes import Axis, axis_values, index_part, telling_pair
from engine.map.index import MapIndex, Window, build_index
from engine.map.view import Points, density, density_levels, nearest, points, typical_positions

if TYPE_CHECKING:
    from engine.map.customer import CustomerExplanation, Standing

Axes = tuple[Axis, Axis]


@dataclass(frozen=True, eq=False)
class MapView:
    """What the map shows of a window.

    Attributes
    ----------
    points : Points
        ``positions`` are those of the matrix.
    rows : ndarray of int32, shape (m,)
        The same customers' rows in the table.
    labels : ndarray of int32, shape (m,)
    levels : ndarray of uint8, shape (k, up, across), or None
        How strong each segment's colour is in each cell; None when every customer of the window is a point.
    centers : ndarray of float64, shape (k, 2)
        Where each segment stands: its centre along a component, its median along a column.
    n_inside, n_placed, n_unplaced : int
        Customers in the window, on the map, and without a place on it.
    crowd : bool
        Whether the window has to be asked for again when it moves.
    """

    window: Window
    points: Points
    rows: NDArray[np.int32]
    labels: NDArray[np.int32]
    levels: NDArray[np.uint8] | None
    centers: NDArray[np.float64]
    n_inside: int
    n_placed: int
    n_unplaced: int
    crowd: bool


def map_view(ready: Ready, axes: Axes, window: Window | None = None) -> MapView:
    """The picture of a window, of nearly everybody when none is given."""
    index = map_index(ready, axes)
    crowd = len(index) > MAP_POINTS
    shown = first_window(index) if window is None or not crowd else window
    labels = ready.segmentation.labels
    n_inside = index.count(shown)
    always = _typical(ready) if n_inside > MAP_POINTS else None
    found = points(index, shown, MAP_POINTS if n_inside <= MAP_POINTS else MAP_SAMPLE, always)
    return MapView(
        window=shown,
        points=found,
        rows=ready.matrix.row_index[found.positions].astype(np.int32),
        labels=labels[found.positions],
        levels=None if found.complete else density_levels(density(index, labels, ready.k, shown, *MAP_CELLS)),
        centers=np.column_stack([_centers(ready, axis) for axis in axes]),
        n_inside=n_inside,
        n_placed=len(index),
        n_unplaced=index.n_unplaced,
        crowd=crowd,
    )


def first_window(index: MapIndex) -> Window:
    """Everybody; of a crowd without the outermost few, who would shrink all others to a dot."""
    if not len(index):
        return Window(0.0, 1.0, 0.0, 1.0)
    tail = MAP_TAIL if len(index) > MAP_POINTS else 0.0
    step = max(1, len(index) // 1_000_000)  # a million of them tell where a thousandth stands
    edges = []
    for values in (index.x[::step], index.y[::step]):
        low, high = (float(edge) for edge in np.quantile(values, (tail, 1 - tail), method="nearest"))
        margin = MAP_MARGIN * ((high - low) or 1.0)
        edges += [low - margin, high + margin]
    return Window.of(*edges)


def nearest_row(
    ready: Ready, axes: Axes, x: float, y: float, reach: tuple[float, float], hidden: frozenset[int] = frozenset()
) -> int | None:
    """The row of the customer nearest to a place; ``hidden`` are numbers of segments that are switched off."""
    labels = frozenset(number - 1 for number in hidden)
    position = nearest(map_index(ready, axes), x, y, reach, ready.segmentation.labels, labels)
    return None if position is None else int(ready.matrix.row_index[position])


def find_customer(ready: Ready, text: str) -> int | None:
    """The row of the customer with this id, also of one who was set aside; None when nobody has it.

    Without an identifier the table's rows are counted from 1, as on the cards.
    """
    wanted = text.strip()
    ids = [column for column in ready.dataset.columns.with_role(Role.IDENTIFIER) if not column.personal]
    if not ids:
        wanted = wanted.removeprefix("Row ").replace(",", "")
        row = int(wanted) - 1 if wanted.isdecimal() else -1
        return row if 0 <= row < ready.dataset.n_rows else None
    values = ready.dataset.frame[ids[0].name]
    if values.dtype.kind in "iuf":
        try:
            matches = values.to_numpy() == float(wanted.replace(",", ""))
        except ValueError:
            return None
    else:
        matches = values.astype("str").eq(wanted).to_numpy(dtype=bool, na_value=False)
    found = np.flatnonzero(matches)
    return int(found[0]) if len(found) else None


def label_of(ready: Ready, row: int) -> int | None:
    """The segment of a row of the table, from 0; None for customers set aside."""
    position = position_of(ready, row)
    return None if position is None else int(ready.segmentation.labels[position])


def position_of(ready: Ready, row: int) -> int | None:
    """The position in the matrix of a row of the table."""
    position = int(np.searchsorted(ready.matrix.row_index, row))
    found = position < len(ready.matrix.row_index) and ready.matrix.row_index[position] == row
    return position if found else None


def telling_axes(ready: Ready) -> tuple[int, int]:
    """The two components, from 0, in which the segments lie farthest apart."""
    found: tuple[int, int] = _kept(
        ready, _key(ready, "telling axes", ready.k), lambda: telling_pair(ready.projection, ready.segmentation)
    )
    return found


def explain(ready: Ready, row: int) -> tuple[tuple[Standing, ...], CustomerExplanation | None]:
    """Where a row's values stand, and why this segment; the latter is None for customers set aside."""
    from engine.map.customer import explain_customer, standings

    position = position_of(ready, row)
    if position is None:
        return standings(ready.dataset, ready.matrix, None, row), None
    found = explain_customer(ready.dataset, ready.matrix, ready.segmentation, position)
    return found.standings, found


def map_index(ready: Ready, axes: Axes) -> MapIndex:
    """The index of these axes: at hand, on the disk, or made now."""
    return _kept(
        ready,
        _key(ready, index_part(*axes)),
        lambda: build_index(*(axis_values(axis, ready.projection, ready.dataset, ready.matrix) for axis in axes)),
    )


def _centers(ready: Ready, axis: Axis) -> NDArray[np.float64]:
    if axis.column is None:
        offset = ready.segmentation.centers - ready.projection.mean
        return offset @ ready.projection.loadings[axis.component or 0]
    medians = [
        next((feature.median for feature in profile.features if feature.column == axis.column), None)
        for profile in ready.profiles
    ]
    return np.array(medians, dtype=np.float64)


def _typical(ready: Ready) -> NDArray[np.int64]:
    segmentation = ready.segmentation
    return _kept(
        ready,
        _key(ready, "typical", ready.k),
        lambda: typical_positions(segmentation.labels, segmentation.distances, ready.k),
    )


def _key(ready: Ready, part: str, k: int | None = None) -> str:
    from engine.analysis import AnalysisKeys

    return AnalysisKeys(str(ready.view.fingerprint), ready.choices.spec.key).of(part, k)


def _kept(ready: Ready, key: str, compute: Any) -> Any:
    memory, results = context().memory, context().workspace.results(str(ready.view.fingerprint))
    value = memory.get(key)
    if value is None:
        value = results.get(key)
        if value is None:
            value = compute()
            results.put(key, value)
            mapped = results.get(key)  # other processes share it
            value = value if mapped is None else mapped
        memory.set(key, value)
    return value
