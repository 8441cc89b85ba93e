"""Numbers as people write them."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.numbers import GAP, count, number, percent, plural, typical, value
from engine.dataset import Kind, Meaning


@pytest.mark.parametrize(
    ("x", "unit", "text"),
    [
        (51400, "", "51,400"),
        (51381.5, "$", "$51,382"),
        (-20, "$", "−$20"),
        (12.34, "days", f"12.3{GAP}days"),
        (0.5, "", "0.5"),
        (0, "", "0"),
        (-1.25, "", "−1.25"),
        (1e15, "", "1e+15"),
        (np.int64(7), "", "7"),
        (float("nan"), "$", "not given"),
        (float("inf"), "", "not given"),
        (None, "", "not given"),
        (pd.NaT, "", "not given"),
        (pd.Timestamp("2014-05-03"), "", "3 May 2014"),
        (pd.Timestamp("2014-05-03 08:30"), "", "3 May 2014, 08:30"),
        ("<b>x</b>", "", "<b>x</b>"),
        (True, "", "yes"),
    ],
)
def test_a_value_with_its_unit(x: object, unit: str, text: str) -> None:
    assert value(x, unit) == text


def test_a_typical_date_is_a_date() -> None:
    assert typical(16_193.4, Kind.DATE, "days since 1970") == "3 May 2014"
    assert typical(None, Kind.DATE) == "not given"
    assert typical(12.34, Kind.NUMBER, "days") == f"12.3{GAP}days"


def test_a_year_has_no_thousands() -> None:
    assert value(1964.0, "", Meaning.BIRTH_YEAR) == "1964"
    assert value(2023, name="First gift year") == "2023"
    assert value(2023, name="Orders per year") == "2,023"
    assert value(2023, name="Spent last year") == "2,023"
    assert value(12_000, name="Year") == "12,000"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.12, f"12{GAP}%"), (0, f"0{GAP}%"), (1, f"100{GAP}%"), (0.001, f"under 1{GAP}%"), (0.999, f"over 99{GAP}%")],
)
def test_a_share_says_when_it_is_nearly_nothing_or_everything(share: float, text: str) -> None:
    assert percent(share) == text


def test_counts() -> None:
    assert count(2240) == "2,240"
    assert plural(1, "customer") == "1 customer"
    assert plural(572, "customer") == "572 customers"
    assert percent(None) == percent(math.nan) == "not given"


@given(st.floats(min_value=-1e300, max_value=1e300))
def test_every_number_has_a_text_that_is_close_to_it(x: float) -> None:
    read = float(number(x).replace(",", "").replace("−", "-"))
    assert read == pytest.approx(x, rel=0.06, abs=1e-4)
