"""How many rows name the columns, and what above them is no name."""

import pytest

from engine.reading.header import count_header_rows
from engine.reading.read import read_cells

NUMBERS = [[str(n), f"{n}.50", f"{n}.25", str(n % 5), str(n % 3)] for n in range(1, 20)]


def text(*rows: list[str]) -> bytes:
    return "".join(",".join(row) + "\n" for row in rows).encode()


@pytest.mark.parametrize("records", [4, 8, 19])
def test_three_rows_of_names_above_few_records(records: int) -> None:
    names = [
        ["", "Sales", "Sales", "Service", "Service"],
        ["no", "2023", "2024", "2023", "2024"],
        ["", "EUR", "EUR", "count", "count"],
    ]
    cells = read_cells(text(*names, *NUMBERS[:records]))
    assert cells.frame.columns.tolist() == [
        "no",
        "Sales 2023 EUR",
        "Sales 2024 EUR",
        "Service 2023 count",
        "Service 2024 count",
    ]
    assert len(cells.frame) == records


def test_records_with_words_for_nothing_are_no_names() -> None:
    rows = [
        ["name", "age", "score"],
        ["Anna", "n/a", "7"],
        ["Ben", "unknown", "5"],
        ["Cy", "31", "4"],
        ["Di", "40", "9"],
    ]
    assert count_header_rows(rows) == 1


def test_a_title_a_blank_line_and_two_rows_of_names_with_two_years() -> None:
    names = [["", "Sales", "", "Service", ""], ["id", "2023", "2024", "calls", "mails"]]
    cells = read_cells(b"Report of May\n\n" + text(*names, *NUMBERS))
    assert cells.frame.columns.tolist() == ["id", "Sales 2023", "2024", "Service calls", "mails"]
    assert (cells.dialect.preamble_lines, len(cells.frame)) == (1, 19)


def test_answers_of_a_survey_below_their_question_are_names() -> None:
    names = [["Respondent", "Which do you buy?", "", "", "How old?"], ["", "Shoes", "Hats", "Coats", "Response"]]
    answers = [
        [str(11_000 + n), "Shoes" if n % 2 else "", "Hats" if n % 3 else "", "Coats" if n % 5 else "", str(20 + n)]
        for n in range(12)
    ]
    cells = read_cells(text(*names, *answers))
    assert cells.frame.columns.tolist() == [
        "Respondent",
        "Which do you buy? Shoes",
        "Hats",
        "Coats",
        "How old? Response",
    ]
    assert len(cells.frame) == 12


@pytest.mark.parametrize("times", [1, 2])
def test_a_sentence_with_as_many_delimiters_as_the_table_is_no_header(times: int) -> None:
    prose = b"This holds the customers, in the order of their numbers; see the handbook, page 3.\n" * times
    for names, rows in (
        (["No.", "Value", "Discount"], NUMBERS),
        (["First", "Last", "Town"], [["Ann", "Lee", "Rome"]] * 9),
    ):
        cells = read_cells(prose + text(names, *(row[:3] for row in rows)))
        assert cells.frame.columns.tolist() == names
        assert (cells.dialect.preamble_lines, len(cells.frame)) == (times, len(rows))


def test_a_line_drawn_below_the_names_and_below_the_table_is_neither_name_nor_record() -> None:
    line = "-------;--------------;--------\n"
    rows = "".join(f"{n:07d};Name {n:9d};{n}.50\n" for n in range(30))
    cells = read_cells(("Report    Page 1\n\nCustNo;Name;Balance\n" + line + rows + line + "30 records\n").encode())
    assert cells.frame.columns.tolist() == ["CustNo", "Name", "Balance"]
    assert len(cells.frame) == 30
    assert not cells.set_aside


def test_dashes_for_nothing_are_cells() -> None:
    rows = "".join(f"{n},---,{n}.50\n" for n in range(30)) + "---,---,---\n"
    assert len(read_cells(("id,town,spend\n" + rows).encode()).frame) == 31


