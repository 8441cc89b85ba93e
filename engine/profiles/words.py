"""Which words a column licenses: the lexicon applied to the columns of one dataset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.columns.affixes import CURRENCIES
from engine.dataset import Kind, Meaning
from engine.profiles.columns import AnswerColumn, AnyColumn, NumberColumn
from engine.profiles.context import ProfileContext
from engine.profiles.lexicon import plain_words
from engine.profiles.numbers import is_year, write_number
from engine.profiles.result import Level
from engine.profiles.vocabulary import Lexicon, shown, tokens

_OF_COUNTS = {Level.HIGH: "many", Level.MODERATE: "some", Level.LOW: "few"}
_OF_TIMES = {Level.HIGH: "recent", Level.MODERATE: "between", Level.LOW: "early"}
# What has one of these units is no number of anything, whatever its name: a discount of 10 %.
_NO_COUNTS = frozenset({"%", *CURRENCIES.values()})
# Columns without words of their own stand last in a name.
_LAST = 10_000


@dataclass(frozen=True)
class Phrase:
    """A part of a name.

    Attributes
    ----------
    text : str
    order : int
        Where it stands in a name.
    valence : int
        1 for much of something, -1 for little, 0 in between and where the meaning is unknown: "but" joins opposites.
    licensed : bool
        Whether the lexicon knows the column's meaning.
    preferred : bool
        Whether people ask about this first.
    """

    text: str
    order: int
    valence: int
    licensed: bool
    preferred: bool = False


class WordBook:
    """The words for the columns of one dataset.

    A bare noun ("high spenders") is licensed only for the one column that stands for its meaning: the only one, a
    sum of the others, or the one whose name all others qualify (PURCHASES beside ONEOFF_PURCHASES). Every other
    column must be named ("high spending on wines"), or the word would claim more than the column says.
    """

    def __init__(self, lexicon: Lexicon, context: ProfileContext) -> None:
        self.lexicon = lexicon
        self._leading = {
            column.name
            for column in context.columns
            if column.meaning is not None and _leads(column, context.with_meaning(column.meaning))
        }

    def leads(self, column: AnyColumn) -> bool:
        """Whether the column stands for its meaning."""
        return column.name in self._leading

    def label(self, column: AnyColumn) -> str:
        """The column's name in words."""
        if column.meaning is None:
            return plain_words(column.name)
        word = self.lexicon.word(column.meaning, column.name)
        drop = self.lexicon.drop_leading if self.leads(column) else word.drop if word else ()
        return self.lexicon.label(column.name, drop)

    def noun(self, column: AnyColumn) -> str:
        """What the column's value is called in a sentence."""
        word = self.lexicon.word(column.meaning, column.name)
        label = self.label(column)
        forms = word.forms if word and word.forms and self.leads(column) else {}
        noun = forms.get("noun") or (forms.get("noun_with_unit") if column.unit or column.kind is Kind.DATE else None)
        if noun and noun.startswith("number of") and column.unit in _NO_COUNTS:
            return label
        return noun or label

    def level(self, column: NumberColumn, level: Level) -> Phrase:
        """The phrase for a level of a number."""
        usual = self.lexicon.general[level.value]
        text = self._form(column, level.value) or usual
        if text == usual and (forms := self._forms_of(column)):
            text = self.lexicon.general[forms[level]]
        return self._phrase(column, text, self._valence(column, level))

    def very(self, column: NumberColumn, level: Level) -> Phrase | None:
        """The phrase for the outermost tenth; None where the lexicon has no such word ("very deal seekers")."""
        if level not in (Level.HIGH, Level.LOW):
            return None
        form, usual = f"very_{level.value}", self.lexicon.general[level.value]
        text = self._form(column, form)
        if text is None and (self._form(column, level.value) or usual) == usual and not self._forms_of(column):
            text = self.lexicon.general[form]
        return self._phrase(column, text, self._valence(column, level)) if text else None

    def count(self, column: NumberColumn, present: bool) -> Phrase | None:
        """The phrase for having at least one, or none; None when the lexicon has no such word."""
        text = self._form(column, "presence" if present else "absence")
        return self._phrase(column, text, 0) if text else None

    def answer(self, column: AnswerColumn, value: object) -> Phrase:
        """The phrase for an answer that most of a segment give."""
        said = str(value).strip().casefold()
        form = "category" if any(char.isalpha() for char in said) else "code"
        if column.kind is Kind.BOOLEAN or form == "category":
            form = "yes" if said in self.lexicon.affirmative else "no" if said in self.lexicon.negative else form
        text, label = self._form(column, form), self.label(column)
        if form in ("yes", "no"):
            label = self.lexicon.asked(label)
            if text is None:
                text, label = self._by_shape(label, form)
        return self._phrase(column, text or self.lexicon.general[form], 0, shown(str(value)), label)

    def value(self, column: AnyColumn, value: float, exact: bool = False) -> str:
        """A value of the column as people write it."""
        if column.kind is Kind.DATE:
            return as_date(value)
        birth = column.meaning is Meaning.BIRTH_YEAR and 1800 <= value <= 2200
        return write_number(value, column.unit, exact=exact, plain=birth or is_year(column.name, value))

    def _forms_of(self, column: NumberColumn) -> Mapping[Level, str] | None:
        """The usual words where much is not "high": of times and of counts."""
        if column.kind is Kind.DATE or is_year(column.name, column.median):
            return _OF_TIMES
        return _OF_COUNTS if self._counts(column) else None

    def _counts(self, column: NumberColumn) -> bool:
        """Whether the column counts things by their name: there are many "support tickets", but high "savings"."""
        several = self.lexicon.names_several(self.label(column))
        return several and not column.unit and column.whole and column.sorted[0] >= 0

    def _valence(self, column: NumberColumn, level: Level) -> int:
        if column.meaning is None:
            return 0  # whether much of one unknown thing opposes little of another, nobody can say
        sign = {Level.HIGH: 1, Level.LOW: -1}.get(level, 0)
        word = self.lexicon.word(column.meaning, column.name)
        return -sign if word and word.inverted else sign

    def _form(self, column: AnyColumn, form: str) -> str | None:
        word = self.lexicon.word(column.meaning, column.name)
        if word is None:
            return None
        forms, each = word.forms or {}, word.each or {}
        if self.leads(column):
            return forms.get(form)
        # A phrase that does not say which column it means is not licensed for one of several.
        return each.get(form) or (text if "{label}" in (text := forms.get(form, "")) or "{value}" in text else None)

    def _by_shape(self, label: str, form: str) -> tuple[str | None, str]:
        """The template for a yes or no, by the shape of the column's name, and what of the name goes into it."""
        for shape in self.lexicon.answers:
            rest = shape.rest(label)
            if rest is not None:
                return (shape.yes if form == "yes" else shape.no), rest
        return None, label

    def _phrase(
        self, column: AnyColumn, template: str, valence: int, value: str = "", label: str | None = None
    ) -> Phrase:
        word = self.lexicon.word(column.meaning, column.name)
        # Column names and answers are other people's text: they are put in as they are, never read as a template.
        text = template.replace("{label}", "\0").replace("{value}", value).replace("\0", label or self.label(column))
        preferred = word is not None and word.preferred and self.leads(column)
        return Phrase(text, word.order if word else _LAST, valence, column.meaning is not None, preferred)


def as_date(days: float) -> str:
    """Days since 1970 as "29 Jun 2014"."""
    from datetime import date, timedelta

    try:
        return f"{date(1970, 1, 1) + timedelta(days=round(days)):%-d %b %Y}"
    except (OverflowError, ValueError):
        return "unknown"


def _leads(column: AnyColumn, same: Iterable[AnyColumn]) -> bool:
    rivals = [other for other in same if other is not column]
    if any(other.expression and column.name in other.sources for other in rivals):
        return False  # the sum leads, not its parts
    rivals = [other for other in rivals if other.name not in column.sources]
    own = set(tokens(column.name))
    return all(own < set(tokens(other.name)) for other in rivals)
