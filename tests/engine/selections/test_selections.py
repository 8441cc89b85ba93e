"""Selections against a look at every customer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import read_table
from engine.dataset import Dataset
from engine.errors import EngineError
from engine.map.index import build_index
from engine.sample import sample_csv
from engine.selections.describe import describe_selection
from engine.selections.differences import differences
from engine.selections.region import positions_within


@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=3, max_size=9), st.integers(0, 5))
def test_a_region_holds_whom_a_ray_from_each_customer_finds(corners: list[tuple[float, float]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(2, 200)).astype(np.float32)
    found = set(positions_within(build_index(x, y), corners).tolist())
    for position in range(200):
        crossings = 0
        for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
            if (y0 > y[position]) != (y1 > y[position]):
                crossings += float(x[position]) < x0 + (float(y[position]) - y0) * ((x1 - x0) / (y1 - y0))
        assert (position in found) == (crossings % 2 == 1)


def test_what_is_no_outline_gets_a_sentence() -> None:
    index = build_index([0.0], [0.0])
    for corners in ([], [(0, 0), (1, 1)], [(0, 0)] * 500):
        with pytest.raises(EngineError, match="corners"):
            positions_within(index, corners)
    for bad in ([(0, 0), (1, 1), (float("nan"), 0)], [(0, 0), (1, 1), "x"], [(0, 0), (1, 1), (None, 2)]):
        with pytest.raises(EngineError, match="no place"):
            positions_within(index, bad)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return read_table(sample_csv(600))


def test_a_selection_by_value_is_found_again_as_its_rule(dataset: Dataset) -> None:
    selected = (dataset.frame["Income"] >= 60_000).to_numpy()
    labels = (np.arange(600) % 4 - 1).astype(np.int32)
    found = describe_selection(dataset, selected, labels, 3)
    assert found.rule is not None
    holds = np.asarray(found.rule.mask(dataset.frame))
    assert found.coverage == pytest.approx((holds & selected).sum() / selected.sum())
    assert found.exclusivity == pytest.approx((holds & selected).sum() / holds.sum())
    assert min(found.coverage, found.exclusivity) > 0.9
    assert found.rule.text.startswith("income")
    assert found.segments.tolist() == [int((selected & (labels == each)).sum()) for each in (0, 1, 2, -1)]


def test_differences_are_those_of_the_two_groups_and_ranked(dataset: Dataset) -> None:
    selected = (dataset.frame["MntWines"] > 500).to_numpy()
    found = describe_selection(dataset, selected, np.zeros(600, dtype=np.int32), 1)
    effects = [abs(each.effect) for each in found.differences]
    assert effects == sorted(effects, reverse=True)
    wines = next(each for each in found.differences if each.column == "MntWines")
    values = dataset.frame["MntWines"]
    assert wines.selected == values[selected].median()
    assert wines.rest == values[~selected].median()
    assert wines.effect == 1.0  # everybody selected has more than everybody else
    income = next(each for each in found.differences if each.column == "Income")
    own, rest = (dataset.frame["Income"][group].dropna().to_numpy() for group in (selected, ~selected))
    pairs = np.sign(own[:, None] - rest[None, :])
    assert income.effect == pytest.approx(pairs.mean())
    assert (income.selected, income.rest) == (np.median(own), np.median(rest))


def test_one_absurd_value_hides_no_difference() -> None:
    spent = [*range(10, 60), *range(100, 150)]

    def table(values: list[int]) -> Dataset:
        lines = [f"{i},{value},{20 + i % 50}" for i, value in enumerate(values)]
        return read_table("\n".join(["id,spent,age", *lines]).encode())

    plain, absurd = table(spent), table([10**12, *spent[1:]])
    selected = np.arange(100) >= 50
    effects = [
        {each.column: each.effect for each in differences(table, selected, ~selected)} for table in (plain, absurd)
    ]
    assert effects[0]["spent"] == 1.0
    assert effects[1]["spent"] == pytest.approx(1.0 - 2 / 50)
    assert [*effects[0]] == [*effects[1]] == ["spent", "age"]


def test_nobody_and_everybody_have_no_differences(dataset: Dataset) -> None:
    for value in (False, True):
        found = describe_selection(dataset, np.full(600, value), np.zeros(600, dtype=np.int32), 1)
        assert (found.size, found.differences, found.rule) == (600 * value, (), None)
    with pytest.raises(EngineError, match="600"):
        describe_selection(dataset, np.zeros(5, dtype=bool), np.zeros(5, dtype=np.int32), 1)
