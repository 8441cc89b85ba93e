"""What the choices for a column or a file would do, before they are applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.choices import Choices
from app.services.access import table_owner
from app.services.analysis import dataset_of
from app.services.context import context
from engine.corrections import Corrections, look_at

if TYPE_CHECKING:
    from engine.dataset import Cells
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


def column_defaults(choices: Choices, column: str) -> dict[str, str]:
    """What the data alone would decide for a column, by choice; empty when it cannot decide segments."""
    from engine.preparation.defaults import column_defaults as compute

    dataset = dataset_of(choices)
    return {} if dataset is None or column not in dataset.columns else compute(dataset, choices.spec, column)


def reading_head(choices: Choices, corrections: Corrections) -> Cells | None:
    """How the first rows of the open table's file would be read; None when that cannot be seen quickly.

    Raises
    ------
    EngineError
        If the file cannot be read that way.
    """
    workspace = context().workspace
    owner = table_owner(choices.dataset) if choices.dataset else None
    view = workspace.datasets.get(owner, choices.dataset) if owner and choices.dataset else None
    source = workspace.folders.source(view.id) if view else None
    return look_at(corrections, source, view.name) if view and source and workspace.folders.have(source) else None
