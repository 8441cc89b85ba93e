"""The words of a language, and how the name of a column becomes some of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.dataset import Meaning
from engine.profiles.result import Level

_SPLIT = re.compile(r"[^\W\d_]+|\d+", re.UNICODE)
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# "Stays/yr", "Spend / visit": not "M/F" or "yes/no".
_PER = re.compile(
    r"\s*/\s*(?=(?:h|hr|hour|day|week|wk|month|mo|mth|quarter|qtr|year|yr|visit|order|stay|trip)\b)", re.IGNORECASE
)
_MIXED_UNITS = re.compile(r"[kKMG]Wh")
_SHORTEST_STATE = 5  # "moved", but not "red"
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True)
class Word:
    """What one meaning may be called."""

    meaning: Meaning
    order: int  # where its phrase stands in a name
    names: tuple[tuple[str, ...], ...] = ()
    forms: Mapping[str, str] | None = None
    each: Mapping[str, str] | None = None
    inverted: bool = False
    preferred: bool = False
    drop: tuple[str, ...] = ()

    def fits(self, tokens: tuple[str, ...]) -> bool:
        """Whether this entry is for a column of that name."""
        return not self.names or any(set(phrase) <= set(tokens) for phrase in self.names)


@dataclass(frozen=True)
class AnswerShape:
    """How the name of a yes-or-no column becomes what is said of customers: "graduated", "has car"."""

    yes: str
    no: str
    leading: tuple[str, ...] = ("",)
    states: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    not_endings: tuple[str, ...] = ()
    last_endings: tuple[str, ...] = ()

    def rest(self, label: str) -> str | None:
        """What of a label goes into the phrase; None when it does not have this shape."""
        first, _, after = label.partition(" ")
        if first.casefold() in self.leading and after:
            label, first = after, after.partition(" ")[0]
        elif "" not in self.leading:
            return None
        word = first.casefold()
        any_words = not (self.states or self.endings or self.last_endings)
        last = label.casefold().endswith(self.last_endings)
        return label if any_words or last or word in self.states or self._ends(word) else None

    def _ends(self, word: str) -> bool:
        return len(word) >= _SHORTEST_STATE and word.endswith(self.endings) and not word.endswith(self.not_endings)


@dataclass(frozen=True)
class Composite:
    """Several words that together are called something else."""

    words: str
    needs: Mapping[Meaning, Level]


@dataclass(frozen=True)
class Lexicon:
    """The words of one language.

    Attributes
    ----------
    words : tuple of Word
        The special entries of a meaning stand before its general one.
    general : mapping of str to str
        The forms used when a meaning has none of its own, and the joints of a name.
    redundant : frozenset of frozenset of Meaning
        Pairs of meanings that say nearly the same.
    """

    words: tuple[Word, ...]
    composites: tuple[Composite, ...]
    answers: tuple[AnswerShape, ...]
    general: Mapping[str, str]
    affirmative: frozenset[str]
    negative: frozenset[str]
    drop: frozenset[str]
    drop_leading: tuple[str, ...]
    drop_trailing: frozenset[str]
    counting_before: frozenset[str]
    counting_behind: frozenset[str]
    not_counted: frozenset[str]
    done: frozenset[str]
    behind_counted: frozenset[str]
    several: Mapping[str, str]
    replace: Mapping[str, str]
    redundant: frozenset[frozenset[Meaning]]
    plural: tuple[str, ...] = ()
    not_plural: tuple[str, ...] = ()
    amounts: frozenset[str] = frozenset()

    def is_plural(self, word: str) -> bool:
        """Whether a word names several things that can be counted."""
        return word.endswith(self.plural) and not word.endswith(self.not_plural) and word not in self.amounts

    def names_several(self, label: str) -> bool:
        """Whether a column's name in words is of things that can be counted: "devices used", "calls per week"."""
        words = label.casefold().split()
        ends = [place for place, word in enumerate(words) if place and word in self.behind_counted]
        words = words[: ends[0]] if ends else words
        while len(words) > 1 and (words[-1].endswith("ed") or words[-1] in self.done):
            words = words[:-1]
        return bool(words) and self.is_plural(words[-1])

    def word(self, meaning: Meaning | None, name: str) -> Word | None:
        """The entry for a column, the most special one that fits; None when its meaning has no words."""
        written = tokens(name)
        fitting = [word for word in self.words if word.meaning is meaning and word.fits(written)]
        return next((word for word in fitting if word.names), fitting[0] if fitting else None)

    def asked(self, label: str) -> str:
        """What a yes-or-no column asks: of "subscription status" the subscription."""
        rest, _, last = label.rpartition(" ")
        return rest if rest and last.casefold() in self.drop_trailing else label

    def label(self, name: str, drop: tuple[str, ...] = ()) -> str:
        """A column's name as words ("MntGoldProds" is "gold products"); the name itself when no word is left."""
        name = _PER.sub(" per ", name)
        outside = tokens(BRACKETS.sub(" ", name)) or tokens(name)  # brackets hold units and ranges
        words = [self.replace.get(token, token) for token in outside]
        kept = self.without(words, drop)
        return shown(" ".join(kept)) if any(len(word) > 1 for word in kept) else shown(name)

    def without(self, words: list[str], drop: tuple[str, ...] = ()) -> list[str]:
        """The words of a name that say something; what they count is written as several ("FLIGHT_COUNT": "flights")."""
        kept = [word for word in words if word not in self.drop and word not in drop]
        if not kept or words[-1] in drop:
            return kept
        behind = words[-1] in self.counting_behind and words[-2:-1] == kept[-1:]
        before = words[0] in self.counting_before and len(kept) == 1 and words[-1] == kept[0]
        return [*kept[:-1], self._several(kept[-1])] if behind or before else kept

    def _several(self, word: str) -> str:
        plural = word.endswith(self.plural) and not word.endswith(self.not_plural)
        if plural or word in self.not_counted or not word.isalpha() or not word.isascii() or len(word) < 3:
            return word
        ending = max((ending for ending in self.several if word.endswith(ending)), key=len)
        return word[: len(word) - len(ending)] + self.several[ending]


def shown(name: str, limit: int = 60) -> str:
    """A column's name or a category as it can stand in a sentence: on one line and not endless."""
    text = " ".join("".join(char if char.isprintable() else " " for char in str(name)).split())
    return text if len(text) <= limit else f"{text[: limit - 16].rstrip()} … {text[-12:].lstrip()}"


@lru_cache(maxsize=1 << 14)
def tokens(name: str) -> tuple[str, ...]:
    whole = _MIXED_UNITS.sub(lambda found: found[0].lower(), name)
    return tuple(token.lower() for part in CAMEL.split(whole) for token in _SPLIT.findall(part))
