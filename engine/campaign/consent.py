"""Who may be contacted: columns of consent and of refusal, recognised by name and read cautiously."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset import Column, Dataset, Kind, Meaning
from engine.profiles.lexicon import load_lexicon, tokens

# A column whose name holds all words of one of these says who refused; every other column of consent who agreed.
_REFUSALS = (
    ("opt", "out"),
    ("optout",),
    ("opted", "out"),
    ("unsubscribe",),
    ("unsubscribed",),
    ("dnc",),
    ("not", "contact"),
    ("not", "call"),
    ("not", "email"),
    ("not", "mail"),
    ("no", "contact"),
    ("no", "marketing"),
    ("no", "email"),
)
# Texts and dates ("unsubscribed at") have no meaning in the column lexicon: these names are consent all the same.
_CONSENTS = (("consent",), ("opt", "in"), ("optin",), ("opted", "in"), ("permission",), ("einwilligung",))


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
    words = set(tokens(column.name))
    refusal = any(set(phrase) <= words for phrase in _REFUSALS)
    named = refusal or any(set(phrase) <= words for phrase in _CONSENTS)
    if column.kind is Kind.EMPTY or not (column.meaning is Meaning.CONSENT or (named and column.meaning is None)):
        return None
    return "refusal" if refusal else "consent"


def _refused(values: pd.Series[Any]) -> NDArray[np.bool_]:
    """Anything but a clear "no" and an empty cell is a refusal: a date, a reason, a yes."""
    return np.asarray(values.notna() & ~_said(values, load_lexicon().negative), dtype=bool)


def _agreed(values: pd.Series[Any]) -> NDArray[np.bool_]:
    """A clear "yes", or the day on which it was said."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values.notna().to_numpy()
    return _said(values, load_lexicon().affirmative)


def _said(values: pd.Series[Any], words: frozenset[str]) -> NDArray[np.bool_]:
    text = values.astype("str").str.strip().str.casefold().str.removesuffix(".0")
    return np.asarray(text.isin(words).fillna(False) & values.notna(), dtype=bool)
