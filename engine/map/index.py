"""Which customers stand in a window of the map: an index that is made once and mapped from a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.limits import MAP_BLOCK_CUSTOMERS, MAP_RUN_CUSTOMERS


@dataclass(frozen=True)
class Window:
    """A rectangle of the map; its edges belong to it.

    Edges are single precision like the coordinates, so that a customer on an edge is inside for everybody who asks.
    """

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def of(cls, left: Any, right: Any, bottom: Any, top: Any) -> Window:
        """From any four finite numbers, in either order.

        Raises
        ------
        EngineError
            If one of them is not a finite number.
        """
        edges = []
        for name, value in (("left", left), ("right", right), ("bottom", bottom), ("top", top)):
            try:
                edge = float(np.float32(value))
            except (TypeError, ValueError, OverflowError):
                edge = float("nan")
            if not np.isfinite(edge):
                raise EngineError(f"The {name} edge of the window is {value!r}.", "Pass a finite number.")
            edges.append(edge)
        return cls(min(edges[:2]), max(edges[:2]), min(edges[2:]), max(edges[2:]))

    def contains(self, x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.bool_]:
        return (x >= self.left) & (x <= self.right) & (y >= self.bottom) & (y <= self.top)


@dataclass(frozen=True, eq=False)
class MapIndex:
    """Customers in strips of equal number from left to right, each strip from bottom to top.

    Strips of equal number stay short where a grid would put a heavy tail's whole crowd into one cell. It is the first
    level of a sort-tile-recursive R-tree (Leutenegger, Lopez & Edgington 1997).

    Attributes
    ----------
    order : ndarray of int32, shape (m,)
        The customers' positions in the coordinates that the index was made of.
    x, y : ndarray of float32, shape (m,)
        Coordinates in that order.
    starts : ndarray of int64, shape (n_strips + 1,)
    lefts, rights : ndarray of float32, shape (n_strips,)
        The lowest and the highest x of each strip.
    n_unplaced : int
        Customers without a place, since one of their coordinates is not known.
    """

    order: NDArray[np.int32]
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    starts: NDArray[np.int64]
    lefts: NDArray[np.float32]
    rights: NDArray[np.float32]
    n_unplaced: int = 0

    def __len__(self) -> int:
        return len(self.order)

    def spans(self, window: Window) -> NDArray[np.int64]:
        """Places [begin, end) of the index per strip that the window touches, shape (n, 2).

        All customers in them have the right height; those of the strips at the window's sides may stand beside it.
        """
        first = int(np.searchsorted(self.rights, np.float32(window.left), "left"))
        last = int(np.searchsorted(self.lefts, np.float32(window.right), "right"))
        edges = np.array([window.bottom, window.top], dtype=np.float32)
        found = np.empty((max(last - first, 0), 2), dtype=np.int64)
        for strip in range(first, last):
            begin, end = self.starts[strip], self.starts[strip + 1]
            heights = self.y[begin:end]
            found[strip - first] = (
                begin + heights.searchsorted(edges[0]),
                begin + heights.searchsorted(edges[1], "right"),
            )
        return found[found[:, 0] < found[:, 1]]

    def blocks(self, window: Window) -> Iterator[NDArray[np.int64]]:
        """The places of the customers in the window, so many at a time that memory stays bounded."""
        waiting: list[NDArray[np.int64]] = []
        held = 0
        for begin, end in self.spans(window):
            for start in range(begin, end, MAP_BLOCK_CUSTOMERS):
                places = np.arange(start, min(end, start + MAP_BLOCK_CUSTOMERS))
                waiting.append(places)
                held += len(places)
                if held >= MAP_BLOCK_CUSTOMERS:
                    yield self.inside(np.concatenate(waiting), window)
                    waiting, held = [], 0
        if waiting:
            yield self.inside(np.concatenate(waiting), window)

    def places(self, window: Window) -> NDArray[np.int64]:
        """All places of the customers in the window."""
        return np.concatenate([np.empty(0, dtype=np.int64), *self.blocks(window)])

    def runs(self, window: Window) -> Iterator[tuple[slice | NDArray[np.int64], NDArray[np.bool_] | None]]:
        """Places of the index that hold the customers in the window, and which of them do; None when all do.

        Where the window takes most of the strips' heights the strips are read from end to end: that is faster than
        picking from them, although some are then beside the window.
        """
        spans = self.spans(window)
        begin, end = (int(spans[0, 0]), int(spans[-1, 1])) if len(spans) else (0, 0)
        if 2 * int((spans[:, 1] - spans[:, 0]).sum()) < end - begin:
            for places in self.blocks(window):
                yield places, None
            return
        for start in range(begin, end, MAP_RUN_CUSTOMERS):
            run = slice(start, min(end, start + MAP_RUN_CUSTOMERS))
            inside = window.contains(self.x[run], self.y[run])
            yield run, None if inside.all() else inside

    def count(self, window: Window) -> int:
        """How many customers stand in the window; touches only the strips at its sides."""
        return self.count_in(self.spans(window), window)

    def count_in(self, spans: NDArray[np.int64], window: Window) -> int:
        """The same, of a window whose spans are known."""
        total = int((spans[:, 1] - spans[:, 0]).sum())
        strips = np.searchsorted(self.starts, spans[:, 0], "right") - 1
        beside = (self.lefts[strips] < window.left) | (self.rights[strips] > window.right)
        for begin, end in spans[beside]:
            x = self.x[begin:end]
            total -= int(np.count_nonzero((x < window.left) | (x > window.right)))
        return total

    def inside(self, places: NDArray[np.int64], window: Window) -> NDArray[np.int64]:
        """Those of the places, known to have the right height, that are not beside the window."""
        x = self.x[places]
        inside = (x >= window.left) & (x <= window.right)
        return places if inside.all() else places[inside]


def build_index(x: Any, y: Any) -> MapIndex:
    """Sort customers for windows.

    Parameters
    ----------
    x, y : array of float, shape (n,)
        Customers with a coordinate that is not a finite number have no place; ``n_unplaced`` counts them.

    Raises
    ------
    EngineError
        If the two have different lengths.
    """
    across, up = np.asarray(x, dtype=np.float32), np.asarray(y, dtype=np.float32)
    if across.shape != up.shape or across.ndim != 1:
        raise EngineError(
            f"The coordinates have shapes {across.shape} and {up.shape}.", "Pass one of each per customer."
        )
    placed = np.flatnonzero(np.isfinite(across) & np.isfinite(up))
    order = placed[np.argsort(across[placed], kind="stable")].astype(np.int32)
    strips = max(1, round(np.sqrt(len(order)))) if len(order) else 0
    starts = np.linspace(0, len(order), strips + 1).round().astype(np.int64)
    sorted_x = across[order]
    lefts, rights = sorted_x[starts[:-1]], sorted_x[starts[1:] - 1]
    for begin, end in zip(starts[:-1], starts[1:], strict=True):
        order[begin:end] = order[begin:end][np.argsort(up[order[begin:end]], kind="stable")]
    return MapIndex(order, across[order], up[order], starts, lefts, rights, len(across) - len(order))
