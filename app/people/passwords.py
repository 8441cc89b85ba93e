"""The users file: one ``name:hash`` per line, made by ``python -m app.people``."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from werkzeug.security import check_password_hash, generate_password_hash

from app.storage.people import Person

# scrypt as OWASP's password storage cheat sheet recommends it for 32 MB of memory.
_METHOD = "scrypt:32768:8:3"
MIN_PASSWORD, MAX_PASSWORD = 12, 1_000


def read_users(path: Path) -> dict[str, str]:
    """Hashes by name.

    Raises
    ------
    ValueError
        Naming the line that is not understood, without what stands in it.
    """
    users: dict[str, str] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ValueError("it must name a text file that can be read") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, digest = line.strip().partition(":")
        if not colon or not name.strip() or not digest.startswith("scrypt:") or name.strip() in users:
            raise ValueError(f"line {number} of that file must be a new name and a hash: python -m app.people NAME")
        users[name.strip()] = digest
    return users


def check(path: Path, name: str, password: str) -> Person | None:
    """The person whose name and password these are. It takes as long when there is no such name."""
    digest = read_users(path).get(name)
    right = check_password_hash(digest or _nobody(), password[:MAX_PASSWORD])
    return Person(owner_of("users file", name), name) if right and digest else None


def make_line(name: str, password: str) -> str:
    """A line for the users file.

    Raises
    ------
    ValueError
        If the name or the password cannot be used.
    """
    if not name.strip() or ":" in name or name.startswith("#") or any(not sign.isprintable() for sign in name):
        raise ValueError("The name must be printable, and have no colon and no # in front.")
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise ValueError(f"The password must have {MIN_PASSWORD} to {MAX_PASSWORD:,} characters.")
    return f"{name.strip()}:{generate_password_hash(password, _METHOD)}"


def owner_of(source: str, subject: str) -> str:
    """The workspace of a person: the same wherever they sign in, and telling nobody who they are."""
    return hashlib.sha256(f"{source}\n{subject}".encode()).hexdigest()[:32]


@functools.cache
def _nobody() -> str:
    return generate_password_hash("nobody has this password", _METHOD)
