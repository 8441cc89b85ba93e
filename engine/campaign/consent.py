"""Who may be contacted: columns of consent and of refusal, recognised by name and read cautiously."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.columns.booleans import NO, YES
from engine.columns.lexicon import load_lexicon
from engine.columns.names import fold
from engine.dataset import Column, Dataset, Kind, Meaning


@dataclass(frozen=True)
class Refused:
    """How many customers one column leaves out, and why."""

    column: str
    reason: str
    n: int


@dataclass(frozen=True, eq=False)
class Consent:
    """Who must be left out of a campaign.

    Attributes
    ----------
    columns : tuple of str
        The columns that were read; empty when the table has none, and consent was not checked.
    out : ndarray of bool, shape (n_rows,)
        Who must not be contacted.
    reasons : tuple of Refused
        For the asked customers, counted per column; one customer may be refused by several.
    """

    columns: tuple[str, ...]
    out: NDArray[np.bool_]
    reasons: tuple[Refused, ...]


def read_consent(dataset: Dataset, rows: NDArray[np.int64] | None = None) -> Consent:
    """Recognise columns of consent and read them.

    Whoever refused is left out, and wherever consent is asked for, everybody who did not clearly give it: an empty
    cell in "newsletter consent" is no consent, an empty cell in "opt-out" no refusal.

    Parameters
    ----------
    dataset : Dataset
    rows : ndarray of int64, optional
        The customers to count in ``reasons``; all by default.
    """
    out = np.zeros(dataset.n_rows, dtype=bool)
    found, reasons = [], []
    for column in dataset.columns:
        direction = _direction(column)
        if direction is None:
            continue
        values = dataset.frame[column.name]
        refused = _refused(values) if direction == "refusal" else ~_agreed(values)
        found.append(column.name)
        n = int(np.count_nonzero(refused if rows is None else refused[rows]))
        if n:
            reason = "says not to contact them" if direction == "refusal" else "does not say that they agreed"
            reasons.append(Refused(column.name, reason, n))
        out |= refused
    return Consent(tuple(found), out, tuple(reasons))


def _direction(column: Column) -> str | None:
    """Whether a column says who refused or who agreed; None for all other columns."""
    if column.kind is Kind.EMPTY or column.meaning is not Meaning.CONSENT:
        return None
    said = next((m.entry for m in load_lexicon().matches(column.name) if m.entry.meaning is Meaning.CONSENT), None)
    return "refusal" if said is not None and said.refusal else "consent"


def _refused(values: pd.Series[Any]) -> NDArray[np.bool_]:
    """Anything but a clear "no" and an empty cell is a refusal: a date, a reason, a yes."""
    return np.asarray(values.notna() & ~_said(values, NO | {"0"} | load_lexicon().agreed), dtype=bool)


def _agreed(values: pd.Series[Any]) -> NDArray[np.bool_]:
    """A clear "yes", or the day on which it was said."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values.notna().to_numpy()
    return _said(values, YES | {"1"} | load_lexicon().agreed)


def _said(values: pd.Series[Any], answers: frozenset[str]) -> NDArray[np.bool_]:
    """Where one of the answers stands, whatever the case and the accents; each different cell is looked at once."""
    codes, cells = pd.factorize(values)
    hits = np.array([_plain(cell) in answers for cell in cells] + [False], dtype=bool)
    return hits[codes]


def _plain(cell: object) -> str:
    return " ".join(fold(str(cell)).casefold().replace("_", " ").split()).removesuffix(".0")
