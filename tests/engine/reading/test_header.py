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
