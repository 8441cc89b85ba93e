"""The Dash application. ``gunicorn app:server`` finds the server here; nothing is created on import."""

import sys
from typing import Any

_BOOT_ERROR = 3  # gunicorn then ends, and does not try it again and again


def __getattr__(name: str) -> Any:
    if name == "server":
        globals()["server"] = server = _server()
        return server
    raise AttributeError(f"module 'app' has no attribute {name!r}")


def _server() -> Any:
    """The Flask server; what stands in the way of a start is said with its sentence alone."""
    from app.factory import create_app
    from app.settings import Settings
    from app.storage.store import StoreUnreachable
    from engine.errors import EngineError

    try:
        return create_app(Settings.from_environment()).server
    except (EngineError, StoreUnreachable) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(_BOOT_ERROR)
