"""Importing what the web application is made of, before there is one."""

from __future__ import annotations

import importlib
import pkgutil


def import_code() -> None:
    """Import the factory and every page; nothing is created, opened or registered."""
    importlib.import_module("app.factory")
    pages = importlib.import_module("pages")
    for module in pkgutil.iter_modules(pages.__path__):
        importlib.import_module(f"pages.{module.name}")
    # gunicorn asks the package for "server", the application; imported, the module of that name stands there instead.
    del importlib.import_module("app").server
