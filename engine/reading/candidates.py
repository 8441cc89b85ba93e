"""Signs that may separate and quote the fields of a text: the candidates among which the dialect is chosen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from engine.reading.told import NO_QUOTE

USUAL = ",;\t|"
SPACED = frozenset(",;\t| :-/_\\@+%()[]{}$€£<>?&=.")  # a blank may belong to these
QUOTED_CHARS = 2000  # so far is the end of a quoted cell looked for, over its lines
QUOTES = ('"', "'", "`", "~", "|", "^", "*", "$", "%", "#")
RARE = set("|~^#*;,<>=&§¦!\x01\x02\x1e\x1f")
_GLUE = set(" \t|~^#*;:,<>=&§¦!/\\\x01\x02\x1e\x1f")  # signs that longer delimiters are made of


def delimiters(lines: Sequence[str]) -> Iterator[str]:
    """Signs that stand in many lines, each also in the longer form in which it always stands."""
    present = Counter(sign for line in lines for sign in set(line.rstrip("\r\n")))
    common = [
        sign
        for sign, count in present.most_common()
        if not sign.isalnum()
        and sign not in "\"'`\r\n"
        and (sign in USUAL or (count >= 0.3 * len(lines) and count > (len(lines) > 2)))
    ]
    text = "".join(lines)
    for sign in common[:20]:
        yield sign
        if (longer := _longer(sign, text)) != sign:
            yield longer
        longer_forms = (sign * 2, sign + " ", f" {sign} ") if sign in SPACED else (sign * 2,)
        for form in longer_forms:
            if sum(form in line for line in lines) >= 0.8 * len(lines) and form.strip():
                yield form
    yield from _framed(common[:20], text, len(lines))
    if text.count("\\t") >= len(lines) / 2:
        yield "\\t"


def _framed(signs: Sequence[str], text: str, lines: int) -> Iterator[str]:
    """Delimiters of three signs, the first also the last (``|#|``); each of the signs may stand in cells as well."""
    for sign in signs:
        if sign in RARE:
            framed = Counter(re.findall(rf"{re.escape(sign)}([^\w\s]){re.escape(sign)}", text))
            middle, count = framed.most_common(1)[0] if framed else ("", 0)
            if middle != sign and middle in _GLUE and count >= 0.8 * lines and count >= 0.9 * text.count(sign) / 2:
                yield sign + middle + sign


def _longer(sign: str, text: str) -> str:
    """The delimiter that ``sign`` is part of: ``||``, ``, ``, ``~|~``."""
    if sign * 2 in text:
        runs = Counter(len(run.group()) for run in re.finditer(f"(?:{re.escape(sign)})+", text))
        run, count = runs.most_common(1)[0]
        if run > 1 and count >= 0.9 * runs.total() and sign not in "-.":
            sign = sign * run
    for _ in range(3):
        after = Counter(re.findall(f"{re.escape(sign)}(.)", text))
        before = Counter(re.findall(f"(.){re.escape(sign)}", text))
        right, left = _always(after), _always(before)
        if right and left and right == left:
            sign = left + sign + right
        elif right:
            sign = sign + right
        elif left and left != " ":
            sign = left + sign
        else:
            break
    return sign


def _always(neighbours: Counter[str]) -> str:
    if not neighbours:
        return ""
    sign, count = neighbours.most_common(1)[0]
    return sign if sign in _GLUE and count >= 0.95 * neighbours.total() else ""


def quotings(lines: Sequence[str], delimiter: str, known: str | None) -> Iterator[tuple[str, str]]:
    """Pairs of quote and escape worth trying: the double quote always, others where they wrap fields."""
    text = "".join(lines)
    d = re.escape(delimiter)
    if known == NO_QUOTE:
        yield "", ""
        return
    for quote in QUOTES if known is None else (known,):
        if quote in delimiter or (quote != '"' and known is None and quote not in text):
            continue
        q = re.escape(quote)
        if quote != '"' and known is None:
            opened = len(re.findall(f"(?:^|{d}){q}(?=.)", text, re.MULTILINE))
            inside = rf"(?:[^{q}\\]|{q}{q}|\\.){{0,{QUOTED_CHARS}}}+"
            wrapped = len(re.findall(rf"(?:^|{d}){q}(?=.){inside}{q}(?={d}|[\r\n]|$)", text, re.MULTILINE))
            if wrapped < 2 or wrapped < 0.7 * opened:
                continue
        yield quote, ""
        if f"\\{quote}" in text or f"\\{delimiter}" in text:
            yield quote, "\\"
