"""`read_cells` on ordinary and on hostile input."""

import csv
import gzip
import io
import json
import zipfile
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import EngineError
from engine.reading import assemble
from engine.reading.delimited import read_delimited
from engine.reading.encoding import detect_encoding
from engine.reading.read import read_cells, sniff
from engine.reading.source import open_source

HEADER = ["id", "name", "joined", "income"]
ROWS = [[str(100 + n), f"Name {chr(65 + n % 26)}", f"2021-03-{1 + n % 28:02d}", f"{n * 7.5:.2f}"] for n in range(30)]


def written(rows: list[list[str]], **dialect: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, **dialect).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def table(cells) -> list[list[str]]:
    return [list(cells.frame.columns), *cells.frame.to_numpy(dtype=object).tolist()]


PLAIN = written([HEADER, *ROWS])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "~", "^", "\x01"])
def test_delimiters_are_found(delimiter: str) -> None:
    cells = read_cells(written([HEADER, *ROWS], delimiter=delimiter).encode())
    assert cells.dialect.delimiter == delimiter
    assert table(cells) == [HEADER, *ROWS]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be", "cp1252"])
def test_encodings_are_found(encoding: str) -> None:
    rows = [[*row[:1], "Zoë Müller", *row[2:]] for row in ROWS]
    assert table(read_cells(written([HEADER, *rows]).encode(encoding))) == [HEADER, *rows]


def test_a_stray_byte_does_not_cost_the_other_letters() -> None:
    content = PLAIN.replace("Name A", "Zoë Müller").encode() + b"200,caf\xe9,2021-01-01,5.00\r\n"
    cells = read_cells(content)
    assert cells.frame.iloc[0, 1] == "Zoë Müller"
    assert cells.frame.iloc[-1, 1] == "café"


@pytest.mark.parametrize("line", [1, 15, 30])
def test_one_broken_row_never_costs_the_others(line: int) -> None:
    lines = PLAIN.splitlines(keepends=True)
    lines[line] = lines[line].replace(",", ",,", 1)
    assert table(read_cells("".join(lines).encode())) == [HEADER, *ROWS]


def test_what_is_not_certain_is_set_aside_with_its_line() -> None:
    lines = PLAIN.splitlines(keepends=True)
    lines[5] = "one,two,three,four,five,six,seven\r\n"
    cells = read_cells("".join(lines).encode())
    assert [row.line for row in cells.set_aside] == [6]
    assert table(cells) == [HEADER, *ROWS[:4], *ROWS[5:]]


def test_a_short_row_is_padded_and_noted() -> None:
    lines = PLAIN.splitlines(keepends=True)
    lines[3] = "102,Name C\r\n"
    cells = read_cells("".join(lines).encode())
    assert cells.frame.iloc[2].tolist() == ["102", "Name C", "", ""]
    assert any("line 4" in note.message for note in cells.notes)


def test_preamble_notes_and_second_table() -> None:
    other = written([["x", "y"], ["1", "2"], ["3", "4"]])
    cells = read_cells(f"Customers of 2021\r\n\r\n{PLAIN}\r\n{other}".encode())
    assert table(cells) == [HEADER, *ROWS]
    assert cells.dialect.preamble_lines == 1
    assert [(one.n_rows, one.columns) for one in cells.other_tables] == [(2, ("x", "y"))]


def test_a_file_of_one_header_is_a_table_of_no_rows() -> None:
    assert table(read_cells(b"id,name,income\n")) == [["id", "name", "income"]]


def test_without_header_columns_are_numbered() -> None:
    cells = read_cells(written(ROWS).encode())
    assert cells.dialect.header is None
    assert table(cells) == [["column 1", "column 2", "column 3", "column 4"], *ROWS]


def test_gzip_and_file_objects_read_the_same() -> None:
    packed = read_cells(gzip.compress(PLAIN.encode()))
    assert packed.dialect.compression == "gzip"
    assert table(packed) == table(read_cells(io.BytesIO(PLAIN.encode()))) == [HEADER, *ROWS]


