"""Dates in any order come back; the order is decided by the column, and doubt is said."""

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.columns.dates import Dates, read_dates, serial_dates
from engine.columns.distinct import distinct_cells

NO_DATES = (
    "2014-02-30|31/04/2014|1/2/3|13/13/2014|2014-13-01|4 Foo 2012|5-3/2012|25:00|12|1.5|2012-09-04 25:00|hello|"
    "100/1/2012|0/0/2012|Q3 2012|Sep 12"
)


def read(*cells: str, **choices: str | bool) -> tuple[list[str], Dates]:
    found = distinct_cells(pd.Series(list(cells), dtype="str"))
    dates = read_dates(found, **choices)
    moments = pd.Series(found.spread(dates.values, np.datetime64("NaT", "us")))
    return [str(moment).removesuffix(" 00:00:00") for moment in moments], dates


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2012-09-04", "2012-09-04"),
        ("2012/9/4", "2012-09-04"),
        ("2012.09.04", "2012-09-04"),
        ("24.12.2012", "2012-12-24"),
        ("24. 12. 2012", "2012-12-24"),
        ("24/12/12", "2012-12-24"),
        ("12-24-2012", "2012-12-24"),
        ("24/12/99", "1999-12-24"),
        ("4 Sep 2012", "2012-09-04"),
        ("04-Sep-12", "2012-09-04"),
        ("Sep 4, 2012", "2012-09-04"),
        ("September 4th, 2012", "2012-09-04"),
        ("Tuesday, 4 September 2012", "2012-09-04"),
        ("4. März 2012", "2012-03-04"),
        ("1er février 2012", "2012-02-01"),
        ("4 de mayo de 2012", "2012-05-04"),
        ("4 août 2012", "2012-08-04"),
        ("Sep 2012", "2012-09-01"),
        ("Sep-12", "2012-09-01"),
        ("Sep '99", "1999-09-01"),
        ("2012-09", "2012-09-01"),
        ("09/2012", "2012-09-01"),
        ("2012-09-04T10:11:12Z", "2012-09-04 10:11:12"),
        ("2012-09-04 10:11:12.5", "2012-09-04 10:11:12.500000"),
        ("24/12/2012 8:26 PM", "2012-12-24 20:26:00"),
        ("24/12/2012 12:05 a.m.", "2012-12-24 00:05:00"),
        ("24.12.2012 08:26", "2012-12-24 08:26:00"),
    ],
)
def test_one_way_of_writing(cell: str, day: str) -> None:
    assert read(cell)[0] == [day]


@pytest.mark.parametrize("cell", NO_DATES.split("|"))
def test_no_date(cell: str) -> None:
    assert read(cell, "2014-01-01")[0][0] == "NaT"


def test_the_whole_column_decides_the_order() -> None:
    assert read("04-09-2012", "21-08-2013")[0] == ["2012-09-04", "2013-08-21"]
    assert read("04-09-2012", "08-21-2013")[0] == ["2012-04-09", "2013-08-21"]
    assert not read("04-09-2012", "08-21-2013")[1].order.ambiguous


def test_two_orders_in_one_column_are_counted() -> None:
    days, dates = read("25/12/2012", "26/12/2012", "01/02/2013", "12/27/2012")
    assert days == ["2012-12-25", "2012-12-26", "2013-02-01", "2012-12-27"]
    assert dates.order.contrary == 1


def test_without_proof_the_table_or_the_person_decides_and_it_is_said() -> None:
    cells = ("04/09/2012", "08/03/2014")
    assert read(*cells)[1].order.ambiguous
    assert read(*cells, prior="month_first")[0] == ["2012-04-09", "2014-08-03"]
    assert read(*cells, prior="day_first")[0] == ["2012-09-04", "2014-03-08"]
    assert read(*cells, chosen="month_first")[0] == ["2012-04-09", "2014-08-03"]
    assert not read(*cells, chosen="month_first")[1].order.ambiguous


def test_habit_where_nothing_else_is_known() -> None:
    assert read("04.09.2012")[0] == ["2012-09-04"]
    assert read("9/4/2012", "3/8/2014")[0] == ["2012-09-04", "2014-03-08"]
    assert read("09/04/2012", "03/08/2014")[0] == ["2012-04-09", "2014-08-03"]


