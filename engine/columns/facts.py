"""What can be counted about a typed column: the evidence for its kind, meaning and role."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columns.counting import count_distinct
from engine.columns.forms import Form, Typed

# Levels are listed up to here; a column with more is judged by their number alone.
MOST_LEVELS = 60
_SAMPLE = 1_000


@dataclass(frozen=True)
class Facts:
    """Counts over all rows.

    Attributes
    ----------
    n_filled, n_missing, n_distinct : int
    whole : bool
        All numbers are integers.
    low, high : float
        Smallest and largest number; NaN for other forms.
    start : int or None
        0 or 1 when the numbers count rows from there in file order.
    rising : bool
        Each number is larger than the one above it.
    compact : bool
        The integers are all different and fill their range: 1..n in any order.
    levels : tuple of str
        The distinct texts, most frequent first, if there are few.
    sample : tuple of str
        Some distinct texts.
    """

    name: str
    form: Form
    n_rows: int
    n_missing: int
    n_distinct: int
    whole: bool = False
    low: float = float("nan")
    high: float = float("nan")
    start: int | None = None
    rising: bool = False
    compact: bool = False
    levels: tuple[str, ...] = ()
    sample: tuple[str, ...] = ()

    @property
    def n_filled(self) -> int:
        return self.n_rows - self.n_missing

    @property
    def all_different(self) -> bool:
        return self.n_filled > 1 and self.n_distinct == self.n_filled

    def share_of_sample(self, pattern: re.Pattern[str]) -> float:
        """Share of the sampled texts that fit a pattern."""
        return sum(1 for text in self.sample if pattern.search(text)) / len(self.sample) if self.sample else 0.0


def gather_facts(name: str, typed: Typed) -> Facts:
    """Count what a column holds."""
    values = typed.series
    if typed.form is Form.TEXT:
        return _text_facts(name, len(values), *(typed.counted or _counted(values)))
    array = values.to_numpy()
    if typed.form is Form.DATE:
        nowhere = np.isnat(array)
        missing = int(np.count_nonzero(nowhere))
        known = array.view(np.int64)
        return Facts(name, Form.DATE, len(array), missing, count_distinct(known[~nowhere] if missing else known))
    return _number_facts(name, array)


def _counted(values: pd.Series[Any]) -> tuple[Any, Any]:
    """Distinct texts and how many rows have each, in the order in which they come."""
    counted = pc.value_counts(pa.array(values, type=pa.large_string()).drop_null())
    return counted.field(0), counted.field(1)


def _text_facts(name: str, n_rows: int, texts: Any, counts: Any) -> Facts:
    missing = n_rows - int(pc.sum(counts).as_py() or 0)
    distinct = len(texts)
    levels: tuple[str, ...] = ()
    if 0 < distinct <= MOST_LEVELS:
        pairs = zip(texts.to_pylist(), counts.to_pylist(), strict=True)
        levels = tuple(text for text, _ in sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
    places = np.linspace(0, max(distinct - 1, 0), min(distinct, _SAMPLE)).astype(np.int64)
    sample = tuple(str(text) for text in texts.take(pa.array(places)).to_pylist())
    return Facts(name, Form.TEXT, n_rows, missing, distinct, levels=levels, sample=sample)


def _number_facts(name: str, array: NDArray[Any]) -> Facts:
    known = _known(array)
    n, missing = len(known), len(array) - len(known)
    if not n:
        return Facts(name, Form.NUMBER, len(array), missing, 0)
    low, high = float(known.min()), float(known.max())
    whole, distinct = _all_whole(known), count_distinct(known)
    different = distinct == n > 1 and whole
    rising = different and not missing and bool((array[1:] > array[:-1]).all())
    counts = rising and high - low == n - 1 and low in (0, 1)
    return Facts(
        name,
        Form.NUMBER,
        len(array),
        missing,
        distinct,
        whole=whole,
        low=low,
        high=high,
        start=int(low) if counts else None,
        rising=rising,
        compact=different and high - low == n - 1,
    )


def _known(array: NDArray[Any]) -> NDArray[Any]:
    if array.dtype.kind == "i" or not len(array) or not np.isnan(array.min()):
        return array
    known: NDArray[Any] = array[~np.isnan(array)]
    return known


def _all_whole(known: NDArray[Any]) -> bool:
    if known.dtype.kind == "i":
        return True
    head = known[:_SAMPLE]
    return bool((head == np.floor(head)).all()) and bool((known == np.floor(known)).all())
