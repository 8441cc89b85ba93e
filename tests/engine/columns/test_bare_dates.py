"""Days written as bare numbers are dates where their name or they themselves say so."""

import numpy as np
import pandas as pd
import pytest

from engine.columns.customers import build_customers
from engine.columns.table import dataset_from_frame, read_table
from engine.dataset import Kind

ROWS = 300
DAYS = np.datetime64("2012-03-01") + np.random.default_rng(3).integers(0, 400, ROWS)
SERIALS = (DAYS - np.datetime64("1899-12-30")).astype(np.int64)
EIGHT = np.array([int(str(day).replace("-", "")) for day in DAYS])


def lines(name: str, days: np.ndarray, as_text: bool) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "customer_id": np.random.default_rng(4).integers(1, 60, ROWS) + 500,
            "order_id": np.arange(ROWS) // 3 + 9_000,
            name: days,
            "quantity": np.arange(ROWS) % 4 + 1,
            "price": np.arange(ROWS) % 9 + 0.5,
        }
    )
    return frame.astype("str") if as_text else frame


@pytest.mark.parametrize("as_text", [True, False])
@pytest.mark.parametrize(
    ("name", "days"),
    [("day", SERIALS), ("trans_day", SERIALS), ("booked_on", SERIALS), ("InvoiceDate", SERIALS)]
    + [("day", EIGHT), ("Tag", EIGHT), ("booked", EIGHT), ("date_key", EIGHT)],
)
def test_order_lines_with_bare_days_become_customers(name: str, days: np.ndarray, as_text: bool) -> None:
    dataset = dataset_from_frame(lines(name, days, as_text))
    assert dataset.columns[name].kind is Kind.DATE
    np.testing.assert_array_equal(dataset.frame[name].to_numpy().astype("datetime64[D]"), DAYS)
    assert dataset.transactions is not None
    assert dataset.transactions.date == name
    assert build_customers(dataset).frame["recency_days"].min() == 1


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("revenue", SERIALS),
        ("x7", SERIALS),
        ("account no", EIGHT),
        ("sales per day", SERIALS),
        ("day", np.arange(ROWS) % 31 + 1),
        ("x7", np.where(np.arange(ROWS) == 100, 20_121_399, EIGHT)),
        ("x7", EIGHT + 0.5),
        ("x7", np.where(np.arange(ROWS) % 2 == 0, 20_120_904, 20_130_101)),
    ],
)
def test_what_may_be_something_else_stays_a_number(name: str, numbers: np.ndarray) -> None:
    for as_text in (False, True):
        column = dataset_from_frame(lines(name, numbers, as_text)).columns[name]
        assert column.kind is not Kind.DATE, as_text


def test_a_person_decides() -> None:
    frame = lines("booked", EIGHT, as_text=False)
    kept = dataset_from_frame(frame, overrides={"booked": {"kind": "number"}})
    assert list(kept.frame["booked"]) == list(EIGHT)
    chosen = dataset_from_frame(lines("x7", SERIALS, as_text=False), overrides={"x7": {"kind": "date"}})
    assert chosen.columns["x7"].kind is Kind.DATE


def test_a_file_says_why() -> None:
    text = lines("booked", EIGHT, as_text=True).to_csv(index=False)
    dataset = read_table(text.encode())
    assert "eight digits" in dataset.columns["booked"].reason
    assert any("each of them is a day of the calendar" in note.message for note in dataset.notes)
