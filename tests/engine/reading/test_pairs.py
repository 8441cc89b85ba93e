"""Two columns above a table: about the file, or a table of its own."""

import pytest

from engine.reading.pairs import are_pairs
from engine.reading.read import read_cells

CUSTOMERS = "id;name;city;spend;visits\n" + "".join(f"{n};Anna {n};Berlin;{n * 3.5:.2f};{n % 7}\n" for n in range(59))


def test_a_small_table_of_two_columns_is_one_however_large_the_next_is() -> None:
    cells = read_cells(("region;customers\nNorth;120\nSouth;98\nEast;77\n\n" + CUSTOMERS).encode())
    assert cells.frame.columns.tolist() == ["region", "customers"]
    assert [other.n_rows for other in cells.other_tables] == [59]


@pytest.mark.parametrize(
    "rows",
    [
        [["Report", "2024"], ["Region", "North"]],
        [["Kontonummer:", "123"], ["Inhaber:", "Anna"], ["Filiale:", "7"], ["Stand:", "9"]],
        [["Bericht", "Kunden"], ["Zeilen", "59"], ["Fehler", "0"], ["Stand", "3"]],
        [["Shop", "Main"], ["Opened", "2020-01-01"], ["Renewed", "2024-01-01"], ["Ends", "2026-01-01"]],
        [["Shop", "Main"], ["Town", "Oslo"], ["Desks", "12"], ["Size", "large"]],
    ],
)
def test_keys_with_values_are_told_from_a_table(rows: list[list[str]]) -> None:
    assert are_pairs(rows, beside=True)


def test_many_pairs_or_one_kind_of_value_are_a_table() -> None:
    assert not are_pairs([["region", "n"], ["North", "1"], ["South", "2"], ["East", "3"]], beside=True)
    assert not are_pairs([["From", "2024-01-01"]] * 7, beside=True)
