"""The features of a plan as SQL, in the order and precision of the matrix."""

from __future__ import annotations

from engine.errors import EngineError
from engine.limits import MAX_SQL_TERMS
from engine.preparation.plan import FeaturePlan, LevelsPlan, NumberPlan, Reading
from engine.preparation.spec import Transform
from engine.sql.cells import CellWriter
from engine.sql.text import case, number, text

# Exponents this close to 0 (or 2) turn a power into a logarithm, as in SciPy's Yeo-Johnson.
_NEARLY_ZERO = 1e-9


def cell_of(plan: FeaturePlan, cells: CellWriter) -> str:
    """What a feature needs of the table: a number, or for a category the place of its level."""
    if isinstance(plan, LevelsPlan):
        return _level_place(plan, cells)
    return cells.numeric(plan.column, plan.reading, origin=plan.origin, words=plan.words, unknown=plan.unknown)


def features_of(plan: FeaturePlan, cell: str) -> list[str]:
    """The features made of a cell, in single precision like the matrix.

    Parameters
    ----------
    plan : NumberPlan or LevelsPlan
    cell : str
        The name under which `cell_of` stands.
    """
    if isinstance(plan, LevelsPlan):
        values = [_level_feature(plan, place, cell) for place in range(len(plan.features))]
    else:
        values = [_number_feature(plan, cell)]
    return [f"CAST(CAST({value} AS FLOAT4) AS FLOAT8)" for value in values]


def _number_feature(plan: NumberPlan, cell: str) -> str:
    if plan.indicator:
        value = case([(f"{cell} IS NULL", number(1.0))], number(0.0))
    else:
        value = case([(f"{cell} IS NULL", number(plan.fill))], _transformed(plan, _clipped(plan, cell)))
    if plan.center:
        value = f"({value} - {number(plan.center)})"
    if plan.scale != 1:
        value = f"({value} / {number(plan.scale)})"
    return value if plan.weight == 1 else f"({value} * {number(plan.weight)})"


def _clipped(plan: NumberPlan, cell: str) -> str:
    value = cell
    if plan.low is not None:
        value = f"GREATEST({value}, {number(plan.low)})"
    if plan.high is not None:
        value = f"LEAST({value}, {number(plan.high)})"
    return value


def _transformed(plan: NumberPlan, value: str) -> str:
    if plan.transform is Transform.LOG:
        return f"LN({number(1.0 + plan.shift)} + {value})"
    if plan.transform is Transform.YEO_JOHNSON:
        return case([(f"{value} >= 0", _power(f"ABS({value})", plan.exponent))], _mirrored(value, plan.exponent))
    return value


def _mirrored(value: str, exponent: float) -> str:
    return f"(-{_power(f'ABS({value})', 2 - exponent)})"


def _power(size: str, exponent: float) -> str:
    """Yeo & Johnson's curve for a value of this size (its sign is the caller's)."""
    if abs(exponent) < _NEARLY_ZERO:
        return f"LN(1e0 + {size})"
    return f"((POWER(1e0 + {size}, {number(exponent)}) - 1e0) / {number(exponent)})"


def _level_place(plan: LevelsPlan, cells: CellWriter) -> str:
    """The place of the cell's level; the last for rare ones, and for unseen ones (which may have no feature)."""
    last = len(plan.levels)
    every = (*plan.levels, *plan.rare)
    filled = min(every.index(plan.fill), last) if plan.fill in every else last
    if plan.numeric:
        cell = cells.numeric(plan.column, Reading.NUMBER, unknown=plan.unknown)
        branches = [(f"{cell} = {number(level)}", str(place)) for place, level in enumerate(plan.levels)]
    else:
        cell = cells.words(plan.column)
        branches = [(f"{cell} = {text(level)}", str(place)) for place, level in enumerate(plan.levels)]
    return case([(f"{cell} IS NULL", str(filled)), *branches], str(last))


def _level_feature(plan: LevelsPlan, place: int, cell: str) -> str:
    center, weight = plan.centers[place], plan.weight
    return case([(f"{cell} = {place}", number((1.0 - center) * weight))], number((0.0 - center) * weight))


def check_size(n_terms: int) -> None:
    """Refuse a query that no database would take."""
    if n_terms > MAX_SQL_TERMS:
        raise EngineError(
            f"As SQL this segmentation would have {n_terms:,} terms; databases refuse such queries.",
            "Score these customers with Python, or use fewer columns.",
        )
