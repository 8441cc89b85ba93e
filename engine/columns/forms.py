"""What a column is read as, what is known before it is read, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.columns.distinct import Distinct
from engine.dataset import Note, Severity


class Form(StrEnum):
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True)
class Hints:
    """What the column's name and the person say before any cell is read."""

    date: bool = False  # the name says that it is a date
    code: bool = False  # the name says that digits are a code
    past: bool = False  # dates of birth
    region: bool = False  # "NA" may be North America
    form: Form | None = None  # the person's choice
    date_order: str = ""
    decimal: str = ""
    words: tuple[str, ...] = ()  # of the name
    other: bool = False  # the name says that it is something else than a day


@dataclass(frozen=True, eq=False)
class Typed:
    """One column with values of one type.

    Attributes
    ----------
    series : pandas.Series
        int64, float64, datetime64[us] or str; missing values are NaN or NaT.
    how : str
        Half a sentence on how it was read, for the reason ("amounts in €").
    """

    series: pd.Series[Any]
    form: Form
    n_odd: int = 0
    odd_values: tuple[str, ...] = ()
    unit: str = ""
    how: str = ""
    notes: tuple[tuple[str, Severity], ...] = ()
    decimal_evidence: str = ""
    date_evidence: str = ""
    ambiguous: bool = False
    counted: tuple[Any, Any] | None = None
    mark: str = ""  # what ticks a cell of it, where blank ones say no

    def notes_for(self, name: str) -> list[Note]:
        return [Note(text, severity, name) for text, severity in self.notes]


@dataclass(frozen=True)
class Priors:
    """What the rest of the table proves: used where a column proves nothing."""

    decimal: str = ""
    date_order: str = ""
    told: bool = False  # the decimal sign is a person's word for the file


@dataclass
class Log:
    """What was noticed while a column was read."""

    notes: list[tuple[str, Severity]] = field(default_factory=list)

    def info(self, text: str) -> None:
        self.notes.append((text, Severity.INFO))

    def warn(self, text: str) -> None:
        self.notes.append((text, Severity.WARNING))


def odd_cells(cells: Distinct, mask: NDArray[np.bool_], most: int = 10, longest: int = 80) -> tuple[str, ...]:
    """Up to ten odd cells as written, the most frequent first."""
    places = np.flatnonzero(mask)
    places = places[np.argsort(-cells.counts[places], kind="stable")][: most * 2]
    texts = dict.fromkeys(str(cells.texts[int(place)].as_py())[:longest] for place in places)
    return tuple(texts)[:most]
