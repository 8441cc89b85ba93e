"""Columns that hold the same values twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.columns.overrides import Override
from engine.dataset import Column, Kind, Role


def find_duplicates(columns: Sequence[Column], digests: Sequence[bytes]) -> dict[str, str]:
    """Later columns with the values of an earlier one: {later: earlier}. Empty and constant ones do not count."""
    first: dict[bytes, str] = {}
    same: dict[str, str] = {}
    for column, digest in zip(columns, digests, strict=True):
        if column.kind in (Kind.EMPTY, Kind.CONSTANT):
            continue
        if digest in first:
            same[column.name] = first[digest]
        else:
            first[digest] = column.name
    return same


def ignore_duplicates(
    columns: Sequence[Column], same: Mapping[str, str], overrides: Mapping[str, Override]
) -> list[Column]:
    """Duplicates are ignored, unless the person gave them a role."""
    return [
        replace(column, role=Role.IGNORE, reason=f"The same values as '{same[column.name]}', so it is ignored.")
        if column.name in same and (column.name not in overrides or overrides[column.name].role is None)
        else column
        for column in columns
    ]
