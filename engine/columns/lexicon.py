"""What a column's name says: the readable file engine/lexicon/columns.toml, loaded and matched."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from engine.columns.names import split_name, stem, without_window
from engine.dataset import Kind, Meaning, Role
from engine.errors import EngineError

LEXICON = Path(__file__).resolve().parent.parent / "lexicon" / "columns.toml"

_T = TypeVar("_T", Meaning, Kind, Role)
_FIELDS = {
    "meaning",
    "names",
    "kinds",
    "without",
    "unit",
    "fractional",
    "personal",
    "code",
    "exact",
    "use",
    "since",
    "first",
    "lines",
    "why",
    "refusal",
}


@dataclass(frozen=True)
class Entry:
    """One line of the lexicon: phrases that mean something."""

    order: int
    meaning: Meaning | None
    phrases: tuple[tuple[str, ...], ...]
    kinds: frozenset[Kind]
    without: frozenset[str]
    unit: str = ""
    fractional: Meaning | None = None
    personal: bool = False
    code: bool = False
    exact: bool = False
    first: bool = False
    lines: bool = False
    why: str = ""
    refusal: bool = False
    use: Role | None = None
    since: Meaning | None = None


@dataclass(frozen=True)
class Match:
    """An entry that fits a name, and the words that made it fit (in the order of the name)."""

    entry: Entry
    words: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """All entries, indexed by word; and the answers that say somebody agreed to be contacted."""

    entries: tuple[Entry, ...]
    abbreviations: Mapping[str, str]
    vocabulary: frozenset[str]
    by_word: Mapping[str, tuple[tuple[Entry, tuple[str, ...]], ...]]
    agreed: frozenset[str] = frozenset()

    def words(self, name: str) -> list[str]:
        return split_name(name, self.abbreviations, self.vocabulary)

    def matches(self, name: str, lines: bool = False) -> list[Match]:
        """All entries whose phrase is in the name, best first, whatever the kind of the values.

        Entries for ``lines`` count in a table of order lines only, where "Total" and "Item" say enough.
        """
        words = without_window(tuple(self.words(name)))
        present = frozenset(words)
        found: dict[int, tuple[tuple[bool, int, bool, int], Match]] = {}
        for word in present:
            for entry, phrase in self.by_word.get(word, ()):
                if not present.issuperset(phrase) or entry.without & present or entry.lines > lines:
                    continue
                if entry.exact and len(phrase) != len(present):
                    continue
                rank = (not entry.first, -len(phrase), not _in_order(phrase, words), entry.order)
                if entry.order not in found or rank < found[entry.order][0]:
                    shown = tuple(dict.fromkeys(each for each in words if each in phrase))
                    found[entry.order] = (rank, Match(entry, shown))
        return [match for _, match in sorted(found.values(), key=lambda item: item[0])]


def _in_order(phrase: tuple[str, ...], words: Sequence[str]) -> bool:
    """Whether the words of the phrase follow each other in the name: "num_orders" is a count, "OrderNo" an id."""
    rest = iter(words)
    return all(word in rest for word in phrase)


@lru_cache(maxsize=4)
def load_lexicon(path: Path = LEXICON) -> Lexicon:
    """Read the lexicon.

    Raises
    ------
    EngineError
        If the file has a mistake; the sentence names the entry and the key.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EngineError(f"The lexicon {path.name} cannot be read: {error}.", "Correct the file.") from error
    abbreviations = {str(key): str(value) for key, value in data.get("abbreviations", {}).items()}
    entries = tuple(_entry(path, order, item, abbreviations) for order, item in enumerate(data.get("entry", [])))
    by_word: dict[str, list[tuple[Entry, tuple[str, ...]]]] = {}
    for entry in entries:
        for phrase in entry.phrases:
            by_word.setdefault(max(phrase, key=lambda word: (len(word), word)), []).append((entry, phrase))
    vocabulary = {word for entry in entries for phrase in entry.phrases for word in phrase}
    vocabulary |= {stem(word) for text in abbreviations.values() for word in text.split()}
    vocabulary |= {word for entry in entries for word in entry.without}
    return Lexicon(
        entries,
        abbreviations,
        frozenset(vocabulary),
        {word: tuple(found) for word, found in by_word.items()},
        agreed=frozenset(str(answer) for answer in data.get("consent", {}).get("agreed", ())),
    )


def _entry(path: Path, order: int, item: Any, abbreviations: Mapping[str, str]) -> Entry:
    where = f"Entry {order + 1} of the lexicon {path.name}"
    if not isinstance(item, dict) or not item.get("names"):
        raise EngineError(f"{where} has no names.", "Give it a list of phrases.")
    if unknown := sorted(set(item) - _FIELDS):
        raise EngineError(f"{where} has the unknown key {unknown[0]!r}.", f"Use one of {', '.join(sorted(_FIELDS))}.")
    phrases = tuple(dict.fromkeys(tuple(split_name(str(text), abbreviations)) for text in item["names"]))
    if not all(phrases):
        raise EngineError(f"{where} has a phrase without words.", "Remove it.")
    if ("use" in item) != ("why" in item):
        raise EngineError(f"{where} needs `use` and `why` together.", "Give both or neither.")
    return Entry(
        order=order,
        meaning=_choice(where, "meaning", Meaning, item.get("meaning")),
        phrases=phrases,
        kinds=frozenset(_choice(where, "kinds", Kind, kind) or Kind.TEXT for kind in item.get("kinds", list(Kind))),
        without=frozenset(stem(str(word)) for word in item.get("without", ())),
        unit=str(item.get("unit", "")),
        fractional=_choice(where, "fractional", Meaning, item.get("fractional")),
        personal=bool(item.get("personal", False)),
        code=bool(item.get("code", False)),
        exact=bool(item.get("exact", False)),
        lines=bool(item.get("lines", False)),
        first=bool(item.get("first", False)),
        why=str(item.get("why", "")),
        refusal=bool(item.get("refusal", False)),
        use=_choice(where, "use", Role, item.get("use")),
        since=_choice(where, "since", Meaning, item.get("since")),
    )


def _choice(where: str, key: str, choices: type[_T], value: Any) -> _T | None:
    if value is None:
        return None
    try:
        return choices(value)
    except ValueError:
        raise EngineError(f"{where}: {key} cannot be {value!r}.", f"Use one of {', '.join(choices)}.") from None
