"""A column of the customer's table as SQL: read as a number, as days or as text, and computed from others."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence

from engine.errors import EngineError
from engine.model_schema import NeededColumn
from engine.preparation.plan import DerivedPlan, Reading
from engine.sql.text import case, name, number, text

_QUOTED = re.compile(r"`([^`]*)`")
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_PARTS_OF_DATES = {"year": "YEAR", "month": "MONTH", "day": "DAY", "day_of_year": "DOY"}
_INFINITE = ("Infinity", "-Infinity")


class CellWriter:
    """Writes the cells that a plan reads.

    Parameters
    ----------
    schema : sequence of NeededColumn
    derived : sequence of DerivedPlan
    """

    def __init__(self, schema: Sequence[NeededColumn], derived: Sequence[DerivedPlan]) -> None:
        self._schema: Mapping[str, NeededColumn] = {column.name: column for column in schema}
        self._derived = {plan.name: plan for plan in derived}

    def numeric(
        self, column: str, reading: Reading, *, origin: str = "", words: Sequence[str] = (), unknown: Sequence[float]
    ) -> str:
        """The cell as a double; NULL where it is missing or stands for a missing one."""
        if reading is Reading.WORDS:
            cell = self.words(column)
            return case([(f"{cell} = {text(word)}", number(place)) for place, word in enumerate(words)])
        value = self._days(column, origin) if reading is Reading.DATE else self._number(column)
        if unknown:
            values = ", ".join(number(one) for one in unknown)
            value = case([(f"{value} IN ({values})", "NULL")], value)
        return value

    def words(self, column: str) -> str:
        """The cell as text."""
        needed = self._schema.get(column)
        if needed is not None and needed.dtype.startswith("bool"):
            return case([(f"{name(column)} IS NULL", "NULL"), (name(column), text("True"))], text("False"))
        if needed is None or needed.form != "text":
            raise EngineError(
                f"Column {column!r} is read as words, and the table has no words in it.",
                "Score these customers with Python instead.",
            )
        return name(column)

    def _number(self, column: str) -> str:
        if column in self._derived:
            plan = self._derived[column]
            return _finite(_Expression(self, plan).sql())
        needed = self._schema.get(column)
        if needed is None:  # it only serves to set customers aside, and the model does not know its type
            return _finite(f"CAST({name(column)} AS FLOAT8)")
        if needed.form != "number":
            raise EngineError(
                f"Column {column!r} holds {needed.form} that the segments read as numbers, which SQL cannot repeat.",
                "Score these customers with Python instead.",
            )
        cell = f"CAST({name(column)} AS INTEGER)" if needed.dtype.startswith("bool") else name(column)
        return _finite(f"CAST({cell} AS FLOAT8)")

    def _days(self, column: str, origin: str) -> str:
        start = f"TIMESTAMP {text(origin)}"
        return f"(CAST(EXTRACT(EPOCH FROM ({self.moment(column)} - {start})) AS FLOAT8) / 86400e0)"

    def moment(self, column: str) -> str:
        """The cell as a time stamp, in UTC where the column knows its zone."""
        zone = f" AT TIME ZONE {text('UTC')}" if "," in self._schema[column].dtype else ""
        return f"CAST({name(column)}{zone} AS TIMESTAMP)"


def _finite(value: str) -> str:
    """What is no number in the table (NaN, infinities) is missing."""
    for word in ("NaN", *_INFINITE):
        value = f"NULLIF({value}, CAST({text(word)} AS FLOAT8))"
    return value


class _Expression:
    """Arithmetic of a computed column, as pandas evaluates it."""

    def __init__(self, cells: CellWriter, plan: DerivedPlan) -> None:
        self._cells, self._plan = cells, plan
        self._unknown = dict(plan.unknown)
        quoted = _QUOTED.findall(plan.expression)
        self._names = {f"_quoted_{place}": column for place, column in enumerate(quoted)}

    def sql(self) -> str:
        places = iter(self._names)
        plain = _QUOTED.sub(lambda _: f" {next(places)} ", self._plan.expression).strip()
        return self._of(ast.parse(plain, mode="eval").body)

    def _of(self, node: ast.expr) -> str:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return number(node.value)
        if isinstance(node, ast.Name):
            column = self._names.get(node.id, node.id)
            unknown = self._unknown.get(column, ())
            return self._cells.numeric(column, Reading.NUMBER, unknown=unknown)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return f"(-{self._of(node.operand)})"
        if isinstance(node, ast.BinOp):
            return self._operation(node)
        if (part := self._part_of_date(node)) is not None:
            return part
        raise EngineError(
            f"The computed column {self._plan.name!r} ({self._plan.expression}) cannot be said in SQL.",
            f"Decline {self._plan.name!r}, or score these customers with Python.",
        )

    def _operation(self, node: ast.BinOp) -> str:
        left, right = self._of(node.left), self._of(node.right)
        if type(node.op) in _OPERATORS:
            return f"({left} {_OPERATORS[type(node.op)]} {right})"
        # A division by zero is infinite or undefined in pandas, and missing afterwards; in SQL it would be an error.
        quotient = f"({left} / NULLIF({right}, 0e0))"
        if isinstance(node.op, ast.Div):
            return quotient
        if isinstance(node.op, ast.FloorDiv):
            return f"FLOOR({quotient})"
        if isinstance(node.op, ast.Pow):
            return f"POWER({left}, {right})"
        raise EngineError(
            f"The computed column {self._plan.name!r} ({self._plan.expression}) cannot be said in SQL.",
            f"Decline {self._plan.name!r}, or score these customers with Python.",
        )

    def _part_of_date(self, node: ast.expr) -> str | None:
        """``column.dt.year`` and its like."""
        if not (isinstance(node, ast.Attribute) and node.attr in _PARTS_OF_DATES):
            return None
        dt = node.value
        if not (isinstance(dt, ast.Attribute) and dt.attr == "dt" and isinstance(dt.value, ast.Name)):
            return None
        column = self._names.get(dt.value.id, dt.value.id)
        return f"CAST(EXTRACT({_PARTS_OF_DATES[node.attr]} FROM {self._cells.moment(column)}) AS FLOAT8)"
