"""Who is signed in, where signing in is switched on."""

from __future__ import annotations

from flask import g

from app.storage.people import Person


def person() -> Person | None:
    """The person whose request this is; None where every browser has a workspace of its own."""
    found: Person | None = g.get("person")
    return found