def test_a_row_that_a_survey_program_wrote_for_itself_gives_no_names() -> None:
    names = ["ResponseId,Q1,Q2\n", "Response ID,How old?,How often?\n"]
    own = ",".join('"{""ImportId"":""' + name + '""}"' for name in ("_recordId", "QID1", "QID2")) + "\n"
    cells = read_cells(("".join([*names, own]) + "".join(f"R_{n}x,{n + 20},{n}\n" for n in range(12))).encode())
    assert cells.frame.columns.tolist() == ["ResponseId Response ID", "Q1 How old?", "Q2 How often?"]
    assert len(cells.frame) == 12


def test_two_years_beside_a_name_are_names_above_amounts_and_values_above_years() -> None:
    amounts = "".join(f"Customer {n},{n * 7},{n * 11}\n" for n in range(20))
    assert read_cells(("Customer,2023,2024\n" + amounts).encode()).frame.columns.tolist() == [
        "Customer",
        "2023",
        "2024",
    ]
    years = "".join(f"Person {n},{1960 + n},{1990 + n}\n" for n in range(20))
    assert read_cells(("Person 99,2001,2002\n" + years).encode()).dialect.header is None


@pytest.mark.parametrize(
    "names", ["First name,Last name Town Occupation Spend (€)", "First name Last name Town Occupation Spend (€)"]
)
def test_names_with_blanks_are_found_where_blanks_separate_some_of_them(names: str) -> None:
    rows = "".join(f"Ann,Lee {n},Rome,nurse,{n}.50\n" for n in range(20))
    cells = read_cells((names + "\n" + rows).encode())
    assert cells.frame.columns.tolist() == ["First name", "Last name", "Town", "Occupation", "Spend (€)"]


@pytest.mark.parametrize("line", ["Region,Sales,Sales,Date,Date", "Country,2018,2019,2020,2021"])
def test_a_row_of_names_alone_may_repeat_some_or_hold_years(line: str) -> None:
    cells = read_cells(line.encode() + b"\n")
    assert list(cells.frame.columns) == line.split(",")
    assert len(cells.frame) == 0


def test_groups_above_names_of_a_table_of_words() -> None:
    rows = [
        ["Ann Lee", "Bonn", "nurse", "calm"],
        ["Bob Kay", "Ulm", "cook", "loud"],
        ["Cid Poe", "Jena", "clerk", "shy"],
    ]
    cells = read_cells(text(["", "Place", "", ""], ["Name", "Town", "Work", "Mood"], *(rows * 4)))
    assert list(cells.frame.columns) == ["Name", "Place Town", "Work", "Mood"]
    assert len(cells.frame) == 12


def test_a_short_sentence_with_a_comma_above_two_columns() -> None:
    rows = [[f"C{n}", f"{n}.40"] for n in range(100, 140)]
    cells = read_cells(b"Confidential, do not share\n" + text(["customer", "amount"], *rows))
    assert list(cells.frame.columns) == ["customer", "amount"]
    cells = read_cells(b"customer, amount\n" + text(*rows))
    assert [name.strip() for name in cells.frame.columns] == ["customer", "amount"]


def test_titles_above_a_single_column() -> None:
    cells = read_cells(b"Sales report\nMade by Ann\nemail\n" + text(*([f"u{n}@mail.example"] for n in range(30))))
    assert list(cells.frame.columns) == ["email"]
    assert len(cells.frame) == 30


def test_the_only_record_may_be_nearly_blank() -> None:
    cells = read_cells(b"id,name,town,visits\n1,,,\n")
    assert cells.frame.to_numpy().tolist() == [["1", "", "", ""]]


@pytest.mark.parametrize("nothing", ["..", "(x)"])
def test_a_first_record_with_signs_for_nothing_is_no_header(nothing: str) -> None:
    rows = [
        [f"Land {n}", str(n * 977) if n % 6 else nothing, nothing if n % 5 == 1 else str(n * 433)] for n in range(40)
    ]
    assert read_cells(text(*rows)).dialect.header is None
