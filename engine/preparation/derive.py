"""Columns computed from others with ``DataFrame.eval``, and nothing but arithmetic in their expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from engine.dataset import DerivedColumn
from engine.errors import EngineError
from engine.preparation.plan import DerivedPlan

_QUOTED = re.compile(r"`([^`]*)`")
_TEXT = re.compile(r"'[\w\s:.+-]*'|\"[\w\s:.+-]*\"")
_WORD = re.compile(r"\.?[^\W\d]\w*")
_REST = re.compile(r"[\s\d.eE+\-*/%()<>=!&|~,\[\]]*")

# Methods of a column that an expression may use; eval would also follow ``.__class__`` to anything in memory.
_METHODS = frozenset(
    """
    dt days year month day day_of_year total_seconds fillna astype add sub rsub mul div rdiv floordiv sum mean max min
    clip abs round isna notna where mask axis lower upper
    """.split()  # noqa: SIM905 - a list a person can read
)


def check_expression(plan: DerivedPlan) -> None:
    """Refuse an expression that is more than arithmetic over its source columns.

    ``DataFrame.eval`` can reach attributes and so run code, and expressions carry column names, which are other
    people's text.

    Raises
    ------
    EngineError
        If the expression has anything but its sources, numbers, operators and a few methods of a column.
    """
    if not plan.name.isidentifier():
        raise EngineError(f"{plan.name!r} is not a usable name for a computed column.", "Use letters, digits and _.")
    strange = [name for name in _QUOTED.findall(plan.expression) if name not in plan.sources]
    bare = _TEXT.sub(" ", _QUOTED.sub(" ", plan.expression))
    for word in _WORD.findall(bare):
        allowed = (
            _METHODS
            if word.startswith(".")
            else {*plan.sources, *_METHODS, "and", "or", "not", "in", "True", "False"}
        )
        if word.lstrip(".") not in allowed:
            strange.append(word)
    if not _REST.fullmatch(_WORD.sub(" ", bare)):
        strange.append(bare.strip())
    if strange:
        raise EngineError(
            f"The computed column {plan.name!r} has {strange[0]!r} in its expression {plan.expression!r}.",
            "Use only its source columns, numbers and arithmetic.",
        )


def with_derived(frame: pd.DataFrame, plans: Sequence[DerivedPlan]) -> pd.DataFrame:
    """The frame with the computed columns added; the given one is not changed.

    Raises
    ------
    EngineError
        If an expression cannot be computed, with the expression.
    """
    added: dict[str, pd.Series] = {}
    for plan in plans:
        added[plan.name] = _computed(frame, plan)
    return frame.assign(**added) if added else frame


def _computed(frame: pd.DataFrame, plan: DerivedPlan) -> pd.Series:
    check_expression(plan)
    if absent := [name for name in plan.sources if name not in frame.columns]:
        raise EngineError(
            f"The computed column {plan.name!r} needs {absent[0]!r}, which is not in the table.",
            f"Add a column {absent[0]!r}, or decline {plan.name!r}.",
        )
    try:
        value = without_unknown(frame[list(plan.sources)], dict(plan.unknown)).eval(plan.expression, engine="python")
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        NameError,
        NotImplementedError,
        SyntaxError,
        TypeError,
        ValueError,
    ) as error:
        raise EngineError(
            f"The computed column {plan.name!r} could not be computed from {plan.expression!r}: {error}.",
            f"Decline {plan.name!r}, or correct its source columns.",
        ) from None
    if not isinstance(value, pd.Series):
        value = pd.Series(value, index=frame.index)
    return value


def without_unknown(frame: pd.DataFrame, unknown: Mapping[str, Sequence[float]]) -> pd.DataFrame:
    """The frame with the values that stand for a missing one made missing."""
    return frame.replace({name: list(values) for name, values in unknown.items()}, np.nan) if unknown else frame


def plan_of(column: DerivedColumn, unknown: Mapping[str, tuple[float, ...]]) -> DerivedPlan:
    """The part of a proposal that computing it needs; ``unknown`` holds the confirmed sentinels of all columns."""
    known = tuple((name, unknown[name]) for name in column.sources if unknown.get(name))
    return DerivedPlan(column.name, column.expression, tuple(column.sources), known)


def assignments(plans: Sequence[DerivedPlan]) -> str:
    """All computed columns as one multi-line expression for ``DataFrame.eval``."""
    return "\n".join(f"{plan.name} = {plan.expression}" for plan in plans)
