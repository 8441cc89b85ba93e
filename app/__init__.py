"""The Dash application. ``gunicorn app:server`` finds the server here; nothing is created on import."""

from typing import Any


def __getattr__(name: str) -> Any:
    if name == "server":
        from app.factory import create_app
        from app.settings import Settings

        server = create_app(Settings.from_environment()).server
        globals()["server"] = server
        return server
    raise AttributeError(f"module 'app' has no attribute {name!r}")
