"""What a person should know about the matrix as a whole."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset import Note, Severity
from engine.limits import PREPARATION_SAMPLE, SAME_INFORMATION_CORRELATION
from engine.preparation.matrix import Feature
from engine.preparation.roles import Selection
from engine.preparation.spec import PreparationSpec
from engine.preparation.wording import customers, listed, number

# Correlations of more features than this would be a long list that nobody reads.
_MOST_FEATURES = 500
_MOST_PAIRS = 10


def notes_on(
    values: NDArray[np.float32],
    features: tuple[Feature, ...],
    chosen: Selection,
    rows: NDArray[np.int64],
    spec: PreparationSpec,
) -> tuple[Note, ...]:
    """Features that say the same, and values that may stand for "unknown"."""
    return (*_same_information(values, features), *_sentinels(chosen, rows, spec))


def repeated_ids(ids: pd.Series | None) -> list[Note]:
    """Rows whose identifier an earlier row has."""
    repeated = 0 if ids is None else int(ids.duplicated().sum())
    if ids is None or not repeated:
        return []
    id_column = str(ids.name)
    message = (
        f"{id_column} repeats an earlier value in {repeated:,} rows; each row is taken for a customer of its own."
    )
    return [Note(message, Severity.WARNING, id_column)]


def _same_information(values: NDArray[np.float32], features: tuple[Feature, ...]) -> list[Note]:
    """Pairs of columns of numbers with a correlation of nearly one."""
    numbers = [place for place, feature in enumerate(features) if feature.level is None]
    if not 2 <= len(numbers) <= _MOST_FEATURES:
        return []
    features = tuple(features[place] for place in numbers)
    rows = values if len(values) <= PREPARATION_SAMPLE else values[:: len(values) // PREPARATION_SAMPLE]
    rows = rows[:, numbers]
    centred = rows - rows.mean(axis=0, dtype=np.float64)
    spread = np.sqrt(np.square(centred).sum(axis=0))
    spread[spread == 0] = np.inf
    correlation = (centred / spread).T @ (centred / spread)
    pairs = np.argwhere(np.triu(np.abs(correlation) > SAME_INFORMATION_CORRELATION, 1))
    names = dict.fromkeys(
        (features[i].column, features[j].column) for i, j in pairs if features[i].column != features[j].column
    )
    same = f"say nearly the same (correlation above {SAME_INFORMATION_CORRELATION:g}), so together they count twice"
    return [
        Note(f"{first} and {second} {same}; consider keeping one.", Severity.WARNING, second)
        for first, second in list(names)[:_MOST_PAIRS]
    ]


def _sentinels(chosen: Selection, rows: NDArray[np.int64], spec: PreparationSpec) -> list[Note]:
    notes = []
    for name in chosen.features:
        column = chosen.columns[name]
        own = spec.columns.get(name)
        open_ones = [value for value in column.sentinels if own is None or value not in own.missing_values]
        if open_ones:
            values = chosen.frame[name].to_numpy()
            counts = {value: int((values == value)[rows].sum()) for value in open_ones}
            shown = [number(value, column) for value, count in counts.items() if count]
            if not shown:
                continue
            who = customers(sum(counts.values()))
            message = f"{name} is {listed(shown)} for {who}, which may stand for an unknown value; taken as it is."
            notes.append(Note(message, Severity.WARNING, name))
    return notes
