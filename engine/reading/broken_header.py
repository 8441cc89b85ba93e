"""Put a header row together that lost or gained a delimiter, or that another sign separates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from engine.columns.lexicon import load_lexicon
from engine.reading.blocks import Row
from engine.reading.glued import part_glued
from engine.reading.header import evidence, is_prose, is_spaced, is_year, looks_like_names
from engine.reading.model import ColumnModel
from engine.reading.records import Form
from engine.reading.repair import repair
from engine.reading.shapes import TEXTUAL, Shape, shape_of

# What separates the names where it is not what separates the cells; a blank stands in names as well.
OTHER_SIGNS = (",", ";", "\t", "|")
_YEAR_BEHIND = re.compile(r"[^\W\d_](?:19|20)\d\d")
_YEARS = re.compile(r"(?<!\w)(?:(?:19|20)\d\d)+(?!\w)")


def header_above(row: Row, form: Form, columns: Sequence[ColumnModel], width: int) -> tuple[list[str], bool] | None:
    """The row above a first record may be a broken header: its names, and whether they had to be mended."""
    found = repair(row.record.raw, form, name_columns(row.record.raw, width)) if row.record.raw else None
    options = [(row.fields, row.record.fields is None)]
    if found is not None and found.certain:
        options.insert(0, (found.fields, found.fields != row.fields))
    options[:0] = [(names, True) for names in _otherwise_parted(row, form, width)]
    if len(row.fields) == width - 1 and (parted := part_glued(row.fields, form.quote)) is not None:
        options.insert(0, (parted, True))
    options[:0] = [(names, True) for names in _without_a_blank(row.fields, columns, width)]
    others = [sign for sign in (*OTHER_SIGNS, "'", '"', form.quote) if sign and sign not in form.delimiter]
    only_blanks = form.delimiter and not any(sign in row.record.raw for sign in others)
    for names, mended in options:
        named_cells = sum(bool(name.strip()) for name in names) if mended else len(names)
        long_enough = (len(names) >= max(2, width / 2) and named_cells >= width / 2) or width == 1
        if is_prose(names):
            continue
        if mended and only_blanks and any(form.delimiter in name for name in names):
            continue  # a record, parted at its blanks
        seen = evidence(names, columns)
        named = looks_like_names(names, twice=seen.plus >= 2 and seen.is_clear)
        if long_enough and seen.minus == 0 and (seen.plus or not seen.typed) and named:
            return names, mended
    return None


def _without_a_blank(fields: list[str], columns: Sequence[ColumnModel], width: int) -> list[list[str]]:
    """Names of which one is blank and too many, without the blank that fits worst."""
    if len(fields) != width + 1:
        return []
    blank = [n for n, name in enumerate(fields) if not name.strip()]
    ways = [fields[:n] + fields[n + 1 :] for n in blank]
    return sorted(ways, key=lambda names: evidence(names, columns).plus, reverse=True)[:1]


def _otherwise_parted(row: Row, form: Form, width: int) -> Iterator[list[str]]:
    """The fields when another sign separates them, if it makes as many as there are columns."""
    raw = row.record.raw
    for sign in OTHER_SIGNS:
        if sign in form.delimiter or width == 1 or sign not in raw:
            continue
        fields = Form(sign, form.quote, form.escape).split(raw)
        if fields is not None and len(fields) == width and not is_spaced(fields):
            yield fields
        if (
            form.delimiter and form.delimiter in raw and not (form.quote and form.quote in raw)
        ):  # it changes inside the row
            fields = raw.replace(form.delimiter, sign).split(sign)
            if len(fields) == width and not is_spaced(fields):
                yield fields


@dataclass(frozen=True)
class NameColumn(ColumnModel):
    """Stands for a column when a broken header row is put together: any word fits, a number hardly."""

    shape: Shape = Shape.WORDS
    typed: bool = False
    values: Counter[str] = field(default_factory=Counter)
    masks: Counter[str] = field(default_factory=Counter)
    n: int = 0
    years: bool = False  # names of other columns are years

    def cost(self, cell: str) -> float:
        return _cost_as_name(cell, self.years)


@lru_cache(maxsize=1 << 16)
def _cost_as_name(cell: str, years: bool) -> float:
    """How badly a text fits as a name; ``years``: names of other columns are years."""
    shape = shape_of(cell)
    if years and (is_year(cell) or _YEAR_BEHIND.search(cell)):
        return 0.0 if is_year(cell) else 2.0  # "Country2018" lost what was between
    if shape not in TEXTUAL:
        return 1.5 if shape is Shape.EMPTY else 2.0
    if cell.lstrip()[:1] in ("(", "["):
        return 1.5  # a unit belongs to the name before it
    cell = cell.partition(" (")[0] if cell.endswith(")") else cell
    words = len(cell.split())
    return 0.3 if words < 2 else 0.0 if _is_phrase(cell, words) else 0.8


def name_columns(raw: str, width: int) -> list[NameColumn]:
    """What the columns of a broken header row are compared with."""
    years = sum(len(found) // 4 for found in _YEARS.findall(raw))
    return [NameColumn(years=years >= 3)] * width


def _is_phrase(cell: str, words: int) -> bool:
    """Whether several words are one name that the lexicon knows: "First name"."""
    return any(len(match.words) == words for match in load_lexicon().matches(cell)[:1])
