"""The reason of a column, taken apart for the controls that it explains."""

from pathlib import Path

import pytest

from app.components.identity import because
from engine.columns.table import read_table
from engine.dataset import Column, Kind, Meaning, Role


def test_each_part_stands_beside_its_control() -> None:
    reason = "Whole numbers; the name says 'income' (budget); it says what a customer can spend, so it decides the segments."
    parts = because(Column("Income", Kind.NUMBER, Role.FEATURE, Meaning.BUDGET, reason))
    assert parts.kind == "Whole numbers."
    assert parts.meaning == "The name says 'income' (budget)."
    assert parts.role == "It says what a customer can spend, so it decides the segments."


@pytest.mark.parametrize("name", ["other/bank-full.csv", "marketing_campaign/marketing_campaign_tab.csv"])
def test_every_real_column_says_why_it_is_used(realdata: Path, name: str) -> None:
    for column in read_table(realdata / name).columns:
        parts = because(column)
        assert parts.kind
        assert parts.role
        assert bool(parts.meaning) <= (column.meaning is not None)