def test_rows_in_order_of_time_decide() -> None:
    days = ["01/02/2012", "02/02/2012", "03/02/2012", "01/03/2012", "02/03/2012", "05/03/2012"]
    assert read(*days)[0][3] == "2012-03-01"
    assert read(*days)[1].order.why == "so that the rows are in order of time"


def test_a_date_that_reads_the_same_either_way_is_no_doubt() -> None:
    assert not read("05/05/2014")[1].order.ambiguous


def test_eight_digits_are_a_date_only_where_the_name_says_so() -> None:
    assert read("20120904")[0] == ["NaT"]
    assert read("20120904", "20121301", compact=True)[0] == ["2012-09-04", "NaT"]


def test_birth_dates_are_past() -> None:
    assert read("24/12/55", "24/12/05", past=True)[0] == ["1955-12-24", "2005-12-24"]


def test_several_offsets_become_utc() -> None:
    days, dates = read("2012-09-04T10:00:00Z", "2012-09-04T10:00:00+02:00")
    assert days == ["2012-09-04 10:00:00", "2012-09-04 08:00:00"]
    assert dates.zones == 2
    assert read("2012-09-04T10:00:00+02:00")[0] == ["2012-09-04 10:00:00"]


def test_serial_numbers() -> None:
    days = serial_dates(np.array([41156.0, np.nan, 41706.5]))
    assert days is not None
    assert [str(day)[:16] for day in days[0]] == ["2012-09-04T00:00", "NaT", "2014-03-08T12:00"]
    seconds = serial_dates(np.array([1346752800.0]))
    assert seconds is not None
    assert str(seconds[0][0])[:19] == "2012-09-04T10:00:00"
    assert serial_dates(np.array([1.0, 2.0])) is None
    assert serial_dates(np.array([np.nan])) is None


ORDERS = {
    "%d{}%m{}%Y": True,
    "%m{}%d{}%Y": True,
    "%Y{}%m{}%d": False,
    "%d{}%b{}%Y": False,
}


@st.composite
def written_columns(draw: st.DrawFn) -> tuple[list[datetime.datetime], list[str]]:
    """A column of dates in one order that at least one cell proves."""
    pattern, needs_proof = draw(st.sampled_from(sorted(ORDERS.items())))
    separator = draw(st.sampled_from(["/", "-", "."]))
    time = draw(st.sampled_from(["", " %H:%M", " %H:%M:%S", "T%H:%M:%S", " %I:%M %p"]))
    start, end = datetime.datetime(1900, 1, 1), datetime.datetime(2099, 12, 31)
    moments = draw(st.lists(st.datetimes(start, end), min_size=1, max_size=20))
    if needs_proof:
        moments.append(datetime.datetime(2014, 6, 28))
    form = pattern.format(separator, separator) + time
    cells = [moment.strftime(form) for moment in moments]
    if draw(st.booleans()) and separator != "." and needs_proof:
        cells = [cell.replace(f"{separator}0", separator).removeprefix("0") for cell in cells]
    return [datetime.datetime.strptime(moment.strftime(form), form) for moment in moments], cells


@given(written_columns())
@settings(max_examples=150, deadline=None)
def test_any_order_comes_back(column: tuple[list[datetime.datetime], list[str]]) -> None:
    moments, cells = column
    found = distinct_cells(pd.Series(cells, dtype="str"))
    dates = read_dates(found)
    assert found.spread(dates.values, np.datetime64("NaT", "us")).tolist() == moments


@given(st.lists(st.text("0123456789-/.: TZapmAPMJanfev", max_size=20), min_size=1, max_size=20))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_it(cells: list[str]) -> None:
    found = distinct_cells(pd.Series(cells, dtype="str"))
    for compact in (False, True):
        dates = read_dates(found, compact=compact, past=compact)
        assert (dates.read == ~np.isnat(dates.values)).all()


@given(st.lists(st.text(max_size=20), min_size=1, max_size=20))
@settings(deadline=None)
def test_no_unicode_breaks_it(cells: list[str]) -> None:
    cells = [cell.encode("utf-8", "ignore").decode() for cell in cells]
    read_dates(distinct_cells(pd.Series(cells, dtype="str")))
