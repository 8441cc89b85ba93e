"""Where remembered answers are: in the memory of one web process, or in Redis for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from flask_caching import Cache

from app.limits import MEMORY_IDLE
from app.near_redis import NearRedis
from app.settings import Settings

if TYPE_CHECKING:
    from redis import Redis


class KeptAnswers(Protocol):
    def get(self, key: str) -> bytes | None: ...

    def set(self, key: str, content: bytes, *, about: str, dataset: str) -> None: ...

    def forget(self, dataset: str) -> None:
        """A table was deleted."""

    def close(self) -> None: ...


class InMemory:
    def __init__(self, memory: Cache) -> None:
        self._memory = memory

    def get(self, key: str) -> bytes | None:
        found: bytes | None = self._memory.get(key)
        return found

    def set(self, key: str, content: bytes, *, about: str, dataset: str) -> None:
        self._memory.set(key, content, about=about)

    def forget(self, dataset: str) -> None:
        """Every process looks itself for what is gone: app/upkeep.py."""

    def close(self) -> None:
        self._memory.clear()


class InRedis:
    """Plain bytes that expire, and per table the keys of its answers, so that they can go with it.

    While Redis cannot be reached nothing is remembered, and nobody waits for it.
    """

    def __init__(self, url: str) -> None:
        self._redis = NearRedis(url)

    def get(self, key: str) -> bytes | None:
        found = self._redis.ask(lambda redis: redis.get(f"tessera:{key}"))
        return found if isinstance(found, bytes) else None

    def set(self, key: str, content: bytes, *, about: str, dataset: str) -> None:
        def keep(redis: Redis) -> None:
            with redis.pipeline() as together:
                together.set(f"tessera:{key}", content, ex=int(MEMORY_IDLE))
                together.sadd(_of(dataset), f"tessera:{key}")
                together.expire(_of(dataset), int(MEMORY_IDLE))  # no answer outlives the last one that was added
                together.execute()

        self._redis.ask(keep)

    def forget(self, dataset: str) -> None:
        def take(redis: Redis) -> None:
            redis.delete(_of(dataset), *redis.smembers(_of(dataset)))

        self._redis.ask(take)

    def close(self) -> None:
        self._redis.close()


def _of(dataset: str) -> str:
    return f"tessera:answers-of:{dataset}"


def kept_answers(settings: Settings, memory: Cache) -> KeptAnswers:
    return InRedis(settings.redis_url) if settings.redis_url else InMemory(memory)
