"""From cells to typed values: every column becomes numbers, dates or text, with what was noticed on the way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from engine.columns.bare_dates import number_dates
from engine.columns.dates import Dates, read_dates
from engine.columns.distinct import Distinct, is_word, matches, take_texts
from engine.columns.durations import Durations, read_durations
from engine.columns.forms import Form, Hints, Log, Priors, Typed, odd_cells
from engine.columns.missing import SOMETIMES_EMPTY
from engine.columns.numbers import Numbers, read_numbers
from engine.columns.spellings import one_spelling

# A column is one of numbers (or dates) when so much of what is filled can be read as such: stray words are typing
# mistakes up to one cell in ten, beyond that they are what the column is about.
READABLE = 0.9
# A few words repeated over a column of numbers are its way of saying "unknown", even in up to half of the cells.
FEW_WORDS = 3
# So many distinct cells show whether a column of text is worth reading as numbers or dates at all.
_SAMPLE = 2_000
_LETTERED = r"^(?:[A-Za-z]{1,4}\d{3,}|\d{3,}[A-Za-z]{1,4})$"


def read_text(cells: Distinct, index: pd.Index[Any], hints: Hints, priors: Priors) -> Typed:
    """Read a column of text as what it is, or as what the person says it is."""
    if hints.form is Form.TEXT or not cells.n_filled:
        return _text(cells, index, hints)
    if hints.form is Form.DATE:
        return _chosen_dates(cells, index, hints, priors)
    if hints.form is Form.NUMBER:
        return _chosen_numbers(cells, index, hints, priors)
    return _by_evidence(cells, index, hints, priors)


def _by_evidence(cells: Distinct, index: pd.Index[Any], hints: Hints, priors: Priors) -> Typed:
    if len(cells.texts) > 2 * _SAMPLE and not _worth_reading(cells, hints):
        return _text(cells, index, hints)
    numbers = read_numbers(cells, priors.decimal, hints.decimal, told=priors.told)
    if _mostly(cells, numbers.read, numbers.nothing):
        if (as_dates := _digits_as_dates(cells, index, numbers, hints)) is not None:
            return as_dates
        code = _why_code(cells, numbers, hints)
        return _numbers(cells, index, numbers) if code is None else _text(cells, index, hints, code)
    dates = read_dates(cells, priors.date_order, hints.date_order, compact=hints.date, past=hints.past)
    if _mostly(cells, dates.read, dates.nothing):
        return _dates(cells, index, dates)
    durations = read_durations(cells, hints.words)
    if _mostly(cells, durations.read, durations.nothing):
        return _durations(cells, index, durations)
    return _text(cells, index, hints)


def _worth_reading(cells: Distinct, hints: Hints) -> bool:
    places = np.linspace(0, len(cells.texts) - 1, _SAMPLE).astype(np.int64)
    part = Distinct(cells.texts.take(pa.array(places)), np.arange(_SAMPLE), cells.counts[places], cells.empty[places])
    if (read_numbers(part).read).mean() >= 0.3:
        return True
    if read_dates(part, compact=hints.date).read.mean() >= 0.3:
        return True
    return bool(read_durations(part, hints.words).read.mean() >= 0.3)


def _mostly(cells: Distinct, read: NDArray[np.bool_], nothing: NDArray[np.bool_]) -> bool:
    """Whether a column is of the kind that was read: nearly all of it, or all but a few repeated words."""
    rows_read = int(cells.counts[read].sum())
    rows_odd = int(cells.counts[~read & ~nothing].sum())
    if not rows_read:
        return False
    if rows_read >= READABLE * (rows_read + rows_odd):
        return True
    odd = ~read & ~nothing
    words = cells.strings(odd)[: FEW_WORDS + 1] if int(odd.sum()) <= FEW_WORDS else []
    wordy = bool(words) and not any(any(sign.isdigit() for sign in word) for word in words)
    return wordy and rows_read >= rows_odd and int(read.sum()) >= max(5, 3 * len(words))


def _why_code(cells: Distinct, numbers: Numbers, hints: Hints) -> str | None:
    """Why digits must stay text (as numbers they would lose something), or None."""
    rows = int(cells.counts[numbers.read].sum())
    odd = ~numbers.read & ~numbers.nothing
    if hints.code and odd.any():
        return "codes"
    if odd.any() and numbers.whole[numbers.read].all() and not numbers.unit:
        # 85123A among 85123 is a code; "12 (estimated)" or "1O" among amounts is a slip.
        lettered = int(cells.counts[odd & matches(cells.texts, _LETTERED)].sum())
        if lettered >= max(2, 0.01 * rows):
            return "codes, some with letters"
    if numbers.inexact:
        return "long codes of digits, kept as text because no number holds them exactly"
    if numbers.leading_zeros and (hints.code or numbers.leading_zeros >= 0.05 * rows or _same_width(cells, numbers)):
        return "codes with leading zeros, kept as text"
    return None


def _same_width(cells: Distinct, numbers: Numbers) -> bool:
    lengths = {len(text) for text in cells.strings(numbers.read)[:_SAMPLE]}
    return len(lengths) == 1


def _numbers(cells: Distinct, index: pd.Index[Any], numbers: Numbers) -> Typed:
    log = Log()
    odd = ~numbers.read & ~numbers.nothing
    values = cells.spread(numbers.values, np.nan)
    exact = bool(numbers.whole[numbers.read].all()) and not np.isnan(values).any()
    series = pd.Series(values.astype(np.int64) if exact and (np.abs(values) < 2**53).all() else values, index=index)
    _tell_numbers(numbers, log)
    how = f"amounts in {numbers.unit}" if numbers.currencies else f"numbers in {numbers.unit}" if numbers.unit else ""
    return Typed(
        series,
        Form.NUMBER,
        n_odd=int(cells.counts[odd].sum()),
        odd_values=odd_cells(cells, odd),
        unit=numbers.unit,
        how=how,
        notes=tuple(log.notes),
        decimal_evidence=numbers.evidence,
        ambiguous=numbers.ambiguous,
    )


def _chosen_numbers(cells: Distinct, index: pd.Index[Any], hints: Hints, priors: Priors) -> Typed:
    numbers = read_numbers(cells, priors.decimal, hints.decimal, told=priors.told)
    durations = read_durations(cells, hints.words, chosen=True)
    if int(cells.counts[durations.read].sum()) > int(cells.counts[numbers.read].sum()):
        return _durations(cells, index, durations)
    return _numbers(cells, index, numbers)


def _durations(cells: Distinct, index: pd.Index[Any], durations: Durations) -> Typed:
    """Lengths of time as numbers of one unit."""
    log = Log()
    odd = ~durations.read & ~durations.nothing
    example = str(cells.texts[int(np.argmax(durations.read))].as_py())
    said = f"Its cells are lengths of time ({example}), since {durations.why}; read as {durations.unit}"
    if durations.guessed:
        log.warn(
            f"{said} and seconds. If they are hours and minutes, give it the unit hours; the values stay the same."
        )
    else:
        log.info(f"{said}.")
    return Typed(
        pd.Series(cells.spread(durations.values, np.nan), index=index),
        Form.NUMBER,
        n_odd=int(cells.counts[odd].sum()),
        odd_values=odd_cells(cells, odd),
        unit=durations.unit,
        how=f"lengths of time like {example}, in {durations.unit}",
        notes=tuple(log.notes),
    )


def _tell_numbers(numbers: Numbers, log: Log) -> None:
    sign = "point" if numbers.decimal == "." else "comma"
    if numbers.ambiguous:
        log.warn(
            f"Its numbers have one separator and three digits behind it; they are read with a decimal {sign}, "
            "but nothing in the column proves that."
        )
    elif numbers.decimal == "," and numbers.evidence == ",":
        log.info("Its numbers have a decimal comma.")
    if numbers.mixed:
        log.warn(f"{_rows(numbers.mixed)} written in the other convention; read by the only way that makes sense.")
    if len(numbers.currencies) > 1:
        shares = ", ".join(f"{count:,} in {sign}" for sign, count in sorted(numbers.currencies.items()))
        log.warn(f"It mixes currencies ({shares}); the amounts were not converted.")
    if numbers.mixed_percent:
        log.warn(f"{_rows(numbers.mixed_percent)} without the percent sign that the others have; read as percent.")


def _digits_as_dates(cells: Distinct, index: pd.Index[Any], numbers: Numbers, hints: Hints) -> Typed | None:
    """Digits that are dates: 20120904, 41156 in a column whose name says date, or seconds since 1970."""
    if hints.date:
        dates = read_dates(cells, compact=True, past=hints.past)
        if _mostly(cells, dates.read, dates.nothing):
            return _dates(cells, index, dates)
    found = number_dates(numbers.values, hints) if not numbers.unit else None
    if found is None:
        return None
    odd = ~numbers.read & ~numbers.nothing
    return Typed(
        pd.Series(cells.spread(found.values, np.datetime64("NaT", "us")), index=index),
        Form.DATE,
        n_odd=int(cells.counts[odd].sum()),
        odd_values=odd_cells(cells, odd),
        how=found.how,
        notes=(found.note,),
    )


def _chosen_dates(cells: Distinct, index: pd.Index[Any], hints: Hints, priors: Priors) -> Typed:
    dates = read_dates(cells, priors.date_order, hints.date_order, compact=True, past=hints.past)
    if dates.read.any():
        return _dates(cells, index, dates)
    numbers = read_numbers(cells, priors.decimal, hints.decimal, told=priors.told)
    as_dates = _digits_as_dates(cells, index, numbers, Hints(date=True))
    return as_dates if as_dates is not None else _dates(cells, index, dates)


def _dates(cells: Distinct, index: pd.Index[Any], dates: Dates) -> Typed:
    log = Log()
    odd = ~dates.read & ~dates.nothing
    order = dates.order
    words = "day first" if order.day_first else "month first"
    if order.ambiguous:
        log.warn(f"No date proves whether the day or the month stands first; read {words}, {order.why}.")
    if order.contrary:
        log.warn(f"{_rows(order.contrary)} can only be read in the other order of day and month, and were.")
    if dates.zones > 1:
        log.info("Its times have several offsets from UTC and were turned into UTC.")
    written = bool(order.order) and order.evidence
    return Typed(
        pd.Series(cells.spread(dates.values, np.datetime64("NaT", "us")), index=index),
        Form.DATE,
        n_odd=int(cells.counts[odd].sum()),
        odd_values=odd_cells(cells, odd),
        how=f"dates, {words} ({order.why})" if written else "dates",
        notes=tuple(log.notes),
        date_evidence=order.evidence,
        ambiguous=order.ambiguous,
    )


def _text(cells: Distinct, index: pd.Index[Any], hints: Hints, how: str = "") -> Typed:
    """Text without the blanks around it; what says "no value" becomes missing."""
    empty = cells.empty.copy()
    if not hints.region and not _short_capitals(cells):
        empty |= is_word(cells.texts, SOMETIMES_EMPTY)
    texts, said = one_spelling(cells, empty)
    codes = np.where(cells.spread(empty, True), -1, cells.codes) if empty.any() else cells.codes
    taken = take_texts(texts, codes, np.where(empty, 0, cells.counts))
    counted = _count_again(texts.filter(pa.array(~empty)), cells.counts[~empty])
    return Typed(
        pd.Series(pd.array(taken, dtype="str"), index=index), Form.TEXT, how=how, notes=said, counted=counted
    )


def _count_again(texts: Any, counts: NDArray[np.int64]) -> tuple[Any, Any]:
    """Distinct texts with their counts, where blanks around them or spellings had told them apart."""
    table = pa.table({"texts": texts, "counts": counts}).group_by("texts", use_threads=False)
    found = table.aggregate([("counts", "sum")]).combine_chunks()
    return found["texts"], found["counts_sum"]


def _short_capitals(cells: Distinct) -> bool:
    """Whether the other cells are short codes in capitals, so that NA is one of them (EMEA, APAC, NA)."""
    others = [text for text in cells.strings(~cells.empty)[:200] if text.casefold() not in SOMETIMES_EMPTY]
    short = sum(1 for text in others if text.isupper() and len(text) <= 5)
    return bool(others) and len(others) < 200 and short >= 0.6 * len(others)


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"
