"""The map's window: who stands in it, how densely, and who is nearest to a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.limits import MAP_CELLS, MAP_CLOUD, MAP_MARGIN, MAP_POINTS, MAP_SAMPLE, MAP_TAIL
from app.services.at_hand import kept
from app.services.results import Ready
from engine.errors import EngineError
from engine.map.arrows import Arrow, loading_arrows
from engine.map.axes import Axis, axis_columns, axis_values, index_part, telling_pair
from engine.map.colouring import Colouring, colour_by, colour_columns
from engine.map.density import density, density_levels, mean_per_cell
from engine.map.index import MapIndex, Window, build_index
from engine.map.view import Points, nearest, points, typical_positions

Axes = tuple[Axis, Axis]


@dataclass(frozen=True)
class MapLook:
    """How the map is looked at: its axes, what colours it, and which segments (numbers, from 1) are switched off.

    ``depth`` is a third axis; with it the map is a cloud.
    """

    across: Axis
    up: Axis
    depth: Axis | None = None
    colour: str | None = None
    hidden: frozenset[int] = frozenset()

    @property
    def axes(self) -> Axes:
        return self.across, self.up


@dataclass(frozen=True, eq=False)
class MapView:
    """What the map shows of a window.

    Attributes
    ----------
    points : Points
        ``positions`` are those of the matrix.
    z : ndarray of float32, shape (m,), or None
        The points' places along a third axis.
    rows : ndarray of int32, shape (m,)
        The same customers' rows in the table.
    labels : ndarray of int32, shape (m,)
    tints : ndarray of float32, shape (m,), or None
        The points' values of ``colouring``.
    levels : ndarray of uint8, shape (groups, up, across), or None
        How strong each group's colour is in each cell; groups are segments, or the levels of the colouring.
    means : ndarray of float32, shape (up, across), or None
        The colouring's mean in each cell. Of the two at most one is set, and none when every customer is a point.
    centers : ndarray of float64, shape (k, 2)
        Where each segment stands: its centre along a component, its median along a column.
    n_inside, n_placed, n_unplaced : int
        Customers in the window, on the map, and without a place on it.
    crowd : bool
        Whether the window has to be asked for again when it moves.
    problem : EngineError or None
        Why the map is not coloured as was asked for.
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
    means: NDArray[np.float32] | None = None
    z: NDArray[np.float32] | None = None
    tints: NDArray[np.float32] | None = None
    colouring: Colouring | None = None
    problem: EngineError | None = None

    @property
    def complete(self) -> bool:
        """Whether every customer of the window is a point."""
        return self.points.complete


def map_view(ready: Ready, look: MapLook, window: Window | None = None) -> MapView:
    """The picture of a window, of nearly everybody when none is given."""
    index = map_index(ready, look.axes)
    crowd = len(index) > MAP_POINTS and look.depth is None
    shown = first_window(index) if window is None or not crowd else window
    n_inside, limit = index.count(shown), MAP_POINTS if look.depth is None else MAP_CLOUD
    always = _typical(ready, look.axes) if n_inside > limit else None
    found = points(index, shown, limit if n_inside <= limit else MAP_SAMPLE if crowd else limit, always)
    colouring, problem = _colouring(ready, look.colour)
    levels, means = (None, None) if found.complete or not crowd else _picture(ready, look, shown, colouring)
    return MapView(
        window=shown,
        points=found,
        rows=ready.matrix.row_index[found.positions].astype(np.int32),
        labels=ready.segmentation.labels[found.positions],
        levels=levels,
        means=means,
        centers=np.column_stack([_centers(ready, axis) for axis in look.axes]),
        n_inside=n_inside,
        n_placed=len(index),
        n_unplaced=index.n_unplaced,
        crowd=crowd,
        z=None if look.depth is None else _values(ready, look.depth)[found.positions],
        tints=None if colouring is None else colouring.values[found.positions],
        colouring=colouring,
        problem=problem,
    )


