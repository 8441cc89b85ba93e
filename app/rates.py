"""How often one browser may ask: counted in this process, or in Redis for all processes together."""

from __future__ import annotations

import hashlib
import threading
import time
from typing import Any

from flask import Flask, Response, request

from app.answers import refusal
from app.compression import STATIC
from app.near_redis import NearRedis
from app.session import current_owner
from app.settings import Settings

_FREE = ("/health", "/ready", "/metrics", *STATIC)
_WINDOW = 60  # seconds; the first second of a minute begins a new count
_TOO_FAST = ("You ask faster than this server answers one person.", "Wait a minute and try again.")


def install_rates(server: Flask, settings: Settings) -> None:
    """Refuse what comes faster than REQUESTS_PER_MINUTE with 429 and the time to wait."""
    here = _Counts()
    together = NearRedis(settings.redis_url) if settings.redis_url else None

    @server.before_request
    def count() -> Response | None:
        if request.path.startswith(_FREE):
            return None
        now = int(time.time())
        window, who = now // _WINDOW, _who()
        n = together.ask(lambda redis: _count_in(redis, who, window)) if together else None
        if n is None:  # without Redis each process counts for itself
            n = here.count(who, window)
        if n <= settings.requests_per_minute:
            return None
        answer = refusal(429, *_TOO_FAST)
        answer.headers["Retry-After"] = str(_WINDOW - now % _WINDOW)
        return answer


class _Counts:
    """Of the current window; those of the one before go with it, so this never grows."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._window = 0
        self._counts: dict[str, int] = {}

    def count(self, who: str, window: int) -> int:
        with self._lock:
            if window != self._window:
                self._window, self._counts = window, {}
            n = self._counts[who] = self._counts.get(who, 0) + 1
            return n


def _count_in(redis: Any, who: str, window: int) -> int:
    key = f"tessera:rate:{window}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    n, _ = redis.pipeline(transaction=False).incr(key).expire(key, 2 * _WINDOW).execute()
    return int(n)


def _who() -> str:
    """A browser by its workspace; whoever has none yet, by address."""
    return current_owner() or request.remote_addr or "unknown"
