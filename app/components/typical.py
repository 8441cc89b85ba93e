"""Typical customers of a segment: the medoid and the two nearest to it."""

from __future__ import annotations

from typing import Any

from dash import html

from app.components.numbers import MISSING, value
from app.components.page import table
from engine.dataset import Dataset, Role
from engine.profiles.result import SegmentProfile

SHOWN_COLUMNS = 5


def typical_customers(profile: SegmentProfile, dataset: Dataset) -> list[Any]:
    """A small table of the most typical customers, in the columns that set the segment apart."""
    header, rows = typical_table(profile, dataset)
    return [
        html.P(
            "The customer in the middle of the segment (the medoid) and the next two.",
            className="muted",
        ),
        table(header, rows, f"Typical customers of segment {profile.number}"),
    ]


def typical_table(profile: SegmentProfile, dataset: Dataset) -> tuple[list[str], list[list[Any]]]:
    """Header and cells as text. Personal columns stay hidden; the id is shown so that the customers can be found."""
    columns = [
        dataset.columns[each.column]
        for each in profile.features
        if each.column in dataset.columns and not dataset.columns[each.column].personal
    ][:SHOWN_COLUMNS]
    ids = [column for column in dataset.columns.with_role(Role.IDENTIFIER) if not column.personal]
    rows = []
    for row in profile.typical_rows:
        cells = dataset.frame.iloc[row]
        name = _as_name(cells[ids[0].name]) if ids else f"{row + 1:,}"
        rows.append(
            [name, *(value(cells[column.name], column.unit, column.meaning, column.name) for column in columns)]
        )
    return [ids[0].name if ids else "Row", *(column.name for column in columns)], rows


def _as_name(cell: Any) -> str:
    """An id is a name, not a quantity: no thousands separators."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return MISSING if cell is None else str(cell)
