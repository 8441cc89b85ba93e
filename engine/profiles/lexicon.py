"""The words of names, read from ``engine/lexicon/names.toml`` and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from engine.dataset import Meaning
from engine.errors import EngineError
from engine.profiles.result import Level

NAMES_FILE = Path(__file__).resolve().parent.parent / "lexicon" / "names.toml"

_FORMS = (
    "high",
    "moderate",
    "low",
    "very_high",
    "very_low",
    "yes",
    "no",
    "category",
    "presence",
    "absence",
    "noun",
    "noun_with_unit",
)
_SENTENCES = ("middle", "nothing", "join", "oppose", "range", "numbered")
_LISTS = (
    "affirmative",
    "negative",
    "drop",
    "drop_leading",
    "drop_trailing",
    "counting_before",
    "counting_behind",
    "not_counted",
    "done",
    "behind_counted",
)
_SPLIT = re.compile(r"[^\W\d_]+|\d+", re.UNICODE)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# "Stays/yr", "Spend / visit": not "M/F" or "yes/no".
_PER = re.compile(
    r"\s*/\s*(?=(?:h|hr|hour|day|week|wk|month|mo|mth|quarter|qtr|year|yr|visit|order|stay|trip)\b)", re.IGNORECASE
)
_MIXED_UNITS = re.compile(r"[kKMG]Wh")
# A name as programs write it: words without blanks or other signs between them.
_CODED = re.compile(r"[\w.\-]*")
_LONGEST_ACRONYM = 4
_SHORTEST_STATE = 5  # "moved", but not "red"
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


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
        outside = tokens(_BRACKETS.sub(" ", name)) or tokens(name)  # brackets hold units and ranges
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


def column_title(name: str, unit: str = "") -> str:
    """A column's name as people read it, with its unit where the name has none: "MntGoldProds" is "Gold products",
    "Annual Income (k$)" is words already.
    """
    title = _title(name)
    words = name.casefold() if not unit.isalpha() else title.casefold().split()
    said = not unit or unit.casefold() in words or _BRACKETS.search(name)
    return title if said else f"{title} ({unit})"


def plain_words(name: str) -> str:
    """A column's name as it stands within a sentence: "SupportTickets" is "support tickets", "BMI" stays."""
    title = _title(name)
    return title if title == shown(name) else f"{title[:1].lower()}{title[1:]}"


def _title(name: str) -> str:
    if not _CODED.fullmatch(name):
        return shown(name)
    lexicon = load_lexicon()
    parts = [part for chunk in re.split(r"[_.\-]+", name) for part in _CAMEL.split(chunk) if part]
    if len(parts) == 1 and not (name.isalpha() and (name.islower() or len(name) > _LONGEST_ACRONYM)):
        return shown(name)  # "BMI", "v12"
    words = [part if any(map(str.isdigit, part)) else part.lower() for part in parts]
    kept = lexicon.without([lexicon.replace.get(word, word) for word in words])
    title = shown(" ".join(kept)) if any(len(word) > 1 for word in kept) else shown(name)
    return f"{title[:1].upper()}{title[1:]}"


def shown(name: str, limit: int = 60) -> str:
    """A column's name or a category as it can stand in a sentence: on one line and not endless."""
    text = " ".join("".join(char if char.isprintable() else " " for char in str(name)).split())
    return text if len(text) <= limit else f"{text[: limit - 16].rstrip()} … {text[-12:].lstrip()}"


@lru_cache(maxsize=1 << 14)
def tokens(name: str) -> tuple[str, ...]:
    whole = _MIXED_UNITS.sub(lambda found: found[0].lower(), name)
    return tuple(token.lower() for part in _CAMEL.split(whole) for token in _SPLIT.findall(part))