def test_parquet_and_json_lines(tmp_path: Path) -> None:
    frame = pd.DataFrame({"n": [1, 2], "x": [1.5, float("nan")], "d": pd.to_datetime(["2020-01-01", "2020-01-02"])})
    frame.to_parquet(tmp_path / "t.bin")
    assert table(read_cells(tmp_path / "t.bin")) == [
        ["n", "x", "d"],
        ["1", "1.5", "2020-01-01"],
        ["2", "", "2020-01-02"],
    ]
    lines = "\n".join(json.dumps({"a": n, "b": "x"}) for n in (1, 2)) + "\nbroken"
    cells = read_cells(lines.encode())
    assert table(cells) == [["a", "b"], ["1", "x"], ["2", "x"]]
    assert [row.line for row in cells.set_aside] == [3]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n  \n",
        b"%PDF-1.7\n%\xe2\xe3",
        b"\n%PDF-1.4\n1 0 obj\n" * 9,
        bytes(1 + n * 7 % 255 for n in range(4000)),  # binary without a zero byte
        b"".join(b'{"k%d": 1}\n' % n for n in range(3000)),  # nothing in common
        b"\x89PNG\r\n\x1a\n\0\0",
        b"a,b\n1,\x002\n",
        b"<!DOCTYPE html><html><body>Log in</body></html>",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n",
        b"PAR1" + b"x" * 40,
        b"PK\x03\x04 cut off",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        b"\x1f\x8b broken",
        gzip.compress(b"a,b\n1,2\n" * 99, mtime=0)[:-12],
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(EngineError) as caught:
        read_cells(content, "upload.csv")
    assert caught.value.message.endswith(".")
    assert caught.value.remedy


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("table.csv", PLAIN)
    with pytest.raises(EngineError, match="ZIP archive"):
        read_cells(out.getvalue())


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.binary(max_size=600), st.text(alphabet="ab1\"',;|\t \n\r\\{[", max_size=200).map(str.encode)))
def test_any_bytes_give_a_table_or_a_sentence(content: bytes) -> None:
    with suppress(EngineError):
        read_cells(content)


SIGNS = list("01ab()[]{}\\*+?.^$|/-'\",;:~#%=<>&@! \t")


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from([*SIGNS, "()", "(0", "||", "::", "^*"]),
    st.lists(st.lists(st.text(SIGNS, max_size=4), min_size=1, max_size=5), min_size=1, max_size=12),
    st.integers(1, 4),
)
def test_rows_of_any_signs_give_a_table_or_a_sentence(delimiter: str, rows: list[list[str]], times: int) -> None:
    with suppress(EngineError):
        read_cells("\n".join(delimiter.join(row) for row in rows * times).encode())


def test_blank_lines_alone_may_stand_first() -> None:
    cells = read_cells(b"\t\n" * 20 + b"id\tincome\n" + b"".join(b"%d\t%d\n" % (n, 7 * n) for n in range(30)))
    assert list(cells.frame.columns) == ["id", "income"]
    assert len(cells.frame) == 30


WORDS = st.text(alphabet="abcdefgh XYZ,;'\"", min_size=1, max_size=12).map(str.strip).filter(bool)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(WORDS, st.integers(0, 10**6).map(str), WORDS), min_size=3, max_size=12),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_text_comes_back(rows: list[tuple[str, str, str]], delimiter: str, end: str) -> None:
    everything = [["Word", "Number", "Remark"], *map(list, rows)]
    text = written(everything, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)  # type: ignore[arg-type]
    assert table(read_cells(text.encode())) == everything


def test_the_fast_path_gives_the_cells_of_the_tolerant_one() -> None:
    rows = [[*row[:1], f'a "{row[1]}", b', *row[2:]] for row in ROWS * 100]
    raw = open_source(written([HEADER, *rows]).encode())
    assert sniff(raw.data).clean
    fast, tolerant = read_cells(raw.data), read_delimited(raw, detect_encoding(raw))
    pd.testing.assert_frame_equal(fast.frame, tolerant.frame)
    assert fast.dialect == tolerant.dialect


