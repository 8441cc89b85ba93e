"""Answers that differ in capitals or blanks only ("Yes", "yes", "YES ")."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine.columns.booleans import yes_or_no
from engine.columns.distinct import Distinct
from engine.dataset import Severity

# Columns with more different texts are not looked through for twins: they are free text.
_MOST = 200

Said = tuple[tuple[str, Severity], ...]


def one_spelling(cells: Distinct, empty: NDArray[np.bool_]) -> tuple[Any, Said]:
    """The distinct texts with yes and no in one spelling each, and what to tell the person.

    Other texts that differ in capitals only are left as they are, and the person is told.

    Parameters
    ----------
    cells : Distinct
    empty : ndarray of bool, shape (m,)
        Cells that hold nothing.
    """
    filled = np.flatnonzero(~empty)
    if not 2 < len(filled) <= _MOST:
        return cells.texts, ()
    texts = cells.texts.to_pylist()
    groups: dict[str, list[int]] = {}
    for place in filled.tolist():
        groups.setdefault(" ".join(texts[place].casefold().split()), []).append(place)
    twins = [places for places in groups.values() if len({texts[place] for place in places}) > 1]
    if not twins:
        return cells.texts, ()
    if not yes_or_no(groups):
        shown = "; ".join(" and ".join(repr(texts[place]) for place in places[:3]) for places in twins[:3])
        return cells.texts, ((f"These may be the same, and were kept apart: {shown}.", Severity.WARNING),)
    for places in twins:
        usual = texts[max(places, key=lambda place: int(cells.counts[place]))]
        for place in places:
            texts[place] = usual
    kept = " and ".join(repr(texts[places[0]]) for places in groups.values())
    said = f"Its answers were written in several ways; they are {kept} throughout."
    return pa.array(texts, type=pa.large_string()), ((said, Severity.INFO),)
