"""The result of preparation: a matrix that K-Means can take, and the record of how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Kind, Meaning, Note
from engine.preparation.plan import Plan
from engine.preparation.spec import PreparationSpec


@dataclass(frozen=True)
class Feature:
    """One column of the matrix and where it came from."""

    name: str
    column: str  # the source column (or derived column) of the dataset
    kind: Kind
    meaning: Meaning | None = None
    unit: str = ""
    level: str | None = None  # the category, for a one-hot column
    weight: float = 1.0


@dataclass(frozen=True)
class Step:
    """One thing that was done to one column, and why."""

    column: str
    action: str  # "impute", "clip", "set_aside", "log", "encode", "scale", "derive", "leave_out", "weight"
    detail: str  # a sentence with the values ("Missing incomes filled with the median, 51,382.")
    reason: str = ""
    n_affected: int = 0


@dataclass(frozen=True)
class SetAsideCustomer:
    """A customer who takes no part in the fit; stays in every export with an empty segment."""

    row: int  # position in dataset.frame
    row_id: Any
    column: str
    reason: str


class _BuiltWhenAsked:
    """A field that may be given as a ``functools.partial``, which is called when the value is first asked for."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._key = f"_{name}"

    def __get__(self, matrix: Any, owner: type | None = None) -> Any:
        if matrix is None:
            raise AttributeError  # tells the dataclass that there is no default
        value = matrix.__dict__[self._key]
        if isinstance(value, partial):
            value = matrix.__dict__[self._key] = value()
        return value

    def __set__(self, matrix: Any, value: Any) -> None:
        matrix.__dict__[self._key] = value


@dataclass(frozen=True, eq=False)
class PreparedMatrix:
    """What `prepare` gives.

    Attributes
    ----------
    values : ndarray of float32, shape (n, d), C-contiguous
    feature_names : tuple of str, length d
    features : tuple of Feature, length d
    row_ids : ndarray, shape (n,)
        The identifier of each row (the row's number from 1 when the table has none).
    row_index : ndarray of int64, shape (n,)
        Positions of the rows in ``dataset.frame``.
    steps : tuple of Step
        What was done to each column and why.
    pipeline : sklearn.pipeline.Pipeline
        Fitted; takes the columns of ``Dataset.frame``, gives ``values`` within 1e-5, opens without this package.
    set_aside : tuple of SetAsideCustomer
    notes : tuple of Note
        Sentences for the page ("Fewer than two columns have a known meaning, so all usable columns serve.").
    id_column : str or None
    fingerprint : str
        Digest of the dataset's fingerprint and the spec: the key under which results are cached.
    """

    values: NDArray[np.float32]
    feature_names: tuple[str, ...]
    features: tuple[Feature, ...]
    row_ids: NDArray[Any] = _BuiltWhenAsked()  # type: ignore[assignment]
    row_index: NDArray[np.int64]  # type: ignore[misc]  # the line above is a descriptor, not a default
    steps: tuple[Step, ...]  # type: ignore[misc]
    pipeline: Any = _BuiltWhenAsked()
    spec: PreparationSpec  # type: ignore[misc]
    set_aside: tuple[SetAsideCustomer, ...] = ()
    notes: tuple[Note, ...] = ()
    id_column: str | None = None
    fingerprint: str = ""
    roles: Mapping[str, Any] = field(default_factory=dict)  # the role each column really had
    plan: Plan | None = None  # what was learned, as plain values: scores new rows, and travels as JSON
