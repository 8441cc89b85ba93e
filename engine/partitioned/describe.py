"""What the segments of all rows are, described on a sample that has enough rows of each."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from engine.columns.table import dataset_from_frame
from engine.dataset import Dataset
from engine.limits import RARE_SEGMENT_ROWS
from engine.model import SegmentModel
from engine.partitioned.preparation import Recipe
from engine.partitioned.rows import OpenedTable, together
from engine.preparation.matrix import PreparedMatrix
from engine.preparation.pipeline import build_pipeline
from engine.profiles.facts import portrait
from engine.profiles.result import SegmentProfiles
from engine.segmentation import Segmentation, assign
from engine.sweep.result import Sweep
from engine.sweep.workers import Workers


def described(
    table: OpenedTable,
    dataset: Dataset,
    matrix: PreparedMatrix,
    sample: pd.DataFrame,
    segmentation: Segmentation,
    workers: Workers,
) -> tuple[Dataset, PreparedMatrix, Segmentation]:
    """The sample as all rows see it: their scales, their centres, and enough rows of every segment."""
    matrix, placed = _seen(table.recipe, dataset, matrix, sample, segmentation)
    rare = np.flatnonzero(placed.sizes < np.minimum(segmentation.sizes, RARE_SEGMENT_ROWS))
    if rare.size:
        pick = partial(_members, recipe=table.recipe, centers=segmentation.centers, labels=rare)
        more = table.rows(pick, workers)
        found = more.groupby("label", sort=True).head(RARE_SEGMENT_ROWS).drop(columns="label")
        sample = together([sample, found.set_axis(sample.columns, axis=1)])
        dataset = dataset_from_frame(sample, dataset.name)
        matrix, placed = _seen(table.recipe, dataset, matrix, sample, segmentation)
    return dataset, matrix, placed


def _members(frame: pd.DataFrame, first: int, *, recipe: Recipe, centers: Any, labels: Any) -> pd.DataFrame:
    """The first rows of these segments, with their labels in a last column."""
    values, part = recipe.prepared(frame)
    own = assign(values, centers, threads=1)[0]
    rows = frame[part].set_axis(range(frame.shape[1]), axis=1).assign(label=own)
    return rows[np.isin(own, labels)].groupby("label", sort=False).head(RARE_SEGMENT_ROWS)


def _seen(
    recipe: Recipe, dataset: Dataset, matrix: PreparedMatrix, sample: pd.DataFrame, segmentation: Segmentation
) -> tuple[PreparedMatrix, Segmentation]:
    values, part = recipe.prepared(sample)
    rows = np.flatnonzero(part)
    ids = np.arange(1, len(sample) + 1) if matrix.id_column is None else dataset.frame[matrix.id_column].to_numpy()
    labels, squared = assign(values, segmentation.centers)
    seen = replace(
        matrix,
        values=values,
        row_ids=ids[rows],
        row_index=rows.astype(np.int64),
        plan=recipe.plan,
        pipeline=partial(build_pipeline, recipe.plan, dataset.frame[list(recipe.plan.columns)].iloc[:3], len(rows)),
    )
    placed = replace(
        segmentation,
        labels=labels,
        inertia=float(squared.sum()),
        sizes=np.bincount(labels, minlength=segmentation.k).astype(np.int64),
        distances=np.sqrt(squared).astype(np.float32),
    )
    return seen, placed


def with_true_sizes(profiles: SegmentProfiles, sizes: Any) -> SegmentProfiles:
    """Profiles of a sample, with the sizes and shares of all rows."""
    total = int(sizes.sum())
    true = []
    for profile, size in zip(profiles, sizes.tolist(), strict=True):
        summary = portrait(profile.facts, size, size / total, profile.spending_share)
        true.append(replace(profile, size=size, share=size / total, summary=summary))
    return replace(profiles, profiles=tuple(true))


def model_of(
    dataset: Dataset,
    matrix: PreparedMatrix,
    placed: Segmentation,
    profiles: SegmentProfiles,
    segmentation: Segmentation,
    sweep: Sweep,
) -> SegmentModel:
    """The model, with the figures of all rows on its card."""
    k, n = segmentation.k, int(segmentation.sizes.sum())
    # The total follows from the variance ratio, which was measured on all rows.
    between = sweep.calinski_harabasz[k] * (k - 1) / max(n - k, 1)
    quality = {"inertia": segmentation.inertia, "explained_share": between / (1 + between)}
    model = SegmentModel.from_parts(dataset, matrix, placed, profiles.names, quality)
    return SegmentModel.from_card(replace(model.card, sizes=segmentation.sizes, n_rows=n))
