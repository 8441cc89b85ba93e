"""Redis while it answers at once: what it is asked must be possible without it too."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from app.limits import REDIS_PATIENCE, REDIS_REST

if TYPE_CHECKING:
    from redis import Redis

log = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")


class NearRedis:
    """One wait for a Redis that is down, not one per request: after it nobody asks for a while."""

    def __init__(self, url: str) -> None:
        from redis import Redis

        self._redis = Redis.from_url(url, socket_timeout=REDIS_PATIENCE, socket_connect_timeout=REDIS_PATIENCE)
        self._rest_until = 0.0

    def ask(self, question: Callable[[Redis], _Answer]) -> _Answer | None:
        """The answer, or None while Redis cannot be reached."""
        from redis.exceptions import RedisError

        if time.monotonic() < self._rest_until:
            return None
        try:
            return question(self._redis)
        except RedisError:
            log.warning("Redis cannot be reached; this process goes on without it meanwhile")
            self._rest_until = time.monotonic() + REDIS_REST
            return None

    def close(self) -> None:
        self._redis.close()
