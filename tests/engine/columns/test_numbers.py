"""Numbers in any convention come back; what cannot be known is said."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.columns.distinct import distinct_cells
from engine.columns.numbers import Numbers, read_numbers

NOT_NUMBERS = """
12A A12 C10001 65+ >100 18-25 12-Jan 12/5 1.2.3 192.168.1.1 12.05.2020 0,123,456 1,23,4 (5 5) --5 ((5)) (-5) 12:30
inf 1e999 0x1F 1_000 yes k $ ,
"""


def read(*cells: str, **choices: str) -> tuple[list[float], Numbers]:
    found = distinct_cells(pd.Series(list(cells), dtype="str"))
    numbers = read_numbers(found, **choices)
    return found.spread(numbers.values, np.nan).tolist(), numbers


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("$84,835.00 ", 84835),
        ("(1,234.50)", -1234.5),
        ("($5)", -5),
        ("$(5)", -5),
        ("-$5", -5),
        ("$-5", -5),
        ("5-", -5),
        ("5.50-", -5.5),
        ("−5", -5),
        ("+3", 3),
        ("12 %", 12),
        ("7,5€", 7.5),
        ("EUR 1.234,50", 1234.5),
        ("1 234,50 zł", 1234.5),
        ("1\u202f234,50", 1234.5),
        ("1'234.50", 1234.5),
        ("1’234.50", 1234.5),
        ("12,34,567.00", 1234567),
        ("1.5e3", 1500),
        ("1,5E-3", 0.0015),
        (".5", 0.5),
        ("$.50", 0.5),
        ("Rs.50", 50),
        ("5.", 5),
        ("12k", 12000),
        ("$1.2M", 1_200_000),
        ("3 Mio. €", 3_000_000),
        ("٣٫٥", 3.5),
        ("１２", 12),
        ("18 months", 18),
        ("90 min", 90),
    ],
)
def test_one_way_of_writing(cell: str, value: float) -> None:
    values, _ = read(cell)
    assert values == [pytest.approx(value)]


@pytest.mark.parametrize("cell", NOT_NUMBERS.split())
def test_not_a_number(cell: str) -> None:
    values, numbers = read(cell, "7")
    assert math.isnan(values[0])
    assert not numbers.nothing[0]


@pytest.mark.parametrize(
    "word", ["", " ", "NA", "n/a", "NULL", "None", "-", "#DIV/0!", "?", "nan", "NaN", "#N/A", "unknown", "."]
)
def test_words_for_nothing(word: str) -> None:
    values, numbers = read(word, "7")
    assert math.isnan(values[0])
    assert numbers.nothing[0]


def test_a_comma_is_what_the_column_proves() -> None:
    assert read("1,234", "12,5")[0] == [1.234, 12.5]
    assert read("1,234", "12.5")[0] == [1234, 12.5]
    assert read("1,234", "1,234,567")[0] == [1234, 1234567]
    assert read("1.234", "1.234.567")[0] == [1234, 1234567]
    assert read("1.234", "0.5")[0] == [1.234, 0.5]
    assert read("1,234", "5678")[0] == [1.234, 5678]  # who writes 5678 writes no thousands


def test_thousands_without_any_other_proof() -> None:
    values, numbers = read("12.500", "1.200", "850", "99")
    assert values == [12500, 1200, 850, 99]
    assert not numbers.ambiguous


def test_ambiguity_is_said_and_the_table_or_the_person_decides() -> None:
    assert read("1,234", "2,345")[1].ambiguous
    assert read("1,234", "2,345")[0] == [1234, 2345]
    assert read("1,234", "2,345", prior=",")[0] == [1.234, 2.345]
    assert read("1,234", "2,345", decimal=",")[0] == [1.234, 2.345]
    assert read("1.234", "2.345")[0] == [1.234, 2.345]
    assert read("1.234", "2.345", prior=",")[0] == [1234, 2345]
    assert read("1.234", "2.345", decimal=",")[0] == [1234, 2345]


def test_the_odd_cell_in_the_other_convention_is_read_by_its_only_meaning() -> None:
    values, numbers = read("1,234.50", "99.5", "2.345,60")
    assert values == [1234.5, 99.5, 2345.6]
    assert numbers.mixed == 1


def test_units_are_kept_apart() -> None:
    assert read("12 months", "1 month")[1].unit == "months"
    values, _ = read("12 months", "24 months", "1 year")
    assert math.isnan(values[2])
    assert read("5 seats", "7 seats", "1 seat")[1].unit == "seat"
    assert math.isnan(read("5 seats", "7 lamps", "1 door")[0][0])


def test_currencies_are_counted() -> None:
    _, numbers = read("$5", "$6", "€7")
    assert numbers.unit == "$"
    assert numbers.currencies == {"$": 2, "€": 1}


def test_m_is_a_million_only_beside_money_or_k() -> None:
    assert read("3M", "5M")[0] == [3, 5]
    assert read("3M", "500k")[0] == [3e6, 5e5]
    assert read("$3M")[0] == [3e6]


GROUPS = {".": [",", " ", "'", "\u00a0", "\u202f", ""], ",": [".", " ", "'", "\u00a0", ""]}


@st.composite
def written_columns(draw: st.DrawFn) -> tuple[list[float], list[str]]:
    """A column of amounts, all written by one rule that at least one cell proves."""
    decimal = draw(st.sampled_from([".", ","]))
    group = draw(st.sampled_from(GROUPS[decimal]))
    places = draw(st.sampled_from([1, 2, 4]))  # with three decimals or none nothing may be provable
    before, after = draw(
        st.sampled_from([("", ""), ("$", ""), ("€ ", ""), ("", " €"), ("", "%"), ("", " kg"), ("USD ", "")])
    )
    minus = draw(st.sampled_from(["-{}", "({})", "{}-", "−{}"]))
    cents = draw(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=30))
    values = [cent / 10**places for cent in cents]

    def write(value: float) -> str:
        text = f"{abs(value):,.{places}f}".translate(str.maketrans({",": group, ".": decimal}))
        return minus.format(f"{before}{text}{after}") if value < 0 else f"{before}{text}{after}"

    return values, [write(value) for value in values]


@given(written_columns())
@settings(max_examples=150, deadline=None)
def test_any_way_of_writing_a_column_of_amounts_comes_back(column: tuple[list[float], list[str]]) -> None:
    values, cells = column
    assert read(*cells)[0] == pytest.approx(values, rel=1e-12, abs=1e-12)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=30))
@settings(deadline=None)
def test_python_floats_come_back_exactly(values: list[float]) -> None:
    cells = [repr(value) for value in values]
    numbers = read(*cells)
    if not numbers[1].ambiguous:
        assert numbers[0] == values


@given(st.lists(st.text(max_size=20), min_size=1, max_size=20))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_it(cells: list[str]) -> None:
    cells = [cell.encode("utf-8", "ignore").decode() for cell in cells]
    values, numbers = read(*cells)
    assert len(values) == len(cells)
    assert not (numbers.read & numbers.nothing).any()
