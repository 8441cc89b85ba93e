"""Segments that are a handful of outliers, and the choices that set them aside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.choices import Choices
from app.services.analysis import resolve
from app.services.results import Ready
from engine.preparation.spec import ColumnSpec, Outliers

if TYPE_CHECKING:
    from engine.advice.outlying import Outlying


def outlying(ready: Ready) -> tuple[Outlying, ...]:
    """The segments at the chosen k that are too small to be an audience."""
    from engine.advice.outlying import find_outlying

    return find_outlying(ready.dataset, ready.matrix, ready.segmentation)


def without_outlying(choices: Choices, label: int) -> Choices:
    """The choices with a limit that sets the segment's customers aside; the same when there is none."""
    ready = resolve(choices)
    if not isinstance(ready, Ready):
        return choices
    limits = [each.limit for each in outlying(ready) if each.label == label and each.limit is not None]
    if not limits:
        return choices
    limit, spec = limits[0], choices.spec
    column = spec.columns.get(limit.column, ColumnSpec())
    low, high = column.bounds or (None, None)
    bounds = (low if limit.low is None else limit.low, high if limit.high is None else limit.high)
    columns = {**spec.columns, limit.column: replace(column, bounds=bounds, outliers=Outliers.SET_ASIDE)}
    return choices.with_spec(replace(spec, columns=columns))
