"""Selecting by values: against pandas, with sentences for what cannot be asked."""

import numpy as np
import pandas as pd
import pytest

from engine import read_table
from engine.dataset import Dataset
from engine.errors import EngineError
from engine.selections.filters import (
    MAX_FILTERS,
    Filter,
    answer_codes,
    column_values,
    filter_columns,
    filter_mask,
    filter_words,
)
from engine.selections.listing import rows_with_text, sorted_rows
from engine.selections.selection import Region, Selection

TABLE = b"""id,income,joined,status,member,note
1,10,2014-01-05,<b>gold</b>,yes,a
2,20,2014-06-29,silver,no,b
3,,2014-06-30,,yes,c
4,40,,silver,no,d
5,50,2015-01-01,bronze,yes,e
6,60,2015-02-01,silver,no,f
"""


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return read_table(TABLE * 1, "customers.csv")


def held(dataset: Dataset, **given: object) -> list[int]:
    return np.flatnonzero(filter_mask(dataset, Filter(**given))).tolist()  # type: ignore[arg-type]


def test_ranges_hold_their_ends_and_nobody_unknown(dataset: Dataset) -> None:
    assert held(dataset, column="income", low="20", high="50") == [1, 3, 4]
    assert held(dataset, column="income", low="50") == [4, 5]
    assert held(dataset, column="income") == [0, 1, 3, 4, 5]
    assert held(dataset, column="joined", high="2014-06-29") == [0, 1]
    assert held(dataset, column="joined", low="2014-06-30", high="2015-01-01") == [2, 4]


def test_answers_with_and_without_those_who_gave_none(dataset: Dataset) -> None:
    assert held(dataset, column="status", answers=("silver", "<b>gold</b>")) == [0, 1, 3, 5]
    assert held(dataset, column="status", answers=("", "bronze")) == [2, 4]
    assert held(dataset, column="status", answers=("no such answer",)) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"column": "income", "low": "much"}, "no number"),
        ({"column": "income", "low": "nan"}, "no number"),
        ({"column": "income", "low": "5", "high": "1"}, "holds nobody"),
        ({"column": "joined", "low": "yesterday"}, "no date"),
        ({"column": "id", "low": "1"}, "no column"),
        ({"column": "<b>"}, "no column"),
    ],
)
def test_what_cannot_be_asked_gets_a_sentence(dataset: Dataset, given: dict[str, str], words: str) -> None:
    with pytest.raises(EngineError, match=words):
        filter_mask(dataset, Filter(**given))  # type: ignore[arg-type]


def test_conditions_are_said_in_words(dataset: Dataset) -> None:
    said = lambda **given: filter_words(dataset, Filter(**given))  # noqa: E731
    assert said(column="income", low="20000", high="50000") == "Income from 20,000 to 50,000"
    assert said(column="joined", low="2014-06-30") == "Joined at least 2014-06-30"
    assert said(column="income", high="5") == "Income at most 5"
    assert said(column="status", answers=("silver", "")) == "Status: silver or not given"


def test_what_occurs_can_be_chosen(dataset: Dataset) -> None:
    assert "id" not in {column.name for column in filter_columns(dataset)}
    assert column_values(dataset, "income").low == "10"
    assert column_values(dataset, "joined").high == "2015-02-01"
    assert column_values(dataset, "status").answers[0] == ("silver", 3)
    assert column_values(dataset, "status").answers[-1] == ("", 1)


def test_a_hundred_thousand_answers_are_offered_by_how_common_they_are() -> None:
    codes, answers = answer_codes(pd.Series([f"x{i}" for i in range(100_000)]))
    assert len(answers) == 100_000
    assert codes[-1] == 99_999


def test_a_selection_survives_its_journey() -> None:
    region = Region("c0", "=Income", ((0.5, -1.25), (3.0, 2.0), (1e-7, 4.0)))
    selection = Selection(region, (Filter("income", "1", None), Filter("status", answers=("", "<b>"))))
    assert Selection.from_json(selection.to_json()) == selection
    assert not Selection.from_json(None)
    assert not Selection.from_json({})
    assert selection.with_filter(Filter("income", high="3")).filters[-1] == Filter("income", None, "3")
    assert selection.without("status").without("income").with_region(None) == Selection()
    full = Selection()
    for i in range(MAX_FILTERS):
        full = full.with_filter(Filter(f"c{i}"))
    with pytest.raises(EngineError, match="already"):
        full.with_filter(Filter("one more"))


def test_lists_are_sorted_with_the_unknown_last_either_way(dataset: Dataset) -> None:
    rows = np.arange(6)
    assert sorted_rows(dataset, rows, "income", descending=True).tolist() == [5, 4, 3, 1, 0, 2]
    assert sorted_rows(dataset, rows, "income", descending=False).tolist() == [0, 1, 3, 4, 5, 2]
    assert sorted_rows(dataset, rows, "status", descending=False).tolist() == [0, 4, 1, 3, 5, 2]
    assert sorted_rows(dataset, rows, "joined", descending=True).tolist() == [5, 4, 2, 1, 0, 3]
    assert rows_with_text(dataset, rows, " SILV ", ["status"]).tolist() == [1, 3, 5]
    assert rows_with_text(dataset, rows, "40", ["income", "status"]).tolist() == [3]
    assert rows_with_text(dataset, rows, "", ["income"]).tolist() == rows.tolist()
