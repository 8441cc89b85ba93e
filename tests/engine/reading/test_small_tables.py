"""Small tables, tables of words, and several tables below each other: little says where anything is."""

import random

import pytest

from engine.reading.read import read_cells

CAPITALS = [["Austria", "Vienna"], ["France", "Paris"], ["Peru", "Lima"], ["Kenya", "Nairobi"], ["Japan", "Tokyo"]]
STOCK = [["003639", "9"], ["006315", "20"], ["007129", "36"], ["005793", "47"], ["009678", "4"]]


def text(*rows: list[str], sign: str = ",") -> str:
    return "".join(sign.join(row) + "\n" for row in rows)


def found(content: str) -> tuple[list[str], list[list[str]]]:
    cells = read_cells(content.encode())
    return list(cells.frame.columns), cells.frame.to_numpy(dtype=object).tolist()


TITLES = 'Stock report\nCreated on 2024-05-01 by the system\n"Confidential, do not share"\n'


@pytest.mark.parametrize("before", ["", TITLES, TITLES + "\n"])
@pytest.mark.parametrize("after", ["", TITLES, "\n" + TITLES])
def test_lines_around_five_rows_do_not_hide_the_delimiter(before: str, after: str) -> None:
    assert found(before + text(["sku", "stock"], *STOCK) + after) == (["sku", "stock"], STOCK)


@pytest.mark.parametrize("header", ["sku;stock", "sku\tstock", "sku|stock", "sku,,stock", ",sku,stock"])
def test_a_header_parted_otherwise_stands_above_numbers(header: str) -> None:
    assert found(header + "\n" + text(*STOCK)) == (["sku", "stock"], STOCK)


@pytest.mark.parametrize("header", ["Country;Capital", "Country|Capital", "Country,,Capital", ",Country,Capital"])
def test_a_header_parted_otherwise_stands_above_words(header: str) -> None:
    assert found(header + "\n" + text(*CAPITALS)) == (["Country", "Capital"], CAPITALS)


def test_records_of_words_that_end_with_a_delimiter_too_many_keep_their_header() -> None:
    content = "Country,Capital\n" + "".join(line + ",\n" for line in text(*CAPITALS).splitlines())
    assert found(content) == (["Country", "Capital"], CAPITALS)


def test_a_blank_name_beside_another_is_no_group() -> None:
    assert found(text(["", "Capital"], *CAPITALS)) == (["", "Capital"], CAPITALS)


def test_a_name_may_stand_twice_above_words() -> None:
    assert found(text(["Place", "Place"], *CAPITALS)) == (["Place", "Place"], CAPITALS)


@pytest.mark.parametrize(
    "before",
    [
        "Report:,Capitals\nYear:,2024\nAuthor:,Shop\n\n",
        "From,2024-01-01\nTo,2024-12-31\n\n",
        "Capitals\nConfidential, do not share\n",
        "This list holds all capitals, in no order, see page 3.\n\n",
    ],
)
def test_lines_about_a_table_of_words_are_none_of_it(before: str) -> None:
    assert found(before + text(["Country", "Capital"], *CAPITALS)) == (["Country", "Capital"], CAPITALS)


def test_broken_rows_at_the_top_do_not_join_with_the_preamble() -> None:
    content = "Capitals\nAll of them\n\nCountry,Capital\nAustria,Vienna\nPeru;Lima\n" + text(*CAPITALS[2:])
    names, rows = found(content)
    assert names == ["Country", "Capital"]
    assert rows[:2] == [["Austria", "Vienna"], ["Peru", "Lima"]]


def test_names_are_found_above_a_first_record_that_is_broken_too() -> None:
    rows = [[f"2024-01-{n:02d}", str(n * 3), f"{n}.5", f"{n}.25"] for n in range(1, 20)]
    content = "Date;Open;High;Low\n2024-02-01,7,1.5\n" + text(*rows)
    assert found(content) == (["Date", "Open", "High", "Low"], [["2024-02-01", "7", "1.5", ""], *rows])


