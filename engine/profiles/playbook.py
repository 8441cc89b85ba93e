"""The playbook: what can be done about which kind of segment, read from a file and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engine.dataset import Meaning
from engine.errors import EngineError
from engine.profiles.result import Level

PLAYBOOK_FILE = Path(__file__).resolve().parent.parent / "lexicon" / "playbook.toml"

_TEXTS = ("key", "title", "detail", "channel", "effort", "measure")
_OPTIONAL = ("caution", "contacts", "when")
_EFFORTS = ("low", "medium", "high")
_LEVELS = (Level.HIGH, Level.MODERATE, Level.LOW)


@dataclass(frozen=True)
class Play:
    """One entry of the playbook."""

    key: str
    title: str
    detail: str
    channel: str
    effort: str
    measure: str
    caution: str
    contacts: bool
    when: Mapping[Meaning, frozenset[Level]]


@cache
def load_playbook(language: str = "en", path: Path = PLAYBOOK_FILE) -> tuple[Play, ...]:
    """Read and check the playbook.

    Raises
    ------
    EngineError
        If the file has a mistake: the sentence names line and key.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EngineError(f"The playbook {path.name} cannot be read: {error}.", "Save it as UTF-8 text.") from error
    return parse_playbook(text, language, path.name)


def parse_playbook(text: str, language: str = "en", name: str = "playbook") -> tuple[Play, ...]:
    """Read and check a playbook's text; errors as in `load_playbook`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EngineError(f"{name} is not valid TOML: {error}.", "Correct that line.") from error
    table = data.get(language)
    entries = table.get("action") if isinstance(table, dict) else None
    if not isinstance(entries, list) or not entries:
        raise EngineError(f"{name} has no actions in language {language!r}.", f"Add [[{language}.action]] entries.")
    plays, seen = [], set()
    for number, entry in enumerate(entries):
        play = _Entry(entry, number, text, language, name).read()
        if play.key in seen:
            raise EngineError(f"{name}: the key {play.key!r} occurs twice.", "Give every action a key of its own.")
        seen.add(play.key)
        plays.append(play)
    return tuple(plays)


class _Entry:
    """One entry while it is checked; knows where it stands in the file."""

    def __init__(self, entry: Any, number: int, text: str, language: str, name: str) -> None:
        self.entry = entry if isinstance(entry, dict) else {}
        self.lines = text.splitlines()
        self.name = name
        header = re.compile(rf"^\s*\[\[\s*{re.escape(language)}\s*\.\s*action\s*\]\]")
        starts = [index for index, line in enumerate(self.lines) if header.match(line)]
        self.start = starts[number] if number < len(starts) else 0

    def read(self) -> Play:
        for key in self.entry:
            if key not in (*_TEXTS, *_OPTIONAL):
                raise self.error(key, "is not known", f"Use {', '.join((*_TEXTS, *_OPTIONAL))}.")
        texts = {key: self.text(key) for key in _TEXTS}
        if texts["effort"] not in _EFFORTS:
            raise self.error("effort", f"cannot be {texts['effort']!r}", f"Use {', '.join(_EFFORTS)}.")
        contacts = self.entry.get("contacts", False)
        if not isinstance(contacts, bool):
            raise self.error("contacts", f"cannot be {contacts!r}", "Use true or false.")
        caution = self.text("caution") if "caution" in self.entry else ""
        return Play(**texts, caution=caution, contacts=contacts, when=self.conditions())

    def text(self, key: str) -> str:
        value = self.entry.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "is missing" if value is None else "must be a text", f'Write {key} = "…".')
        return value

    def conditions(self) -> dict[Meaning, frozenset[Level]]:
        when = self.entry.get("when", {})
        if not isinstance(when, dict):
            raise self.error("when", f"cannot be {when!r}", 'Write when = { spending = "high" }.')
        return {self.meaning(key): self.levels(key, value) for key, value in when.items()}

    def meaning(self, key: str) -> Meaning:
        try:
            return Meaning(key)
        except ValueError:
            raise self.error(
                "when", f"names {key!r}, which is no known meaning", "See engine.dataset.Meaning."
            ) from None

    def levels(self, key: str, value: Any) -> frozenset[Level]:
        levels = value if isinstance(value, list) else [value]
        known = {str(level) for level in _LEVELS}
        if not levels or not all(isinstance(level, str) and level in known for level in levels):
            raise self.error("when", f"asks for {key} = {value!r}", "Use high, moderate or low, or a list of them.")
        return frozenset(Level(level) for level in levels)

    def error(self, key: str, what: str, remedy: str) -> EngineError:
        line = self.start
        for index in range(self.start + 1, len(self.lines)):
            if self.lines[index].lstrip().startswith("[["):
                break
            if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]", self.lines[index]):
                line = index
                break
        return EngineError(f"{self.name}, line {line + 1}: {key!r} {what}.", remedy)
