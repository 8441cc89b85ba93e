"""The axes of the map in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dataset import Dataset
from engine.map.words import axis_phrase
from engine.profiles.lexicon import column_title

if TYPE_CHECKING:  # the projection loads SciPy, which a start of the web must not wait for
    from app.services.results import Ready
    from engine.map.axes import Axis
    from engine.projection import Projection


def axis_title(axis: Axis, ready: Ready, *, arrow: bool = True) -> str:
    """ "spends more, higher income →", or a column's name in words with its unit."""
    if axis.column is None:
        words = axis_phrase(ready.projection.loadings[axis.component or 0], ready.matrix.features)
    else:
        words = column_title(axis.column, column_unit(ready.dataset, axis.column))
    return f"{words} →" if arrow else words


def column_unit(dataset: Dataset, name: str) -> str:
    """The unit of a column or a computed one."""
    return next((each.unit for each in (*dataset.columns, *dataset.derived) if each.name == name), "")


def explained(projection: Projection, components: tuple[int, ...]) -> float:
    """Share of all variance that these components show, 0 to 1."""
    return float(sum(projection.explained_variance_ratio[c] for c in sorted(set(components))))
