"""Lengths of time as people and programs write them (00:03:11, 1:02:03, 2 days 03:00:00, PT3M11S, 3m 11s), as minutes.

One unit for all, whatever the values are: a model that learned minutes must not meet seconds in the next file. Of two
numbers the first counts minutes (38:02), or hours where the name speaks of hours; the second is its sixtieth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columns.distinct import Distinct, groups, is_word, matches, plain_digits
from engine.columns.missing import WORDS_FOR_NOTHING

_DAYS = r"(?i)^(?:(?P<d>\d{1,5})\s?(?:days?|d|tage?|jours?|d[ií]as?)(?:,?\s+|$))?"
_FORMS = (
    _DAYS + r"(?P<h>\d{1,5}):(?P<m>[0-5]?\d):(?P<s>[0-5]\d(?:\.\d{1,9})?)$",
    r"^P(?:(?P<d>\d{1,5})D)?T(?:(?P<h>\d{1,5})H)?(?:(?P<m>\d{1,5})M)?(?:(?P<s>\d{1,6}(?:\.\d{1,9})?)S)?$",
    _DAYS + r"(?:(?P<h>\d{1,5})\s?(?:h|hours?|hrs?|std\.?),?\s*)?"
    r"(?:(?P<m>\d{1,5})\s?(?:m|mins?\.?|minutes?|minuten),?\s*)?(?:(?P<s>\d{1,6}(?:\.\d+)?)\s?(?:s|secs?\.?|seconds?|sek\.?))?$",
)
_TWO = r"^(?P<first>\d{1,5}):(?P<second>[0-5]\d)$"
# What all of them have: two numbers apart, or the P of ISO 8601.
_PERHAPS = r"\d[^\d]+\d|^P"
_MINUTES = {"d": 24 * 60.0, "h": 60.0, "m": 1.0, "s": 1 / 60}

# The name says that it is how long something took, or when it was.
_LONG = frozenset(
    """
    duration length elapsed spent session talk wait waiting hold handle handling response resolution runtime playtime
    watch listen lasted average mean total sum per lead delay downtime uptime usage
    dauer wartezeit laufzeit durée duree temps duración duracion duração duracao durata
    """.split()  # noqa: SIM905 - a list a person can read
)
_WHEN = frozenset(
    """
    start started begin end ended open opened opening close closed closing at clock login logout arrival departure when
    uhrzeit beginn ende heure hora ora timestamp
    """.split()  # noqa: SIM905
)
_HOURS = frozenset(["hour", "hours", "stunde", "stunden", "heures", "horas", "ore", "hh", "worked"])
# Hours of the day go to 23 and are spread over the day. Customers ring and buy after three in the morning.
_DAY, _EARLY, _NEARLY_ALL, _FEWEST = 24 * 60, 3 * 60, 0.95, 20


@dataclass(frozen=True, eq=False)
class Durations:
    """What a column's distinct cells are as lengths of time.

    Attributes
    ----------
    values : ndarray of float64, shape (m,)
        In ``unit``; NaN where a cell is none.
    read, nothing : ndarray of bool, shape (m,)
    why : str
        What says that they are no times of day.
    guessed : bool
        The cells have two numbers, and nothing says whether hours or minutes stand first.
    """

    values: NDArray[np.float64]
    read: NDArray[np.bool_]
    nothing: NDArray[np.bool_]
    unit: str = "minutes"
    why: str = ""
    guessed: bool = False


def read_durations(cells: Distinct, words: Sequence[str] = (), *, chosen: bool = False) -> Durations:
    """Read a column's cells as lengths of time; all stay unread where they are as well times of day.

    Parameters
    ----------
    cells : Distinct
    words : sequence of str
        Those of the column's name.
    chosen : bool
        Whether a person said that the column is one of numbers.
    """
    nothing = cells.empty | is_word(cells.texts, WORDS_FOR_NOTHING)
    texts = plain_digits(cells.texts)
    if not matches(texts, _PERHAPS).any():
        return _none(nothing)
    values, unmistakable = _minutes(texts, nothing)
    fits, parts = groups(texts, _TWO)
    pairs = fits & ~nothing
    values[pairs] = (_numbers(parts["first"]) + _numbers(parts["second"]) / 60)[pairs]
    read = ~np.isnan(values)
    two_only = not (read & ~pairs).any()
    hours = two_only and bool(_HOURS & set(words))
    why = _why(values, cells.counts, read, unmistakable, two_only, words)
    if chosen and not why:
        why = "you said that they are numbers"
    if not why or not read.any():
        return _none(nothing)
    return Durations(values, read, nothing, "hours" if hours else "minutes", why, guessed=two_only and not hours)


def _none(nothing: NDArray[np.bool_]) -> Durations:
    return Durations(np.full(len(nothing), np.nan), np.zeros(len(nothing), dtype=bool), nothing)


def _minutes(texts: Any, nothing: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Minutes of the cells that have more than two numbers or name their parts; which of them can be no time of day."""
    values = np.full(len(texts), np.nan)
    unmistakable = np.zeros(len(texts), dtype=bool)
    for place, form in enumerate(_FORMS):
        fits, parts = groups(texts, form)
        written = np.column_stack([np.asarray(pc.not_equal(parts[name], ""), dtype=bool) for name in _MINUTES])
        # "45 s" or "5 min" are numbers with a unit; two of them make a length of time.
        fits &= ~nothing & np.isnan(values) & (written.sum(axis=1) >= (1 if place == 1 else 2))
        total = sum(_numbers(parts[name]) * minutes for name, minutes in _MINUTES.items())
        values[fits] = np.asarray(total)[fits]
        unmistakable |= fits & (bool(place) | written[:, 0])
    return values, unmistakable


def _numbers(texts: Any) -> NDArray[np.float64]:
    filled = pc.if_else(pc.equal(texts, ""), pa.scalar("0", texts.type), texts)
    return np.asarray(pc.cast(filled, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def _why(
    values: NDArray[np.float64],
    counts: NDArray[np.int64],
    read: NDArray[np.bool_],
    unmistakable: NDArray[np.bool_],
    two_only: bool,
    words: Sequence[str],
) -> str:
    """What says that they are lengths of time; "" where they may be times of day."""
    rows = int(counts[read].sum())
    if 2 * int(counts[unmistakable].sum()) > rows:
        return "each part has its unit"
    # Of two numbers the first is past 24 where it counts minutes, or hours of more than a day.
    end = 25 if two_only else _DAY + 1
    beyond = int(counts[read & (values >= end)].sum())
    if beyond >= max(2, 0.01 * rows):
        return "some are past 24 hours" if not two_only else "some go past 24"
    if _WHEN & set(words):
        return ""
    if said := next((word for word in words if word in _LONG), ""):
        return f"the name says '{said}'"
    early = int(counts[read & (values < _EARLY)].sum())
    if not two_only and int(read.sum()) >= _FEWEST and early >= _NEARLY_ALL * rows:
        return "nearly all are below three hours"
    return ""
