"""The index against its definition, and tables whose change is known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.drift import Drift, drift_of, stability_index
from engine.model_schema import NeededColumn

counts = st.lists(st.integers(1, 1000), min_size=1, max_size=8)


@given(counts, st.integers(1, 50))
def test_equal_shares_are_no_drift(before: list[int], factor: int) -> None:
    assert stability_index(np.array(before), factor * np.array(before)) == pytest.approx(0, abs=1e-12)


@given(st.lists(st.tuples(st.integers(1, 1000), st.integers(1, 1000)), min_size=2, max_size=8))
def test_it_is_the_sum_over_the_classes_and_symmetric(pairs: list[tuple[int, int]]) -> None:
    before, after = np.array(pairs).T
    p, q = before / before.sum(), after / after.sum()
    assert stability_index(before, after) == pytest.approx(float(sum((q - p) * np.log(q / p))))
    assert stability_index(before, after) == pytest.approx(stability_index(after, before))


def test_nobody_is_no_drift_and_an_empty_class_is_finite() -> None:
    assert stability_index(np.array([3, 4]), np.array([0, 0])) == 0
    assert np.isfinite(stability_index(np.array([10, 0]), np.array([0, 10])))


def test_words_and_order() -> None:
    rng = np.random.default_rng(0)
    training = pd.DataFrame(
        {"same": rng.normal(size=3000), "moved": rng.normal(size=3000), "kind": rng.choice(["a", "b"], 3000)}
    )
    new = pd.DataFrame(
        {"same": rng.normal(size=2000), "moved": rng.normal(2, 1, 2000), "kind": rng.choice(["a", "c"], 2000)}
    )
    schema = [NeededColumn(name, "text" if name == "kind" else "number", "float64") for name in training]
    found = drift_of(training, new, schema)
    assert {each.column: each.words for each in found} == {
        "same": "much as before",
        "moved": "clearly different",
        "kind": "clearly different",
    }
    assert found[-1].column == "same"
    assert Drift("x", 0.15).words == "somewhat different"


def test_missing_values_are_a_class_of_their_own() -> None:
    training = pd.DataFrame({"x": np.arange(100.0), "t": ["a"] * 100})
    new = training.mask(np.tile(np.arange(100)[:, None] % 2 == 0, 2))
    schema = [NeededColumn("x", "number", "float64"), NeededColumn("t", "text", "str")]
    assert all(each.words == "clearly different" for each in drift_of(training, new, schema))
    nothing = pd.DataFrame({"x": [np.nan] * 5, "t": ["a"] * 5})
    assert drift_of(nothing, training, schema)[0].index == 0