@cache
def load_lexicon(language: str = "en", path: Path = NAMES_FILE) -> Lexicon:
    """Read and check the words of a language.

    Raises
    ------
    EngineError
        If the file is not TOML, or an entry is unknown, with its place.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EngineError(f"The lexicon {path.name} cannot be read: {error}.", "Correct that place.") from error
    if language not in data:
        known = ", ".join(sorted(key for key, value in data.items() if isinstance(value, dict)))
        raise EngineError(f"The lexicon {path.name} has no language {language!r}.", f"Use one of {known}.")
    return _lexicon(data[language], data.get("redundant", []), f"{path.name}, language {language!r}")


def _lexicon(table: Mapping[str, Any], redundant: Any, place: str) -> Lexicon:
    needed = (
        "high",
        "moderate",
        "low",
        "many",
        "some",
        "few",
        "recent",
        "between",
        "early",
        "very_high",
        "very_low",
        "yes",
        "no",
        "category",
        "code",
        *_SENTENCES,
    )
    if missing := [key for key in (*needed, *_LISTS, "several") if key not in table]:
        raise EngineError(f"{place}: {missing[0]!r} is missing.", "Add it.")
    entries = table.get("word", [])
    return Lexicon(
        words=tuple(_word(entry, order, f"{place}, word {order + 1}") for order, entry in enumerate(entries)),
        composites=tuple(_composite(entry, place) for entry in table.get("composite", [])),
        answers=tuple(_answer(entry, f"{place}, answer") for entry in table.get("answer", [])),
        general={key: str(table[key]) for key in needed},
        affirmative=frozenset(table["affirmative"]),
        negative=frozenset(table["negative"]),
        drop=frozenset(table["drop"]),
        drop_leading=tuple(table["drop_leading"]),
        drop_trailing=frozenset(table["drop_trailing"]),
        counting_before=frozenset(table["counting_before"]),
        counting_behind=frozenset(table["counting_behind"]),
        not_counted=frozenset(table["not_counted"]),
        done=frozenset(table["done"]),
        behind_counted=frozenset(table["behind_counted"]),
        several={str(key): str(value) for key, value in table["several"].items()},
        plural=tuple(table.get("plural", ())),
        not_plural=tuple(table.get("not_plural", ())),
        amounts=frozenset(table.get("amounts", ())),
        replace={str(key): str(value) for key, value in table.get("replace", {}).items()},
        redundant=frozenset(frozenset(_meaning(item, f"{place}, redundant") for item in pair) for pair in redundant),
    )


def _word(entry: Mapping[str, Any], order: int, place: str) -> Word:
    allowed = {"meaning", "names", "inverted", "preferred", "drop", "each", *_FORMS}
    if unknown := sorted(set(entry) - allowed):
        raise EngineError(f"{place}: unknown key {unknown[0]!r}.", f"Use one of {', '.join(sorted(allowed))}.")
    each = entry.get("each", {})
    if unknown := sorted(set(each) - set(_FORMS)):
        raise EngineError(f"{place}: unknown key {unknown[0]!r} in 'each'.", f"Use one of {', '.join(_FORMS)}.")
    return Word(
        meaning=_meaning(entry.get("meaning"), place),
        order=order,
        names=tuple(tokens(phrase) for phrase in entry.get("names", [])),
        forms={key: str(entry[key]) for key in _FORMS if key in entry},
        each={key: str(value) for key, value in each.items()},
        inverted=bool(entry.get("inverted", False)),
        preferred=bool(entry.get("preferred", False)),
        drop=tuple(entry.get("drop", [])),
    )


def _answer(entry: Mapping[str, Any], place: str) -> AnswerShape:
    lists = ("leading", "states", "endings", "not_endings", "last_endings")
    if unknown := sorted(set(entry) - {"yes", "no", *lists}):
        raise EngineError(f"{place}: unknown key {unknown[0]!r}.", f"Use one of yes, no, {', '.join(lists)}.")
    if missing := [key for key in ("yes", "no") if key not in entry]:
        raise EngineError(f"{place}: {missing[0]!r} is missing.", "Add it.")
    return AnswerShape(
        yes=str(entry["yes"]),
        no=str(entry["no"]),
        leading=tuple(entry.get("leading", ("",))),
        states=frozenset(entry.get("states", ())),
        endings=tuple(entry.get("endings", ())),
        not_endings=tuple(entry.get("not_endings", ())),
        last_endings=tuple(entry.get("last_endings", ())),
    )


def _composite(entry: Mapping[str, Any], place: str) -> Composite:
    needs = {_meaning(key, f"{place}, composite"): Level(value) for key, value in entry["needs"].items()}
    return Composite(words=str(entry["words"]), needs=needs)


def _meaning(value: Any, place: str) -> Meaning:
    try:
        return Meaning(value)
    except ValueError:
        raise EngineError(f"{place}: {value!r} is no known meaning.", "See engine.dataset.Meaning.") from None
