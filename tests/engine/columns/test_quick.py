"""The fast path gives the same table as the tolerant one, and steps aside where it could not."""

import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.columns import pieces, quick
from engine.columns.quick import read_quick
from engine.columns.table import _holds_codes, _understood, dataset_from_cells
from engine.columns.understand import Origin
from engine.dataset import Cells, Dataset
from engine.reading.read import Sniffed, sniff

ROWS = 400
COLUMNS = {
    "customer_id": [str(100_000 + i) for i in range(ROWS)],
    "zip": [f"{i % 90:05d}" for i in range(ROWS)],
    "Income": ["" if i % 50 == 0 else f"{20_000 + i * 37}.{i % 100:02d}" for i in range(ROWS)],
    "orders": [str(i % 13) for i in range(ROWS)],
    "stray": ["lots" if i == 399 else str(i) for i in range(ROWS)],
    "signup": [f"2014-{i % 12 + 1:02d}-{i % 28 + 1:02d}" for i in range(ROWS)],
    "moment": [f"2014-01-{i % 28 + 1:02d} 10:{i % 60:02d}:00" for i in range(ROWS)],
    "day": [f"{i % 28 + 1:02d}/{i % 12 + 1:02d}/2014" for i in range(ROWS)],
    "clock": [f"{i % 24:02d}:30" for i in range(ROWS)],
    "answer": ["yes", "no"] * (ROWS // 2),
    "truth": ["true", "false"] * (ROWS // 2),
    "colour": ["red", "NA", "blue", "green"] * (ROWS // 4),
    "thousands": [f"{i % 900 + 1}.{(i * 7) % 1000:03d}" for i in range(ROWS)],
    "long": [str(9_007_199_254_740_993 + i) if i % 7 else "" for i in range(ROWS)],
    "hex": [f"0x{i:04X}" for i in range(ROWS)],
    "price": [f"${i}.50" for i in range(ROWS)],
    "late zero": ["007" if i == 390 else str(i + 1) for i in range(ROWS)],
    "Region code": ["042" if i == 395 else str(100 + i % 7) for i in range(ROWS)],
    "account id": [str(70_000 + i) for i in range(ROWS)],
    "blank dates": ["" if i % 9 == 4 else f"2015-03-{i % 28 + 1:02d}" for i in range(ROWS)],
    "not quite dates": ["2014-13-01" if i == 380 else f"2014-05-{i % 28 + 1:02d}" for i in range(ROWS)],
    "huge": [str(18_446_744_073_709_551_000 + i) for i in range(ROWS)],
    "late word": ["NA" if i == 3 else "Namibia" if i > 300 else str(i) for i in range(ROWS)],
    "infinite": ["inf" if i == 50 else f"{i}.5" for i in range(ROWS)],
    "spaced": [f" {i}" for i in range(ROWS)],
    "exponents": [f"{i}e-3" for i in range(ROWS)],
    "nothing": [""] * ROWS,
    "missing": ["NULL", "", "n/a", "-"] * (ROWS // 4),
    "number": ["unknown" if i % 40 == 0 else str(i * 3) for i in range(ROWS)],
}


@pytest.fixture
def sniffed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sniffed:
    monkeypatch.setattr(quick, "QUICK_BYTES", 0)
    path = tmp_path / "clean.csv"
    pd.DataFrame(COLUMNS).to_csv(path, index=False)
    return sniff(path)


def fast(sniffed: Sniffed) -> Dataset:
    columns = read_quick(sniffed, _holds_codes)
    assert columns is not None
    return _understood(columns, sniffed.names, "table", None, Origin(sniffed.dialect))


def test_both_paths_give_the_same_table(sniffed: Sniffed) -> None:
    tolerant = dataset_from_cells(Cells(pd.DataFrame(COLUMNS, dtype="str"), sniffed.dialect))
    quickly = fast(sniffed)
    for name in COLUMNS:
        pd.testing.assert_series_equal(quickly.frame[name], tolerant.frame[name])
        one, other = quickly.columns[name], tolerant.columns[name]
        assert (one.kind, one.role, one.meaning, one.n_odd) == (other.kind, other.role, other.meaning, other.n_odd), (
            name
        )
    assert quickly.fingerprint == tolerant.fingerprint


def test_clean_numbers_come_typed(sniffed: Sniffed) -> None:
    columns = read_quick(sniffed, _holds_codes)
    assert columns is not None
    assert columns[0].dtype == "int64"


def test_what_is_not_clean_or_not_large_is_left_to_the_tolerant_reader(
    sniffed: Sniffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    assert read_quick(replace(sniffed, clean=False), _holds_codes) is None
    monkeypatch.setattr(quick, "QUICK_BYTES", 10**9)
    assert read_quick(sniffed, _holds_codes) is None


@pytest.mark.parametrize("row", ["1,2\n", "1,2,3,4\n", "1\n", "  \n"])
def test_rows_of_another_length_are_never_filled_up(
    row: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "QUICK_BYTES", 0)
    rows = [f"{n},{n / 4},word\n" for n in range(20_000)]
    path = tmp_path / "odd.csv"
    path.write_text("id,amount,word\n" + "".join([*rows[:9_000], row, *rows[9_000:]]))
    found = sniff(path)
    assert read_quick(found, _holds_codes) is None


CELLS = st.sampled_from(
    [
        "",
        "1",
        "0",
        "00",
        "007",
        "-1",
        "-01",
        "+5",
        " 3",
        "2.5",
        "1e3",
        "NA",
        "null",
        "-",
        "inf",
        "nan",
        "true",
        "False",
    ]
    + [
        "2020-01-31",
        "2020-02-30",
        "2020-01-31 10:00",
        "word",
        "0x1F",
        "1.234",
        "12:30",
        "é",
        "9007199254740993",
        "a b",
    ]
)


def _cut_small(patch: pytest.MonkeyPatch, first: int, other: int) -> None:
    """Let files be read in many pieces."""
    patch.setattr(pieces, "_FIRST_PIECE", first)
    patch.setattr(pieces, "_PIECE", other)
    patch.setattr(pieces, "_PIECE_PER_COLUMN", 1)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=2, max_size=4), st.booleans())
def test_any_cells_come_out_as_the_tolerant_reader_has_them(kinds: list[list[str]], in_pieces: bool) -> None:
    """Columns of up to four spellings, each column filled with one of them far down and the others above."""
    rows = 300
    columns = {
        f"column {n}": [kind[min(i % (len(kind) + 1), len(kind) - 1)] for i in range(rows)]
        for n, kind in enumerate(kinds)
    }
    columns["row"] = [str(i) for i in range(rows)]
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(quick, "QUICK_BYTES", 0)
        if in_pieces:
            _cut_small(patch, 20, 300)
        path = Path(folder) / "table.csv"
        text = "\n".join([",".join(columns), *(",".join(row) for row in zip(*columns.values(), strict=True))]) + "\n"
        path.write_text(text, encoding="utf-8")
        sniffed = sniff(path)
        assume(sniffed.clean and sniffed.names == tuple(columns))
        found = read_quick(sniffed, _holds_codes)
        assume(found is not None)
        quickly = _understood(found or [], sniffed.names, "table", None, Origin(sniffed.dialect))
        tolerant = dataset_from_cells(Cells(pd.DataFrame(columns, dtype="str"), sniffed.dialect))
    for name in columns:
        pd.testing.assert_series_equal(quickly.frame[name], tolerant.frame[name])


@pytest.mark.parametrize(("first", "other"), [(1, 1), (100, 500), (20_000, 100)])
def test_pieces_give_the_same_table_as_the_tolerant_reader(
    first: int, other: int, sniffed: Sniffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cut_small(monkeypatch, first, other)
    test_both_paths_give_the_same_table(sniffed)


@pytest.mark.parametrize("size", [1, 7, 60, 1_000])
def test_cells_of_several_lines_are_never_cut(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quotes, line ends, delimiters and doubled quotes inside of cells; some records have more lines than others."""
    monkeypatch.setattr(quick, "QUICK_BYTES", 0)
    _cut_small(monkeypatch, size, size)
    cells = ["plain", "two\nlines", 'say ""so""', "a,b", '""\n""', "\n\n\n"]
    rows = [f'{n},"{cells[n % 7 % len(cells)]}",{n / 4},2020-01-{n % 28 + 1:02d}' for n in range(3_000)]
    data = ("\n".join(["id,words,amount,signup", *rows]) + "\n").encode()
    found = sniff(data)
    assert found.clean
    columns = read_quick(found, _holds_codes)
    assert columns is not None
    assert columns[0].tolist() == list(range(3_000))
    assert columns[1].to_pylist() == [cells[n % 7 % len(cells)].replace('""', '"') for n in range(3_000)]
    assert columns[2].tolist() == [n / 4 for n in range(3_000)]
    assert columns[3].dt.day.tolist() == [n % 28 + 1 for n in range(3_000)]


def test_a_column_that_changes_its_type_from_piece_to_piece_is_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "QUICK_BYTES", 0)
    _cut_small(monkeypatch, 1_000, 1_000)
    rows = 4_000
    late = [str(n) if n < 3_000 else f"{n}.5" for n in range(rows)]
    gaps = ["" if n < 1_000 or n == 3_500 else str(n) for n in range(rows)]
    words = ["" if n < 1_000 else "NA" if n % 3 else "blue" for n in range(rows)]
    day = ["2020-01-02" if n < 2_000 else "2020-01-02 10:00:00" for n in range(rows)]
    text = "late,gaps,words,signup,row\n" + "\n".join(
        map(",".join, zip(late, gaps, words, day, map(str, range(rows)), strict=True))
    )
    columns = read_quick(sniff(text.encode()), _holds_codes)
    assert columns is not None
    assert columns[0].tolist() == [float(cell) for cell in late]
    assert columns[1].isna().tolist() == [not cell for cell in gaps]
    assert columns[1].sum() == sum(float(cell) for cell in gaps if cell)
    assert columns[2].to_pylist() == words
    assert columns[3].tolist() == [pd.Timestamp(cell) for cell in day]
    assert columns[4].tolist() == list(range(rows))


@pytest.mark.parametrize("nothing", ["\n", ",,\n"])
@pytest.mark.parametrize("gaps", [False, True])
def test_rows_of_nothing_far_inside_are_left_to_the_tolerant_reader(
    nothing: str, gaps: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "QUICK_BYTES", 0)
    rows = [
        f"{'' if gaps and n % 9 == 0 else n},{'' if gaps and n % 9 == 1 else n / 4},word\n" for n in range(20_000)
    ]
    clean = sniff(("id,amount,word\n" + "".join(rows)).encode())
    assert clean.clean
    assert read_quick(clean, _holds_codes) is not None
    broken = sniff(("id,amount,word\n" + "".join([*rows[:9_000], nothing, *rows[9_000:]])).encode())
    assert read_quick(broken, _holds_codes) is None


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        (b"1,007,2\n", True),
        (b"1;2\n0042;3\n", True),
        (b"1, -01,2\n", True),
        (b"1,+0X1F,2\n", True),
        (b'1,"05",2\n', True),
        (b"2019-05-10,0,0.5,100,a 05\n", False),
        (b"2019-05-10 00:07:00,1\n", False),
        (b"0", False),
    ],
)
def test_cells_with_leading_zeros_are_seen(line: bytes, holds: bool) -> None:
    delimiter = b";" if b";" in line else b","
    assert quick._holds_zero_led(memoryview(b"x,y\n" + line), delimiter) is holds
