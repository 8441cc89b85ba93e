"""Work on several columns at a time, where that pays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

_T = TypeVar("_T")

# Below so many rows starting threads costs more than it saves; Arrow and NumPy release the interpreter's lock.
_LARGE = 50_000
# Two halve the time on the smallest machine we serve; the sweep wants the rest.
_THREADS = 2


def in_threads(n_rows: int, work: Callable[..., _T], *columns: Sequence[Any]) -> list[_T]:
    """``[work(*each) for each in zip(*columns)]``, for large tables in threads."""
    if n_rows < _LARGE:
        return [work(*each) for each in zip(*columns, strict=True)]
    with ThreadPoolExecutor(max_workers=_THREADS) as pool:
        return list(pool.map(work, *columns))
