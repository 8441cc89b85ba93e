"""Lengths of time become minutes; times of day stay what they are."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.columns.table import dataset_from_frame, read_table
from engine.dataset import Column, Dataset, Kind, Severity

N = 60


def understood(name: str, cells: list[str], **override: str) -> tuple[Dataset, Column]:
    frame = pd.DataFrame({"id": [f"c{n}" for n in range(len(cells))], name: cells})
    dataset = dataset_from_frame(frame, overrides={name: override} if override else None)
    return dataset, dataset.columns[name]


def clock(minutes: float) -> str:
    seconds = round(minutes * 60)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("00:03:11", 3 + 11 / 60),
        ("1:02:03", 62.05),
        ("26:10:00", 1570.0),
        ("00:00:30.5", 30.5 / 60),
        ("2 days 03:00:00", 3060.0),
        ("1 day, 0:30:00", 1470.0),
        ("PT3M11S", 3 + 11 / 60),
        ("P1DT2H", 1560.0),
        ("PT45S", 0.75),
        ("3m 11s", 3 + 11 / 60),
        ("1 h 5 min", 65.0),
        ("2 hours 30 minutes", 150.0),
        ("38:02", 38 + 2 / 60),
    ],
)
def test_each_way_of_writing_is_read(cell: str, minutes: float) -> None:
    dataset, column = understood("call_duration", [cell, "n/a"] + [cell] * 10)
    values = dataset.frame["call_duration"]
    assert values[0] == pytest.approx(minutes)
    assert np.isnan(values[1])
    assert column.n_odd == 0


@given(st.lists(st.integers(0, 90 * 3600), min_size=20, max_size=60, unique=True))
def test_seconds_come_back(seconds: list[int]) -> None:
    dataset, column = understood("talk time", [clock(each / 60) for each in seconds])
    assert column.kind is Kind.NUMBER
    assert column.unit == "minutes"
    np.testing.assert_allclose(dataset.frame["talk time"] * 60, seconds)


def test_the_reason_says_what_was_read_and_why() -> None:
    dataset, column = understood("x7", [clock(n * 1.7 + 3) for n in range(N)])
    assert "lengths of time like 00:03:00, in minutes" in column.reason
    assert any("nearly all are below three hours" in note.message for note in dataset.notes)


@pytest.mark.parametrize("name", ["order_time", "Uhrzeit", "login", "start of session"])
def test_times_of_day_stay_text(name: str) -> None:
    cells = [f"{n * 7 % 24:02d}:{n * 13 % 60:02d}:{n % 60:02d}" for n in range(N)]
    dataset, column = understood(name, cells)
    assert list(dataset.frame[name]) == cells
    assert column.unit == ""


def test_two_numbers_without_a_word_may_be_times_of_day() -> None:
    cells = [f"{n % 24:02d}:{n % 60:02d}" for n in range(N)]
    assert list(understood("x7", cells)[0].frame["x7"]) == cells


def test_two_numbers_past_24_are_minutes_and_say_that_they_may_be_hours() -> None:
    dataset, column = understood("x7", [f"{n}:30" for n in range(N)])
    assert (column.unit, dataset.frame["x7"][40]) == ("minutes", 40.5)
    warnings = [note.message for note in dataset.notes if note.severity is Severity.WARNING]
    assert any("give it the unit hours" in message for message in warnings)
    chosen, column = understood("x7", [f"{n}:30" for n in range(N)], unit="hours")
    assert (column.unit, chosen.frame["x7"][40]) == ("hours", 40.5)


def test_a_name_that_speaks_of_hours_makes_the_first_number_hours() -> None:
    dataset, column = understood("hours worked", [f"{n}:45" for n in range(N)])
    assert (column.unit, dataset.frame["hours worked"][7]) == ("hours", 7.75)
    assert not any("hours and minutes" in note.message for note in dataset.notes)


def test_a_person_decides() -> None:
    cells = [f"{n * 7 % 24:02d}:{n * 13 % 60:02d}:00" for n in range(N)]
    assert understood("order_time", cells, kind="number")[0].frame["order_time"][1] == 433.0
    lengths = [clock(n) for n in range(N)]
    assert list(understood("call_duration", lengths, kind="text")[0].frame["call_duration"]) == lengths


def test_stray_words_are_counted_and_one_slip_makes_no_length_of_time() -> None:
    _, column = understood("wait", [clock(n) for n in range(N)] + ["hung up"])
    assert (column.n_odd, column.odd_values) == (1, ("hung up",))
    cells = [f"{n % 20:02d}:{n % 60:02d}" for n in range(N)] + ["41:10"]
    assert understood("x7", cells)[1].unit == ""


def test_a_large_file_gives_the_same() -> None:
    rows = 30_000
    lengths = [clock(n % 5_000 / 10) for n in range(rows)]
    text = "id,amount,call_duration\n" + "".join(f"{n + 1},{n / 4},{lengths[n]}\n" for n in range(rows))
    dataset = read_table(text.encode())
    assert dataset.columns["call_duration"].unit == "minutes"
    assert dataset.frame["call_duration"][11] == pytest.approx(66 / 60)
