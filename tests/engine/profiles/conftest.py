"""Tables and segmentations made by hand, so that these tests depend on nothing but profiles."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from engine.dataset import Column, Columns, Dataset, Kind, Meaning, Role
from engine.preparation.matrix import Feature, PreparedMatrix
from engine.preparation.spec import PreparationSpec
from engine.segmentation import Segmentation

Parts = tuple[Dataset, PreparedMatrix, Segmentation]


def _kind(values: "pd.Series[Any]") -> Kind:
    if values.isna().all():
        return Kind.EMPTY
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return Kind.DATE
    return Kind.NUMBER if pd.api.types.is_numeric_dtype(values.dtype) else Kind.CATEGORY


def build(
    columns: Mapping[str, Sequence[Any]],
    labels: Sequence[int],
    meanings: Mapping[str, Meaning] | None = None,
    kinds: Mapping[str, Kind] | None = None,
    profile_only: Sequence[str] = (),
    spec: PreparationSpec | None = None,
    row_index: Sequence[int] | None = None,
    units: Mapping[str, str] | None = None,
) -> Parts:
    """A dataset with these columns, and a segmentation with these labels (of the rows in ``row_index``)."""
    frame = pd.DataFrame(dict(columns))
    meanings, kinds, units = meanings or {}, kinds or {}, units or {}
    described = [
        Column(
            name,
            kinds.get(name, _kind(frame[name])),
            Role.PROFILE if name in profile_only else Role.FEATURE,
            meanings.get(name),
            unit=units.get(name, ""),
        )
        for name in frame
    ]
    features = tuple(
        Feature(column.name, column.name, column.kind, column.meaning)
        for column in described
        if column.role is Role.FEATURE
    )
    rows = np.arange(len(frame)) if row_index is None else np.asarray(row_index)
    values = np.zeros((len(rows), max(len(features), 1)), dtype=np.float32)
    matrix = PreparedMatrix(
        values, tuple(f.name for f in features), features, rows + 1, rows.astype(np.int64), (), None,
        spec or PreparationSpec(),
    )  # fmt: skip
    array = np.asarray(labels, dtype=np.int32)
    sizes = np.bincount(array).astype(np.int64)
    distances = np.arange(len(array), dtype=np.float32)
    segmentation = Segmentation(array, np.zeros((len(sizes), values.shape[1])), 0.0, sizes, distances)
    return Dataset(frame, Columns(described), "hand-made"), matrix, segmentation


@pytest.fixture(scope="session")
def parts() -> Callable[..., Parts]:
    return build
