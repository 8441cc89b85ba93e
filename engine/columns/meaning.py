"""What a column says about a customer: its name by the lexicon, held against its values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.columns.affixes import CURRENCIES, UNITS
from engine.columns.facts import Facts
from engine.columns.forms import Form
from engine.columns.lexicon import Lexicon, Match
from engine.columns.names import bracketed
from engine.dataset import Kind, Meaning, Role

_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]{2,}$")
_PHONE = re.compile(r"^(?:\+|00(?=\s?[1-9])|\()[\d\s().\-/]{7,20}$")  # no country begins with 0: a padded number does

_COUNTS = frozenset({"count", "number", "quantity", "anzahl", "nombre", "numero", "quantidade"})
# A score of recency runs to about ten; days do not stop there.
_HIGHEST_SCORE = 10


@dataclass(frozen=True)
class Understood:
    """What is known about a column.

    ``words`` are those of the name that said it; ``doubt`` is a sentence when the direction or unit is unknown.
    """

    meaning: Meaning | None = None
    words: tuple[str, ...] = ()
    unit: str = ""
    personal: bool = False
    by_values: str = ""
    doubt: str = ""
    code: bool = False
    use: Role | None = None
    why: str = ""


def understand(facts: Facts, kind: Kind, matches: list[Match], lexicon: Lexicon, written: str = "") -> Understood:
    """The meaning and unit of a column; ``written`` is the unit that its cells give."""
    if facts.form is Form.TEXT and kind in (Kind.TEXT, Kind.CATEGORY) and (seen := _by_values(facts)) is not None:
        return seen
    stored = _stored_kind(facts, kind)
    match = next((each for each in matches if stored in each.entry.kinds), None)
    if match is None:
        return Understood(unit=name_unit(facts.name, lexicon) if kind is Kind.NUMBER else "")
    entry = match.entry
    meaning = entry.meaning
    if entry.fractional is not None and facts.form is Form.NUMBER and not facts.whole:
        meaning = entry.fractional
    meaning = _money_or_count(_held_against(meaning, facts), facts, lexicon, written)
    doubt = _doubt(meaning, facts, kind)
    unit = ""
    if kind is Kind.NUMBER:
        unit = name_unit(facts.name, lexicon) or _default_unit(meaning, entry.unit, doubt)
        if unit == "%" and facts.low >= -1 and facts.high <= 1:  # shares from 0 to 1, whatever the name says
            unit = ""
    return Understood(
        None if doubt else meaning,
        match.words,
        unit,
        personal=entry.personal,
        doubt=doubt,
        code=entry.code,
        use=entry.use,
        why=entry.why,
    )


def _stored_kind(facts: Facts, kind: Kind) -> Kind:
    """The kind by which the lexicon is asked; a constant column means what it would mean with other values."""
    if kind is not Kind.CONSTANT and kind is not Kind.EMPTY:
        return kind
    return {Form.NUMBER: Kind.NUMBER, Form.DATE: Kind.DATE, Form.TEXT: Kind.CATEGORY}[facts.form]


def _by_values(facts: Facts) -> Understood | None:
    if facts.share_of_sample(_EMAIL) >= 0.8:
        return Understood(Meaning.EMAIL, personal=True, by_values="its values are e-mail addresses")
    if facts.n_distinct >= 3 and facts.share_of_sample(_PHONE) >= 0.8:
        return Understood(Meaning.PHONE, personal=True, by_values="its values are telephone numbers")
    return None


def _held_against(meaning: Meaning | None, facts: Facts) -> Meaning | None:
    """A name is believed only where the numbers allow it."""
    if facts.form is not Form.NUMBER or not facts.n_filled:
        return meaning
    years = 1850 <= facts.high <= 2100 and facts.low >= 1000
    if meaning is Meaning.AGE and years:
        return Meaning.BIRTH_YEAR
    if meaning is Meaning.BIRTH_YEAR and not years and not 1850 <= facts.high <= 2100:
        return Meaning.AGE if facts.low >= 0 and facts.high <= 130 else None
    return meaning


def _money_or_count(meaning: Meaning | None, facts: Facts, lexicon: Lexicon, written: str) -> Meaning | None:
    """ "Total purchase" in rupees is money, "sales count" is none."""
    money = set(CURRENCIES.values()) & {written, name_unit(facts.name, lexicon)}
    if meaning is Meaning.PURCHASES and money:
        return Meaning.SPENDING
    counted = facts.whole and not money and _COUNTS.intersection(lexicon.words(facts.name))
    return Meaning.PURCHASES if meaning is Meaning.SPENDING and counted else meaning


def _doubt(meaning: Meaning | None, facts: Facts, kind: Kind) -> str:
    if meaning is not Meaning.RECENCY or kind is not Kind.NUMBER:
        return ""
    scored = facts.whole and facts.n_distinct <= _HIGHEST_SCORE and facts.high <= _HIGHEST_SCORE
    if scored and not any(word in facts.name.casefold() for word in ("day", "week", "month", "ago", "since")):
        return "It may be a score, where high means recent, or a number of days, where low does; please say which"
    return ""


def _default_unit(meaning: Meaning | None, unit: str, doubt: str) -> str:
    return "days" if meaning is Meaning.RECENCY and not doubt else unit


def name_unit(name: str, lexicon: Lexicon) -> str:
    """The unit that a name gives: "Annual Income (k$)", "revenue_usd", "tenure_months", "discount_pct"."""
    for text in bracketed(name):
        if unit := _written_unit(text):
            return unit
    words = lexicon.words(name)
    raw = [part for part in re.split(r"[^a-zA-Z$€£]+", name.casefold()) if part]
    if raw and raw[-1] in CURRENCIES and len(raw[-1]) == 3 and raw[-1] != "try":
        return CURRENCIES[raw[-1]]
    for word in ("day", "week", "month", "year", "hour", "minute", "percent"):
        if word in words and _counts(word, words):
            return UNITS[word]
    return ""


def _counts(word: str, words: list[str]) -> bool:
    """Whether a word like "month" is what is counted ("tenure_months", "days since"), not how often ("per month")."""
    if word == "percent":
        return True
    following = {"since", "ago", "on", "as", "inactive", "active", "with", "between", "for"}
    place = words.index(word)
    before, after = words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""
    if before in ("per", "every", "each") or after in ("call", "charge", "minute"):
        return False
    return after in following or bool(
        {"tenure", "recency", "length", "duration", "lifetime", "age", "inactive"} & set(words)
    )


def _written_unit(text: str) -> str:
    """A unit in brackets: "k$", "USD", "thousands of €", "days"; "" for "1-100"."""
    folded = text.strip().casefold().removeprefix("in ").strip()
    if folded in CURRENCIES:
        return CURRENCIES[folded]
    if folded in UNITS:
        return UNITS[folded]
    for thousand in ("k", "thousands of ", "thousand ", "tsd ", "1000 ", "1,000 ", "000 "):
        rest = folded.removeprefix(thousand).strip()
        if folded.startswith(thousand) and rest in CURRENCIES:
            return f"k{CURRENCIES[rest]}"
    if len(folded) > 1 and folded.endswith("k") and folded[:-1] in CURRENCIES:
        return f"k{CURRENCIES[folded[:-1]]}"
    return ""
