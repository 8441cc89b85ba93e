"""Rows of a table in the segments of a card, block by block."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.limits import SCORING_ROWS
from engine.model_card import ModelCard
from engine.model_schema import Remarks, check_columns, count_unseen, typed, typical_row
from engine.preparation.apply import transform
from engine.preparation.derive import with_derived
from engine.scoring import Placed, mark_misfits, place
from engine.segmentation import nearest


def labels_of(card: ModelCard, frame: pd.DataFrame) -> NDArray[np.int32]:
    """The label of each row, from 0."""
    check_columns(frame, card.schema)
    labels = np.empty(len(frame), dtype=np.int32)
    for start in range(0, len(frame), SCORING_ROWS):
        some = typed(frame.iloc[start : start + SCORING_ROWS], card.schema, Remarks())
        labels[start : start + SCORING_ROWS] = nearest(transform(card.plan, some), card.centers)
    return labels


def features_of(card: ModelCard, frame: pd.DataFrame) -> NDArray[np.float32]:
    """The prepared features of each row."""
    check_columns(frame, card.schema)
    return transform(card.plan, typed(frame, card.schema, Remarks()))


def placed_by(card: ModelCard, frame: pd.DataFrame, remarks: Remarks) -> Placed:
    """Segment, second choice, distance, confidence and fit of each row; what is noticed adds up in ``remarks``."""
    check_columns(frame, card.schema)
    parts = [
        _place_some(card, frame.iloc[start : start + SCORING_ROWS], remarks)
        for start in range(0, max(len(frame), 1), SCORING_ROWS)
    ]
    return Placed(*(np.concatenate([getattr(part, name) for part in parts]) for name in Placed.__annotations__))


def typical_answer(card: ModelCard) -> dict[str, Any]:
    """What the model says of the typical customer, as the card keeps it."""
    values = transform(card.plan, typical_row(card.schema))
    placed = place(values, card.centers, card.limits)
    return {
        "values": values[0].astype(np.float64).tolist(),
        "label": int(placed.labels[0]),
        "distance": float(placed.distance[0]),
    }


def _place_some(card: ModelCard, frame: pd.DataFrame, remarks: Remarks) -> Placed:
    known = typed(frame, card.schema, remarks)
    count_unseen(known, card.plan, remarks)
    table = with_derived(known, card.plan.derived)
    placed = place(transform(card.plan, table, derived=True), card.centers, card.limits)
    mark_misfits(placed.fit, table, frame, card.plan)
    return placed
