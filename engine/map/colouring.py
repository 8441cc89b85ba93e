"""Colours of the map by a column: a scale for numbers, the most common answers for categories."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Column, Dataset, Kind, Role
from engine.errors import EngineError
from engine.map.axes import axis_columns, column_values
from engine.preparation.matrix import PreparedMatrix
from engine.profiles.lexicon import column_title
from engine.profiles.vocabulary import shown
from engine.selections.filters import answer_codes

MAX_LEVELS = 10  # with "all others" and "not given" the twelve colours that people can tell apart
WORTH_SHOWING = 0.1  # answers that together fewer give are no picture but confetti
TAIL = 0.02  # of the customers on either side: one absurd value must not squeeze all others into one colour
OTHERS, NOT_GIVEN = "all others", "not given"
_ANSWERS = (Kind.BOOLEAN, Kind.CATEGORY, Kind.TEXT)


@dataclass(frozen=True, eq=False)
class Colouring:
    """The customers of a matrix by one column.

    Attributes
    ----------
    column : str
    values : ndarray of float32, shape (n,)
        Numbers, NaN where unknown; or the level of each customer, as a number.
    levels : tuple of str
        The answers, the most common first, then `OTHERS` and `NOT_GIVEN` where there are such; empty for numbers.
    counts : tuple of int
        How many customers have each level.
    low, high : float
        Between these the scale of numbers changes; values beyond have its end colours.
    """

    column: str
    values: NDArray[np.float32]
    levels: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    low: float = 0.0
    high: float = 1.0


def colour_columns(dataset: Dataset, matrix: PreparedMatrix) -> tuple[str, ...]:
    """Columns that can colour the map: numbers, computed ones too, and answers; not identifiers, not personal data."""
    return tuple(each.name for each in axis_columns(dataset, matrix)) + tuple(
        column.name for column in dataset.columns if _has_answers(column)
    )


def colour_by(dataset: Dataset, matrix: PreparedMatrix, name: str) -> Colouring:
    """The customers by a column.

    Raises
    ------
    EngineError
        If it cannot colour the map, with a sentence.
    """
    if name not in colour_columns(dataset, matrix):
        raise EngineError(f"The table has no column “{shown(name)}” to colour by.", "Choose another column.")
    if name in dataset.columns.names and _has_answers(dataset.columns[name]):
        return _levels(dataset, matrix, name)
    values = column_values(dataset, name)[matrix.row_index]
    known = values[~np.isnan(values)]
    if not len(known):
        raise EngineError(f"{column_title(name)} is known of nobody on the map.", "Colour by another column.")
    low, high = (float(edge) for edge in np.quantile(known, (TAIL, 1 - TAIL)))
    return Colouring(name, values, low=low, high=high if high > low else low + 1.0)


def _has_answers(column: Column) -> bool:
    return column.kind in _ANSWERS and column.role is not Role.IDENTIFIER and not column.personal


def _levels(dataset: Dataset, matrix: PreparedMatrix, name: str) -> Colouring:
    codes, answers = answer_codes(dataset.frame[name])
    codes = codes[matrix.row_index]
    counts = np.bincount(codes[codes >= 0], minlength=len(answers))
    order = np.argsort(-counts, kind="stable")[:MAX_LEVELS]
    order = order[counts[order] > 0]
    if counts[order].sum() < WORTH_SHOWING * len(codes):
        raise EngineError(
            f"{column_title(name)} has {np.count_nonzero(counts):,} different answers, and the {len(order)} most common "
            f"are given by {counts[order].sum():,} of {len(codes):,} customers: colours would show nothing.",
            "Colour by another column.",
        )
    place = np.full(len(answers) + 1, len(order))  # the last is that of code -1, unknown
    place[order] = np.arange(len(order))
    place[-1] = len(order) + 1
    levels = place[codes]
    names = [*(answers[i] for i in order), OTHERS, NOT_GIVEN]
    sizes = np.bincount(levels, minlength=len(names))
    there = np.flatnonzero(sizes)
    return Colouring(
        name,
        np.searchsorted(there, levels).astype(np.float32),
        tuple(names[i] for i in there),
        tuple(int(sizes[i]) for i in there),
    )
