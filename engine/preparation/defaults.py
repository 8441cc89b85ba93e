"""What the data alone would decide for a column, in a sentence for every choice that a person has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.dataset import Column, Dataset, Kind, Role
from engine.errors import EngineError
from engine.preparation.effect import column_effect
from engine.preparation.matrix import Step
from engine.preparation.spec import ColumnSpec, PreparationSpec

# Which choice an action of the preparation belongs to.
_SETTING = {
    "impute": "imputation",
    "clip": "outliers",
    "set_aside": "outliers",
    "log": "transform",
    "transform": "transform",
    "scale": "scaling",
    "encode": "encoding",
}
_NOTHING = {
    "imputation": "No cell is empty, so nothing has to stand in.",
    "outliers": "No value stands far apart from the others, so all are kept.",
    "transform": "No logarithm is needed to compare its values, so they stay as they are.",
    "scaling": "Its answers are compared as they are.",
    "encoding": "It is a number already.",
    "weight": "It counts once, like every other column.",
}
_NOT_TRANSFORMED = {
    Kind.DATE: "Dates are compared by their days, as they are.",
    Kind.BOOLEAN: "It has two answers only.",
}


def column_defaults(dataset: Dataset, spec: PreparationSpec, name: str) -> dict[str, str]:
    """What would be done to a column if it decided the segments and nothing was chosen for it, and why.

    Parameters
    ----------
    dataset : Dataset
    spec : PreparationSpec
        Its choices for other columns and its defaults stay.
    name : str
        A column of the dataset.

    Returns
    -------
    dict of str to str
        A sentence by setting of `ColumnSpec`: imputation, outliers, transform, scaling, encoding, weight. Empty when
        the column cannot decide segments.
    """
    column = dataset.columns[name]
    own = spec.columns.get(name, ColumnSpec())
    # Confirmed sentinels are missing cells, whatever else is chosen.
    bare = ColumnSpec(role=Role.FEATURE, missing_values=own.missing_values)
    try:
        effect = column_effect(dataset, replace(spec, columns={**spec.columns, name: bare}), name)
    except EngineError:
        return {}
    if effect.after is None:
        return {}
    return {setting: _said(effect.steps, setting, column) for setting in _NOTHING}


def _said(steps: Iterable[Step], setting: str, column: Column) -> str:
    own = [step for step in steps if _SETTING.get(step.action) == setting]
    if own:
        return " ".join(f"{step.detail} {step.reason}".strip() for step in own)
    if setting == "transform" and column.kind in _NOT_TRANSFORMED:
        return _NOT_TRANSFORMED[column.kind]
    return _NOTHING[setting]
