"""How often one browser may ask: counted in this process, or in Redis for all processes together."""

from __future__ import annotations

from flask import Flask, request

from app.compression import STATIC
from app.session import current_owner
from app.settings import Settings

_FREE = ("/health", "/ready", "/metrics", *STATIC)


def install_rates(server: Flask, settings: Settings) -> None:
    """Refuse what comes faster than REQUESTS_PER_MINUTE with 429 and the time to wait."""
    from flask_limiter import Limiter

    limiter = Limiter(
        _who,
        app=server,
        application_limits=[f"{settings.requests_per_minute} per minute"],
        storage_uri=_counted_in(settings.redis_url),
        in_memory_fallback_enabled=bool(settings.redis_url),
        headers_enabled=True,
        strategy="fixed-window",
    )
    limiter.request_filter(_is_free)
    server.extensions["tessera-limiter"] = limiter


def _counted_in(redis_url: str) -> str:
    if redis_url.startswith("unix://"):
        return f"redis+{redis_url}"  # what the library calls it
    return redis_url or "memory://"


def _who() -> str:
    """A browser by its workspace; whoever has none yet, by address."""
    return current_owner() or request.remote_addr or "unknown"


def _is_free() -> bool:
    return request.path.startswith(_FREE)
