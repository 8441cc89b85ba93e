"""Two answers in words."""

from __future__ import annotations

from collections.abc import Iterable

from engine.columns.names import fold

_YES = "yes y true t ja j oui o si s sim on wahr vrai verdadero verdadeiro vero tak ano kylla да 是 x checked"
_NO = "no n false f nein non nao off falsch faux falso nie ne unchecked nee ei нет 否"
YES, NO = frozenset(_YES.split()), frozenset(_NO.split())


def yes_or_no(texts: Iterable[str]) -> bool:
    """Whether the texts are one word for yes and one for no, whatever the case."""
    words = {fold(text).casefold() for text in texts}
    return len(words) == 2 and len(words & YES) == 1 and len(words & NO) == 1
