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


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("store;manager\nNorth;Ann Lee\nSouth;Bob Ray\n\n", 1),
        ("region;stores\nNorth;12\nSouth;15\n\n", 1),
        ("region;stores;;;\nNorth;12;;;\nSouth;15;;;\n;;;;\n", 1),
        ("Stores;\nregion;stores\nNorth;12\nSouth;15\n\nCustomers;\n", 2),
    ],
)
def test_two_records_of_two_columns_are_said_and_offered(above: str, line: int) -> None:
    data = (above + CUSTOMERS).encode()
    cells = read_cells(data)
    assert len(cells.frame) == 59
    assert [(other.first_line, other.n_rows) for other in cells.other_tables] == [(line, 2)]
    assert any("may be a small table of their own" in note.message for note in cells.notes)
    chosen = read_cells(data, first_line=line)
    assert tuple(name for name in chosen.frame.columns if name) == cells.other_tables[0].columns
    assert chosen.frame.iloc[:2, 0].tolist() == ["North", "South"]
    assert [other.n_rows for other in chosen.other_tables] == [59]


@pytest.mark.parametrize(
    "above",
    [
        "Report;Customers\nRegion;North\nBranch;Oslo\n\n",
        "Shop;2024\nTown;Oslo\nBranch;Nord\n\n",
        "Shop;Main\nFrom;2024-01-01\nTo;2024-12-31\n\n",
        "Shop:;Main\nTown:;Oslo\nBranch:;Nord\n\n",
        "store;manager\nNorth;Ann Lee\n\n",
    ],
)
def test_what_pairs_say_about_a_file_is_no_table(above: str) -> None:
    cells = read_cells((above + CUSTOMERS).encode())
    assert (len(cells.frame), cells.other_tables) == (59, ())
