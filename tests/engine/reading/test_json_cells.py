"""JSON in the cells of delimited text, its quotes doubled as they must be or not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reading.read import read_cells

ROWS = [
    [f"u-{n}", json.dumps({"plan": "free", "seats": n, "on": None}), str(n), json.dumps(["new", "eu"][: n % 3])]
    for n in range(20)
]
HEADER = ["user", "props", "n", "tags"]


def content(rows: list[list[str]], sign: str, doubled: bool) -> bytes:
    def cell(value: str) -> str:
        inner = value.replace('"', '""') if doubled else value
        return f'"{inner}"'

    return "".join(sign.join(map(cell, row)) + "\n" for row in [HEADER, *rows]).encode()


@pytest.mark.parametrize("doubled", [True, False])
@pytest.mark.parametrize("sign", [",", ";", "\t", "||", "\t\t", "|#|"])
def test_objects_and_lists_stay_whole(sign: str, doubled: bool) -> None:
    cells = read_cells(content(ROWS, sign, doubled))
    assert list(cells.frame.columns) == HEADER
    assert cells.frame.to_numpy(dtype=object).tolist() == ROWS


words = st.text("abcdef xyz", min_size=1, max_size=8)
objects = st.dictionaries(words, words | st.integers(0, 99) | st.lists(words, max_size=3), min_size=2, max_size=4)


@given(st.lists(objects, min_size=5, max_size=12))
def test_any_objects_without_doubled_quotes_come_back(given_objects: list[dict[str, object]]) -> None:
    rows = [[f"u-{n}", json.dumps(one), str(n * 7), "[]"] for n, one in enumerate(given_objects)]
    assert read_cells(content(rows, ",", doubled=False)).frame.to_numpy(dtype=object).tolist() == rows


def test_one_broken_line_of_json_lines_costs_no_other() -> None:
    lines = [json.dumps({"id": n, "name": "x"}) for n in range(5)]
    cells = read_cells("\n".join(['{"id": 9, "na"me": 1}', *lines]).encode())
    assert cells.dialect.format == "jsonl"
    assert len(cells.frame) == 5
    assert [row.line for row in cells.set_aside] == [1]
