"""Fields wrapped in the quotes of word processors (“a”, „a“, «a», ‘a’), rewritten with plain double quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

_PAIRS = ("“”", "„“", "„”", "””", "«»", "»«", "‘’", "‚‘", "’’", "‹›")
# So many lines must be wrapped from end to end: a heading may not be, and quotes inside of prose prove nothing.
WRAPPED_SHARE = 0.8


@dataclass(frozen=True)
class Curly:
    """A pair of quotes that open and close fields."""

    opening: str
    closing: str

    @cached_property
    def _edges(self) -> re.Pattern[str]:
        # At either end of the line, or next to a sign that may separate.
        return re.compile(rf"(?:(?<=^)|(?<=[^\w ])){self.opening}|{self.closing}(?=[^\w ]|$)", re.MULTILINE)

    def straighten(self, line: str) -> str:
        """The line with plain quotes around its fields; plain ones inside are doubled, as they must be then."""
        return self._edges.sub('"', line.replace('"', '""'))


def find_curly(lines: Sequence[str]) -> Curly | None:
    """The pair in which nearly all lines begin and end, and several fields of a line are wrapped."""
    filled = [stripped for line in lines if (stripped := line.strip())]
    for pair in _PAIRS:
        opening, closing = pair[0], pair[1]
        between = re.compile(rf"{closing}[^\w ]+{opening}|{closing} ?[^\w ]+ ?{opening}")
        wrapped = sum(
            line[0] == opening and line[-1] == closing and between.search(line) is not None for line in filled
        )
        if len(filled) > 1 and wrapped >= WRAPPED_SHARE * len(filled):
            return Curly(opening, closing)
    return None
