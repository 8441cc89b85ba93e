"""Edits of the preparation choices: from one control's value to new choices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.choices import Choices
from engine.dataset import Column, Role
from engine.preparation.spec import ColumnSpec, PreparationSpec


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


def change_role(choices: Choices, column: Column, role: Role) -> Choices:
    return change_column(choices, column.name, role=role)


def change_derived(choices: Choices, name: str, used: bool) -> Choices:
    """Accept or decline a proposed column."""
    return choices.with_spec(replace(choices.spec, derived={**choices.spec.derived, name: used}))
