"""What the choices for a column would do, before they are applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.choices import Choices
from app.services.analysis import dataset_of

if TYPE_CHECKING:
    from engine.preparation.effect import Effect


def column_effect(choices: Choices, column: str) -> Effect | None:
    """One column before and after; None when the table is not there.

    Raises
    ------
    EngineError
        If a choice does not fit the column.
    """
    from engine.preparation.effect import column_effect as compute

    dataset = dataset_of(choices)
    return None if dataset is None or column not in dataset.columns else compute(dataset, choices.spec, column)
