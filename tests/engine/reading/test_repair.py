"""Repairing one broken row."""

from engine.reading.model import ColumnModel
from engine.reading.read import read_cells
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


def test_a_number_far_longer_than_all_others_is_two() -> None:
    rows = [f"Land {n},{10000 + n * 977},{20000 + n * 433},{30000 + n * 71}" for n in range(40)]
    whole = rows[20]
    rows[20] = whole[::-1].replace(",", "", 1)[::-1]
    cells = read_cells(("land,a,b,c\n" + "\n".join(rows) + "\n").encode())
    assert cells.frame.iloc[20].tolist() == whole.split(",")


def test_a_number_that_can_be_parted_in_several_ways_is_not_kept_as_one() -> None:
    rows = [f"Land {n},{10 ** (n % 5) + n},{10 ** (n % 3) + n},{10 ** (n % 4) + n}" for n in range(40)]
    rows[20] = "Land 20,1234567,123"
    cells = read_cells(("land,a,b,c\n" + "\n".join(rows) + "\n").encode())
    assert [row.line for row in cells.set_aside] == [22]
