"""Where remembered answers are: in the memory of one web process, or in Redis for all of them."""

from __future__ import annotations

import logging
import time
from typing import Protocol

from flask_caching import Cache

from app.limits import MEMORY_IDLE, REDIS_PATIENCE, REDIS_REST
from app.settings import Settings

log = logging.getLogger(__name__)


class KeptAnswers(Protocol):
    def get(self, key: str) -> bytes | None: ...

    def set(self, key: str, content: bytes) -> None: ...

    def close(self) -> None: ...


class InMemory:
    def __init__(self, memory: Cache) -> None:
        self._memory = memory

    def get(self, key: str) -> bytes | None:
        found: bytes | None = self._memory.get(key)
        return found

    def set(self, key: str, content: bytes) -> None:
        self._memory.set(key, content)

    def close(self) -> None:
        self._memory.clear()


class InRedis:
    """Plain bytes that expire. While Redis cannot be reached nothing is remembered, and nobody waits for it."""

    def __init__(self, url: str) -> None:
        from redis import Redis

        self._redis = Redis.from_url(url, socket_timeout=REDIS_PATIENCE, socket_connect_timeout=REDIS_PATIENCE)
        self._rest_until = 0.0

    def get(self, key: str) -> bytes | None:
        from redis.exceptions import RedisError

        if time.monotonic() < self._rest_until:
            return None
        try:
            found = self._redis.get(f"tessera:{key}")
        except RedisError:
            self._rest()
            return None
        return found if isinstance(found, bytes) else None

    def set(self, key: str, content: bytes) -> None:
        from redis.exceptions import RedisError

        if time.monotonic() < self._rest_until:
            return
        try:
            self._redis.set(f"tessera:{key}", content, ex=int(MEMORY_IDLE))
        except RedisError:
            self._rest()

    def close(self) -> None:
        self._redis.close()

    def _rest(self) -> None:
        log.warning("Redis cannot be reached; answers are computed anew meanwhile")
        self._rest_until = time.monotonic() + REDIS_REST


def kept_answers(settings: Settings, memory: Cache) -> KeptAnswers:
    return InRedis(settings.redis_url) if settings.redis_url else InMemory(memory)
