"""Repairing one broken row."""

from engine.reading.model import ColumnModel
from engine.reading.records import Form
from engine.reading.repair import repair

COLUMNS = [
    ColumnModel.learn([str(n) for n in range(40)]),
    ColumnModel.learn([f"Name {n % 7}" for n in range(40)]),
    ColumnModel.learn([f"{n}.50" for n in range(40)]),
]


def test_a_missing_delimiter_between_two_quoted_cells_is_put_back() -> None:
    found = repair('12,"Name 3""7.50"', Form(",", '"'), COLUMNS)
    assert found is not None
    assert found.fields == ["12", "Name 3", "7.50"]


def test_a_missing_delimiter_before_a_quoted_cell_is_put_back() -> None:
    found = repair('12"Name 3",7.50', Form(",", '"'), COLUMNS)
    assert found is not None
    assert found.fields == ["12", "Name 3", "7.50"]


def test_a_row_of_nothing_but_quotes_and_delimiters_is_given_up() -> None:
    # With 380 pieces and a quote in each there are hundreds of thousands of ways to join them.
    columns = [ColumnModel.learn([f"Name {n}" for n in range(40)]) for _ in range(370)]
    assert repair(",".join(['"" "'] * 380), Form(",", '"'), columns) is None
