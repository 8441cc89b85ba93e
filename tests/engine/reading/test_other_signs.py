"""Tables of one file that are written with different signs."""

import pytest

from engine.reading.head import read_head
from engine.reading.read import read_cells

CUSTOMERS = "id;name;city;spend;visits\n" + "".join(f"{n};Anna {n};Berlin;{n * 3.5:.2f};{n % 7}\n" for n in range(59))
RATES = "country,currency,rate\nDE,EUR,1.00\nUS,USD,1.08\nGB,GBP,0.86\n"
NAMES = ("id", "name", "city", "spend", "visits")


@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize("title", ["", "Rates and customers\n\n"])
def test_a_small_table_above_is_the_main_one_and_the_large_one_is_offered(gap: str, title: str) -> None:
    text = (title + RATES + gap + CUSTOMERS).encode()
    cells = read_cells(text)
    assert cells.frame.columns.tolist() == ["country", "currency", "rate"]
    assert cells.frame["rate"].tolist() == ["1.00", "1.08", "0.86"]
    assert cells.dialect.delimiter == ","
    (other,) = cells.other_tables
    assert (other.n_rows, other.columns) == (59, NAMES)
    assert any(f"begins on line {other.first_line}" in note.message for note in cells.notes)
    chosen = read_cells(text, first_line=other.first_line)
    assert tuple(chosen.frame.columns) == NAMES
    assert len(chosen.frame) == 59
    head = read_head(text)
    assert head is not None
    assert head.frame.equals(cells.frame)


@pytest.mark.parametrize("gap", ["", "\n"])
def test_a_table_below_is_offered_and_no_note(gap: str) -> None:
    cells = read_cells((CUSTOMERS + gap + RATES).encode())
    assert len(cells.frame) == 59
    assert cells.dialect.footnote_lines == 0
    assert [(other.n_rows, other.columns) for other in cells.other_tables] == [(3, ("country", "currency", "rate"))]


@pytest.mark.parametrize(
    "above",
    [
        "Report,2024\nCreated by,X\nStatus,open\n",
        "Rows,59\nErrors,0\nVersion,3\n",
        "Filter,all\nRows,59\nErrors,0\nVersion,3\n",
        "From,2024-01-01\nTo,2024-12-31\n",
        "Report,All customers\nFrom,2024-01-01\nTo,2024-12-31\nCreated,2025-01-02\n",
        "Account,Main account\nIBAN,DE02120300000000202051\nBalance,1234.56\nCurrency,EUR\n",
        "This holds the customers, in the order of their numbers, as agreed.\n" * 3,
    ],
)
def test_keys_and_prose_with_other_signs_stay_a_preamble(above: str) -> None:
    cells = read_cells((above + "\n" + CUSTOMERS).encode())
    assert tuple(cells.frame.columns) == NAMES
    assert cells.dialect.preamble_lines == above.count("\n")


def test_another_table_of_the_same_width_right_below_that_changes_the_kinds_of_columns() -> None:
    first = [f"AB-{n},40{n * 7919},L{n}:77,{n * 13 + 501}" for n in range(10, 50)]
    second = [f"{n},x{n},{n * 2},y{n}" for n in range(12)]
    text = "\n".join(["sku,ean,batch,zip", *first, "no,word,twice,sign", *second]) + "\n"
    cells = read_cells(text.encode())
    assert len(cells.frame) == 40
    assert [other.columns for other in cells.other_tables] == [("no", "word", "twice", "sign")]
