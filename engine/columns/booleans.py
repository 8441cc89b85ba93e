"""Two answers: numbers 0 and 1, or a pair of words."""

from __future__ import annotations

from engine.columns.facts import Facts
from engine.columns.names import fold
from engine.columns.typed import Form

_YES = frozenset("yes y true t ja j oui o si s sim on wahr vrai verdadero verdadeiro vero tak ano x checked".split())  # noqa: SIM905
_NO = frozenset("no n false f nein non nao off falsch faux falso nie ne unchecked nee".split())  # noqa: SIM905


def is_boolean(facts: Facts) -> bool:
    """Whether the column holds two answers."""
    if facts.form is Form.NUMBER:
        return facts.n_distinct == 2 and (facts.low, facts.high) == (0.0, 1.0)
    if facts.form is Form.TEXT:
        words = {fold(level).casefold() for level in facts.levels}
        return len(words) == 2 and len(words & _YES) == 1 and len(words & _NO) == 1
    return False
