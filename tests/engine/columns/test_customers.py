"""Order lines become customers: definitions by hand, cleaning counted, bad input refused."""

import dataclasses
import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine.columns.customers import build_customers
from engine.columns.table import dataset_from_frame, read_table
from engine.dataset import Dataset, Kind, Meaning, Role
from engine.errors import EngineError

DATES = """
2011-01-01T10:00 2011-01-01T10:00 2011-02-01 2011-02-02 2011-03-01T23:00 2011-03-01T23:00 2011-03-05 2011-03-06
2011-03-07 NaT
""".split()  # noqa: SIM905
LINES = pd.DataFrame(
    {
        "InvoiceNo": ["1", "1", "2", "C3", "4", "4", "5", "6", "7", "8"],
        "StockCode": ["a", "b", "a", "a", "c", "a", "b", "a", "a", "a"],
        "Quantity": [2, 1, 3, -3, 1, 1, 5, 2, -1, 1],
        "UnitPrice": [10.0, 5.0, 10.0, 10.0, 2.0, 10.0, 5.0, 0.0, 10.0, 1.0],
        "InvoiceDate": pd.to_datetime(DATES, format="ISO8601"),
        "CustomerID": [17.0, 17, 17, 17, 18, 18, np.nan, 18, 19, 17],
        "Country": ["UK", "UK", "DE", "DE", "FR", "FR", "FR", "FR", "FR", "UK"],
    }
)


@pytest.fixture(scope="module")
def lines() -> Dataset:
    return dataset_from_frame(LINES)


def test_a_log_of_orders_is_recognised(lines: Dataset) -> None:
    found = lines.transactions
    assert found is not None
    assert (found.customer, found.date, found.order) == ("CustomerID", "InvoiceDate", "InvoiceNo")
    assert (found.quantity, found.price, found.product) == ("Quantity", "UnitPrice", "StockCode")
    assert lines.derived == ()


def test_definitions(lines: Dataset) -> None:
    frame = build_customers(lines).frame.set_index("CustomerID")
    # The last purchase left is of 1 March, so that days count back from 2 March.
    assert frame.index.tolist() == [17, 18]
    assert frame["recency_days"].tolist() == [29, 1]
    assert frame["frequency"].tolist() == [2, 1]
    assert frame["monetary"].tolist() == [55, 12]
    assert frame["average_basket"].tolist() == [27.5, 12]
    assert frame["tenure_days"].tolist() == [60, 1]
    assert frame["n_products"].tolist() == [2, 2]
    assert frame["return_share"].tolist() == [0.25, 0]
    assert frame["Country"].tolist() == ["DE", "FR"]


def test_everything_left_out_is_counted(lines: Dataset) -> None:
    said = " ".join(note.message for note in build_customers(lines).notes)
    assert "1 row without a customer was left out." in said
    assert "1 row without a date was left out." in said
    assert "1 row cancelled ('InvoiceNo' starts with a letter, as in C3) was left out." in said
    assert "1 row with a quantity or amount below zero (returns) was left out." in said
    assert "1 row whose quantity or price is not positive, or missing was left out." in said
    assert "1 customer without a purchase does not appear." in said
    assert "2 March 2011" in said


def test_columns_carry_meaning_and_definition(lines: Dataset) -> None:
    customers = build_customers(lines)
    columns = customers.columns
    assert columns["CustomerID"].role is Role.IDENTIFIER
    assert columns["recency_days"].meaning is Meaning.RECENCY
    assert columns["frequency"].meaning is Meaning.PURCHASES
    assert columns["monetary"].meaning is Meaning.SPENDING
    assert {column.name for column in columns.with_role(Role.FEATURE)} == {"recency_days", "frequency", "monetary"}
    assert all(column.reason for column in columns)
    assert columns["Country"].kind is Kind.CATEGORY
    assert customers.transactions is None
    assert customers.fingerprint == build_customers(lines).fingerprint


