"""Worksheets, from workbooks written by hand."""

import io
import zipfile

import pytest

from engine.errors import EngineError
from engine.reading.read import read_cells

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _cell(value: object, reference: str) -> str:
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{reference}"><v>{value}</v></c>'


def workbook(sheets: dict[str, list[list[object]]], padding: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        link = f'<Relationship Id="r0" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{_RELS}">{link}</Relationships>')
        entries, links = "", ""
        for n, (name, rows) in enumerate(sheets.items(), start=1):
            entries += f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>'
            links += f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            body = "".join(
                f'<row r="{r}">' + "".join(_cell(v, f"{chr(65 + c)}{r}") for c, v in enumerate(row)) + "</row>"
                for r, row in enumerate(rows, start=1)
            )
            sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData>{" " * padding}</worksheet>'
            archive.writestr(f"xl/worksheets/sheet{n}.xml", sheet)
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{entries}</sheets></workbook>'
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_RELS}">{links}</Relationships>')
    return out.getvalue()


TABLE: list[list[object]] = [["id", "town", "income"], *[[n, f"Town {n}", n * 1.5] for n in range(1, 21)]]
TEXT = [["id", "town", "income"], *[[str(n), f"Town {n}", f"{n * 1.5:g}"] for n in range(1, 21)]]


def test_the_sheet_with_the_table_is_found_and_the_others_are_listed() -> None:
    cells = read_cells(workbook({"About": [["Read this first"], ["Made in May"]], "Data": TABLE}))
    assert cells.dialect.sheet == "Data"
    assert cells.dialect.sheets == ("About", "Data")
    assert [list(cells.frame.columns), *cells.frame.to_numpy(dtype=object).tolist()] == TEXT


def test_title_above_and_note_below_are_not_records() -> None:
    content: list[list[object]] = [["Customers"], [], *TABLE, [], ["Source: shop"]]
    cells = read_cells(workbook({"Data": content}))
    assert [list(cells.frame.columns), *cells.frame.to_numpy(dtype=object).tolist()] == TEXT
    assert cells.dialect.header == 3


def test_a_person_can_choose_the_sheet() -> None:
    cells = read_cells(workbook({"A": TABLE, "B": [["x", "y"], [1, 2], [3, 4]]}), sheet="B")
    assert list(cells.frame.columns) == ["x", "y"]
    with pytest.raises(EngineError, match="no sheet 'C'"):
        read_cells(workbook({"A": TABLE}), sheet="C")


def test_a_workbook_that_expands_a_thousandfold_is_refused() -> None:
    with pytest.raises(EngineError, match="grows more than"):
        read_cells(workbook({"A": TABLE}, padding=80 << 20))


def test_a_stray_cell_in_the_last_corner_is_refused_before_room_is_made_for_all() -> None:
    stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    packed = workbook({"Customers": [["id", "age"], [1, 30], [2, 40]]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"</sheetData>", stray) if "worksheets" in name else content)
    with pytest.raises(EngineError, match="row 1,048,576 and column 16,384"):
        read_cells(out.getvalue())


def test_a_stray_cell_within_bounds_is_refused_before_a_million_empty_rows_are_read() -> None:
    stray = b'<row r="400000"><c r="E400000"><v>1</v></c></row></sheetData>'
    with pytest.raises(EngineError, match="row 400,000 and column 5, but only"):
        read_cells(changed(workbook({"A": TABLE}), "xl/worksheets", b"</sheetData>", stray))


def test_entities_in_a_workbook_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    defined = f'<!DOCTYPE x [<!ENTITY e0 "ha">{levels}]><worksheet'.encode()
    packed = changed(workbook({"A": TABLE}), "xl/worksheets", b"<worksheet", defined)
    with pytest.raises(EngineError, match="defines words of its own"):
        read_cells(changed(packed, "xl/worksheets", b"<t>", b"<t>&e9;"))


def changed(packed: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with its parts of that name changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(old, new) if part in name else content)
    return out.getvalue()
