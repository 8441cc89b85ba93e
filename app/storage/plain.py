"""Frozen dataclasses as JSON values and back, by their type hints: a field added to a contract is kept unasked."""

from __future__ import annotations

import dataclasses
import functools
import types
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints


def to_plain(value: Any) -> Any:
    """JSON values for a dataclass, enum, tuple, mapping or scalar.

    Raises
    ------
    TypeError
        For anything that JSON would not give back as it was.
    """
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, (int, float)):
        return value.item() if hasattr(value, "item") else value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [to_plain(item) for item in value]
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:  # a NumPy scalar
        return to_plain(value.item())
    raise TypeError(f"{type(value).__name__} cannot be kept as JSON")


def from_plain(hint: Any, value: Any) -> Any:
    """The value of type ``hint`` that `to_plain` made ``value`` from."""
    if value is None or hint is Any:
        return value
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _from_union(arguments, value)
    if origin is tuple:
        kinds = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else arguments
        return tuple(from_plain(kind, item) for kind, item in zip(kinds, value, strict=True))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {from_plain(arguments[0], key): from_plain(arguments[1], item) for key, item in value.items()}
    if dataclasses.is_dataclass(hint):
        return _from_fields(hint, value)
    if isinstance(hint, type) and issubclass(hint, (Enum, int, float)) and not isinstance(value, hint):
        return hint(value)  # also the keys of mappings, which JSON turns into text
    return value


def _from_union(hints: tuple[Any, ...], value: Any) -> Any:
    """The member whose JSON form this is; values that several members could have made stay as they are."""
    for hint in hints:
        if dataclasses.is_dataclass(hint) and isinstance(value, dict):
            return from_plain(hint, value)
        if get_origin(hint) is tuple and isinstance(value, list):
            return from_plain(hint, value)
        if isinstance(hint, type) and issubclass(hint, Enum) and value in {item.value for item in hint}:
            return hint(value)
    return value


def _from_fields(kind: Any, data: Mapping[str, Any]) -> Any:
    """Fields that this version no longer has are left out; fields it has gained take their defaults."""
    hints = _hints(kind)
    known = {item.name for item in dataclasses.fields(kind)}
    return kind(**{name: from_plain(hints[name], value) for name, value in data.items() if name in known})


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
