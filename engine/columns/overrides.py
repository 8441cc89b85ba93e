"""The person's corrections of what was understood."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from engine.columns.date_order import DAY_FIRST, MONTH_FIRST
from engine.dataset import Kind, Meaning, Role
from engine.errors import EngineError

_T = TypeVar("_T", Kind, Role, Meaning)
_SIGNS = (".", ",")
_KEYS = ("kind", "role", "meaning", "unit", "date_order", "decimal")


@dataclass(frozen=True)
class Override:
    """What a person chose for one column; None leaves it to the data."""

    kind: Kind | None = None
    role: Role | None = None
    meaning: Meaning | None = None
    no_meaning: bool = False  # the person said that the meaning is none of the known ones
    unit: str | None = None
    date_order: str = ""
    decimal: str = ""


def check_overrides(overrides: Mapping[str, Mapping[str, Any]] | None, names: Collection[str]) -> dict[str, Override]:
    """Overrides as typed values.

    Raises
    ------
    EngineError
        If a column does not exist or a value is none of the choices.
    """
    if overrides is None:
        return {}
    if not isinstance(overrides, Mapping):
        raise EngineError("The corrections are not a mapping of columns.", "Use {'Income': {'kind': 'number'}}.")
    known = set(names)
    checked = {}
    for name, choices in overrides.items():
        if name not in known:
            shown = ", ".join(repr(each) for each in list(names)[:8])
            raise EngineError(f"There is no column {name!r} to correct.", f"The columns are {shown}.")
        checked[name] = _override(name, choices)
    return checked


def check_decimal(value: Any) -> str:
    """The decimal sign of a whole file, "" when nobody said one.

    Raises
    ------
    EngineError
        If it is no such sign.
    """
    if value not in (None, *_SIGNS):
        raise EngineError(f"The decimal sign cannot be {value!r}.", f"Use one of {' '.join(_SIGNS)}")
    return value or ""


def _override(name: str, choices: Any) -> Override:
    if not isinstance(choices, Mapping):
        raise EngineError(f"The corrections of column {name!r} are not a mapping.", "Use {'kind': 'number'}.")
    for key in choices:
        if key not in _KEYS:
            raise EngineError(f"Column {name!r}: {key!r} cannot be corrected.", f"Use one of {', '.join(_KEYS)}.")
    unit = choices.get("unit")
    if unit is not None and (not isinstance(unit, str) or len(unit) > 20):
        raise EngineError(f"Column {name!r}: {unit!r} is no unit.", "Use a short text such as '$' or 'days'.")
    return Override(
        kind=_choice(name, "kind", Kind, choices.get("kind")),
        role=_choice(name, "role", Role, choices.get("role")),
        meaning=_choice(name, "meaning", Meaning, choices.get("meaning")),
        no_meaning="meaning" in choices and choices["meaning"] is None,
        unit=unit,
        date_order=_one_of(name, "date_order", (DAY_FIRST, MONTH_FIRST), choices.get("date_order")),
        decimal=_one_of(name, "decimal", _SIGNS, choices.get("decimal")),
    )


def _choice(name: str, key: str, choices: type[_T], value: Any) -> _T | None:
    if value is None:
        return None
    try:
        return choices(value)
    except ValueError:
        raise EngineError(
            f"Column {name!r}: {key} cannot be {value!r}.", f"Use one of {', '.join(choices)}."
        ) from None


def _one_of(name: str, key: str, allowed: tuple[str, ...], value: Any) -> str:
    if value is None:
        return ""
    if value not in allowed:
        raise EngineError(f"Column {name!r}: {key} cannot be {value!r}.", f"Use one of {', '.join(allowed)}.")
    return str(value)
