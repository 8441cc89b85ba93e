"""Names and values as SQL text that DuckDB and PostgreSQL read alike."""

from __future__ import annotations

import math


def name(identifier: str) -> str:
    """A quoted identifier: any character may be in a column's name."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("'", "''") + "'"


def number(value: float) -> str:
    """A number with every bit; in exponent form, since a plain decimal would be a fixed-point number in DuckDB."""
    if not math.isfinite(value):
        return f"CAST({text(repr(float(value)))} AS FLOAT8)"
    digits = repr(float(value))
    written = digits if "e" in digits else f"{digits}e0"
    return f"({written})" if value < 0 else written


def case(branches: list[tuple[str, str]], otherwise: str = "NULL") -> str:
    """A CASE expression; what is left when there is no branch."""
    if not branches:
        return otherwise
    whens = " ".join(f"WHEN {condition} THEN {value}" for condition, value in branches)
    return f"CASE {whens} ELSE {otherwise} END"
