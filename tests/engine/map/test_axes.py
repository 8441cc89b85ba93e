"""Axes by name, in words, and the pair that shows the segments best."""

import numpy as np
import pytest

from engine import read_table
from engine.dataset import Kind, Meaning
from engine.map.axes import Axis, axis_columns, axis_values, read_axis, telling_pair
from engine.map.words import axis_phrase
from engine.preparation.matrix import Feature
from engine.preparation.prepare import prepare
from engine.projection import Projection
from engine.sample import sample_csv
from engine.segmentation import Segmentation


def feature(name: str, meaning: Meaning | None = None, level: str | None = None) -> Feature:
    return Feature(name, name, Kind.NUMBER, meaning, level=level)


WINES = feature("MntWines", Meaning.SPENDING)
MEAT = feature("MntMeatProducts", Meaning.SPENDING)
INCOME = feature("Income", Meaning.BUDGET)


@pytest.mark.parametrize(
    ("loadings", "features", "words"),
    [
        ([0.6, 0.6, 0.53], [WINES, MEAT, INCOME], "spends more, higher income"),
        ([-0.6, -0.6, 0.53], [WINES, MEAT, INCOME], "spends less, higher income"),
        ([0.7, -0.7, 0.1], [WINES, MEAT, INCOME], "more wines, less meat products"),
        ([-0.9, 0.1], [feature("Nights (last stay)"), feature("avg rate")], "fewer nights"),
        ([-0.9, 0.1], [feature("avg rate"), feature("Nights (last stay)")], "less average rate"),
        ([0.2, 0.97], [INCOME, feature("xq_7")], "more xq 7"),
        ([1.0, 0.0], [feature("Status", level="Single"), INCOME], "more often Single"),
        ([0.0, 0.0], [INCOME, WINES], "higher income"),
    ],
)
def test_loadings_are_said_in_words(loadings: list[float], features: list[Feature], words: str) -> None:
    assert axis_phrase(np.array(loadings), features) == words


def test_keys_are_read_and_anything_else_is_the_default() -> None:
    dataset = read_table(sample_csv(60))
    matrix = prepare(dataset)
    n = len(matrix.values)
    zeros = np.zeros((n, 2), dtype=np.float32)
    projection = Projection(zeros, np.zeros(2), np.zeros((2, 3)), np.zeros(3), ("a", "b", "c"))
    for axis in (Axis(component=1), Axis(column="Income")):
        assert read_axis(axis.key, projection, dataset, matrix, 0) == axis
    for other in (None, 7, "", "c2", "c-1", "=ID", "=<b>", "Income"):
        assert read_axis(other, projection, dataset, matrix, 1) == Axis(component=1)
    assert read_axis(None, projection, dataset, matrix, 5) == Axis(component=1)
    assert "ID" not in {column.name for column in axis_columns(dataset, matrix)}
    computed = next(each for each in matrix.features if each.column not in dataset.columns.names)
    assert read_axis(f"={computed.column}", projection, dataset, matrix, 0) == Axis(column=computed.column)
    assert np.isfinite(axis_values(Axis(column=computed.column), projection, dataset, matrix)).any()
    values = axis_values(Axis(column="Income"), projection, dataset, matrix)
    expected = dataset.frame["Income"].to_numpy(dtype=float)[matrix.row_index]
    np.testing.assert_array_equal(values, expected.astype(np.float32))


def test_the_telling_pair_separates_the_segments() -> None:
    rng = np.random.default_rng(0)
    coordinates = rng.normal(size=(400, 3)).astype(np.float32) * np.float32([9, 1, 1])
    labels = np.repeat([0, 1], 200).astype(np.int32)
    coordinates[:, 2] += 6 * labels
    coordinates -= coordinates.mean(axis=0)
    centers = np.stack([coordinates[labels == k].mean(axis=0) for k in range(2)]).astype(float)
    projection = Projection(coordinates, np.zeros(3), np.eye(3), np.zeros(3), ("a", "b", "c"))
    segmentation = Segmentation(labels, centers, 1.0, np.array([200, 200]), np.zeros(400, dtype=np.float32))
    assert 2 in telling_pair(projection, segmentation)
