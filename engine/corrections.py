"""What a person corrects in what was understood of a file, as plain frozen values that travel as JSON."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

from engine.columns.customers import build_customers
from engine.columns.table import read_table
from engine.dataset import Dataset, SetAsideRow
from engine.errors import EngineError

_TEXTS = ("encoding", "delimiter", "sheet", "reference_date")
_LINE_END = re.compile(rb"\r\n|\r|\n")
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
    first_line : int or None
        Physical line, from 1, with which the table begins; lines before it are not read. For delimited text.
    columns : mapping of str to mapping
        Per column what `read_table` takes as ``overrides``: kind, meaning, unit, date_order, decimal.
    rows : Rows or None
        None: the table is not one of order lines, or nobody has decided yet.
    reference_date : str or None
        ISO date from which recency and tenure are counted back, for ``Rows.CUSTOMERS``.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    first_line: int | None = None
    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rows: Rows | None = None
    reference_date: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON values, without what was left to the file."""
        out: dict[str, Any] = {name: value for name in _TEXTS if (value := getattr(self, name)) is not None}
        if self.first_line is not None:
            out["first_line"] = self.first_line
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
        if unknown := set(data) - {*_TEXTS, "first_line", "columns", "rows"}:
            raise EngineError(f"Unknown correction {sorted(unknown)[0]!r}.", "Remove it.")
        columns = data.get("columns") or {}
        if not isinstance(columns, Mapping) or not all(isinstance(each, Mapping) for each in columns.values()):
            raise EngineError("'columns' must be a JSON object of JSON objects.", "Use column: {setting: value}.")
        texts = {name: _text(name, data.get(name)) for name in _TEXTS}
        return cls(
            **texts,
            first_line=_line(data.get("first_line")),
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
        return replace(self, columns={}).key

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
        return build_customers(table, corrections.reference_date)
    return table


def _read(corrections: Corrections, source: Path, name: str) -> Dataset:
    before = (corrections.first_line or 1) - 1
    content: Path | bytes = source
    encoding = corrections.encoding
    if before:
        content, encoding = _without_lines(source, before, encoding)
    table = read_table(
        content,
        name,
        overrides=corrections.columns or None,
        sheet=corrections.sheet,
        delimiter=corrections.delimiter,
        encoding=encoding,
    )
    return _with_lines_of_the_file(table, before) if before else table


def _without_lines(source: Path, before: int, encoding: str | None) -> tuple[bytes, str | None]:
    """The file's bytes after so many physical lines, and how they are to be read."""
    from engine.reading.encoding import detect_encoding
    from engine.reading.formats import detect_format
    from engine.reading.source import open_source

    raw = open_source(source)
    if detect_format(raw) != "delimited":
        raise EngineError("Only a text file has lines to begin with.", "Choose another sheet instead.")
    data, found = raw.data, detect_encoding(raw)
    if found.codec.startswith(("utf-16", "utf-32")):  # whose line ends are no single bytes
        data, encoding = data[found.start :].decode(found.codec, "replace").encode(), None
    ends = islice(_LINE_END.finditer(data), before - 1, before)
    end = next((match.end() for match in ends), len(data))
    if end >= len(data):
        raise EngineError(
            f"The table cannot begin in line {before + 1:,}: the file ends before.", "Use an earlier line."
        )
    return bytes(data[end:]), encoding


def _with_lines_of_the_file(table: Dataset, before: int) -> Dataset:
    """Line numbers as in the whole file."""
    dialect = table.dialect
    if dialect is not None and dialect.header is not None:
        dialect = replace(dialect, header=dialect.header + before)
    return replace(
        table,
        dialect=dialect,
        set_aside=tuple(SetAsideRow(each.line + before, each.reason, each.text) for each in table.set_aside),
        other_tables=tuple(replace(each, first_line=each.first_line + before) for each in table.other_tables),
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


def _line(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise EngineError(f"The first line cannot be {value!r}.", "Use a whole number from 1.")
    return value


def _rows(value: Any) -> Rows | None:
    try:
        return None if value is None else Rows(value)
    except ValueError:
        raise EngineError(f"The rows cannot be {value!r}.", f"Use one of {', '.join(Rows)}.") from None
