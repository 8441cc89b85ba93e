"""The words of names, read from ``engine/lexicon/names.toml`` and checked, and the titles of columns made of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from engine.dataset import Meaning
from engine.errors import EngineError
from engine.profiles.result import Level
from engine.profiles.vocabulary import BRACKETS, CAMEL, AnswerShape, Composite, Lexicon, Word, shown, tokens

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
# A name as programs write it: words without blanks or other signs between them.
_CODED = re.compile(r"[\w.\-]*")
_LONGEST_ACRONYM = 4


def column_title(name: str, unit: str = "") -> str:
    """A column's name as people read it, with its unit where the name has none: "MntGoldProds" is "Gold products",
    "Annual Income (k$)" is words already.
    """
    title = _title(name)
    words = name.casefold() if not unit.isalpha() else title.casefold().split()
    said = not unit or unit.casefold() in words or BRACKETS.search(name)
    return title if said else f"{title} ({unit})"


def plain_words(name: str) -> str:
    """A column's name as it stands within a sentence: "SupportTickets" is "support tickets", "BMI" stays."""
    title = _title(name)
    return title if title == shown(name) else f"{title[:1].lower()}{title[1:]}"


def _title(name: str) -> str:
    if not _CODED.fullmatch(name):
        return shown(name)
    lexicon = load_lexicon()
    parts = [part for chunk in re.split(r"[_.\-]+", name) for part in CAMEL.split(chunk) if part]
    if len(parts) == 1 and not (name.isalpha() and (name.islower() or len(name) > _LONGEST_ACRONYM)):
        return shown(name)  # "BMI", "v12"
    words = [part if any(map(str.isdigit, part)) else part.lower() for part in parts]
    kept = lexicon.without([lexicon.replace.get(word, word) for word in words])
    title = shown(" ".join(kept)) if any(len(word) > 1 for word in kept) else shown(name)
    return f"{title[:1].upper()}{title[1:]}"


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
