"""Loadings as arrows: in which direction of the map each feature grows (the arrows of a biplot, Gabriel 1971)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.map.axes import Axis
from engine.map.index import Window
from engine.map.words import feature_title
from engine.preparation.matrix import Feature
from engine.projection import Projection

SHOWN = 8  # more arrows hide the customers
FAINT = 0.35  # an arrow below this part of the longest says little about the map


REACH = 0.85  # of the way to the window's edge: a label still fits behind the tip


@dataclass(frozen=True)
class Arrow:
    """From the middle of all customers (0, 0) to ``x``, ``y``, in the map's units; all have the same scale."""

    title: str
    x: float
    y: float


def loading_arrows(
    projection: Projection, features: Sequence[Feature], axes: tuple[Axis, Axis], window: Window
) -> tuple[Arrow, ...]:
    """The features that point most into the map, the longest arrow first; none unless both axes are components.

    Parameters
    ----------
    projection : Projection
    features : sequence of Feature, length d
    axes : pair of Axis
    window : Window
        The arrows fill it.
    """
    across, up = (axis.component for axis in axes)
    if across is None or up is None:
        return ()
    x, y = projection.loadings[across], projection.loadings[up]
    length = np.hypot(x, y)
    order = [i for i in np.argsort(-length, kind="stable")[:SHOWN] if length[i] >= FAINT * length.max()]
    room = [
        edge / part
        for i in order
        for part, edge in (
            (x[i], window.right if x[i] > 0 else window.left),
            (y[i], window.top if y[i] > 0 else window.bottom),
        )
        if edge * part > 0
    ]
    scale = REACH * min(room, default=0.0)
    return tuple(Arrow(feature_title(features[i]), float(scale * x[i]), float(scale * y[i])) for i in order)
