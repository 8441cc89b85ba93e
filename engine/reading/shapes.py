"""What one cell looks like: a number, a date, words... enough to tell columns apart, never to convert anything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache


class Shape(IntEnum):
    EMPTY = 0
    MISSING = 1  # a word for "nothing": NA, null, -
    NUMBER = 2
    DATE = 3
    TIME = 4
    DATETIME = 5
    EMAIL = 6
    URL = 7
    CODE = 8  # one token with digits: AB-123, 10.0.0.1
    WORDS = 9
    TEXT = 10  # prose
    ODD = 11  # carries a quote at its edge, or what usually separates fields: probably split in the wrong place


TYPED = frozenset({Shape.NUMBER, Shape.DATE, Shape.TIME, Shape.DATETIME, Shape.EMAIL, Shape.URL})
"""Shapes that a header cell never has and a column keeps to."""

TEXTUAL = frozenset({Shape.CODE, Shape.WORDS, Shape.TEXT, Shape.ODD})

_CURRENCY = r"(?:[$€£¥₹₽₺₩฿]|US\$|R\$|kr\.?|zł|[A-Z]{3}(?=\s?\d)|(?<=\d)\s?[A-Z]{3})"
_NUMBER = rf"""
    [-+(]?\s?{_CURRENCY}?\s?[-+]?
    (?:\d{{1,3}}(?:[,.'’\u00a0\u202f\ ]\d{{3}})+(?:[.,]\d+)?|\d+(?:[.,]\d*)?|[.,]\d+)
    (?:[eE][-+]?\d+)?\s?(?:{_CURRENCY}|%|‰|[kKmM](?:\$|€)?)?\s?\)?-?
"""
_MONTH = r"[^\W\d_]{3,9}\.?"
_DATE = rf"""
    (?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}
    |\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}})
    |\d{{1,2}}\.?[-/\ ]{_MONTH}[-/\ ,]{{1,2}}(?:\d{{4}}|\d{{2}})
    |{_MONTH}[-/\ ]\d{{1,2}},?[-/\ ]\d{{4}})
"""
_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?:\s?[aApP]\.?[mM]\.?)?"
# One class of characters after the first letter, so that matching stays linear.
_WORDS = r"[^\W\d_][\w\ .'’&()/+%$€£\#°:@*!?-]{0,79}"
_SHAPES = re.compile(
    rf"""
    (?P<MISSING>(?i:n\.?/?a\.?|null|none|nan|nil|missing|\#n/a|\\n|<na>)|-{{1,3}}|\?|\.{{1,3}}|—|–)
  | (?P<NUMBER>{_NUMBER})
  | (?P<DATETIME>{_DATE}[T\ ]{{1,2}}{_TIME}(?:\s?(?:Z|UTC|GMT|[-+]\d\d:?\d\d))?)
  | (?P<DATE>{_DATE})
  | (?P<TIME>{_TIME})
  | (?P<EMAIL>[\w.+%'-]+@[\w.-]+\.\w+)
  | (?P<URL>(?:https?|ftp)://[^\s"<>]+|www\.[^\s"<>]+)
  | (?P<CODE>(?=\D{{0,80}}\d)[\w.\#°+*/:()&@%=$\[\]{{}}-]+)
  | (?P<WORDS>{_WORDS})
    """,
    re.VERBOSE,
)
# Tabs and control characters; separators not followed by a space, as prose would have it; a quote at an edge.
_ODD = re.compile(r"""[\x00-\x1f\x7f|¦§]|[,;](?!\s)|^["'`]|["'`]$|"\s*[,;|\t]|[,;|\t]\s*"|^[,;:|]|^\s+$""")


@lru_cache(maxsize=1 << 16)
def shape_of(cell: str) -> Shape:
    """The shape of a cell, blanks around it ignored."""
    text = cell.strip()
    if not text:
        return Shape.EMPTY
    if len(text) > 400:
        return Shape.TEXT if '"' not in (text[0], text[-1]) else Shape.ODD
    match = _SHAPES.fullmatch(text)
    if match is not None and match.lastgroup is not None:
        return Shape[match.lastgroup]
    if _ODD.search(text) and not is_object(text):
        return Shape.ODD
    return Shape.TEXT


def is_object(cell: str) -> bool:
    """Whether a cell holds a whole JSON object or list, in which quotes and commas mean nothing to the table."""
    text = cell.strip()
    return text[:1] + text[-1:] in ("{}", "[]") and all(text.count(a) == text.count(b) for a, b in ("{}", "[]"))


_RULE = re.compile(r"\s*(?:-{3,}|={3,}|_{3,}|\*{3,})\s*")


def is_rule(cells: Sequence[str]) -> bool:
    """Whether a row is a line drawn across the table, as reports have it: -------;-----;---------."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) > 1 and max(map(len, filled)) > 4 and all(map(_RULE.fullmatch, filled))


_DIGIT = re.compile(r"\d")
_UPPER = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1 << 16)
def mask_of(cell: str) -> str:
    """Every digit as 9 and every run of letters as a: what cells of a code, date or time column share."""
    return _UPPER.sub("a", _DIGIT.sub("9", cell[:80]))
