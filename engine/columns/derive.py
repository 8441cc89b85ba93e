"""Columns that can be computed from others: proposed with a reason, never added silently."""

from __future__ import annotations

import datetime
import keyword
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from engine.columns.lexicon import Lexicon
from engine.dataset import Column, DerivedColumn, Kind, Meaning, Role
from engine.limits import SPENDING_TOGETHER

_CHANNELS = {
    Meaning.WEB_PURCHASES: ("web", "on the web"),
    Meaning.STORE_PURCHASES: ("store", "in stores"),
    Meaning.CATALOG_PURCHASES: ("catalog", "by catalogue"),
}
# So many rows show whether a column already is the sum of others.
_HEAD = 2_000
_DATES = (Meaning.SIGN_UP_DATE, Meaning.ORDER_DATE)


def propose(frame: pd.DataFrame, columns: Sequence[Column], lexicon: Lexicon) -> tuple[DerivedColumn, ...]:
    """Proposals for a table of customers.

    Parameters
    ----------
    frame : DataFrame
        `Dataset.frame`.
    columns : sequence of Column

    Returns
    -------
    tuple of DerivedColumn
        Age from a birth year or date, days as a customer from a sign-up date, days since the last purchase from its
        date, the total of a family of spending columns, and (declined by default) the share of each channel.
        A proposal whose expression pandas cannot evaluate is not made.
    """
    by_meaning: dict[Meaning, list[Column]] = {}
    for column in columns:
        if column.meaning is not None and column.kind in (Kind.NUMBER, Kind.DATE):
            by_meaning.setdefault(column.meaning, []).append(column)
    today, from_table = _reference(frame, by_meaning)
    proposals = [
        *_age(by_meaning, today, from_table),
        *_since(columns, by_meaning, today, lexicon),
        *_totals(frame, columns, lexicon),
        *_shares(by_meaning),
    ]
    taken = {column.name for column in columns}
    return tuple(_distinct(each, taken) for each in proposals if _evaluates(frame, each))


def quoted(name: str) -> str:
    """A column's name as `DataFrame.eval` takes it."""
    return name if name.isidentifier() and not keyword.iskeyword(name) else f"`{name}`"


def _reference(frame: pd.DataFrame, by_meaning: dict[Meaning, list[Column]]) -> tuple[datetime.date, bool]:
    """The day the table speaks of: its latest date that is not in the future, else today."""
    today = datetime.date.today()
    latest = [
        moment.date()
        for meaning in _DATES
        for column in by_meaning.get(meaning, ())
        if column.kind is Kind.DATE and not pd.isna(moment := frame[column.name].max())
    ]
    past = [day for day in latest if day <= today]
    return (max(past), True) if past else (today, False)


def _age(by_meaning: dict[Meaning, list[Column]], today: datetime.date, from_table: bool) -> Iterable[DerivedColumn]:
    if any(column.kind is Kind.NUMBER for column in by_meaning.get(Meaning.AGE, ())):
        return
    why = "the year of the latest date in the table" if from_table else "the year of reading"
    for meaning, suffix in ((Meaning.BIRTH_YEAR, ""), (Meaning.BIRTH_DATE, ".dt.year")):
        for column in by_meaning.get(meaning, ())[:1]:
            yield DerivedColumn(
                name="age",
                expression=f"{today.year} - {quoted(column.name)}{suffix}",
                sources=(column.name,),
                kind=Kind.NUMBER,
                role=Role.PROFILE,
                meaning=Meaning.AGE,
                unit="years",
                replaces_sources=True,
                reason=f"Age in {today.year}, {why}, from '{column.name}'; it describes the segments and does not decide them.",
            )
            return


def _day_number(name: str) -> str:
    """Days since the year 1 as plain arithmetic: an expression that needs no clock and no function."""
    year = f"({name}.dt.year - 1)"
    return f"(365 * {year} + {year} // 4 - {year} // 100 + {year} // 400 + {name}.dt.day_of_year)"


def _since(
    columns: Sequence[Column], by_meaning: dict[Meaning, list[Column]], today: datetime.date, lexicon: Lexicon
) -> Iterable[DerivedColumn]:
    """Days since a date whose name says what such a number means."""
    for meaning, name, what in (
        (Meaning.TENURE, "tenure_days", "Days as a customer"),
        (Meaning.RECENCY, "recency_days", "Days since the last purchase"),
    ):
        dates = [
            column for column in columns if column.kind is Kind.DATE and _means_since(column, lexicon) is meaning
        ]
        if not dates or any(column.kind is Kind.NUMBER for column in by_meaning.get(meaning, ())):
            continue
        column = dates[0]
        # Recency decides; tenure is described: being old or new is not behaviour, until a person says it matters.
        feature = meaning is Meaning.RECENCY
        ends = "it decides the segments" if feature else "it describes the segments and does not decide them"
        until = f"{today.day} {today:%B %Y}"
        yield DerivedColumn(
            name=name,
            expression=f"{today.toordinal()} - {_day_number(quoted(column.name))}",
            sources=(column.name,),
            kind=Kind.NUMBER,
            role=Role.FEATURE if feature else Role.PROFILE,
            meaning=meaning,
            unit="days",
            reason=f"{what} up to {until}, the latest date in the table, from '{column.name}'; {ends}.",
        )


