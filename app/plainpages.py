"""Pages without Dash: what a share link opens, signing in, and answers to what went wrong."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app.components.numbers import day, percent

ASSETS = Path(__file__).resolve().parents[1] / "assets"
_SHEETS = (
    "vendor/bootstrap/bootstrap-5.3.9.min.css",
    "00-tokens.css",
    "10-frame.css",
    "20-pages.css",
    "30-profiles.css",
    "40-plain.css",
    "90-print.css",
)


def install_plain_pages(server: Flask) -> None:
    """Give the templates what they use: the style of the other pages, the theme, and numbers as people write them."""
    server.jinja_env.filters["percent"] = percent
    server.jinja_env.filters["day"] = day
    server.jinja_env.globals["sheets"] = [asset(name) for name in _SHEETS]
    server.jinja_env.globals["theme"] = asset("head/theme.js")


def asset(name: str) -> str:
    """The address of an asset, another one whenever it changes (as Dash writes them)."""
    return f"/assets/{name}?m={(ASSETS / name).stat().st_mtime}"