def test_a_name_too_many_and_notes_below_do_not_widen_the_table() -> None:
    rows = [[str(n), f"word {n}", f"{n}.5"] for n in range(20)]
    assert found("id,,name,price\n" + text(*rows) + "Source: shop\n") == (["id", "name", "price"], rows)


def test_records_without_names_take_none_from_a_title() -> None:
    rows = [["Austria", "34474", "71116", "89334", "51137"], ["Peru", "73086", "5812", "93568", "69856"]] * 4
    cells = read_cells(("Sales report\n" + text(*rows)).encode())
    assert cells.dialect.header is None


def test_a_column_of_two_words_each_is_one_column() -> None:
    assert found("Department Family\n" + "Cabinet Office\n" * 9)[0] == ["Department Family"]


TITLED = "Table 1: Customers\nid,name,age\n1,Ann,33\n2,Bob,41\n3,Cid,29\n"
MORE = "Table 2: Orders\norder,amount,day\n100,19.90,2024-01-01\n101,5.00,2024-02-01\n102,7.50,2024-02-03\n"


@pytest.mark.parametrize("between", ["", "\n", "\n\n"])
def test_the_title_of_the_next_table_is_no_record(between: str) -> None:
    cells = read_cells((TITLED + between + MORE).encode())
    assert cells.frame["id"].tolist() == ["1", "2", "3"]
    assert [other.columns for other in cells.other_tables] == [("order", "amount", "day")]
    assert any("Table 2: Orders" in note.message for note in cells.notes)


def test_the_title_of_the_next_table_is_no_record_among_words_either() -> None:
    content = "Staff\nname,town\nAnn,Bonn\nBob,Kiel\nCid,Ulm\n\nShops\nshop,street\nCentral,High St\nNorth,Kings Rd\n"
    cells = read_cells(content.encode())
    assert cells.frame["name"].tolist() == ["Ann", "Bob", "Cid"]
    assert [other.columns for other in cells.other_tables] == [("shop", "street")]


def test_notes_padded_to_the_width_stand_below_sparse_codes() -> None:
    rows = [[f"k{n}", "" if n % 3 else "red", "" if n % 4 else str(n)] for n in range(20)]
    notes = [["Sales report", "", ""], ["Created on 2024-05-01 by the system", "", ""]]
    assert found(text(["key", "colour", "n"], *rows, ["", "", ""], *notes))[1] == rows


def test_thousands_commas_that_nobody_quoted_lose_no_record() -> None:
    """Rows are of three lengths then, and none of them is the header's."""
    rng = random.Random(1)
    lines = [
        f"Office {n},{rng.choice(['Rent', 'Rail, Air', 'Rail, Air, Sea'])},2024-01-{n % 28 + 1:02d},{n},{rng.randint(1, 99)},{n:03d}.50"
        for n in range(300)
    ]
    cells = read_cells(("office,type,date,id,amount\n" + "\n".join(lines)).encode())
    assert len(cells.frame) + len(cells.set_aside) == 300


def test_quotes_that_are_not_doubled_are_read_in_one_way_only() -> None:
    rows = [[str(n), f'she said; "word {n}" was it, more or less', "good, really", f"{n}.5"] for n in range(60)]
    content = "id,answer,remark,score\n" + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    cells = read_cells(content.encode())
    assert cells.frame.to_numpy(dtype=object).tolist() == rows
    assert not cells.set_aside


@pytest.mark.parametrize("header", ["email,", ",email", ";email", "email", "email\t\t"])
def test_delimiters_around_the_name_of_a_single_column_are_no_part_of_it(header: str) -> None:
    rows = [[f"u{n}@mail.example"] for n in range(9)]
    assert found(header + "\n" + text(*rows)) == (["email"], rows)


def test_commas_that_the_records_have_too_stay_in_the_name() -> None:
    assert found("Remarks,\n" + "".join(f"Late delivery number {n}, but friendly,\n" for n in range(9)))[0] != [
        "Remarks"
    ]
