"""Part two names of a header that lost the delimiter between them: "First nameLast name", "customer_idname"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from engine.columns.lexicon import load_lexicon
from engine.columns.names import stem

# Points of evidence, and how many it takes: a cut must be good by itself and clearly better than the next one.
WORD_FOUND = 3.0  # a word nobody knows becomes two that the lexicon has ("idname")
UNUSUAL_EDGE = 2.0  # "nameTown" where no other name changes case in the middle
KNOWN_PART = 0.75  # each side consists of words of the lexicon
REPEATED = 2.0  # a name hardly says the same word twice; the second begins another one
SAME_BEGINNING = 0.75  # the right part begins with the word that another name begins with
WORD_MORE = 0.5  # per word that the name has more than the others on average
ENOUGH, MARGIN = 2.25, 0.4
LONGEST = 120

# They end many a name and seldom are one, unless they come first.
_SUFFIXES = frozenset({"id", "nr", "no", "num", "key", "code"})
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]+|\d+")


def part_glued(names: Sequence[str], quote: str) -> list[str] | None:
    """The names with the glued one parted, or None if it is not certain which one it is.

    Parameters
    ----------
    names : sequence of str
        Header cells, one fewer than there are columns.
    quote : str
        A quote inside a name shows the place.
    """
    quoted = [(n, cell) for n, cell in enumerate(names) if quote and quote in cell.strip()]
    if len(quoted) == 1:
        position, cell = quoted[0]
        parts = [part for part in cell.split(quote) if part.strip()]
        return [*names[:position], *parts, *names[position + 1 :]] if len(parts) == 2 else None
    words = [[word.lower() for word in _WORD.findall(name)] for name in names]
    edges = Counter(edge for name in names for edge in _edges(name[:LONGEST]))
    beginnings = Counter(word[0] for word in words if word)
    usual = sum(map(len, words)) / max(len(words), 1)
    cuts = sorted(
        (
            (score + WORD_MORE * (len(words[n]) - usual), n, at)
            for n, name in enumerate(names)
            for score, at in _cuts(name[:LONGEST], edges, beginnings)
        ),
        reverse=True,
    )
    if not cuts or cuts[0][0] < ENOUGH or (len(cuts) > 1 and cuts[0][0] - cuts[1][0] < MARGIN):
        return None
    _, n, at = cuts[0]
    return [*names[:n], names[n][:at], names[n][at:], *names[n + 1 :]]


def _edge(left: str, right: str) -> str:
    """The kind of change where two parts of a name meet, blank where there is none."""
    if left[-1].islower() and right[0].isupper():
        return "acronym after" if right[:2].isupper() else "case"
    if len(left) > 1 and left[-2:].isupper() and right[0].isupper() and right[1:2].islower():
        return "acronym before"  # between "ID" and "Price"
    if left[-1].isdigit() and right[0].isalpha():
        return "digit"
    return "bracket" if left[-1] in ")]%€$" and right[0].isalnum() else ""


def _edges(name: str) -> list[str]:
    return [edge for at in range(1, len(name)) if (edge := _edge(name[:at], name[at:]))]


def _cuts(name: str, edges: Counter[str], beginnings: Counter[str]) -> Iterator[tuple[float, int]]:
    """Places where a name may be cut, with the evidence for each."""
    whole = _unknown(name)
    lower, own = name.lower(), Counter(_edges(name))
    for at in range(2, len(name) - 1):
        left, right = name[:at], name[at:]
        if not (left[-1].isalnum() or left[-1] in ")]%€$?.") or not right[0].isalnum():
            continue
        edge = _edge(left, right)
        following = _WORD.match(right)
        begins = following.group().lower() if following is not None else ""
        if begins in _SUFFIXES:
            continue
        before, after = _unknown(left), _unknown(right)
        score = KNOWN_PART * ((before == 0) + (after == 0))
        if edge:
            score += UNUSUAL_EDGE if edges[edge] == own[edge] else 0.0
        elif before + after < whole:
            score += WORD_FOUND
        else:
            continue
        if len(begins) > 2 and begins in lower[:at]:
            score += REPEATED
        if beginnings[begins]:
            score += SAME_BEGINNING
        yield score, at


def _unknown(text: str) -> int:
    """Words that the lexicon does not have."""
    known = load_lexicon()
    found = (word.lower() for word in _WORD.findall(text))
    return sum(
        not word.isdigit() and word not in known.abbreviations and stem(word) not in known.vocabulary and word != "id"
        for word in found
    )
