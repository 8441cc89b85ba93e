"""From a table to the parts of a model: understood, prepared, segmented and named."""

from __future__ import annotations

import pandas as pd

from engine.advice.advise import advise_k
from engine.columns.table import dataset_from_frame
from engine.dataset import Dataset
from engine.preparation.matrix import PreparedMatrix
from engine.preparation.prepare import prepare
from engine.preparation.spec import PreparationSpec
from engine.profiles.profile import profile_segments
from engine.segmentation import Segmentation, fit_segments
from engine.sweep.sweep import sweep_k


def fit_parts(
    table: Dataset | pd.DataFrame, k: int | None, spec: PreparationSpec | None, seed: int
) -> tuple[Dataset, PreparedMatrix, Segmentation, tuple[str, ...]]:
    """The table as it is understood, its matrix, k segments (the advised number when None) and their names."""
    dataset = table if isinstance(table, Dataset) else dataset_from_frame(table)
    matrix = prepare(dataset, spec)
    sweep = sweep_k(matrix, seed=seed) if k is None else None
    chosen = advise_k(matrix, sweep, seed=seed).suggested_k if k is None else k
    segmentation = fit_segments(matrix, chosen, seed=seed, sweep=sweep)
    return dataset, matrix, segmentation, tuple(profile_segments(dataset, matrix, segmentation).names)
