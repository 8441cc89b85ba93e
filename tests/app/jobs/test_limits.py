"""A table beyond a limit is refused with its numbers, the place, and the setting that decides."""

from dataclasses import replace

import pytest

from app.jobs.work import check_limits
from app.settings import Settings
from engine.columns.table import read_table
from engine.dataset import Dataset
from engine.errors import EngineError


def table(note: str = "x") -> Dataset:
    return read_table(
        b"id,spending,note\n"
        + b"".join(b"%d,%d,%s\n" % (row, row * 7 % 50, b"x") for row in range(30))
        + f"30,5,{note}\n".encode()
    )


def test_a_table_within_all_limits_passes(settings: Settings) -> None:
    check_limits(replace(settings, max_rows=31, max_columns=3), table())


def test_rows(settings: Settings) -> None:
    with pytest.raises(EngineError, match="31 rows; this server takes up to 30") as caught:
        check_limits(replace(settings, max_rows=30), table())
    assert "MAX_ROWS" in caught.value.remedy


def test_columns(settings: Settings) -> None:
    with pytest.raises(EngineError, match="3 columns; this server takes up to 2") as caught:
        check_limits(replace(settings, max_columns=2), table())
    assert "MAX_COLUMNS" in caught.value.remedy


def test_a_long_cell_is_named_with_its_place(settings: Settings) -> None:
    with pytest.raises(EngineError, match=r"column note, record 31 has 5,000 characters; .* up to 4,999") as caught:
        check_limits(replace(settings, max_cell_length=4_999), table("y" * 5_000))
    assert "MAX_CELL_LENGTH" in caught.value.remedy
    check_limits(replace(settings, max_cell_length=5_000), table("y" * 5_000))
