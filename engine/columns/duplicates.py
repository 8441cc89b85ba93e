"""Columns that hold the same values twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from engine.columns.fingerprint import column_digests
from engine.columns.overrides import Override
from engine.dataset import Column, Kind, Role

_HEAD_ROWS = 1_000


def find_duplicates(columns: Sequence[Column], frame: pd.DataFrame) -> dict[str, str]:
    """Later columns with the values of an earlier one: {later: earlier}. Empty and constant ones do not count."""
    glances = column_digests(frame.iloc[:_HEAD_ROWS])
    alike: dict[Any, list[str]] = {}
    for column, glance in zip(columns, glances, strict=True):
        if column.kind not in (Kind.EMPTY, Kind.CONSTANT):
            alike.setdefault((column.n_missing, column.n_distinct, glance), []).append(column.name)
    same: dict[str, str] = {}
    for names in alike.values():
        same |= _by_all_rows(frame[names]) if len(names) > 1 else {}
    return {column.name: same[column.name] for column in columns if column.name in same}


def _by_all_rows(frame: pd.DataFrame) -> dict[str, str]:
    """Of columns that look alike; a digest of every value of all columns would take far longer than the glance."""
    names = [str(name) for name in frame]
    first: dict[bytes, str] = {}
    found = [
        (name, first.setdefault(digest, name)) for name, digest in zip(names, column_digests(frame), strict=True)
    ]
    return {name: earlier for name, earlier in found if earlier != name}


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
