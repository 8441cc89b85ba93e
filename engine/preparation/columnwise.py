"""One function over many columns, in threads where the table is long enough to gain from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from engine.limits import PREPARATION_BLOCK_ROWS
from engine.sweep.workers import Workers

Out = TypeVar("Out")


def for_each_column(function: Callable[[str], Out], names: Sequence[str], n_rows: int) -> Iterator[Out]:
    """The results in the order of the names; partitions and sums of long columns release the interpreter's lock."""
    if n_rows <= PREPARATION_BLOCK_ROWS:
        yield from map(function, names)
        return
    with Workers() as workers:
        yield from workers.map(function, names)
