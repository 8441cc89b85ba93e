"""What the map's axes show: a principal component, or a column in its own units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Column, Dataset, DerivedColumn, Kind, Role

if TYPE_CHECKING:  # these load SciPy, which a start of the web must not wait for
    from engine.preparation.matrix import PreparedMatrix
    from engine.projection import Projection
    from engine.segmentation import Segmentation


@dataclass(frozen=True)
class Axis:
    """Exactly one of the two is set: a component's number from 0, or a column's name."""

    component: int | None = None
    column: str | None = None

    @property
    def key(self) -> str:
        """As it stands in a choice of the page: "c0", "=Income"."""
        return f"c{self.component}" if self.column is None else f"={self.column}"


def index_part(across: Axis, up: Axis) -> str:
    """What the index of two axes is called among the parts of an analysis."""
    return f"map {across.key} {up.key}"


def read_axis(text: object, projection: Projection, dataset: Dataset, matrix: PreparedMatrix, default: int) -> Axis:
    """The axis of this key; the default component for what is no axis of this table."""
    n_components = projection.coordinates.shape[1]
    if isinstance(text, str):
        if text[:1] == "c" and text[1:].isdecimal() and int(text[1:]) < n_components:
            return Axis(component=int(text[1:]))
        if text[:1] == "=" and text[1:] in {each.name for each in axis_columns(dataset, matrix)}:
            return Axis(column=text[1:])
    return Axis(component=min(default, n_components - 1))


def axis_columns(dataset: Dataset, matrix: PreparedMatrix) -> tuple[Column | DerivedColumn, ...]:
    """Columns of numbers that can be an axis, also those computed for the segments; not identifiers, not personal data."""
    own = [
        column
        for column in dataset.columns
        if column.kind is Kind.NUMBER and column.role in (Role.FEATURE, Role.PROFILE) and not column.personal
    ]
    used = {feature.column for feature in matrix.features} - set(dataset.columns.names)
    computed = [each for each in dataset.derived if each.name in used and each.kind is Kind.NUMBER]
    return (*own, *computed)


def axis_values(axis: Axis, projection: Projection, dataset: Dataset, matrix: PreparedMatrix) -> NDArray[np.float32]:
    """Where the customers of the matrix stand along the axis, shape (n,); NaN where a column's value is unknown."""
    if axis.column is None:
        return np.ascontiguousarray(projection.coordinates[:, axis.component or 0])
    return column_values(dataset, axis.column)[matrix.row_index]


def column_values(dataset: Dataset, name: str) -> NDArray[np.float32]:
    """The numbers of a column or a computed one, over all rows of the table."""
    from engine.profiles.rules import column_of, numbers_of

    expression = next((each.expression for each in dataset.derived if each.name == name), "")
    return numbers_of(column_of(name, expression, dataset.frame)).astype(np.float32)


def telling_pair(projection: Projection, segmentation: Segmentation) -> tuple[int, int]:
    """The two components in which the segments lie farthest apart, in ascending order.

    Measured as the share of a component's variance that lies between the segments (eta squared), which is what makes
    colours separate on the map; the variance that a component explains does not enter.
    """
    centers = (segmentation.centers - projection.mean) @ projection.loadings.T
    sizes = segmentation.sizes[:, None]
    between = (sizes * centers**2).sum(axis=0)
    total = np.zeros(centers.shape[1])
    for start in range(0, len(projection.coordinates), 1_000_000):
        block = projection.coordinates[start : start + 1_000_000].astype(np.float64)
        total += (block**2).sum(axis=0)
    share = np.divide(between, total, out=np.zeros_like(between), where=total > 0)
    best = np.sort(np.argsort(-share, kind="stable")[:2])
    return int(best[0]), int(best[-1])
