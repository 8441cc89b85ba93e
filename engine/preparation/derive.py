"""Columns computed from others with ``DataFrame.eval``, and nothing but arithmetic in their expressions."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from engine.dataset import DerivedColumn
from engine.errors import EngineError
from engine.preparation.plan import DerivedPlan

_QUOTED = re.compile(r"`([^`]*)`")

# Methods of a column that an expression may use; eval would also follow ``.__class__`` to anything in memory.
_METHODS = frozenset(
    """
    dt days year month day day_of_year total_seconds fillna astype add sub rsub mul div rdiv floordiv sum mean max min
    clip abs round isna notna where mask
    """.split()  # noqa: SIM905 - a list a person can read
)
_ARITHMETIC = (
    *(ast.Expression, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.Load, ast.keyword),
    *(ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.UAdd, ast.USub, ast.Not, ast.Invert),
    *(ast.And, ast.Or, ast.BitAnd, ast.BitOr, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE),
)
# Arithmetic that no table needs can keep a processor or the memory busy for ever: 9 ** 9 ** 9, or a text times a number.
_LARGEST = 1e15
_LARGEST_EXPONENT = 10
_TYPES = frozenset({"float", "float64", "int", "int64", "bool"})


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
    quoted = _QUOTED.findall(plan.expression)
    known = {*plan.sources, *(f"_quoted_{place}" for place in range(len(quoted)))}
    places = iter(range(len(quoted)))
    try:
        plain = _QUOTED.sub(lambda match: f" _quoted_{next(places)} ", plan.expression).strip()
        tree = ast.parse(plain, mode="eval")
        sound = set(quoted) <= set(plan.sources) and all(_is_arithmetic(node, known) for node in ast.walk(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        sound = False
    if not sound:
        raise EngineError(
            f"The computed column {plan.name!r} cannot be computed from {plan.expression[:200]!r}.",
            "Use only its source columns, numbers and arithmetic.",
        )


def _is_arithmetic(node: ast.AST, known: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in known
    if isinstance(node, ast.Attribute):
        return node.attr in _METHODS
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and (node.func.attr != "astype" or _is_type(node))
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) or _is_number(node, _LARGEST)
    if isinstance(node, ast.BinOp):
        return _is_small(node)
    return isinstance(node, _ARITHMETIC)


def _is_number(node: ast.AST, largest: float) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and abs(node.value) <= largest


def _is_type(call: ast.Call) -> bool:
    return not call.keywords and all(isinstance(each, ast.Constant) and each.value in _TYPES for each in call.args)


def _is_small(node: ast.BinOp) -> bool:
    """Whether the result is about as large as a column: no text is multiplied, and only columns are raised to powers."""
    if any(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in (node.left, node.right)):
        return False
    if not isinstance(node.op, ast.Pow):
        return True
    of_column = any(isinstance(each, ast.Name) for each in ast.walk(node.left))
    return of_column and _is_number(node.right, _LARGEST_EXPONENT)


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
    return pd.concat([frame, pd.DataFrame(added, index=frame.index)], axis=1) if added else frame


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
        MemoryError,
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
