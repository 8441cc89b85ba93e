"""Conditions on the values of columns, as a person sets them: from, to, or one of these answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset import Column, Dataset, Kind, Role
from engine.errors import EngineError
from engine.profiles.lexicon import column_title
from engine.profiles.numbers import write_number
from engine.profiles.rules import numbers_of
from engine.profiles.vocabulary import shown

MAX_FILTERS = 12  # more conditions than that are no longer understood together
MAX_ANSWERS = 50
OFFERED_ANSWERS = 200  # of a hundred thousand nobody reads more
UNKNOWN = ""  # the answer of those who gave none
_RANGES = (Kind.NUMBER, Kind.DATE)
_ANSWERS = (Kind.BOOLEAN, Kind.CATEGORY, Kind.TEXT)


@dataclass(frozen=True)
class Filter:
    """A condition on one column: a range (its ends belong to it, either may be missing), or some answers.

    Attributes
    ----------
    column : str
    low, high : str or None
        Numbers as text; dates as 2014-06-29.
    answers : tuple of str
        As text; "" for unknown.
    """

    column: str
    low: str | None = None
    high: str | None = None
    answers: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"column": self.column}
        out |= {name: value for name, value in (("low", self.low), ("high", self.high)) if value is not None}
        return out | ({"answers": list(self.answers)} if self.answers else {})

    @classmethod
    def from_json(cls, data: Any) -> Filter:
        """Raises `EngineError` if this is no condition."""
        answers = data.get("answers", []) if isinstance(data, Mapping) else None
        if not isinstance(answers, list) or not isinstance(data.get("column"), str) or len(answers) > MAX_ANSWERS:
            raise EngineError("A condition of the selection cannot be read.", "Set it again.")
        low, high = (None if data.get(end) in (None, "") else str(data[end]) for end in ("low", "high"))
        return cls(data["column"], low, high, tuple(str(each) for each in answers))


def filter_columns(dataset: Dataset) -> tuple[Column, ...]:
    """Columns that can be asked for values; identifiers and personal data cannot."""
    return tuple(
        column
        for column in dataset.columns
        if column.kind in (*_RANGES, *_ANSWERS) and column.role is not Role.IDENTIFIER and not column.personal
    )


@dataclass(frozen=True)
class ColumnValues:
    """What occurs in a column: the ends of a range as a filter takes them, or answers with how many gave each."""

    low: str | None = None
    high: str | None = None
    answers: tuple[tuple[str, int], ...] = ()


def column_values(dataset: Dataset, name: str) -> ColumnValues:
    """The lowest and highest value, or the most common answers and how many gave none."""
    column, values = dataset.columns[name], dataset.frame[name]
    if column.kind in _ANSWERS:
        codes, answers = answer_codes(values)
        counts = np.bincount(codes + 1, minlength=len(answers) + 1)  # the first counts those unknown
        order = np.argsort(-counts[1:], kind="stable")[:OFFERED_ANSWERS]
        found = [(answers[i], int(counts[i + 1])) for i in order]
        return ColumnValues(answers=(*found, (UNKNOWN, int(counts[0]))) if counts[0] else tuple(found))
    numbers = numbers_of(values)
    if np.isnan(numbers).all():
        return ColumnValues("", "")
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    if column.kind is Kind.DATE:
        first, last = (pd.Timestamp(end, unit="D").date().isoformat() for end in (low, high))
        return ColumnValues(first, last)
    return ColumnValues(as_text(low), as_text(high))


def filter_mask(dataset: Dataset, condition: Filter) -> NDArray[np.bool_]:
    """For which rows of the table the condition holds; unknown values are in no range.

    Raises
    ------
    EngineError
        If the column cannot be asked, or an end of the range is not a value of its kind, with a sentence.
    """
    column = next((each for each in filter_columns(dataset) if each.name == condition.column), None)
    if column is None:
        raise EngineError(
            f"The table has no column “{shown(condition.column)}” with values to select by.", "Choose another column."
        )
    values = dataset.frame[column.name]
    if column.kind in _ANSWERS:
        codes, answers = answer_codes(values)
        wanted = [i for i, answer in enumerate(answers) if answer in condition.answers]
        return np.isin(codes, [*wanted, *([-1] if UNKNOWN in condition.answers else [])])
    numbers = numbers_of(values)
    low, high = (_end(column, end) for end in (condition.low, condition.high))
    if low is not None and high is not None and low > high:
        raise EngineError(
            f"{column_title(column.name)}: from {condition.low} to {condition.high} holds nobody.",
            "Put the smaller value first.",
        )
    holds = ~np.isnan(numbers)
    if low is not None:
        holds &= numbers >= low
    if high is not None:
        # A day lasts until the next one begins.
        holds &= numbers < high + 1 if column.kind is Kind.DATE else numbers <= high
    return holds


def answer_codes(values: pd.Series[Any]) -> tuple[NDArray[np.int64], list[str]]:
    """Each row's answer as a number, -1 where none was given, and the answers as text."""
    codes, answers = values.factorize()
    return codes, [as_text(answer) for answer in answers]


def as_text(answer: Any) -> str:
    """An answer as it is read: whole numbers without a point, booleans as words."""
    if isinstance(answer, (bool, np.bool_)):
        return "yes" if answer else "no"
    if isinstance(answer, (float, np.floating)) and float(answer).is_integer():
        return str(int(answer))
    return str(answer)


def filter_words(dataset: Dataset, condition: Filter) -> str:
    """ "Income from 50,000 to 80,000"."""
    column = next((each for each in dataset.columns if each.name == condition.column), None)
    title = column_title(condition.column)
    if column is None or column.kind in _ANSWERS:
        said = [shown(each) if each != UNKNOWN else "not given" for each in condition.answers] or ["nothing chosen"]
        return f"{title}: {' or '.join(said)}"

    def written(end: str) -> str:
        number = None if column.kind is Kind.DATE else _number(end)
        return end if number is None else write_number(number, column.unit, exact=True)

    if condition.low is not None and condition.high is not None:
        return f"{title} from {written(condition.low)} to {written(condition.high)}"
    if condition.low is not None:
        return f"{title} at least {written(condition.low)}"
    return f"{title} at most {written(condition.high)}" if condition.high is not None else f"{title} known"


def _end(column: Column, text: str | None) -> float | None:
    if text is None:
        return None
    if column.kind is Kind.DATE:
        moment = pd.to_datetime(text, errors="coerce", format="ISO8601")
        if not isinstance(moment, pd.Timestamp) or pd.isna(moment):
            raise EngineError(f"{column_title(column.name)}: “{shown(text)}” is no date.", "Write it as 2014-06-29.")
        return float((moment.tz_localize(None) - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1))
    number = _number(text)
    if number is None:
        raise EngineError(f"{column_title(column.name)}: “{shown(text)}” is no number.", "Write it as 1234.5.")
    return number


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if np.isfinite(number) else None