@pytest.mark.parametrize("extra", ["\r\n", ",,,\r\n", "1,2\r\n", '1,"2,3\r\n', "note\r\n"])
def test_a_blemish_at_the_end_is_not_clean(extra: str) -> None:
    assert not sniff((written([HEADER, *ROWS * 100]) + extra + PLAIN.split("\r\n", 1)[1]).encode()).clean


@pytest.mark.realdata
def test_every_spelling_of_the_campaign_table_has_its_customers(realdata: Path) -> None:
    for path in sorted((realdata / "marketing_campaign").glob("*.csv")):
        cells = read_cells(path)
        assert len(cells.frame) == 2240, path.name
        assert not cells.set_aside, path.name


@pytest.mark.parametrize("quote", ["'", "`"])
@pytest.mark.parametrize("line", [0, 1, 17, 30])
def test_a_row_in_other_quotes_than_the_rest_loses_them(line: int, quote: str) -> None:
    lines = PLAIN.splitlines(keepends=True)
    lines[line] = ",".join(f"{quote}{cell}{quote}" for cell in [HEADER, *ROWS][line]) + "\r\n"
    assert table(read_cells("".join(lines).encode())) == [HEADER, *ROWS]


def test_quotes_that_are_part_of_the_cells_stay() -> None:
    rows = [[*row[:1], "'tis", "'n'", f"'{row[3]}'"] for row in ROWS]
    assert table(read_cells(written([HEADER, *rows]).encode())) == [HEADER, *rows]


@pytest.mark.parametrize("delimiter", ["::", "@@", "||", "##"])
def test_a_doubled_delimiter_wins_over_signs_inside_the_cells(delimiter: str) -> None:
    rows = [[row[0], f"{row[1]}, 12:30", row[2], row[3]] for row in ROWS]
    content = "".join(delimiter.join(row) + "\n" for row in [HEADER, *rows])
    assert table(read_cells(content.encode())) == [HEADER, *rows]


@pytest.mark.parametrize("gap", ["", "\r\n"])
def test_another_table_of_the_same_width_is_told_apart(gap: str) -> None:
    second = written([["year", "label", "from", "sales"], *([str(n), f"x{n}", "2020-01-01", "5"] for n in range(8))])
    cells = read_cells((PLAIN + gap + second).encode())
    assert table(cells) == [HEADER, *ROWS]
    assert [other.n_rows for other in cells.other_tables] == [8]


def test_a_table_of_numbers_below_a_table_of_words_is_told_apart() -> None:
    words = [["First name", "Town"], *([name, town] for name in ("Ann", "Bo", "Cy") for town in ("Rome", "Oslo"))]
    numbers = [["visits", "spent"], *([str(n), f"{n}.50"] for n in range(6))]
    cells = read_cells((written(words) + "\r\n" + written(numbers)).encode())
    assert table(cells) == words
    assert len(cells.other_tables) == 1


def test_pairs_above_a_table_are_its_preamble() -> None:
    cells = read_cells(("Report,Customers\r\nFrom,2024-01-01\r\nTo,2024-12-31\r\n\r\n" + PLAIN).encode())
    assert table(cells) == [HEADER, *ROWS]
    assert cells.dialect.preamble_lines == 3


def test_a_group_row_and_an_equal_row_belong_to_the_header() -> None:
    rows = [[f"K{n}", "AB"[n % 2], str(2000 + n), ""] for n in range(20)]
    cells = read_cells(written([["", "Group", "", ""], ["Key", "Group", "Since", "Until"], *rows]).encode())
    assert cells.frame.columns.tolist() == ["Key", "Group Group", "Since", "Until"]
    words = [[f"Name {chr(65 + n)}", "Rome"] for n in range(20)]
    assert table(read_cells(written([["Person", "Town"]] * 2 + words).encode()))[0] == ["Person Person", "Town Town"]


