"""A mark or nothing at all is yes or no."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import fit_segments, prepare, read_table
from engine.columns.ticks import ticked
from engine.dataset import Kind
from engine.model import SegmentModel

AGES = [str(20 + n * 7 % 50) for n in range(40)]


def table(name: str, cells: list[str]) -> bytes:
    rows = zip(AGES, cells, strict=True)
    return (f"age,{name}\n" + "".join(f"{age},{cell}\n" for age, cell in rows)).encode()


@pytest.mark.parametrize("mark", ["x", "X", "✓", "✔", "*", "1", "ja", "Yes", "true"])
def test_a_mark_or_nothing_is_yes_or_no(mark: str) -> None:
    dataset = read_table(table("newsletter", [mark if n % 3 else "" for n in range(40)]))
    column = dataset.columns["newsletter"]
    assert column.kind is Kind.BOOLEAN
    assert column.n_missing == 0
    assert dataset.frame["newsletter"].tolist() == [int(n % 3 > 0) for n in range(40)]
    assert any(repr(mark) in note.message and "yes (1) and no (0)" in note.message for note in dataset.notes)


def test_a_mark_may_be_large_or_small() -> None:
    dataset = read_table(table("sms", ["x", "X", "", ""] * 10))
    assert dataset.frame["sms"].tolist() == [1, 1, 0, 0] * 10


def test_an_answer_that_its_name_repeats_is_a_tick() -> None:
    dataset = read_table(table("How did you hear of us? Radio", ["Radio", "", "", ""] * 10))
    assert dataset.columns[1].kind is Kind.BOOLEAN


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("currency", ["EUR"] * 39 + [""]),
        ("currency", ["EUR", ""] * 20),
        ("consent", ["yes"] * 39 + [""]),
        ("consent", ["no", ""] * 20),
        ("count", ["3", ""] * 20),
        ("mark", ["x"] + [""] * 39),
    ],
)
def test_other_constants_stay_constant(name: str, cells: list[str]) -> None:
    assert read_table(table(name, cells)).columns[name].kind is Kind.CONSTANT


def test_a_person_may_say_that_a_blank_cell_is_no_answer() -> None:
    dataset = read_table(table("sms", ["x", ""] * 20), overrides={"sms": {"kind": "text"}})
    assert dataset.frame["sms"].isna().sum() == 20


def test_a_model_reads_the_marks_of_other_tables() -> None:
    rows = [f"{n % 2 * 1000 + n},{'x' if n % 2 else ''}\n" for n in range(60)]
    dataset = read_table(("v1,v2\n" + "".join(rows)).encode())
    matrix = prepare(dataset)
    assert "v2" in matrix.feature_names
    model = SegmentModel.from_parts(dataset, matrix, fit_segments(matrix, 2))
    model = SegmentModel.from_card(model.card)
    table = dataset.frame.head(6)
    wanted = model.predict(table).tolist()
    for yes, no in (("x", ""), ("X", None), ("yes", "no"), (1.0, None)):
        other = table.assign(v2=[yes if value else no for value in table["v2"]])
        assert model.predict(other).tolist() == wanted
    assert not any("v2" in note for note in model.score(table.assign(v2=None)).attrs["notes"])


@given(st.lists(st.sampled_from(["x", "X", "", "yes", "no", "1", "0", "Radio"]), min_size=1))
def test_every_way_to_tick_is_read_alike(cells: list[str]) -> None:
    given_column = pd.Series(cells, dtype="str").replace("", None)
    wanted = [int(cell.lower() in {"x", "yes", "1", "radio"}) for cell in cells]
    assert ticked(given_column, "Radio").tolist() == wanted
    assert ticked(pd.Series([1.0, None]), "x").tolist() == [1, 0]
