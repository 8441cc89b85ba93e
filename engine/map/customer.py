"""One customer explained: where the values stand, why this segment, who is alike, and where the border is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Dataset, Kind
from engine.limits import MAP_BLOCK_CUSTOMERS
from engine.preparation.matrix import PreparedMatrix
from engine.profiles.rules import numbers_of
from engine.segmentation import Segmentation

LOOK_ALIKES = 5


@dataclass(frozen=True)
class Standing:
    """The share of all customers, and of those in the segment, who have less, 0 to 1; None where nothing is known.

    Equal values do not count: nobody who bought once may be told to buy more than those who bought once.
    """

    column: str
    overall: float | None
    within: float | None


@dataclass(frozen=True)
class Reason:
    """How much a column speaks for the segment against the second nearest.

    ``weight`` is the difference of the squared distances along the column's features: the sum over all columns is that
    of the whole distances, so that the reasons add up to the decision. Negative: it speaks for the second nearest.
    """

    column: str
    weight: float


@dataclass(frozen=True)
class Border:
    """The smallest change of one column alone that lies beyond a border, in the table's units."""

    column: str
    value: float
    crossing: float
    label: int


@dataclass(frozen=True)
class CustomerExplanation:
    """Why one customer is where they are.

    Attributes
    ----------
    label, second : int
        Nearest and second nearest segment, from 0; ``second`` is -1 when there is one only.
    confidence : float
        ``1 - nearest / second nearest``, 0 on the border (as in scoring).
    standings : tuple of Standing
        One per column of numbers, in table order.
    reasons : tuple of Reason
        The largest weight first.
    look_alikes : tuple of int
        Rows of the table, the most alike first.
    border : Border or None
        None when no single column can lead to another segment within the values that occur.
    """

    label: int
    second: int
    confidence: float
    standings: tuple[Standing, ...]
    reasons: tuple[Reason, ...]
    look_alikes: tuple[int, ...]
    border: Border | None


def explain_customer(
    dataset: Dataset, matrix: PreparedMatrix, segmentation: Segmentation, position: int
) -> CustomerExplanation:
    """Explain the customer at a position of the matrix, from 0."""
    values = np.asarray(matrix.values[position], dtype=np.float64)
    squared = ((segmentation.centers - values) ** 2).sum(axis=1)
    label = int(segmentation.labels[position])
    others = [other for other in np.argsort(squared, kind="stable") if other != label]
    second = int(others[0]) if others else -1
    nearest, beyond = np.sqrt(squared[label]), np.sqrt(squared[second])
    confidence = float(1 - nearest / beyond) if others and beyond > 0 else float(not others)
    return CustomerExplanation(
        label=label,
        second=second,
        confidence=min(max(confidence, 0.0), 1.0),
        standings=standings(dataset, matrix, segmentation, int(matrix.row_index[position])),
        reasons=_reasons(matrix, values, segmentation.centers[label], segmentation.centers[second]) if others else (),
        look_alikes=look_alikes(matrix, position),
        border=_border(dataset, matrix, values, segmentation.centers, label, position),
    )


def standings(
    dataset: Dataset, matrix: PreparedMatrix, segmentation: Segmentation | None, row: int
) -> tuple[Standing, ...]:
    """The percentiles of a row's numbers, also of a customer who was set aside (who has none within a segment)."""
    position = int(np.searchsorted(matrix.row_index, row))
    placed = position < len(matrix.row_index) and matrix.row_index[position] == row
    members: NDArray[np.int64] | None = None
    if placed and segmentation is not None:
        members = matrix.row_index[segmentation.labels == segmentation.labels[position]]
    found = []
    for column in dataset.columns:
        if column.kind not in (Kind.NUMBER, Kind.DATE):
            continue
        numbers = numbers_of(dataset.frame[column.name], column.sentinels if column.name in _unknown(matrix) else ())
        value = numbers[row]
        within = None if members is None else _percentile(numbers[members], value)
        found.append(Standing(column.name, _percentile(numbers, value), within))
    return tuple(found)


