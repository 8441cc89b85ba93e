"""Sentences about what was noticed in the columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.dataset import Column, Note, Role, Severity, TransactionColumns

_SHOWN = 5


def table_notes(
    columns: Sequence[Column], n_rows: int, same: Mapping[str, str], transactions: TransactionColumns | None
) -> list[Note]:
    """What a person should know about the columns.

    Parameters
    ----------
    columns : sequence of Column
    n_rows : int
    same : mapping of str to str
        Columns that repeat an earlier one: {later: earlier}.
    transactions : TransactionColumns or None
    """
    notes = [note for column in columns for note in _about(column)]
    if transactions is None:
        notes += [note for column in columns for note in _about_identifier(column, n_rows)]
    else:
        notes.append(_about_transactions(transactions, columns, n_rows))
    notes += [
        Note(f"'{later}' holds the same values as '{earlier}' and is ignored.", column=later)
        for later, earlier in same.items()
    ]
    return notes


def sentinel_note(column: Column) -> Note:
    """That values of a column may stand for "unknown"."""
    shown = " and ".join(f"{value:,.0f}" for value in column.sentinels)
    text = f"In '{column.name}' the value {shown} may stand for 'unknown'; the table keeps it as it is written."
    return Note(text, Severity.WARNING, column.name)


def _about(column: Column) -> Iterator[Note]:
    if column.n_odd:
        shown = ", ".join(repr(text) for text in column.odd_values[:_SHOWN])
        cells = "1 cell" if column.n_odd == 1 else f"{column.n_odd:,} cells"
        what = "date" if column.kind.value == "date" else "number"
        text = f"{cells} of '{column.name}' could not be read as a {what} and count as missing: {shown}."
        yield Note(text, Severity.WARNING, column.name)
    if column.sentinels:
        yield sentinel_note(column)


def _about_identifier(column: Column, n_rows: int) -> Iterator[Note]:
    if column.role is not Role.IDENTIFIER:
        return
    filled = n_rows - column.n_missing
    if column.n_distinct < filled:
        text = f"'{column.name}' is not different in every row: {filled:,} rows have {column.n_distinct:,} values."
        yield Note(text, Severity.WARNING, column.name)
    if column.n_missing:
        rows = "1 row has" if column.n_missing == 1 else f"{column.n_missing:,} rows have"
        yield Note(f"{rows} no '{column.name}'.", Severity.WARNING, column.name)


def _about_transactions(found: TransactionColumns, columns: Sequence[Column], n_rows: int) -> Note:
    customers = next(column.n_distinct for column in columns if column.name == found.customer)
    return Note(
        f"This looks like transactions, not customers: {n_rows:,} rows for {customers:,} customers "
        f"('{found.customer}', dated by '{found.date}'). Build one row per customer before segmenting."
    )
