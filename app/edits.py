"""Edits of the preparation choices: from one control's value to new choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.choices import Choices
from engine.dataset import Column, Role
from engine.preparation.outliers import USUAL_PERCENTILES
from engine.preparation.spec import ColumnSpec, PreparationSpec

# Values of selects, which cannot be empty: decided from the data, as found in the file, none of the known meanings.
AUTOMATIC, FOUND, NO_MEANING = "automatic", "found", "none"
_SETTINGS = ("imputation", "fill_value", "outliers", "transform", "scaling", "encoding", "weight")
_CORRECTIONS = ("kind", "meaning", "unit", "date_order", "decimal")


def change_column(choices: Choices, column: str, **settings: Any) -> Choices:
    """The choices with some settings of one column replaced; a column without any is left out of the spec.

    Raises
    ------
    EngineError
        If a value is not one of the choices.
    """
    spec = choices.spec
    before = spec.columns.get(column, ColumnSpec())
    data = PreparationSpec(columns={column: before}).to_json().get("columns", {}).get(column, {})
    data = {**data, **settings}
    data = {key: value for key, value in data.items() if value is not None and value != ""}
    changed = PreparationSpec.from_json({"columns": {column: data}}).columns[column]
    columns = {**spec.columns, column: changed}
    if changed == ColumnSpec():
        del columns[column]
    return choices.with_spec(replace(spec, columns=columns))


def change_from_fields(choices: Choices, column: Column, role: Role, fields: Mapping[str, Any]) -> Choices:
    """The choices as the drawer of a column says.

    Parameters
    ----------
    role : Role
        The use that the column has so far; one that was not changed stays undecided.
    fields : mapping of str to value
        By setting; `AUTOMATIC`, "" and None leave it to the data.

    Raises
    ------
    EngineError
        If a value is not one of the choices.
    """
    fields = {name: None if value == AUTOMATIC else value for name, value in fields.items()}
    settings = {name: fields[name] for name in _SETTINGS if name in fields}
    if settings.get("weight") == 1:
        settings["weight"] = None
    low, high = fields.get("clip_low"), fields.get("clip_high")
    usual = USUAL_PERCENTILES
    both = (usual[0] if low is None else low, usual[1] if high is None else high)
    settings["clip"] = None if low is None and high is None else both
    settings["missing_values"] = column.sentinels if fields.get("missing_values") else None
    if fields.get("role") not in (None, str(role)):
        settings["role"] = fields["role"]
    return change_column(choices, column.name, **settings)


def correct_column(choices: Choices, column: str, fields: Mapping[str, Any]) -> Choices:
    """The choices with what a column is corrected as the drawer says; `FOUND` leaves it to the file."""
    told = {name: fields[name] for name in _CORRECTIONS if name in fields}
    told = {name: "" if value in (None, FOUND) else value for name, value in told.items()}
    if told.get("meaning") == NO_MEANING:
        told["meaning"] = None
    changed = choices.reading.with_column(column, **told)
    return choices if changed == choices.reading else choices.with_reading(changed)


def change_role(choices: Choices, column: Column, role: Role) -> Choices:
    return change_column(choices, column.name, role=role)


def change_derived(choices: Choices, name: str, used: bool) -> Choices:
    """Accept or decline a proposed column."""
    return choices.with_spec(replace(choices.spec, derived={**choices.spec.derived, name: used}))


def taken_as_unknown(choices: Choices) -> frozenset[str]:
    """The columns of which a suspected value counts as missing."""
    return frozenset(name for name, spec in choices.spec.columns.items() if spec.missing_values)


def change_unknown(choices: Choices, column: Column, unknown: bool) -> Choices:
    """The choices with the suspected values of a column taken as "unknown", or as numbers again."""
    return change_column(choices, column.name, missing_values=column.sentinels if unknown else None)