def test_an_index_without_a_name_leaves_the_header_a_header() -> None:
    rows = [[str(n), "AgreeNeutral"[n % 2 :], f"R-{n}"] for n in range(20)]
    assert table(read_cells(written([["", "Answer", "Respondent"], *rows]).encode()))[0] == [
        "",
        "Answer",
        "Respondent",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2\n3," + b"x" * 11_000_000 + b"\n", "Line 3"),
        (b"," * 11_000_000, "Line 1"),
        (b'a,b\n1,"' + b"x" * 11_000_000 + b'"\n', "Line 2"),
        ((",".join(map(str, range(30_000))) + "\n").encode() * 2, "30,000 columns"),
    ],
    ids=["cell", "delimiters", "quoted cell", "columns"],
)
def test_what_is_too_long_or_too_wide_is_refused_with_its_place(content: bytes, said: str) -> None:
    with pytest.raises(EngineError, match=said):
        read_cells(content)


@pytest.mark.parametrize("missing", [1, 2])
def test_a_missing_delimiter_is_put_back_beside_a_quoted_cell(missing: int) -> None:
    rows = [[row[0], f"{row[1]}, Dr", row[2], f"{row[3]}"] for row in ROWS]
    lines = written([HEADER, *rows]).splitlines(keepends=True)
    cells = [rows[9][0], f'"{rows[9][1]}"', *rows[9][2:]]
    lines[10] = ",".join(cells[:missing]) + ",".join(cells[missing:]) + "\r\n"
    assert table(read_cells("".join(lines).encode())) == [HEADER, *rows]


@pytest.mark.parametrize("where", ["top", "middle", "end"])
@pytest.mark.parametrize("name", ["7{:03d}", "Name {:03d}"])
@pytest.mark.parametrize("gap", [1, 4, 20])
def test_customers_of_whom_one_thing_is_known_are_records(where: str, name: str, gap: int) -> None:
    known = [f"{name.format(i)},{i % 3 + 1}" for i in range(40)]
    unknown = [f"{name.format(i)}," for i in range(100, 100 + gap)]
    at = {"top": 0, "middle": 20, "end": 40}[where]
    lines = [*known[:at], *unknown, *known[at:]]
    cells = read_cells("\n".join(["customer,bought", *lines, ""]).encode())
    assert list(cells.frame.columns) == ["customer", "bought"]
    assert [",".join(row) for row in cells.frame.to_numpy().tolist()] == lines
    assert not cells.set_aside


