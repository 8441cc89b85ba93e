"""Effect sizes equal their textbook definitions."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats.contingency import association

from engine.columns.table import read_table
from engine.dataset import Kind
from engine.preparation.prepare import prepare
from engine.profiles.chance import chance_effects
from engine.profiles.context import profile_context
from engine.profiles.profile import profile_segments
from engine.sample import sample_csv
from engine.segmentation import fit_segments


def test_eta_squared_and_cramers_v(parts: Callable[..., Any]) -> None:
    rng = np.random.default_rng(1)
    labels = np.repeat([0, 1, 2], [50, 30, 20])
    x = rng.normal(labels, 1.0)
    city = rng.choice(["a", "b", "c"], 100)
    built = parts({"x": x, "city": city}, labels.tolist(), kinds={"city": Kind.CATEGORY})
    sizes = profile_segments(*built).effect_sizes
    between = sum((labels == k).sum() * (x[labels == k].mean() - x.mean()) ** 2 for k in range(3))
    assert sizes["x"] == pytest.approx(between / ((x - x.mean()) ** 2).sum())
    table = np.array([[((labels == k) & (city == c)).sum() for c in "abc"] for k in range(3)])
    assert sizes["city"] == pytest.approx(association(table, method="cramer"))


def test_real_groups_stand_above_what_chance_gives() -> None:
    dataset = read_table(sample_csv(600))
    matrix = prepare(dataset)
    context = profile_context(dataset, matrix)
    chance = chance_effects(context, matrix, 5)
    assert chance == chance_effects(context, matrix, 5)
    assert set(chance) == {feature.column for feature in matrix.features}
    assert all(0 < size < 1 for size in chance.values())
    real = profile_segments(dataset, matrix, fit_segments(matrix, 5)).effect_sizes
    assert real["NumWebVisitsMonth"] > 1.5 * chance["NumWebVisitsMonth"]


def test_answers_reach_chance_in_their_own_measure() -> None:
    """A table without groups reaches, over its columns together, about what is said that chance reaches."""
    rng = np.random.default_rng(5)
    n = 1_500
    frame = pd.DataFrame(
        {
            "customer_id": np.arange(n),
            "spending": rng.normal(500, 90, n).round(),
            "web_visits": rng.poisson(9, n),
            "plan": rng.choice(["basic", "plus", "gold"], n),
        }
    )
    dataset = read_table(frame.to_csv(index=False).encode())
    matrix = prepare(dataset)
    segmentation = fit_segments(matrix, 4)
    chance = chance_effects(profile_context(dataset, matrix), matrix, 4)
    found = profile_segments(dataset, matrix, segmentation).effect_sizes
    assert {"plan", "spending"} <= set(chance)
    assert sum(found[column] for column in chance) == pytest.approx(sum(chance.values()), rel=0.2)