def _means_since(column: Column, lexicon: Lexicon) -> Meaning | None:
    if column.meaning is Meaning.SIGN_UP_DATE:
        return Meaning.TENURE
    return next((match.entry.since for match in lexicon.matches(column.name) if match.entry.since is not None), None)


def _totals(frame: pd.DataFrame, columns: Sequence[Column], lexicon: Lexicon) -> Iterable[DerivedColumn]:
    """The sum of a family: columns of spending whose names share their first or last word."""
    spending = [
        column
        for column in columns
        if column.meaning is Meaning.SPENDING and column.kind is Kind.NUMBER and column.role is Role.FEATURE
    ]
    family = _family(spending, lexicon)
    if len(family) < 3 or len({column.unit for column in family}) > 1:
        return
    others = [column for column in spending if column not in family]
    head = frame.head(_HEAD)
    total = head[[column.name for column in family]].sum(axis=1, min_count=1)
    if any(_is_total(head[column.name], total) for column in others) or any(
        _says_total(c, lexicon) for c in spending
    ):
        return
    sources = tuple(column.name for column in family)
    together = _move_together(head[list(sources)])
    what = f"Total of the {len(family)} spending columns ({', '.join(sources[:3])}…)"
    yield DerivedColumn(
        name="total_spending",
        expression=_sum([quoted(name) for name in sources]),
        sources=sources,
        kind=Kind.NUMBER,
        role=Role.FEATURE if together else Role.PROFILE,
        meaning=Meaning.SPENDING,
        unit=family[0].unit,
        replaces_sources=together,
        reason=(
            f"{what}; it takes their place, so that spending does not count once per column, and they are described "
            "per segment."
            if together
            else f"{what}; it describes the segments. The columns decide by themselves: who spends more on one does "
            "not spend more on the others, so a total would hide what customers differ in."
        ),
    )


def _move_together(parts: pd.DataFrame) -> bool:
    """Whether those who spend more on one part spend more on the others: the mean of their rank correlations."""
    correlation = parts.rank().corr().to_numpy()
    pairs = correlation[np.triu_indices(len(correlation), 1)]
    known = pairs[np.isfinite(pairs)]  # a constant part goes with anything
    return bool(known.size == 0 or known.mean() >= SPENDING_TOGETHER)


# Terms of a sum that follow one another: pandas reads them as nested pairs, and hundreds are nested too deeply for it.
_TERMS = 32


def _sum(names: Sequence[str]) -> str:
    """All names added up; many of them in parentheses."""
    if len(names) <= _TERMS:
        return " + ".join(names)
    parts = [names[start : start + _TERMS] for start in range(0, len(names), _TERMS)]
    return _sum([f"({' + '.join(part)})" for part in parts])


def _family(spending: Sequence[Column], lexicon: Lexicon) -> list[Column]:
    """The largest group with a common first or last word."""
    groups: dict[tuple[int, str], list[Column]] = {}
    for column in spending:
        words = lexicon.words(column.name)
        if len(words) > 1:
            groups.setdefault((0, words[0]), []).append(column)
            groups.setdefault((-1, words[-1]), []).append(column)
    return max(groups.values(), key=len, default=[])


def _says_total(column: Column, lexicon: Lexicon) -> bool:
    return bool({"total", "lifetime", "monetary"} & set(lexicon.words(column.name)))


def _is_total(values: pd.Series[Any], total: pd.Series[Any]) -> bool:
    """Whether a column already holds the sum of the family."""
    both = values.notna() & total.notna()
    close = np.isclose(values[both].to_numpy(dtype=float), total[both].to_numpy(dtype=float), rtol=0.01)
    return bool(both.any()) and float(close.mean()) > 0.95


def _shares(by_meaning: dict[Meaning, list[Column]]) -> Iterable[DerivedColumn]:
    """The share of each channel in a customer's purchases; missing for customers without any."""
    found = {meaning: by_meaning[meaning][0] for meaning in _CHANNELS if by_meaning.get(meaning)}
    if len(found) < 2:
        return
    total = " + ".join(quoted(column.name) for column in found.values())
    for meaning, column in found.items():
        word, where = _CHANNELS[meaning]
        yield DerivedColumn(
            name=f"{word}_share",
            expression=f"{quoted(column.name)} / ({total})",
            sources=tuple(each.name for each in found.values()),
            kind=Kind.NUMBER,
            role=Role.FEATURE,
            meaning=Meaning.SHARE,
            reason=f"Share of purchases made {where}; used once you tick it.",
            default=False,
        )


def _distinct(proposal: DerivedColumn, taken: set[str]) -> DerivedColumn:
    name, number = proposal.name, 2
    while name in taken:
        name = f"{proposal.name}_{number}"
        number += 1
    taken.add(name)
    return replace(proposal, name=name)


def _evaluates(frame: pd.DataFrame, proposal: DerivedColumn) -> bool:
    """Whether pandas takes the expression: some names (a backtick, a line break) cannot be quoted.

    Names that need no quotes are never in its way, unless it has a constant of that name; trying takes milliseconds.
    """
    if all(name.isascii() and quoted(name) == name and name.lower() != "inf" for name in proposal.sources):
        return True
    try:
        frame.head(2)[list(proposal.sources)].eval(proposal.expression, engine="python")
    except (SyntaxError, ValueError, KeyError, TypeError, AttributeError, pd.errors.UndefinedVariableError):
        return False
    return True