def _picture(
    ready: Ready, look: MapLook, window: Window, colouring: Colouring | None
) -> tuple[NDArray[np.uint8] | None, NDArray[np.float32] | None]:
    """Densities of segments or of the colouring's levels, or the means of its numbers, without hidden segments."""
    index, hidden = map_index(ready, look.axes), [n for n in look.hidden if 1 <= n <= ready.k]
    labels = _placed(ready, look.axes, f"labels {ready.k}", ready.segmentation.labels)
    off = np.isin(np.arange(ready.k), [number - 1 for number in hidden])
    if colouring is None:
        counts = density(index, labels, ready.k, window, *MAP_CELLS)
        counts[off] = 0
        return density_levels(counts), None
    values = _placed(ready, look.axes, f"colour {colouring.column}", colouring.values)
    if not colouring.levels:
        seen = np.where(off[labels], np.float32("nan"), values) if hidden else values
        return None, mean_per_cell(index, seen, window, *MAP_CELLS)
    n = len(colouring.levels)
    levels = values.astype(np.uint8)
    counts = density(
        index, np.where(off[labels], np.uint8(n), levels) if hidden else levels, n + 1, window, *MAP_CELLS
    )
    return density_levels(counts[:n]), None


def _placed(ready: Ready, axes: Axes, what: str, values: NDArray[Any]) -> NDArray[Any]:
    """Values of the matrix' customers in the order of the index; whole numbers as small as they are."""

    def compute() -> NDArray[Any]:
        small = np.min_scalar_type(int(values.max(initial=0))) if values.dtype.kind == "i" else values.dtype
        return values.astype(small)[map_index(ready, axes).order]

    found: NDArray[Any] = kept(ready, f"{index_part(*axes)} {what}", compute)
    return found


def _colouring(ready: Ready, column: str | None) -> tuple[Colouring | None, EngineError | None]:
    if not column:
        return None, None
    try:
        return kept(ready, f"colour {column}", lambda: colour_by(ready.dataset, ready.matrix, column)), None
    except EngineError as error:
        return None, error


def map_columns(ready: Ready) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that can be axes, and those that can colour the map."""
    axes = tuple(each.name for each in axis_columns(ready.dataset, ready.matrix))
    return axes, colour_columns(ready.dataset, ready.matrix)


def arrows(ready: Ready, look: MapLook) -> tuple[Arrow, ...]:
    """In which directions the features grow; none on axes that are columns."""
    window = first_window(map_index(ready, look.axes))
    return loading_arrows(ready.projection, ready.matrix.features, look.axes, window)


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


def nearest_row(ready: Ready, look: MapLook, x: float, y: float, reach: tuple[float, float]) -> int | None:
    """The row of the customer nearest to a place, of the segments that are not switched off."""
    labels = frozenset(number - 1 for number in look.hidden)
    position = nearest(map_index(ready, look.axes), x, y, reach, ready.segmentation.labels, labels)
    return None if position is None else int(ready.matrix.row_index[position])


def telling_axes(ready: Ready) -> tuple[int, int]:
    """The two components, from 0, in which the segments lie farthest apart."""
    return kept(ready, "telling axes", lambda: telling_pair(ready.projection, ready.segmentation), ready.k)


def map_index(ready: Ready, axes: Axes) -> MapIndex:
    """The index of these axes: at hand, on the disk, or made now."""
    return kept(ready, index_part(*axes), lambda: build_index(*(_values(ready, axis) for axis in axes)))


def _values(ready: Ready, axis: Axis) -> NDArray[np.float32]:
    return axis_values(axis, ready.projection, ready.dataset, ready.matrix)


def _centers(ready: Ready, axis: Axis) -> NDArray[np.float64]:
    if axis.column is None:
        offset = ready.segmentation.centers - ready.projection.mean
        return offset @ ready.projection.loadings[axis.component or 0]
    medians = [
        next((feature.median for feature in profile.features if feature.column == axis.column), None)
        for profile in ready.profiles
    ]
    return np.array(medians, dtype=np.float64)


def _typical(ready: Ready, axes: Axes) -> NDArray[np.int64]:
    """Where the customers nearest to their centres stand in the index."""
    segmentation = ready.segmentation

    def compute() -> NDArray[np.int64]:
        typical = typical_positions(segmentation.labels, segmentation.distances, ready.k)
        return np.flatnonzero(np.isin(map_index(ready, axes).order, typical))

    found: NDArray[np.int64] = kept(ready, f"{index_part(*axes)} typical", compute, ready.k)
    return found