@pytest.mark.parametrize("pair", ["“”", "„“", "«»", "‘’"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_fields_in_the_quotes_of_word_processors_lose_them(pair: str, delimiter: str) -> None:
    rows = [["Name", "Town", "Said"], *([f"Ode, Kofi {n}", "Rome;", 'so "much"'] for n in range(9))]
    text = "".join(delimiter.join(f"{pair[0]}{cell}{pair[1]}" for cell in row) + "\n" for row in rows)
    assert table(read_cells(text.encode())) == rows


def test_such_quotes_around_single_words_are_part_of_the_cells() -> None:
    rows = [["Title", "Year"], *([f"“Film {n}”", str(1990 + n)] for n in range(9))]
    assert table(read_cells("".join(",".join(row) + "\n" for row in rows).encode())) == rows


@pytest.mark.parametrize("delimiter", ["::", "@@", "<>", "|#|", "#"])
def test_commas_in_every_amount_do_not_pass_for_delimiters(delimiter: str) -> None:
    rows = [
        ["Day", "Phone", "Amount"],
        *([f"2024-01-{n + 10}", f"+49 181 4037{n}", f"$1,{n}27.76"] for n in range(9)),
    ]
    assert table(read_cells("".join(delimiter.join(row) + "\n" for row in rows).encode())) == rows


def test_one_column_whose_heading_has_no_blank_is_not_parted_at_its_blanks() -> None:
    rows = [["Phone"], *([f"+49 {300 + 7 * n} {52625 + n}"] for n in range(9))]
    assert table(read_cells("".join(row[0] + "\n" for row in rows).encode())) == rows


def test_a_delimiter_beside_an_unescaped_quote_stays_in_its_cell() -> None:
    rows = [["id", "Description", "Qty"], *([str(n), f"wool cotton, warm {n}", str(2 * n)] for n in range(9))]
    rows += [["9", 'women red shoes "red", warm', "7"], ["10", 'shirt "women", shirt men', "2"]]
    text = "".join(f'{number},"{words}",{count}\n' for number, words, count in rows)
    assert table(read_cells(text.replace('"Description"', "Description").encode())) == rows


def test_keys_with_values_above_a_small_table_are_its_preamble() -> None:
    text = "Report:,Sales\nYear:,2024\n\nName,Qty,Town\nAnn,9,Rome\nBo,17,Oslo\nCy,15,Bonn\n"
    assert table(read_cells(text.encode()))[0] == ["Name", "Qty", "Town"]


def test_a_row_in_other_quotes_among_few_rows_does_not_change_those_of_the_others() -> None:
    rows = [["Name", "Qty", "Day"], *([f"Dubois, {name}", "9", "2013-03-10"] for name in ("Ana", "Bo", "Cy", "Di"))]
    lines = ["Name,Qty,Day\n", *(f'"{name}",{count},{day}\n' for name, count, day in rows[1:])]
    lines[1] = "'Dubois, Ana','9','2013-03-10'\n"
    assert table(read_cells("".join(lines).encode())) == rows


def test_a_file_of_which_nearly_nothing_is_a_record_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "MAX_STRANGE_LINES", 500)
    text = PLAIN + 'Prose, "which says, of nothing; much\r\n' * 6000
    with pytest.raises(EngineError, match="are no records of a table of 4 columns"):
        read_cells(text.encode())


@pytest.mark.parametrize(
    ("line", "row"),
    [
        # A quote too many before an address, and the next cell quoted: the quote is no reason to doubt the address.
        ('7,"http://shop.example/7,"wool, warm",3.50', ["7", '"http://shop.example/7', "wool, warm", "3.50"]),
        # No delimiter before a quoted cell that holds one: as many delimiters as there should be.
        ('7,http://shop.example/7"wool, warm",3.50', ["7", "http://shop.example/7", "wool, warm", "3.50"]),
        # Inches pair up by chance.
        ('7,http://shop.example/7,5" or 6",3.50', ["7", "http://shop.example/7", '5" or 6"', "3.50"]),
    ],
)
def test_a_quote_that_is_one_too_many_or_glued_to_a_cell(line: str, row: list[str]) -> None:
    lines = [f'{n},http://shop.example/{n},"dry, soft {n}",{n}.50' for n in range(20)]
    cells = read_cells("\n".join(["id,page,words,price", *lines, line, *lines]).encode())
    assert cells.frame.iloc[20].tolist() == row


@pytest.mark.parametrize(
    "total", [",,Total,4100.00,", ",,Summe:,4100.00,82", "Grand total,,,4100.00,82", ",,,,\nTotal,,,4100.00,"]
)
def test_sums_under_the_columns_are_a_note(total: str) -> None:
    rows = [[f"C{n}", f"Name {n}", "RomeOslo"[n % 2 * 4 :][:4], f"{n}.50", str(n % 5)] for n in range(20)]
    text = written([["id", "name", "town", "spend", "visits"], *rows]) + total + "\n"
    cells = read_cells(text.encode())
    assert (len(cells.frame), cells.dialect.footnote_lines) == (20, 1)
    assert any("otal" in note.message or "Summe" in note.message for note in cells.notes)


def test_the_last_row_of_a_pivot_table_is_a_note_where_its_sums_are_the_largest() -> None:
    rows = [[f"Customer {n}", str(n * 7 % 90), str(n * 11 % 90)] for n in range(20)]
    head = [["Row Labels", "2023", "2024"], *rows]
    assert len(read_cells(written([*head, ["Grand Total", "900", "880"]]).encode()).frame) == 20
    assert len(read_cells(written([*head, ["Total", "50", "60"]]).encode()).frame) == 21  # TotalEnergies, say


def test_a_customer_called_total_is_a_record() -> None:
    rows = [[f"C{n}", f"Name {n}", "Rome", f"{n}.50"] for n in range(20)]
    for last in (["C20", "Total", "Oslo", "7.50"], ["C20", "Total", "", "7.50"]):
        cells = read_cells(written([["id", "name", "town", "spend"], *rows, last]).encode())
        assert len(cells.frame) == 21


def test_a_title_above_two_columns_of_words_is_no_reason_for_blanks_to_separate() -> None:
    rows = [["Cid Poe", "Jena"], ["Ann Kay", "Ulm"], ["Dan Lee", "Kiel"], ["Eve Roe", "Bonn"]] * 4
    assert table(read_cells(("Sales report\n" + written([["Name", "Town"], *rows])).encode())) == [
        ["Name", "Town"],
        *rows,
    ]


@pytest.mark.parametrize("quote", ["'", "`", "~"])
def test_one_column_in_other_quotes(quote: str) -> None:
    rows = [["email"], *([f"u{n}@mail.example"] for n in range(20))]
    text = written(rows, quotechar=quote, quoting=csv.QUOTE_ALL)
    assert table(read_cells(text.encode())) == rows


@pytest.mark.parametrize("quote", ["'", "`"])
def test_other_quotes_around_nothing_but_cells_of_several_lines(quote: str) -> None:
    rows = [[str(n), f"first, line {n}\nsecond line" if n % 3 else "short", f"{n}.5"] for n in range(30)]
    text = written([["id", "text", "score"], *rows], delimiter="\t", quotechar=quote)
    assert table(read_cells(text.encode()))[1:] == rows


@pytest.mark.parametrize("width", [2, 5])
def test_words_below_numbers_are_notes_whatever_else_may_be_blank(width: int) -> None:
    rows = [[str(n), *(["x"] if n % 3 else [""]), *[""] * (width - 2)] for n in range(40)]
    foot = [["Sales report", *[""] * (width - 1)], ["Confidential", *[""] * (width - 1)]]
    cells = read_cells(written([["id", *(f"c{n}" for n in range(1, width))], *rows, *foot]).encode())
    assert len(cells.frame) == 40


def test_a_delimiter_of_three_signs_that_stand_in_cells_as_well() -> None:
    rows = [[str(n), f"Elm Rd #{n}", f"{n}.5"] for n in range(30)]
    text = "".join("|#|".join(row) + "\n" for row in [["id", "street", "score"], *rows])
    assert table(read_cells(text.encode())) == [["id", "street", "score"], *rows]


def test_the_last_row_of_a_wide_table_is_no_note_because_another_sign_separates_it() -> None:
    rows = [[str(n * 31 + m * 7) for m in range(30)] for n in range(40)]
    text = written([[f"name {chr(97 + m % 26)}{m}" for m in range(30)], *rows[:-1]]) + ";".join(rows[-1]) + "\n"
    cells = read_cells(text.encode())
    assert cells.frame.iloc[-1].tolist() == rows[-1]


def test_gzip_of_gzip_is_refused_by_its_name() -> None:
    with pytest.raises(EngineError, match="compressed twice"):
        read_cells(gzip.compress(gzip.compress(PLAIN.encode())))


@pytest.mark.parametrize(("late", "encoding"), [("é".encode(), "utf-8"), (b"\xe9", "latin-1"), (b"e", "utf-8")])
def test_what_a_large_file_begins_with_does_not_hide_how_it_goes_on(late: bytes, encoding: str) -> None:
    data = b"id,name,amount\n" + b"123456,Koeln,12.50\n" * 100_000 + b"1,Andr" + late + b",2.50\n"
    found = sniff(data)
    assert (found.dialect.encoding, found.names) == (encoding, ("id", "name", "amount"))
    assert found.clean == (encoding == "utf-8")


def test_a_large_file_is_refused_for_its_zero_bytes_before_its_lines() -> None:
    data = b"a," * 700_000 + b"\n" + b"1," * 700_000 + b"\0"
    with pytest.raises(EngineError, match="zero byte on line 2"):
        sniff(data)
    with pytest.raises(EngineError, match="columns"):
        sniff(data[:-1])
