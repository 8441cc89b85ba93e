"""The columns of a dataset as profiles need them, computed once and used for every number of segments."""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Dataset, Kind, Meaning, Role
from engine.preparation.matrix import PreparedMatrix
from engine.profiles.columns import AnyColumn, NumberColumn, profiled_column
from engine.profiles.rules import column_of

_PARTS = (Meaning.WEB_PURCHASES, Meaning.STORE_PURCHASES, Meaning.CATALOG_PURCHASES)


@dataclass(frozen=True, eq=False)
class ProfileContext:
    """What `profile_segments` needs of a dataset and its preparation, whatever k is.

    Attributes
    ----------
    columns : tuple of NumberColumn or AnswerColumn
        Features first, then profile-only columns, then sums that only names use.
    row_index : ndarray of int64
        Positions of the matrix's rows in the table.
    n_rows : int
        Rows of the table, customers set aside included.
    """

    columns: tuple[AnyColumn, ...]
    row_index: NDArray[np.int64]
    n_rows: int

    def with_meaning(self, *meanings: Meaning) -> tuple[AnyColumn, ...]:
        return tuple(column for column in self.columns if column.meaning in meanings)

    @cached_property
    def spending(self) -> NDArray[np.float64] | None:
        """What each customer spent (0 where unknown); None when the table does not say."""
        totals = [column for column in self.with_meaning(Meaning.SPENDING) if isinstance(column, NumberColumn)]
        if not totals:
            return None
        sums = [column for column in totals if column.expression]
        parts = sums[:1] or _largest(totals) or totals
        total: NDArray[np.float64] = np.sum([np.nan_to_num(column.values) for column in parts], axis=0)
        return total


def _largest(columns: list[NumberColumn]) -> list[NumberColumn]:
    """The one column that is at least every other one everywhere: a total that stands in the table."""
    for column in columns:
        others = [other for other in columns if other is not column]
        if all(np.all((column.values >= other.values) | np.isnan(other.values)) for other in others):
            return [column]
    return []


def profile_context(dataset: Dataset, matrix: PreparedMatrix | NDArray[Any]) -> ProfileContext:
    """Read the columns of a dataset once, for any number of calls of `profile_segments`.

    Parameters
    ----------
    dataset : Dataset
    matrix : PreparedMatrix or ndarray
        An array must have one row per row of the dataset; its columns are then unknown, and every column with the
        role of a feature is taken for one.

    Returns
    -------
    ProfileContext
    """
    features, row_index, roles, missing = _matrix_parts(dataset, matrix)
    columns: list[AnyColumn] = []
    for column in dataset.columns:
        role = roles.get(column.name, column.role)
        used = column.name in features
        if not used and (role not in (Role.FEATURE, Role.PROFILE) or column.personal):
            continue
        made = profiled_column(
            dataset.frame[column.name],
            name=column.name,
            kind=column.kind,
            meaning=column.meaning,
            unit=column.unit,
            is_feature=used,
            nameable=used,
            listed=True,
            sources=frozenset([column.name]),
            missing=missing.get(column.name, ()),
        )
        if made is not None:
            columns.append(made)
    columns += _derived(dataset, features)
    if (total := _total_purchases(columns, dataset)) is not None:
        columns.append(total)
    columns.sort(key=lambda column: (not column.is_feature, not column.listed))
    return ProfileContext(tuple(columns), row_index, dataset.n_rows)


def _matrix_parts(
    dataset: Dataset, matrix: PreparedMatrix | NDArray[Any]
) -> tuple[frozenset[str], NDArray[np.int64], Mapping[str, Any], dict[str, tuple[float, ...]]]:
    """Which columns are features, which rows take part, and which values stand for "unknown"."""
    if not isinstance(matrix, PreparedMatrix):
        names = frozenset(column.name for column in dataset.columns.with_role(Role.FEATURE))
        return names, np.arange(len(matrix), dtype=np.int64), {}, {}
    general = tuple(matrix.spec.defaults.missing_values)
    missing = {
        column.name: tuple(float(value) for value in (*general, *own))
        for column in dataset.columns
        if (own := getattr(matrix.spec.columns.get(column.name), "missing_values", ())) or general
    }
    return frozenset(feature.column for feature in matrix.features), matrix.row_index, matrix.roles, missing


def _derived(dataset: Dataset, features: frozenset[str]) -> list[AnyColumn]:
    """Derived columns that are features, or sum up columns that all are."""
    made = []
    for item in dataset.derived:
        used = item.name in features
        if item.name in dataset.columns.names or not (used or set(item.sources) <= features):
            continue
        column = profiled_column(
            column_of(item.name, item.expression, dataset.frame),
            name=item.name,
            kind=item.kind,
            meaning=item.meaning,
            unit=item.unit,
            is_feature=used,
            nameable=True,
            listed=used,
            sources=frozenset(item.sources),
            expression=item.expression,
        )
        if column is not None:
            made.append(column)
    return made


def _total_purchases(columns: list[AnyColumn], dataset: Dataset) -> NumberColumn | None:
    """The number of purchases over all channels, when the table has the channels and not their sum.

    "Infrequent buyers" is said of all purchases, so that no single channel can license it.
    """
    parts = [
        column
        for column in columns
        if isinstance(column, NumberColumn) and column.meaning in _PARTS and not column.expression
    ]
    known = any(column.meaning in (Meaning.PURCHASES, Meaning.FREQUENCY) for column in columns)
    if known or len({column.meaning for column in parts}) < 2 or not all(part.is_feature for part in parts):
        return None
    if any("`" in part.name or part.missing for part in parts):
        return None  # not something that an expression over the table can say
    names = [part.name for part in parts]
    terms = [name if name.isidentifier() and not keyword.iskeyword(name) else f"`{name}`" for name in names]
    free = "total_purchases"
    while free in dataset.columns.names:
        free += "_"
    made = profiled_column(
        column_of(free, " + ".join(terms), dataset.frame),
        name=free,
        kind=Kind.NUMBER,
        meaning=Meaning.PURCHASES,
        unit="",
        is_feature=False,
        nameable=True,
        listed=False,
        sources=frozenset(names),
        expression=" + ".join(terms),
    )
    return made if isinstance(made, NumberColumn) else None
