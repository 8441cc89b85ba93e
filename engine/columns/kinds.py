"""What the values of a column are: numbers, codes that look like numbers, categories, free text."""

from __future__ import annotations

from engine.columns.booleans import yes_or_no
from engine.columns.facts import Facts
from engine.columns.forms import Form
from engine.columns.identifiers import ID_MEANINGS
from engine.columns.lexicon import Match
from engine.columns.names import counts_things
from engine.dataset import Kind

# Codes have names one can list; a column with more different whole numbers measures something.
MOST_CODES = 60
# A category has levels that come back: up to 30 in any table with twice as many rows, and up to 1,000 in a large one.
FEW_LEVELS = 30
MOST_CATEGORIES = 1_000


def decide_kind(facts: Facts, matches: list[Match]) -> tuple[Kind, str]:
    """The kind of a column, and half a sentence on why."""
    if not facts.n_filled:
        return Kind.EMPTY, "All of its cells are empty"
    if facts.n_distinct == 1 and (facts.n_rows > 1):
        return Kind.CONSTANT, _constant(facts)
    if facts.form is Form.DATE:
        return Kind.DATE, "Dates"
    if _is_boolean(facts):
        return Kind.BOOLEAN, f"Two answers, {_two_words(facts)}"
    if facts.form is Form.NUMBER:
        return _number_kind(facts, matches[0] if matches else None)
    return _text_kind(facts)


def _is_boolean(facts: Facts) -> bool:
    if facts.form is Form.NUMBER:
        return facts.n_distinct == 2 and (facts.low, facts.high) == (0.0, 1.0)
    return facts.form is Form.TEXT and yes_or_no(facts.levels)


def _number_kind(facts: Facts, best: Match | None) -> tuple[Kind, str]:
    if best is not None and best.entry.code and facts.whole and _is_code(facts, best):
        if facts.all_different and best.entry.meaning in ID_MEANINGS:
            return Kind.NUMBER, "Whole numbers"
        return Kind.CATEGORY, f"Codes that only look like numbers, {facts.n_distinct:,} of them"
    return Kind.NUMBER, "Whole numbers" if facts.whole else "Numbers"


def _is_code(facts: Facts, best: Match) -> bool:
    """A name like region or channel makes whole numbers codes: few of them, or any number where the name means it."""
    if best.entry.meaning is None and not best.entry.personal:
        counts = facts.low == 0 and counts_things(facts.name)
        return facts.n_distinct <= MOST_CODES and not counts
    return best.entry.meaning is not None and Kind.CATEGORY in best.entry.kinds


def _text_kind(facts: Facts) -> tuple[Kind, str]:
    few = facts.n_distinct <= 2 or (facts.n_distinct <= FEW_LEVELS and facts.n_distinct <= 0.5 * facts.n_filled)
    recurring = facts.n_distinct <= min(MOST_CATEGORIES, 0.05 * facts.n_filled)
    if (few or recurring) and not (facts.n_distinct == facts.n_filled and facts.n_filled > 2):
        return Kind.CATEGORY, f"{facts.n_distinct:,} different words"
    return Kind.TEXT, f"Text with {facts.n_distinct:,} different values"


def _constant(facts: Facts) -> str:
    value = facts.levels[0][:40] if facts.levels else f"{facts.low:g}" if facts.form is Form.NUMBER else "one date"
    rest = f"; {facts.n_missing:,} cells are empty" if facts.n_missing else ""
    return f"All of its values are the same ({value}){rest}"


def _two_words(facts: Facts) -> str:
    return "0 and 1" if facts.form is Form.NUMBER else " and ".join(facts.levels[:2])
