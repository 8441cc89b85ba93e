"""What a model is put together from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Dataset
from engine.errors import EngineError
from engine.model_card import ModelCard, versions
from engine.model_schema import needed_columns
from engine.preparation.matrix import PreparedMatrix
from engine.preparation.plan import Plan
from engine.scoring import fit_limits
from engine.segmentation import Segmentation, kmeans_with


def segment_pipeline(preparation: Any, centers: NDArray[np.float64]) -> Any:
    """Preparation and K-Means with these centres as one plain scikit-learn Pipeline.

    The matrix is single precision; distances are taken in double precision, as everywhere else.
    """
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    double = FunctionTransformer(np.asarray, kw_args={"dtype": np.float64})
    return Pipeline([*preparation.steps, ("float64", double), ("kmeans", kmeans_with(centers))])


def card_of_parts(
    dataset: Dataset,
    matrix: PreparedMatrix,
    segmentation: Segmentation,
    names: Sequence[str] | None,
    quality: Mapping[str, float],
) -> ModelCard:
    """The card of a segmentation, without the answer for the typical customer; an EngineError when the parts do not
    belong together."""
    if names is None:
        names = [f"Segment {number}" for number in range(1, segmentation.k + 1)]
    plan = check_parts(matrix, segmentation, names)
    frame = dataset.frame.iloc[matrix.row_index]
    return ModelCard(
        plan=plan,
        schema=needed_columns(plan, frame, {column.name: column for column in dataset.columns}),
        centers=np.ascontiguousarray(segmentation.centers, dtype=np.float64),
        limits=fit_limits(segmentation),
        sizes=segmentation.sizes,
        names=tuple(map(str, names)),
        seed=segmentation.seed,
        n_rows=len(matrix.values),
        fingerprint=dataset.fingerprint,
        dataset=dataset.name,
        quality={**quality_of(matrix.values, segmentation), **quality},
        versions=versions(),
        created=dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        parity={},
    )


def check_parts(matrix: PreparedMatrix, segmentation: Segmentation, names: Sequence[str]) -> Plan:
    """What preparation learned, once it is sure that the parts belong together; an EngineError otherwise."""
    if matrix.plan is None:
        raise EngineError("This matrix was not made by prepare().", "Call prepare(dataset) and segment its result.")
    if len(segmentation.labels) != len(matrix.values) or segmentation.centers.shape[1] != matrix.values.shape[1]:
        raise EngineError(
            f"The segmentation has {len(segmentation.labels):,} rows and {segmentation.centers.shape[1]:,} features, "
            f"the matrix {len(matrix.values):,} and {matrix.values.shape[1]:,}.",
            "Pass the segmentation that was made from this matrix.",
        )
    if len(names) != segmentation.k:
        raise EngineError(
            f"There are {len(names)} names for {segmentation.k} segments.", "Give one name per segment."
        )
    return matrix.plan


def quality_of(values: NDArray[np.float32], segmentation: Segmentation) -> dict[str, float]:
    """Inertia, the share of the variance that the segments explain, and the mean distance to the own centre."""
    n = len(values)
    mean = values.mean(axis=0, dtype=np.float64)
    squares = float(np.einsum("ij,ij->", values, values, dtype=np.float64))
    total = squares - n * float(mean @ mean)
    return {
        "inertia": float(segmentation.inertia),
        "explained_share": 1 - float(segmentation.inertia) / total if total > 0 else 0.0,
        "mean_distance": float(segmentation.distances.mean()),
    }
