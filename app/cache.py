"""Results at hand in a web process: flask-caching with explicit keys, holding the frozen objects themselves."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Set
from datetime import timedelta
from typing import Any, NamedTuple

from flask import Flask
from flask_caching import Cache
from flask_caching.backends.base import BaseCache

from app.limits import MEMORY_IDLE


class _Entry(NamedTuple):
    value: Any
    size: int
    used: float  # when it was last asked for
    about: str | None


class ReferenceCache(BaseCache):
    """Keeps references, bounded by bytes; the least recently used go first.

    An entry may say which table it is ``about`` (the fingerprint of its content): ``forget_about`` takes all of those
    away.

    The stock backends pickle on every get, which for a matrix of 100 MB means a copy of 100 MB. Results are frozen,
    so sharing them between requests is safe. The newest value stays even when it alone is beyond the bound.
    """

    def __init__(
        self, max_bytes: int, idle: float = MEMORY_IDLE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(default_timeout=0)
        self._max_bytes = max_bytes
        self._idle = idle
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, _Entry] = OrderedDict()  # the least recently used first
        self._total = 0

    @classmethod
    def factory(cls, app: Flask, config: dict[str, Any], args: list[Any], kwargs: dict[str, Any]) -> ReferenceCache:
        return cls(config["TESSERA_CACHE_BYTES"])

    def get(self, key: str) -> Any:
        with self._lock:
            self._forget_idle()
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries[key] = entry._replace(used=self._clock())
            self._entries.move_to_end(key)
            return entry.value

    def set(self, key: str, value: Any, timeout: int | timedelta | None = None, *, about: str | None = None) -> bool:
        size = footprint(value)
        with self._lock:
            self._take(key)
            self._entries[key] = _Entry(value, size, self._clock(), about)
            self._total += size
            self._forget_idle()
            while self._total > self._max_bytes and len(self._entries) > 1:
                self._take(next(iter(self._entries)))
        return True

    def delete(self, key: str) -> bool:
        with self._lock:
            return self._take(key)

    def has(self, key: str) -> bool:
        with self._lock:
            return key in self._entries

    def clear(self) -> bool:
        with self._lock:
            self._entries.clear()
            self._total = 0
        return True

    def abouts(self) -> frozenset[str]:
        """Which tables anything is kept of."""
        with self._lock:
            return frozenset(entry.about for entry in self._entries.values() if entry.about is not None)

    def forget_about(self, tables: Set[str]) -> bool:
        """Take away what is about these tables, and what nobody asked for; whether anything went."""
        with self._lock:
            before = len(self._entries)
            for key in [key for key, entry in self._entries.items() if entry.about in tables]:
                self._take(key)
            self._forget_idle()
            return len(self._entries) < before

    def _take(self, key: str) -> bool:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._total -= entry.size
        return entry is not None

    def _forget_idle(self) -> None:
        limit = self._clock() - self._idle
        while self._entries and next(iter(self._entries.values())).used < limit:
            self._take(next(iter(self._entries)))


def footprint(value: Any) -> int:
    """About how many bytes a result takes of this process: its arrays and frames; all else is small beside them.

    What is mapped belongs to the system's cache of files, which gives it up when memory is short.
    """
    if isinstance(value, bytes):
        return len(value)
    if hasattr(value, "memory_usage"):  # a DataFrame, mapped as a whole or not at all
        mapped = any(footprint(value[name].to_numpy()) == 0 for name in value.select_dtypes("number").columns[:1])
        return 0 if mapped else int(value.memory_usage(deep=False).sum())
    if hasattr(value, "nbytes"):
        from engine.mapped import is_mapped

        return 0 if is_mapped(value) else int(value.nbytes)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        # What is there, not what its fields would give: some are built when they are asked for, for seconds.
        return 200 + sum(footprint(item) for item in vars(value).values())
    if isinstance(value, Mapping):
        return 100 + sum(footprint(item) for item in value.values())
    if isinstance(value, (tuple, list)):
        return 100 + sum(footprint(item) for item in value)
    return 100


def make_memory(server: Flask, megabytes: int) -> Cache:
    """The cache of one server. Never use its decorators: they key by an argument's text."""
    config = {
        "CACHE_TYPE": "app.cache.ReferenceCache",
        "CACHE_DEFAULT_TIMEOUT": 0,
        "TESSERA_CACHE_BYTES": megabytes * 1_000_000,
    }
    return Cache(server, with_jinja2_ext=False, config=config)
