"""Receipts: the facts behind a name, its rule, and the sentence that draws the portrait."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dataset import Kind
from engine.limits import MOSTLY_LIFT, MOSTLY_SHARE
from engine.profiles.columns import AnswerColumn, NumberColumn
from engine.profiles.items import Item
from engine.profiles.naming import Named
from engine.profiles.numbers import as_plain, write_count, write_share
from engine.profiles.result import Condition, Fact, Level, Rule
from engine.profiles.statistics import NumberGroups, SegmentStatistics
from engine.profiles.vocabulary import shown
from engine.profiles.words import WordBook


def rule_of(named: Named, book: WordBook) -> Rule:
    """The rule behind a name: one condition per word."""
    conditions = tuple(condition_of(item, value) for item, value in zip(named.items, named.values, strict=True))
    texts = [_condition_text(item, value, book) for item, value in zip(named.items, named.values, strict=True)]
    return Rule(conditions, " and ".join(texts) or "everyone")


def condition_of(item: Item, value: Any) -> Condition:
    """A word's condition with its cut-off as plain values: numbers, dates as 2014-06-29, answers as in the table."""
    column = item.column
    if isinstance(column, AnswerColumn):
        return Condition(column.name, "==", as_plain(value), column.expression)
    cut = [_plain_cut(column, part) for part in (value if isinstance(value, tuple) else (value,))]
    plain: Any = tuple(cut) if isinstance(value, tuple) else cut[0]
    return Condition(column.name, item.operator, plain, column.expression, column.missing)


def facts_of(named: Named, label: int, statistics: SegmentStatistics, book: WordBook) -> tuple[Fact, ...]:
    """One fact per word, in the order of the words."""
    facts = []
    for item, value in zip(named.items, named.values, strict=True):
        if isinstance(item.column, AnswerColumn):
            facts.append(_answer_fact(item, item.column, label, statistics, book))
        elif item.level is Level.MOSTLY:
            facts.append(_count_fact(item, item.column, label, statistics, book))
        else:
            facts.append(_number_fact(item, statistics.numbers[item.column.name], value, label, book))
    return tuple(facts)


def portrait(facts: tuple[Fact, ...], size: int, share: float, spending_share: float | None) -> str:
    """One sentence: who they are, in numbers that a person would say."""
    parts = [f"{write_count(size, 'customer', 'customers')} ({write_share(share)} of all)"]
    parts += [fact.text for fact in facts]
    if spending_share is not None:
        parts.append(f"{write_share(spending_share)} of all spending")
    first, *rest = parts
    return f"{first}: {'; '.join(rest)}." if rest else f"{first}."


def _number_fact(item: Item, groups: NumberGroups, value: Any, label: int, book: WordBook) -> Fact:
    column = groups.column
    median = float(groups.medians[label])
    own, everyone = book.value(column, median), book.value(column, column.median)
    threshold: float | str
    if isinstance(value, tuple):
        threshold = " to ".join(book.value(column, part, exact=True) for part in value)
    else:
        threshold = _threshold(column, value)
    return Fact(
        column=column.name,
        level=item.level,
        segment_value=_threshold(column, median),
        overall_value=_threshold(column, column.median),
        threshold=threshold,
        unit=column.unit,
        word=item.phrase.text,
        text=_compared(book, groups, label, own, everyone),
        percentile=float(groups.percentiles[label]),
        falsifier=_number_falsifier(item, column, book),
    )


def _compared(book: WordBook, groups: NumberGroups, label: int, own: str, everyone: str) -> str:
    """The segment's median against everyone's; the means where most have the same value, and medians tell nothing."""
    column, how = groups.column, "median"
    if own == everyone and column.kind is not Kind.DATE:
        mean, others = (book.value(column, value) for value in (float(groups.means[label]), column.mean))
        if mean != others:
            own, everyone, how = mean, others, "average"
    return f"{how} {book.noun(column)} {own}, against {everyone} for everyone"


def _number_falsifier(item: Item, column: NumberColumn, book: WordBook) -> str:
    """Between which values the segment's median may lie before the word becomes untrue."""
    low, high = column.thirds
    noun = book.noun(column)
    if item.level is Level.HIGH:
        return f"Untrue if the segment's median {noun} were below {book.value(column, high, exact=True)}."
    if item.level is Level.LOW:
        return f"Untrue if the segment's median {noun} were above {book.value(column, low, exact=True)}."
    return (
        f"Untrue if the segment's median {noun} were in the lower or the upper third of all customers "
        f"({book.value(column, low, exact=True)} or less, {book.value(column, high, exact=True)} or more)."
    )


def _answer_fact(item: Item, column: AnswerColumn, label: int, statistics: SegmentStatistics, book: WordBook) -> Fact:
    answer = column.levels[item.answer]
    share = float(statistics.answers[column.name].counts[label, item.answer] / statistics.sizes[label])
    everyone = float(column.counts[item.answer] / len(statistics.labels))
    return Fact(
        column=column.name,
        level=Level.MOSTLY,
        segment_value=as_plain(answer),
        overall_value=as_plain(column.levels[int(np.argmax(column.counts))]),
        threshold=_needed(everyone),
        unit=column.unit,
        word=item.phrase.text,
        text=f"{write_share(share)} have “{shown(str(answer))}” for {book.label(column)}, "
        f"against {write_share(everyone)} of everyone",
        segment_share=share,
        overall_share=everyone,
        falsifier=_share_falsifier(everyone),
    )


def _count_fact(item: Item, column: NumberColumn, label: int, statistics: SegmentStatistics, book: WordBook) -> Fact:
    present = item.operator == ">="
    holds = column.values >= 1 if present else column.values <= 0
    share, everyone = float(holds[statistics.labels == label].mean()), float(holds.mean())
    return Fact(
        column=column.name,
        level=Level.MOSTLY,
        segment_value=float(statistics.numbers[column.name].medians[label]),
        overall_value=column.median,
        threshold=1.0 if present else 0.0,
        unit=column.unit,
        word=item.phrase.text,
        text=f"{write_share(share)} have a {book.noun(column)} of {'1 or more' if present else '0'}, "
        f"against {write_share(everyone)} of everyone",
        segment_share=share,
        overall_share=everyone,
        falsifier=_share_falsifier(everyone),
    )


def _needed(everyone: float) -> float:
    return max(MOSTLY_SHARE, MOSTLY_LIFT * everyone)


def _share_falsifier(everyone: float) -> str:
    return f"Untrue if fewer than {write_share(_needed(everyone))} of the segment did."


def _condition_text(item: Item, value: Any, book: WordBook) -> str:
    column = item.column
    if isinstance(column, AnswerColumn):
        return f"{book.label(column)} is {shown(str(value))}"
    noun = book.noun(column)
    if isinstance(value, tuple):
        low, high = (book.value(column, part, exact=True) for part in value)
        return f"{noun} from {low} to {high}"
    return f"{noun} at {'least' if item.operator == '>=' else 'most'} {book.value(column, value, exact=True)}"


def _plain_cut(column: NumberColumn, value: float) -> float | str:
    return _threshold(column, value)


def _threshold(column: NumberColumn, value: float) -> float | str:
    """A number as a plain float; a date as text that sorts (2014-06-29)."""
    if column.kind is Kind.DATE:
        return str(np.datetime64("1970-01-01") + np.timedelta64(round(float(value)), "D"))
    return float(value)
