"""What a person corrects in what was understood of a file, as plain frozen values that travel as JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from engine.dataset import Cells, Dataset
from engine.errors import EngineError

_TEXTS = ("encoding", "delimiter", "quote", "sheet", "decimal", "reference_date")
_NUMBERS = {"first_line": 1, "header_rows": 0}  # and the least that they may be
_FILE = ("encoding", "delimiter", "quote", "sheet", *_NUMBERS)
_LONGEST = 200  # of a correction in letters: names of sheets end at 31, and an address must not become a book


class Rows(StrEnum):
    """What becomes of a table of order lines."""

    CUSTOMERS = "customers"  # one row per customer is built
    AS_THEY_ARE = "as_they_are"  # every line counts as a customer of its own


@dataclass(frozen=True)
class Corrections:
    """A person's corrections; None leaves it to the file.

    Attributes
    ----------
    encoding, delimiter, quote, sheet : str or None
        How the file is written, as for `engine.reading.read.read_cells`.
    first_line, header_rows : int or None
        The line (or row of a sheet) with which the table begins, and how many rows name the columns.
    decimal : str or None
        The decimal sign of the file.
    columns : mapping of str to mapping
        Per column what `read_table` takes as ``overrides``: kind, meaning, unit, date_order, decimal.
    rows : Rows or None
        None: the table is not one of order lines, or nobody has decided yet.
    reference_date : str or None
        ISO date from which recency and tenure are counted back, for ``Rows.CUSTOMERS``.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    sheet: str | None = None
    first_line: int | None = None
    header_rows: int | None = None
    decimal: str | None = None
    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rows: Rows | None = None
    reference_date: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON values, without what was left to the file."""
        plain = (*_TEXTS, *_NUMBERS)
        out: dict[str, Any] = {name: value for name in plain if (value := getattr(self, name)) is not None}
        if columns := {name: dict(sorted(each.items())) for name, each in sorted(self.columns.items()) if each}:
            out["columns"] = columns
        if self.rows is not None:
            out["rows"] = str(self.rows)
        return out

    @classmethod
    def from_json(cls, data: Any) -> Corrections:
        """Read `to_json`'s output.

        Raises
        ------
        EngineError
            If a name or value is not one of the choices.
        """
        if not isinstance(data, Mapping):
            raise EngineError("The corrections are not a JSON object.", "Start from {} and add to it.")
        if unknown := set(data) - {*_TEXTS, *_NUMBERS, "columns", "rows"}:
            raise EngineError(f"Unknown correction {sorted(unknown)[0]!r}.", "Remove it.")
        columns = data.get("columns") or {}
        if not isinstance(columns, Mapping) or not all(isinstance(each, Mapping) for each in columns.values()):
            raise EngineError("'columns' must be a JSON object of JSON objects.", "Use column: {setting: value}.")
        plain: dict[str, Any] = {name: _text(name, data.get(name)) for name in _TEXTS}
        plain |= {name: _whole(name, data.get(name), least) for name, least in _NUMBERS.items()}
        return cls(
            **plain,
            columns={str(name): dict(each) for name, each in columns.items()},
            rows=_rows(data.get("rows")),
        )

    @property
    def key(self) -> str:
        """A digest of the corrections, "" when there are none that change what is read."""
        told = {name: value for name, value in self.to_json().items() if value != Rows.AS_THEY_ARE}
        return _digest(told)

    @property
    def rows_key(self) -> str:
        """A digest of what decides which rows there are; tables with equal ones have the same customers."""
        return replace(self, columns={}, decimal=None).key

    @property
    def of_the_file(self) -> dict[str, Any]:
        """What is said of how the file is written, as arguments of `engine.reading.read.read_cells`."""
        return {name: getattr(self, name) for name in _FILE}

    def with_column(self, column: str, **settings: Any) -> Corrections:
        """The same with settings of one column replaced; an empty one is left to the data again."""
        own = {**self.columns.get(column, {}), **settings}
        own = {name: value for name, value in own.items() if value != ""}
        columns = {**self.columns, column: own}
        if not own:
            del columns[column]
        return replace(self, columns=columns)


def apply_corrections(
    corrections: Corrections, source: Path, name: str, understood: Dataset | None = None
) -> Dataset:
    """Read a file again, the way a person says.

    Parameters
    ----------
    corrections : Corrections
    source : Path
        The file as it was uploaded.
    name : str
        What the file is called.
    understood : Dataset, optional
        The table as it is read without corrections, to begin from where only its rows are to change.

    Raises
    ------
    EngineError
        If the file cannot be read that way.
    """
    only_rows = Corrections(rows=corrections.rows, reference_date=corrections.reference_date) == corrections
    table = understood if understood is not None and only_rows else _read(corrections, source, name)
    if corrections.rows is Rows.CUSTOMERS:
        from engine.columns.customers import build_customers

        return build_customers(table, corrections.reference_date)
    return table


def look_at(corrections: Corrections, source: Path, name: str) -> Cells | None:
    """The first records of a file as they would be read; None where only reading all of it would tell.

    Raises
    ------
    EngineError
        If the file cannot be read that way.
    """
    from engine.reading.head import read_head

    return read_head(source, name, **corrections.of_the_file)


def _read(corrections: Corrections, source: Path, name: str) -> Dataset:
    from engine.columns.table import read_table  # loads every reader, which a start of the web must not wait for

    return read_table(
        source,
        name,
        overrides=corrections.columns or None,
        decimal=corrections.decimal,
        **corrections.of_the_file,
    )


def _digest(told: Mapping[str, Any]) -> str:
    if not told:
        return ""
    text = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _text(name: str, value: Any) -> str | None:
    if value is None or (isinstance(value, str) and 0 < len(value) <= _LONGEST):
        return value
    raise EngineError(f"The {name.replace('_', ' ')} cannot be {value!r}.", "Use a short text, or leave it out.")


def _whole(name: str, value: Any, least: int) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        shown = name.replace("_", " ")
        raise EngineError(f"The {shown} cannot be {value!r}.", f"Use a whole number from {least}.")
    return value


def _rows(value: Any) -> Rows | None:
    try:
        return None if value is None else Rows(value)
    except ValueError:
        raise EngineError(f"The rows cannot be {value!r}.", f"Use one of {', '.join(Rows)}.") from None