def look_alikes(matrix: PreparedMatrix, position: int, count: int = LOOK_ALIKES) -> tuple[int, ...]:
    """Rows of the customers at the smallest distance in the matrix, which is what the segments were made from."""
    values = matrix.values
    own = values[position]
    distances = np.empty(len(values), dtype=np.float32)
    for start in range(0, len(values), MAP_BLOCK_CUSTOMERS):
        block = values[start : start + MAP_BLOCK_CUSTOMERS] - own
        np.einsum("ij,ij->i", block, block, out=distances[start : start + len(block)])
    distances[position] = np.inf
    wanted = min(count, len(values) - 1)
    if wanted < 1:
        return ()
    nearest = np.argpartition(distances, wanted - 1)[:wanted]
    return tuple(int(matrix.row_index[each]) for each in nearest[np.argsort(distances[nearest], kind="stable")])


def _unknown(matrix: PreparedMatrix) -> frozenset[str]:
    """Columns whose suspected stand-ins a person confirmed to mean "unknown"."""
    return frozenset(name for name, spec in matrix.spec.columns.items() if getattr(spec, "missing_values", ()))


def _percentile(numbers: NDArray[np.float64], value: Any) -> float | None:
    known = int(np.count_nonzero(~np.isnan(numbers)))
    if not np.isfinite(value) or not known:
        return None
    return float(np.count_nonzero(numbers < value)) / known


def _reasons(
    matrix: PreparedMatrix, values: NDArray[np.float64], own: NDArray[np.float64], other: NDArray[np.float64]
) -> tuple[Reason, ...]:
    weights: dict[str, float] = {}
    for feature, weight in zip(matrix.features, (values - other) ** 2 - (values - own) ** 2, strict=True):
        weights[feature.column] = weights.get(feature.column, 0.0) + float(weight)
    return tuple(Reason(column, weight) for column, weight in sorted(weights.items(), key=lambda pair: -pair[1]))


def _border(
    dataset: Dataset,
    matrix: PreparedMatrix,
    values: NDArray[np.float64],
    centers: NDArray[np.float64],
    label: int,
    position: int,
) -> Border | None:
    """Along one feature the border to another centre is a point: where the two squared distances are equal."""
    crossings = []
    gap = ((centers - values) ** 2).sum(axis=1) - ((centers[label] - values) ** 2).sum()
    for feature in range(len(values)):
        step = 2 * (centers[:, feature] - centers[label, feature])
        with np.errstate(divide="ignore", invalid="ignore"):
            needed = gap / step
        for other in np.flatnonzero(np.isfinite(needed) & (np.arange(len(centers)) != label)):
            crossings.append((abs(float(needed[other])), feature, float(needed[other]), int(other)))
    for _, feature, change, beyond in sorted(crossings):
        name = matrix.features[feature].column
        if matrix.features[feature].kind is not Kind.NUMBER or name not in dataset.columns.names:
            continue
        value = float(numbers_of(dataset.frame[name].iloc[[int(matrix.row_index[position])]])[0])
        crossing = _in_units(dataset, matrix, feature, name, float(values[feature]) + change)
        if crossing is not None and np.isfinite(value) and crossing != value:
            return Border(name, value, crossing, beyond)
    return None


def _in_units(dataset: Dataset, matrix: PreparedMatrix, feature: int, name: str, wanted: float) -> float | None:
    """The value in the table that the preparation turns into this one, between values that occur; None beyond them.

    Every preparation of a number keeps its order, so the customers' own pairs of values are the curve.
    """
    step = max(1, len(matrix.values) // 200_000)
    prepared = np.asarray(matrix.values[::step, feature], dtype=np.float64)
    original = numbers_of(dataset.frame[name].iloc[matrix.row_index[::step]])
    known = np.isfinite(original)
    prepared, original = prepared[known], original[known]
    if not len(prepared) or not prepared.min() <= wanted <= prepared.max():
        return None
    order = np.lexsort((original, prepared))
    return float(np.interp(wanted, prepared[order], original[order]))
