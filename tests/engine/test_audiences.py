"""Audiences: found by value, ties kept together, absent columns said."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine.audiences import find_audiences
from engine.columns.table import read_table
from engine.preparation.prepare import prepare
from engine.sample import sample_csv


def test_the_campaign_table_gives_the_known_audiences(realdata: Path) -> None:
    dataset = read_table(realdata / "marketing_campaign/marketing_campaign_tab.csv")
    high_value, frequent, potential = find_audiences(dataset, prepare(dataset))
    assert len(high_value.rows) == pytest.approx(445, abs=5)
    assert high_value.figures["spending_share"] == pytest.approx(0.52, abs=0.005)
    assert frequent.figures["threshold"] == 7
    assert len(potential.rows) == pytest.approx(129, abs=5)


def test_equal_values_are_never_divided() -> None:
    dataset = read_table(sample_csv())
    matrix = prepare(dataset)
    _, frequent, _ = find_audiences(dataset, matrix)
    inside = np.isin(matrix.row_index, frequent.rows)
    visits = dataset.frame["NumWebVisitsMonth"].to_numpy()[matrix.row_index]
    assert visits[inside].min() > visits[~inside].max()


def test_a_missing_column_disables_its_audience_with_a_sentence() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"Income": rng.integers(10, 99, 60) * 1000, "NumWebVisitsMonth": rng.integers(0, 9, 60)})
    dataset = read_table(frame.to_csv(index=False).encode())
    found = {audience.key: audience for audience in find_audiences(dataset, prepare(dataset))}
    assert found["frequent_web"].available
    for key in ("high_value", "high_potential"):
        assert not found[key].available
        assert "spending" in found[key].definition
        assert len(found[key].rows) == 0
