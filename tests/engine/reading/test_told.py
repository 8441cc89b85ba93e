"""What a person says of a file wins over what would be found."""

import pytest

from engine.columns.table import read_table
from engine.errors import EngineError
from engine.reading.head import read_head
from engine.reading.read import read_cells
from tests.engine.reading.test_workbook import workbook

NUMBERS = [f"{n},{n * 2},{n * 3}" for n in range(40)]
THREE = "\n".join(
    [
        "a,b,c",
        *NUMBERS,
        "",
        "u,v",
        "1,2",
        "3,4",
        "5,6",
        "",
        "p,q,r,s",
        *(f"{line},9" for line in NUMBERS),
    ]
).encode()


@pytest.mark.parametrize(
    ("rows", "names", "records"),
    [
        (0, ["column 1", "column 2", "column 3"], 42),
        (1, ["2024", "", "2025"], 41),
        (2, ["2024 web", "shop", "2025 web"], 40),
    ],
)
def test_names_stand_in_as_many_rows_as_is_said(rows: int, names: list[str], records: int) -> None:
    text = "\n".join(["2024,,2025", "web,shop,web", *NUMBERS]).encode()
    cells = read_cells(text, header_rows=rows)
    assert list(cells.frame.columns) == names
    assert len(cells.frame) == records
    assert cells.dialect.header == (1 if rows else None)
    assert list(cells.frame.iloc[-1]) == ["39", "78", "117"]


def test_rows_of_groups_above_the_found_names_are_taken_first() -> None:
    text = "\n".join(["spent,spent,spent", "web,shop,mail", *NUMBERS]).encode()
    cells = read_cells(text, header_rows=2)
    assert list(cells.frame.columns) == ["spent web", "spent shop", "spent mail"]
    assert len(cells.frame) == 40


def test_years_above_names_are_found_without_a_word() -> None:
    rows = [f"{n % 9};{n % 20};{n % 8};{n % 19};{n}" for n in range(300)]
    head = ["2024;2024;2025;2025;who", "web orders;shop orders;web orders;shop orders;id"]
    cells = read_cells("\n".join([*head, *rows]).encode())
    assert list(cells.frame.columns)[-2:] == ["2025 shop orders", "who id"]
    assert len(cells.frame) == 300


def test_more_rows_of_names_than_rows_are_refused() -> None:
    with pytest.raises(EngineError, match="cannot take 5 rows: the table has 2"):
        read_cells(b"a,b\n1,2\n", header_rows=5)
    with pytest.raises(EngineError, match="cannot stand in 7 rows"):
        read_cells(b"a,b\n1,2\n", header_rows=7)


def test_texts_are_quoted_with_what_is_said() -> None:
    single = read_cells(b"name,n\n'Smith, Ann',2\n'Lee',3\n", quote="'")
    assert list(single.frame["name"]) == ["Smith, Ann", "Lee"]
    nothing = read_cells(b'name,n\n"left,2\n12" screen,3\n', quote="none")
    assert list(nothing.frame["name"]) == ['"left', '12" screen']
    with pytest.raises(EngineError, match="cannot quote texts"):
        read_cells(b"a,b\n1,2\n", quote="ab")


@pytest.mark.parametrize("place", [0, 1])
def test_another_table_of_the_file_is_read_from_its_line_on(place: int) -> None:
    other = read_cells(THREE).other_tables[place]
    cells = read_cells(THREE, first_line=other.first_line)
    assert tuple(cells.frame.columns) == other.columns
    assert len(cells.frame) == other.n_rows
    assert cells.dialect.header == other.first_line


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_lines_are_counted_in_every_encoding(codec: str) -> None:
    text = THREE.decode().replace("5,6", "5,6,7").encode(codec)
    cells = read_cells(text, first_line=43)
    assert list(cells.frame.columns) == ["u", "v"]
    assert [row.line for row in cells.set_aside] == [46]
    assert "line 46" in " ".join(note.message for note in cells.notes)


def test_a_line_behind_the_end_is_refused() -> None:
    with pytest.raises(EngineError, match="cannot begin in line 4,000: nothing stands there"):
        read_cells(THREE, first_line=4000)
    with pytest.raises(EngineError, match="cannot begin in row 90: nothing stands there"):
        read_cells(workbook({"S": [["a", "b"], [1, 2], [3, 4]]}), first_line=90)


def test_another_table_of_a_sheet_is_read_from_its_row_on() -> None:
    top = [["a", "b", "c"], *([n, n + 1, n + 2] for n in range(20))]
    sheet = [*top, [], ["u", "v", "w"], *([n * 7, n, f"x{n}"] for n in range(30))]
    cells = read_cells(workbook({"S": sheet}), first_line=23)
    assert list(cells.frame.columns) == ["u", "v", "w"]
    assert len(cells.frame) == 30
    assert cells.dialect.header == 23
    bare = read_cells(workbook({"S": sheet}), first_line=24, header_rows=0)
    assert len(bare.frame) == 30
    assert bare.frame.columns[0] == "column 1"


def thousands(**told: str) -> list[list[float]]:
    lines = [f"{n};{1 + n % 7}.{n * 37 % 1000:03d};{n}.5" for n in range(60)]
    table = read_table("\n".join(["id;revenue;hours", *lines]).encode(), **told)
    return [list(table.frame[name].head(3)) for name in ("revenue", "hours")]


def test_the_decimal_sign_of_the_file_counts_where_a_column_proves_none() -> None:
    assert thousands(decimal=".") == [[1.0, 2.037, 3.074], [0.5, 1.5, 2.5]]
    assert thousands(decimal=",") == [[1000, 2037, 3074], [0.5, 1.5, 2.5]]  # 0.5 can only be read with a point
    with pytest.raises(EngineError, match="decimal sign cannot be 'x'"):
        thousands(decimal="x")


@pytest.mark.parametrize("told", [{}, {"header_rows": 0}, {"first_line": 47}, {"delimiter": ";"}])
def test_a_look_shows_what_is_read(told: dict[str, object]) -> None:
    seen, read = read_head(THREE, **told), read_cells(THREE, **told)  # type: ignore[arg-type]
    assert seen is not None
    assert list(seen.frame.columns) == list(read.frame.columns)
    assert seen.frame.head(3).equals(read.frame.head(3))
