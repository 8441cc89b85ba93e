"""Where remembered answers are: in the memory of one web process, or in Redis for all of them."""

from __future__ import annotations

from typing import Protocol

from flask_caching import Cache

from app.limits import MEMORY_IDLE
from app.near_redis import NearRedis
from app.settings import Settings


class KeptAnswers(Protocol):
    def get(self, key: str) -> bytes | None: ...

    def set(self, key: str, content: bytes, *, about: str) -> None: ...

    def close(self) -> None: ...


class InMemory:
    def __init__(self, memory: Cache) -> None:
        self._memory = memory

    def get(self, key: str) -> bytes | None:
        found: bytes | None = self._memory.get(key)
        return found

    def set(self, key: str, content: bytes, *, about: str) -> None:
        self._memory.set(key, content, about=about)

    def close(self) -> None:
        self._memory.clear()


class InRedis:
    """Plain bytes that expire. While Redis cannot be reached nothing is remembered, and nobody waits for it."""

    def __init__(self, url: str) -> None:
        self._redis = NearRedis(url)

    def get(self, key: str) -> bytes | None:
        found = self._redis.ask(lambda redis: redis.get(f"tessera:{key}"))
        return found if isinstance(found, bytes) else None

    def set(self, key: str, content: bytes, *, about: str) -> None:
        self._redis.ask(lambda redis: redis.set(f"tessera:{key}", content, ex=int(MEMORY_IDLE)))

    def close(self) -> None:
        self._redis.close()


def kept_answers(settings: Settings, memory: Cache) -> KeptAnswers:
    return InRedis(settings.redis_url) if settings.redis_url else InMemory(memory)
