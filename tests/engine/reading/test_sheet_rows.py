"""Worksheets as people lay them out: merged cells, titles above, sums below, the table not on the first sheet."""

import io
from collections.abc import Callable

import pandas as pd
import pytest
import xlsxwriter

from engine.reading.read import read_cells

ROWS = [[f"C{n:03d}", ("North", "South")[n % 2], 20 + n, n * 1.5, n * 2.5, n % 7, n % 5] for n in range(40)]
NAMES = ["Customer", "Region", "Age", "Spending 2023", "Spending 2024", "Purchases web", "Purchases store"]


def book(*sheets: tuple[str, Callable[[xlsxwriter.worksheet.Worksheet], None]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        for name, fill in sheets:
            fill(workbook.add_worksheet(name))
    return out.getvalue()


def put(sheet: xlsxwriter.worksheet.Worksheet, top: int, rows: list[list[object]], left: int = 0) -> None:
    for n, row in enumerate(rows):
        sheet.write_row(top + n, left, row)


def grouped(sheet: xlsxwriter.worksheet.Worksheet, top: int, left: int = 0) -> None:
    """A header over two rows in which groups and single names are merged, above the records."""
    for column, name in enumerate(NAMES[:3]):
        sheet.merge_range(top, left + column, top + 1, left + column, name)
    sheet.merge_range(top, left + 3, top, left + 4, "Spending")
    sheet.merge_range(top, left + 5, top, left + 6, "Purchases")
    put(sheet, top + 1, [["2023", "2024", "web", "store"]], left + 3)
    put(sheet, top + 2, ROWS, left)


@pytest.mark.parametrize(("top", "left"), [(0, 0), (3, 0), (0, 2), (5, 1)])
def test_a_merged_name_belongs_to_all_columns_below_it(top: int, left: int) -> None:
    cells = read_cells(book(("Data", lambda sheet: grouped(sheet, top, left))))
    assert list(cells.frame.columns) == NAMES
    assert len(cells.frame) == len(ROWS)
    assert cells.dialect.header == top + 1
    assert cells.dialect.header_rows == 2


def test_a_title_merged_over_the_table_and_a_sum_below_are_none_of_it() -> None:
    def fill(sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.merge_range(0, 0, 0, 6, "Customer report 2024")
        sheet.write(1, 0, "Created 2024-05-01")
        grouped(sheet, 3)
        put(sheet, 5 + len(ROWS), [["Total", "", "", 1170, 1950]])
        sheet.write(7 + len(ROWS), 0, "Source: ERP")

    cells = read_cells(book(("Data", fill)))
    assert list(cells.frame.columns) == NAMES
    assert len(cells.frame) == len(ROWS)
    assert cells.dialect.preamble_lines == 2
    assert cells.dialect.footnote_lines == 2


def test_the_real_table_stands_on_the_second_sheet() -> None:
    prose = [["About this file"], ["It holds our customers."], [], ["Contact", "Jane"], ["Phone", "555"]]
    cells = read_cells(
        book(("Read me", lambda sheet: put(sheet, 0, prose)), ("Data", lambda sheet: grouped(sheet, 0)))
    )
    assert cells.dialect.sheet == "Data"
    assert list(cells.frame.columns) == NAMES


def test_a_value_merged_over_records_counts_for_each_of_them() -> None:
    def fill(sheet: xlsxwriter.worksheet.Worksheet) -> None:
        put(sheet, 0, [["Region", "Customer", "Sales"]])
        for group, region in enumerate(["North", "South", "East"]):
            sheet.merge_range(1 + group * 4, 0, 4 + group * 4, 0, region)
            put(sheet, 1 + group * 4, [[f"C{group}{n}", n * 10] for n in range(4)], 1)

    cells = read_cells(book(("Data", fill)))
    assert cells.frame["Region"].tolist() == ["North"] * 4 + ["South"] * 4 + ["East"] * 4
    assert any("3 merged cells stand beside several records" in note.message for note in cells.notes)
    later = read_cells(book(("Data", fill)), first_line=1, header_rows=1)
    pd.testing.assert_frame_equal(later.frame, cells.frame)


def test_a_person_may_begin_the_table_below_the_groups() -> None:
    cells = read_cells(book(("Data", lambda sheet: grouped(sheet, 0))), first_line=2, header_rows=1)
    assert list(cells.frame.columns)[3:] == ["2023", "2024", "web", "store"]
    assert len(cells.frame) == len(ROWS)