@pytest.mark.parametrize(
    "day", ["2011-04-01", datetime.date(2011, 4, 1), datetime.datetime(2011, 4, 1), pd.Timestamp("2011-04-01")]
)
def test_the_reference_date_can_be_chosen(lines: Dataset, day: object) -> None:
    frame = build_customers(lines, day).frame  # type: ignore[arg-type]
    assert frame["recency_days"].tolist() == [59, 31]


def test_an_early_reference_date_leaves_out_what_came_after(lines: Dataset) -> None:
    customers = build_customers(lines, "2011-01-15")
    assert customers.frame["monetary"].tolist() == [25]
    assert any("on or after the reference date" in note.message for note in customers.notes)


def test_bad_input_is_refused(lines: Dataset) -> None:
    with pytest.raises(EngineError, match="'soon' is not a date"):
        build_customers(lines, "soon")
    with pytest.raises(EngineError, match="No purchase is left"):
        build_customers(lines, "1999-01-01")
    with pytest.raises(EngineError, match="not recognised as transactions"):
        build_customers(dataset_from_frame(pd.DataFrame({"ID": [1, 2], "Income": [1, 2]})))


def test_a_status_says_cancelled() -> None:
    frame = pd.DataFrame(
        {
            "customer_id": [1, 1, 2, 2, 3, 3],
            "order_date": pd.date_range("2014", periods=6),
            "amount": [10.0, 20, 30, 40, 50, 60],
            "status": ["Shipped", "Cancelled", "Shipped", "Refunded", "Shipped", "Shipped"],
        }
    )
    built = build_customers(dataset_from_frame(frame)).frame
    assert built["monetary"].tolist() == [10, 30, 110]
    assert built["return_share"].tolist() == [0.5, 0.5, 0]
    assert built["frequency"].tolist() == [1, 1, 2]  # without order numbers, days with a purchase


def test_an_order_total_on_every_line_counts_once() -> None:
    orders = np.repeat(np.arange(20), 3)
    frame = pd.DataFrame(
        {
            "customer_id": orders // 2,
            "order_id": orders,
            "order_date": pd.Timestamp("2014-01-01") + pd.to_timedelta(orders, unit="D"),
            "product_id": [f"p{i % 7}" for i in range(60)],
            "order_total": 10.0 * orders + 5,
        }
    )
    customers = build_customers(dataset_from_frame(frame))
    assert customers.frame["monetary"].sum() == sum(10.0 * order + 5 for order in range(20))
    assert any("counted once" in note.message for note in customers.notes)


def test_a_table_of_customers_is_no_log() -> None:
    frame = pd.DataFrame({"ID": range(50), "Income": range(50), "signup": pd.date_range("2014", periods=50)})
    assert dataset_from_frame(frame).transactions is None


def test_a_person_may_choose_other_columns(lines: Dataset) -> None:
    assert lines.transactions is not None
    other = dataclasses.replace(lines, transactions=dataclasses.replace(lines.transactions, order=None, product=None))
    frame = build_customers(other).frame
    assert "n_products" not in frame
    assert frame["frequency"].tolist() == [2, 1]


@pytest.mark.realdata
def test_online_retail_gives_4338_customers(realdata: Path) -> None:
    table = read_table(realdata / "other" / "online_retail.parquet")
    customers = build_customers(table)

    assert len(customers.frame) == 4338
    assert customers.frame["monetary"].sum() == pytest.approx(8911407.904)
    assert customers.frame["frequency"].sum() == 18532
    assert any("135,080 rows without a customer" in note.message for note in customers.notes)


@pytest.mark.realdata
def test_order_lines_of_companies_become_customers(realdata: Path) -> None:
    customers = build_customers(read_table(realdata / "other" / "sales_data_sample.csv"))
    assert len(customers.frame) == 92
    assert any("'STATUS' says 'Cancelled'" in note.message for note in customers.notes)
