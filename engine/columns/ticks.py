"""Columns of ticks: a mark or nothing at all, which is how forms and surveys write yes and no."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from engine.columns.booleans import NO, YES
from engine.columns.facts import Facts
from engine.columns.forms import Form, Typed
from engine.columns.names import fold
from engine.dataset import Severity

_MARKS = frozenset(["x", "×", "✓", "✔", "☑", "☒", "√", "•", "*", "+", "v"])
# One mark is a slip; and where hardly a cell is blank, a word is a constant with gaps.
LEAST_MARKS, LEAST_BLANK = 2, 0.05
# Exports of surveys repeat the answer in the name: "How did you hear of us? Radio".
LEAST_WORD = 3


def read_ticks(facts: Facts, typed: Typed) -> Typed | None:
    """The column as 0 and 1, if it holds one mark or nothing; None if it is no such column.

    Parameters
    ----------
    facts : Facts
        What was counted about the column.
    typed : Typed
        As it was read without a thought of ticks.
    """
    if facts.n_filled < LEAST_MARKS or not facts.n_missing or facts.n_distinct > 2:
        return None
    one = len({_folded(level) for level in facts.levels}) == 1 or facts.n_distinct == 1
    mark = facts.levels[0] if facts.levels else "1" if facts.form is Form.NUMBER and facts.low == 1 else ""
    if not one or not mark or not _is_tick(mark, facts):
        return None
    said = (
        f"{mark[:40]!r} stands in {facts.n_filled:,} of its {facts.n_rows:,} cells and nothing in the others; read as "
        "yes (1) and no (0). If a blank cell means something else, make it text."
    )
    ticked = typed.series.notna().to_numpy().astype(np.int64)
    series = pd.Series(ticked, index=typed.series.index)
    return Typed(series, Form.NUMBER, how="ticked or blank", notes=((said, Severity.INFO),), mark=mark)


def ticked(column: pd.Series[Any], mark: str) -> pd.Series[Any]:
    """Cells of such a column in another table as 0 and 1, whatever it holds there; what is neither stays as it is."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.fillna(0)
    words = {text: _folded(str(text)) for text in column.dropna().unique()}
    yes = YES | _MARKS | {_folded(mark), "1"}
    known = {text: 1 if word in yes else 0 if word in NO | {"", "0"} else text for text, word in words.items()}
    return column.astype("object").map(known).fillna(0)


def _is_tick(mark: str, facts: Facts) -> bool:
    word = _folded(mark)
    if word in _MARKS:
        return True
    name = _folded(facts.name)
    answer = len(word) >= LEAST_WORD and name.endswith(word)
    return (word in YES or word == "1" or answer) and facts.n_missing >= LEAST_BLANK * facts.n_rows


def _folded(text: str) -> str:
    return fold(text).casefold().strip()
