"""A handful of outliers is found, and a limit of one column takes them and nobody else."""

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engine.advice.outlying import find_outlying
from engine.columns.table import read_table
from engine.dataset import Dataset
from engine.preparation.prepare import prepare
from engine.preparation.spec import ColumnSpec, Outliers, PreparationSpec
from engine.segmentation import Segmentation


@pytest.fixture
def spenders() -> Dataset:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"Age": rng.integers(20, 70, 500), "Spending": rng.normal(100, 10, 500).round(2)})
    frame.loc[:3, "Spending"] = [900.5, 950.25, 910.75, 980.5]
    return read_table(io.BytesIO(frame.to_csv(index=False).encode()), "spenders.csv")


def kept(columns: dict[str, ColumnSpec] | None = None) -> PreparationSpec:
    return PreparationSpec(columns=columns or {}, defaults=ColumnSpec(outliers=Outliers.KEEP))


def cut(labels: np.ndarray) -> Segmentation:
    sizes = np.bincount(labels)
    return Segmentation(labels.astype(np.int32), np.zeros((len(sizes), 1)), 0.0, sizes, np.zeros(len(labels)))


def test_the_limit_sets_exactly_these_customers_aside(spenders: Dataset) -> None:
    matrix = prepare(spenders, kept())
    few = cut((np.arange(500) < 4).astype(int))
    (found,) = find_outlying(spenders, matrix, few)
    assert (found.label, found.size) == (1, 4)
    assert found.limit is not None
    assert (found.limit.column, found.limit.low, found.limit.caught, found.limit.others) == ("Spending", None, 4, 0)
    bounds = (found.limit.low, found.limit.high)
    again = prepare(spenders, kept({"Spending": ColumnSpec(outliers=Outliers.SET_ASIDE, bounds=bounds)}))
    assert {each.row for each in again.set_aside} == {0, 1, 2, 3}


def test_segments_of_some_size_and_segments_no_column_tells_are_left_alone(spenders: Dataset) -> None:
    matrix = prepare(spenders, kept())
    assert find_outlying(spenders, matrix, cut((np.arange(500) < 100).astype(int))) == ()
    scattered = cut(np.isin(np.arange(500), [7, 100, 333]).astype(int))
    (found,) = find_outlying(spenders, matrix, scattered)
    assert found.limit is None
    assert find_outlying(spenders, matrix, replace(scattered)) == (found,)
