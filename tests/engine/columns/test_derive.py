"""Derived columns: proposed with a reason, right in value, and computable by pandas alone."""

import datetime

import numpy as np
import pandas as pd
import pytest

from engine.columns.table import dataset_from_frame
from engine.dataset import Dataset, DerivedColumn, Meaning, Role


def proposals(**columns: object) -> tuple[Dataset, dict[str, DerivedColumn]]:
    table = dataset_from_frame(pd.DataFrame(columns))
    return table, {proposal.name: proposal for proposal in table.derived}


def values(table: Dataset, proposal: DerivedColumn) -> list[float]:
    return [float(value) for value in table.frame.eval(proposal.expression)]


def test_age_at_the_latest_date_of_the_table() -> None:
    table, found = proposals(Year_Birth=[1957, 1990, 1970], Dt_Customer=["2012-09-04", "2014-06-29", "2013-01-01"])
    assert values(table, found["age"]) == [57, 24, 44]
    assert found["age"].meaning is Meaning.AGE
    assert found["age"].role is Role.PROFILE
    assert found["age"].sources == ("Year_Birth",)


def test_age_without_any_date_takes_this_year_and_keeps_it() -> None:
    _, found = proposals(Year_Birth=[1957, 1990, 1970])
    assert found["age"].expression == f"{datetime.date.today().year} - Year_Birth"


def test_age_from_a_birth_date_and_none_when_there_is_one() -> None:
    table, found = proposals(
        **{"date of birth": ["1957-03-01", "1990-12-31", None], "signup": ["2014-01-01"] * 2 + ["2014-01-02"]}
    )
    assert values(table, found["age"])[:2] == [57, 24]
    assert "age" not in proposals(Year_Birth=[1957, 1990, 1970], Age=[1, 2, 3])[1]


def test_days_are_calendar_days() -> None:
    written = ["2011-12-31", "2012-02-28", "2012-02-29 23:00", "2013-12-31", None, "2014-03-01"]
    days = pd.to_datetime(written, format="ISO8601")
    table, found = proposals(signup=days)
    expected = [(pd.Timestamp("2014-03-01") - day.normalize()).days if not pd.isna(day) else None for day in days]
    got = values(table, found["tenure_days"])
    assert got[:4] == expected[:4]
    assert np.isnan(got[4])
    assert got[5] == 0


def test_days_since_the_last_purchase_decide_segments() -> None:
    table, found = proposals(last_purchase_date=["2014-01-01", "2014-01-11", "2014-01-31"])
    assert values(table, found["recency_days"]) == [30, 20, 0]
    assert found["recency_days"].role is Role.FEATURE
    assert found["recency_days"].meaning is Meaning.RECENCY


def test_the_total_of_a_family_takes_the_place_of_its_parts() -> None:
    table, found = proposals(MntWines=[1, 2, 3], MntFruits=[10, 20, 30], MntFish=[5, 6, 8], Income=[1, 5, 9])
    total = found["total_spending"]
    assert values(table, total) == [16, 28, 41]
    assert total.replaces_sources
    assert total.default
    assert total.sources == ("MntWines", "MntFruits", "MntFish")


def test_the_total_of_parts_that_do_not_move_together_only_describes() -> None:
    """Wine and meat are bought by different customers: their total would hide both kinds."""
    rng = np.random.default_rng(0)
    wine = np.repeat([200, 20], 50) + rng.integers(0, 10, 100)
    meat = np.repeat([20, 200], 50) + rng.integers(0, 10, 100)
    total = proposals(spent_wine=wine, spent_meat=meat, spent_fish=rng.integers(0, 99, 100))[1]["total_spending"]
    assert (total.role, total.replaces_sources) == (Role.PROFILE, False)
    assert "hide what customers differ in" in total.reason


def test_no_total_where_there_is_one() -> None:
    parts = {"MntWines": [1, 2, 3], "MntFruits": [10, 20, 30], "MntFish": [5, 6, 8]}
    assert "total_spending" not in proposals(**parts, total_spent=[1, 2, 9])[1]
    assert "total_spending" not in proposals(**parts, amount=[16, 28, 41])[1]


def test_shares_of_channels_are_offered_and_not_used() -> None:
    table, found = proposals(NumWebPurchases=[1, 0, 2], NumStorePurchases=[3, 0, 2])
    assert not found["web_share"].default
    got = values(table, found["web_share"])
    assert got[0] == 0.25
    assert np.isnan(got[1])


def test_names_that_are_hard_to_quote() -> None:
    table, found = proposals(**{"Year Birth (yyyy) #1": [1957, 1990, 1970], "class": [1, 2, 2]})
    assert len(values(table, found["age"])) == 3
    _, found = proposals(**{"Year`Birth": [1957, 1990, 1970]})
    assert "age" not in found  # pandas cannot quote it


@pytest.mark.parametrize("name", ["inf", "Inf", "index", "list", "sin", "Timestamp", "T", "_", "class", "día"])
def test_what_is_proposed_can_be_computed_whatever_the_column_is_called(name: str) -> None:
    days = pd.date_range("2012-01-01", periods=40)
    overrides = {name: {"meaning": "sign_up_date"}}
    table = dataset_from_frame(pd.DataFrame({name: days, "id": range(40)}), overrides=overrides)
    assert len(table.derived) == (name.lower() != "inf")
    for proposal in table.derived:
        assert table.frame.eval(proposal.expression, engine="python").notna().all()


def test_a_derived_name_is_distinct_from_the_columns() -> None:
    _, found = proposals(Year_Birth=[1957, 1990, 1970], age=["young", "old", "old"])
    assert set(found) == {"age_2"}


def test_future_dates_are_no_reference() -> None:
    _, found = proposals(Year_Birth=[1957, 1990, 1970], signup=["2014-01-01", "2013-01-01", "2999-01-01"])
    assert "2999" not in found["age"].expression


@pytest.mark.parametrize("count", [3, 32, 33, 1_500])
def test_a_total_of_any_number_of_columns_is_computed(count: int) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.gamma(2, 50, (40, count)).round(2), columns=[f"spend_{i}" for i in range(count)])
    dataset = dataset_from_frame(frame, "wide")
    (total,) = [each for each in dataset.derived if each.name == "total_spending"]
    computed = dataset.frame.eval(total.expression, engine="python")
    np.testing.assert_allclose(computed, frame.sum(axis=1))
