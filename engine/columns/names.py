"""Column names: their words, and names made distinct."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from engine.dataset import Note, Severity

# Units that mix their cases are one word: kWh.
_WORD = re.compile(r"[kKMG]Wh|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_A-Za-z]+")
_NUMBER_SIGN = re.compile(r"#|\b[nN][°º]")
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")

# "In the last 12 months", "letzte 30 Tage"
_LAST = frozenset(
    [
        "last",
        "past",
        "previous",
        "prior",
        "trailing",
        "recent",
        "letzt",
        "letzte",
        "letzten",
        "letzter",
        "letztes",
        "dernier",
        "derniere",
        "ultimo",
        "ultima",
        "ultimi",
        "ultime",
        "laatste",
    ]
)
_PERIODS = frozenset(
    [
        "day",
        "week",
        "month",
        "quarter",
        "year",
        "tag",
        "tage",
        "woche",
        "wochen",
        "monat",
        "monate",
        "quartal",
        "jahr",
        "jahre",
        "jour",
        "semaine",
        "mois",
        "trimestre",
        "an",
        "annee",
        "dia",
        "semana",
        "mes",
        "mese",
        "ano",
        "giorno",
        "giorni",
        "settimana",
        "mesi",
        "anno",
        "anni",
        "dag",
        "dagen",
        "week",
        "weken",
        "maand",
        "maanden",
        "jaar",
    ]
)
_SHORT_PERIODS = frozenset({"d", "w", "m", "mo", "mth", "mnth", "q", "y", "yr", "h"})  # behind a number: "last_30d"

# Splitting a name looks at so much of it: a header of 200 characters is prose, not more evidence.
_LONGEST_NAME = 200


def fold(text: str) -> str:
    """Text without accents, for comparison only."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without its plural ending; the same rule serves the lexicon and the names it is compared with."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def counts_things(name: str) -> bool:
    """Whether a name is of several things ("group classes", "stores"): whole numbers from 0 on count them."""
    words = [word.lower() for word in _WORD.findall(fold(name[:_LONGEST_NAME])) if word.isalpha()]
    return bool(words) and stem(words[-1]) != words[-1]


@lru_cache(maxsize=8192)
def without_window(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name but for the time that was counted over: "visits in the last 3 months" is about visits."""
    kept: list[str] = []
    place = 0
    while place < len(words):
        end = place + 1
        if words[place] in _LAST:
            counted = end < len(words) and words[end].isdigit()
            end += counted
            if end < len(words) and (words[end] in _PERIODS or (counted and words[end] in _SHORT_PERIODS)):
                place = end + 1
                continue
        kept.append(words[place])
        place += 1
    return tuple(kept)


def split_name(name: str, abbreviations: Mapping[str, str], vocabulary: frozenset[str] = frozenset()) -> list[str]:
    """The words of a column's name, lower case, without accents, abbreviations written out, plurals stemmed.

    A word that is not in the vocabulary but can be cut into words that are ("customername") is cut.
    """
    words: list[str] = []
    plain = _NUMBER_SIGN.sub(" number ", fold(name[:_LONGEST_NAME]).replace("%", " percent "))
    for part in _WORD.findall(plain):
        word = part.lower()
        pieces = [word] if stem(word) in vocabulary or word in abbreviations else cut(word, vocabulary, abbreviations)
        for piece in pieces:
            words.extend(stem(each) for each in abbreviations.get(piece, piece).split())
    return words


def cut(word: str, vocabulary: frozenset[str], abbreviations: Mapping[str, str]) -> list[str]:
    """Cut a glued word into known words, or leave it whole.

    The fewest pieces win. Words have three letters or more, at the end four ("percentage" is no age), unless they
    are known abbreviations ("clientnum") or "id" or "nr".
    """
    if len(word) < 6 or not word.isalpha():
        return [word]
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(3, len(word) + 1):
        for start in range(max(0, end - 16), end - 1):
            piece, last = word[start:end], end == len(word)
            head = best[start]
            if head is None or not _is_piece(piece, last, vocabulary, abbreviations):
                continue
            current = best[end]
            if current is None or len(head) + 1 < len(current):
                best[end] = [*head, piece]
    return best[-1] or [word]


def _is_piece(piece: str, last: bool, vocabulary: frozenset[str], abbreviations: Mapping[str, str]) -> bool:
    if len(piece) == 2:
        return last and piece in ("id", "nr")
    return piece in abbreviations or (stem(piece) in vocabulary and not (last and len(piece) < 4))


def bracketed(name: str) -> list[str]:
    """What stands in brackets in a name: ``["k$"]`` for "Annual Income (k$)"."""
    return [part.strip() for part in _BRACKETS.findall(name[:_LONGEST_NAME])]


def distinct_names(headers: Sequence[object]) -> tuple[list[str], list[Note]]:
    """Names by which columns can be told apart: blank headers are numbered, repeated ones get a number.

    Spaces around a header are removed. The first of several equal names keeps it.
    """
    wanted = [_clean(header) for header in headers]
    taken = {name for name in wanted if name}
    names: list[str] = []
    used: set[str] = set()
    notes: list[Note] = []
    following: dict[str, int] = {}
    for position, name in enumerate(wanted, start=1):
        base, fresh = (name, name) if name else ("column", f"column {position}")
        number = following.get(base, 2)
        while fresh in used or (fresh != name and fresh in taken):
            fresh = f"{name or f'column {position}'} ({number})"
            number += 1
        following[base] = number
        used.add(fresh)
        names.append(fresh)
        if not name:
            notes.append(Note(f"Column {position} has no name and is called '{fresh}'.", column=fresh))
        elif fresh != name:
            text = (
                f"The name '{name}' stands over several columns; the one in position {position} is called '{fresh}'."
            )
            notes.append(Note(text, Severity.WARNING, fresh))
    return names, notes


def _clean(header: object) -> str:
    if header is None or (isinstance(header, float) and math.isnan(header)):
        return ""
    return " ".join(str(header).replace("\ufeff", "").replace("\x00", "").split())
