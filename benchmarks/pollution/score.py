"""How much of a table came back: precision, recall and F1 of header, records and cells (Vitagliano et al. 2023)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pollution.kinds import Case

Reader = Callable[[bytes, str], tuple[list[str], list[list[str]]]]


@dataclass(frozen=True)
class Score:
    """Ten parts: success, and three measures of header, records and cells each."""

    total: float
    exact: bool
    error: str = ""


def _measures(wanted: Counter, given: Counter) -> float:
    if not wanted:
        return 3.0 if not given else 1.0  # nothing to find: recall is whole
    common = (wanted & given).total()
    if not common:
        return 0.0
    precision, recall = common / given.total(), common / wanted.total()
    return precision + recall + 2 * precision * recall / (precision + recall)


def score(case: Case, read: Reader) -> Score:
    """Read a case and compare."""
    try:
        header, rows = read(case.content, case.encoding)
    except Exception as error:  # noqa: BLE001 - any failure of any reader counts the same
        return Score(0.0, False, f"{type(error).__name__}: {error}"[:200])
    total = 1.0 + _measures(Counter(case.header), Counter(header))
    total += _measures(Counter(map(tuple, case.rows)), Counter(map(tuple, rows)))
    total += _measures(_cells(case.rows), _cells(rows))
    return Score(total, header == case.header and [list(row) for row in rows] == case.rows)


def _cells(rows: Sequence[Sequence[str]]) -> Counter:
    return Counter(cell for row in rows for cell in row)
