"""The table as a whole: types by the evidence of all columns together, then kind, meaning and role of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from engine.columns.bare_dates import says_day
from engine.columns.derive import propose
from engine.columns.describe import describe_column
from engine.columns.distinct import Distinct, distinct_cells
from engine.columns.duplicates import find_duplicates, ignore_duplicates
from engine.columns.facts import Facts, gather_facts
from engine.columns.forms import Form, Hints, Priors, Typed
from engine.columns.given import is_text, read_given, settle
from engine.columns.lexicon import Lexicon, load_lexicon
from engine.columns.notices import table_notes
from engine.columns.overrides import Override
from engine.columns.parallel import in_threads
from engine.columns.roles import one_identifier, widen
from engine.columns.ticks import read_ticks
from engine.columns.transactions import recognise
from engine.columns.typed import read_text
from engine.dataset import Column, Columns, Dataset, Dialect, Kind, Meaning, Note, OtherTable, SetAsideRow
from engine.errors import EngineError

_FORMS = {Kind.NUMBER: Form.NUMBER, Kind.DATE: Form.DATE, Kind.TEXT: Form.TEXT}
NO_OVERRIDE = Override()


@dataclass(frozen=True)
class Origin:
    """What reading the file found, apart from its cells."""

    dialect: Dialect | None = None
    set_aside: tuple[SetAsideRow, ...] = ()
    other_tables: tuple[OtherTable, ...] = ()
    notes: tuple[Note, ...] = ()
    decimal: str = ""  # the decimal sign of the file, as a person says


def understand_table(
    given: Sequence[Any],
    names: list[str],
    notes: list[Note],
    *,
    name: str,
    overrides: Mapping[str, Override],
    origin: Origin | None = None,
) -> Dataset:
    """Type and describe all columns.

    Parameters
    ----------
    given : sequence of Series or pyarrow.ChunkedArray, all of one length
        Text still to be read, or typed values.
    names : list of str
        Distinct.
    notes : list of Note
        What was noticed about the names.
    """
    lexicon = load_lexicon()
    origin = origin or Origin()
    n_rows = len(given[0])
    typed, facts = type_columns(given, n_rows, names, overrides=overrides, lexicon=lexicon, origin=origin)
    _settle_ticks(typed, facts, overrides)
    series = dict(zip(names, (each.series for each in typed), strict=True))
    table = pd.DataFrame(series, index=pd.RangeIndex(n_rows), copy=False)
    columns = [
        describe_column(fact, each, lexicon, overrides.get(fact.name, NO_OVERRIDE))
        for fact, each in zip(facts, typed, strict=True)
    ]
    same = find_duplicates(columns, table)
    columns = ignore_duplicates(columns, same, overrides)
    transactions = recognise(columns, len(table), lexicon)
    columns, more = settle_roles(columns, overrides, lexicon, customers=transactions is None)
    said = table_notes(columns, n_rows, same, transactions)
    typing = [note for column, each in zip(names, typed, strict=True) for note in each.notes_for(column)]
    return Dataset(
        frame=table,
        columns=Columns(columns),
        notes=(*origin.notes, *notes, *typing, *said, *more),
        name=name,
        derived=propose(table, columns, lexicon) if transactions is None else (),
        dialect=origin.dialect,
        set_aside=origin.set_aside,
        other_tables=origin.other_tables,
        transactions=transactions,
    )


def _settle_ticks(typed: list[Typed], facts: list[Facts], overrides: Mapping[str, Override]) -> None:
    """Columns of a mark or nothing become yes and no, unless a person said what they are."""
    for position, fact in enumerate(facts):
        if overrides.get(fact.name, NO_OVERRIDE).kind not in (None, Kind.BOOLEAN):
            continue
        if (ticked := read_ticks(fact, typed[position])) is not None:
            typed[position], facts[position] = ticked, gather_facts(fact.name, ticked)


def type_columns(
    given: Sequence[Any],
    n_rows: int,
    names: Sequence[str],
    *,
    overrides: Mapping[str, Override],
    lexicon: Lexicon,
    origin: Origin,
) -> tuple[list[Typed], list[Facts]]:
    """Read every column and count what it holds; one that proves nothing by itself is read again by what the others prove."""
    index = pd.RangeIndex(n_rows)
    hints = [_hints(name, overrides.get(name, NO_OVERRIDE), lexicon) for name in names]
    told = Priors(origin.decimal, told=bool(origin.decimal))
    first = in_threads(n_rows, partial(_study, index, told), names, given, hints)
    typed, facts = [each for each, _, _ in first], [each for _, each, _ in first]
    priors = _priors(typed, origin, told)
    for position, (_, _, text) in enumerate(first):
        if text is not None:
            typed[position] = read_text(text, index, hints[position], priors)
            facts[position] = gather_facts(names[position], typed[position])
    return typed, facts


def _study(
    index: pd.Index[Any], told: Priors, name: str, given: Any, hints: Hints
) -> tuple[Typed, Facts, Distinct | None]:
    typed, text = _type_column(index, told, name, given, hints)
    return typed, gather_facts(name, typed), text


def _type_column(
    index: pd.Index[Any], told: Priors, name: str, given: Any, hints: Hints
) -> tuple[Typed, Distinct | None]:
    """One column by itself, and its text when the other columns may say more."""
    column = settle(given.set_axis(index) if isinstance(given, pd.Series) else given)
    if is_text(column):
        found = distinct_cells(column)
        typed = read_text(found, index, hints, told)
        return typed, found if typed.ambiguous else None
    if hints.form is Form.NUMBER and column.dtype.kind == "M":
        raise EngineError(f"Column {name!r} holds dates, which are no numbers.", "Leave it a date.")
    if hints.form is Form.TEXT:
        texts = column.map(_plain, na_action="ignore").astype("str")
        return read_text(distinct_cells(texts), index, hints, Priors()), None
    return read_given(column, hints), None


def _plain(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _hints(name: str, override: Override, lexicon: Lexicon) -> Hints:
    matches = lexicon.matches(name)
    best = matches[0].entry if matches else None
    words = tuple(lexicon.words(name))
    return Hints(
        date=best is not None and best.kinds == {Kind.DATE},
        code=best is not None and best.code,
        past=best is not None and best.meaning is Meaning.BIRTH_DATE,
        region=best is not None and best.meaning is Meaning.REGION,
        form=_FORMS.get(override.kind) if override.kind is not None else None,
        date_order=override.date_order,
        decimal=override.decimal,
        words=words,
        other=best is not None and (best.meaning is not None or best.personal or (best.code and not says_day(words))),
    )


def _priors(typed: Sequence[Typed], origin: Origin, told: Priors) -> Priors:
    """What most columns prove; a semicolon between fields is there because the comma is taken."""
    signs = Counter(each.decimal_evidence for each in typed if each.form is Form.NUMBER and each.decimal_evidence)
    orders = Counter(each.date_evidence for each in typed if each.form is Form.DATE and each.date_evidence)
    semicolons = origin.dialect is not None and origin.dialect.delimiter == ";"
    decimal = told.decimal or _winner(signs) or ("," if semicolons else "")
    return Priors(decimal, _winner(orders), told.told)


def _winner(votes: Counter[str]) -> str:
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0]


def settle_roles(
    columns: Sequence[Column], overrides: Mapping[str, Override], lexicon: Lexicon, customers: bool = True
) -> tuple[list[Column], list[Note]]:
    """Roles that depend on the other columns; a person's choice stands."""
    chosen = {name for name, override in overrides.items() if override.role is not None}
    settled = one_identifier([column for column in columns if column.name not in chosen])
    notes: list[Note] = []
    if customers:
        stated = {
            column.name for column in settled if any(match.entry.use for match in lexicon.matches(column.name)[:1])
        }
        settled, notes = widen(settled, stated)
    by_name = {column.name: column for column in settled}
    return [by_name.get(column.name, column) for column in columns], notes
