"""Header rows that are written otherwise than the records, or lost or gained a delimiter."""

import pytest

from engine.reading.read import read_cells

SALES = ["Region", "Sales", "Sales", "Margin (%)", "Date"]
SALES_ROWS = "".join(f'North,"{n},204",${n}0.50,{n}.4,{1 + n % 12}/{n}/2023\n' for n in range(1, 29))
YEARS = ["Country", "2018", "2019", "2020", "2021"]
YEAR_ROWS = "".join(f"Land {n},{n * 977},{n * 433 + 90},..,{n * 1733}\n" for n in range(1, 40))


def names(text: str) -> list[str] | None:
    cells = read_cells(text.encode())
    return list(cells.frame.columns) if cells.dialect.header is not None else None


@pytest.mark.parametrize("sign", [";", "\t", "|"])
@pytest.mark.parametrize(("header", "rows"), [(SALES, SALES_ROWS), (YEARS, YEAR_ROWS)])
def test_names_that_another_sign_separates(header: list[str], rows: str, sign: str) -> None:
    assert names(sign.join(header) + "\n" + rows) == header


def test_questions_with_commas_that_semicolons_separate() -> None:
    header = ["id", "What did you like, and why?", "Score"]
    rows = "".join(f'R{n},"It was {n}, said ""Ann""",{n % 5}\n' for n in range(20))
    assert names(";".join(header) + "\n" + rows) == header


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize(("header", "rows"), [(SALES, SALES_ROWS), (YEARS, YEAR_ROWS)])
def test_a_delimiter_too_many_among_names_that_repeat_or_are_years(header: list[str], rows: str, place: int) -> None:
    assert names(",".join([*header[:place], "", *header[place:]]) + "\n" + rows) == header


@pytest.mark.parametrize("place", range(1, 5))
def test_years_that_lost_the_delimiter_between_them(place: int) -> None:
    line = ",".join(YEARS[:place]) + ",".join(YEARS[place:])
    assert names(line + "\n" + YEAR_ROWS) == YEARS


def test_years_with_one_name_missing() -> None:
    header = ["Country", "2018", "", "2020", "2021"]
    assert names(",".join(header) + "\n" + YEAR_ROWS) == header
