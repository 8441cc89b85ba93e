"""Order lines whose days are numbers give the customers that the same days on a calendar give."""

import numpy as np
import pandas as pd
import pytest

from engine.columns.customers import build_customers
from engine.columns.order_days import usual_reference
from engine.columns.table import dataset_from_frame
from engine.errors import EngineError

START = np.datetime64("2016-03-01", "D")


def lines(days: object, name: str) -> pd.DataFrame:
    places = np.arange(600)
    return pd.DataFrame(
        {
            "household_key": 1 + places % 40,
            "BASKET_ID": 10_000 + places // 2,
            name: days,
            "QUANTITY": 1 + places % 3,
            "SALES_VALUE": 1.25 + places % 7,
        }
    )


NUMBERS = 1 + np.arange(600) * 7 % 500
NUMBERED = lines(NUMBERS, "DAY")


@pytest.mark.parametrize("chosen", [None, 300])
def test_numbers_and_dates_give_the_same_customers(chosen: int | None) -> None:
    dated = dataset_from_frame(lines(pd.Series(START + NUMBERS), "order date"))
    expected = build_customers(dated, None if chosen is None else START + chosen).frame
    pd.testing.assert_frame_equal(build_customers(dataset_from_frame(NUMBERED), chosen).frame, expected)


def test_days_are_called_by_their_number() -> None:
    dataset = dataset_from_frame(NUMBERED)
    assert dataset.transactions is not None
    assert dataset.transactions.date == "DAY"
    assert usual_reference(dataset.frame["DAY"]) == "501"
    customers = build_customers(dataset)
    assert "counted back from day 501." in customers.notes[0].message
    assert "to day 501" in customers.columns["recency_days"].reason


@pytest.mark.parametrize("chosen", ["2016-09-01", "soon", -3, "12.5"])
def test_no_number_is_no_day_of_such_a_table(chosen: str | int) -> None:
    with pytest.raises(EngineError, match="whose days are numbers"):
        build_customers(dataset_from_frame(NUMBERED), chosen)


@pytest.mark.parametrize("days", [1 + NUMBERS % 31, NUMBERS + 0.5])
def test_days_of_a_month_and_parts_of_days_number_nothing(days: object) -> None:
    dataset = dataset_from_frame(lines(days, "DAY"))
    if dataset.transactions is not None:
        with pytest.raises(EngineError, match="No purchase is left"):
            build_customers(dataset)


def test_a_missing_number_is_a_line_without_a_day() -> None:
    dataset = dataset_from_frame(NUMBERED.assign(DAY=NUMBERED["DAY"].where(NUMBERED.index % 50 > 0)))
    assert any("without a date" in note.message for note in build_customers(dataset).notes)
