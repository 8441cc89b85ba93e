"""The users file: one ``name:hash`` per line, made by ``python -m app.people``, with the person's teams after it."""

from __future__ import annotations

import functools
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from werkzeug.security import check_password_hash, generate_password_hash

from app.storage.people import Person, Team

log = logging.getLogger(__name__)

# scrypt as OWASP's password storage cheat sheet recommends it for 32 MB of memory.
_METHOD = "scrypt:32768:8:3"
MIN_PASSWORD, MAX_PASSWORD = 12, 1_000
MAX_TEAM_NAME = 200
_SOURCE = "users file"


@dataclass(frozen=True)
class User:
    """One line of the file."""

    name: str
    digest: str
    teams: tuple[str, ...] = ()

    @property
    def person(self) -> Person:
        return Person(owner_of(_SOURCE, self.name), self.name, teams_of(_SOURCE, self.teams))


def read_users(path: Path) -> dict[str, User]:
    """Users by name.

    Raises
    ------
    ValueError
        Naming the line that is not understood, without what stands in it.
    """
    users: dict[str, User] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ValueError("it must name a text file that can be read") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, rest = line.strip().partition(":")
        digest, _, teams = rest.partition(" ")
        name = name.strip()
        if not colon or not name or not digest.startswith("scrypt:") or name in users:
            raise ValueError(f"line {number} of that file must be a new name and a hash: python -m app.people NAME")
        users[name] = User(name, digest, tuple(filter(None, (team.strip() for team in teams.split(",")))))
    return users


def check(path: Path, name: str, password: str) -> Person | None:
    """The person whose name and password these are. It takes as long when there is no such name."""
    user = read_users(path).get(name)
    right = check_password_hash(user.digest if user else _nobody(), password[:MAX_PASSWORD])
    return user.person if right and user else None


def as_the_file_says(path: Path, person: Person) -> Person | None:
    """The person with the teams that the file gives them now; None when it lets them in no more.

    Who did not come in by the file is as they were. A file that cannot be understood, since somebody is just writing
    it, counts as it was.
    """
    if owner_of(_SOURCE, person.name) != person.owner:
        return person
    try:
        status = path.stat()
        known = _read_once(path, (status.st_ino, status.st_size, status.st_mtime_ns))
    except (OSError, ValueError):
        log.warning("the users file cannot be read; it counts as it was")
        return person
    user = known.get(person.name)
    return None if user is None else user.person


@functools.lru_cache(maxsize=2)
def _read_once(path: Path, _identity: tuple[int, int, int]) -> dict[str, User]:
    """Every request asks."""
    return read_users(path)


def make_line(name: str, password: str, teams: Sequence[str] = ()) -> str:
    """A line for the users file.

    Raises
    ------
    ValueError
        If the name, a team's name or the password cannot be used.
    """
    if not name.strip() or ":" in name or name.startswith("#") or any(not sign.isprintable() for sign in name):
        raise ValueError("The name must be printable, and have no colon and no # in front.")
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise ValueError(f"The password must have {MIN_PASSWORD} to {MAX_PASSWORD:,} characters.")
    for team in teams:
        if not team.strip() or "," in team or any(not sign.isprintable() for sign in team):
            raise ValueError("The name of a team must be printable and have no comma.")
    line = f"{name.strip()}:{generate_password_hash(password, _METHOD)}"
    return f"{line} {', '.join(map(str.strip, teams))}" if teams else line


def owner_of(source: str, subject: str) -> str:
    """The workspace of a person: the same wherever they sign in, and telling nobody who they are."""
    return hashlib.sha256(f"{source}\n{subject}".encode()).hexdigest()[:32]


def teams_of(source: str, names: Sequence[str]) -> tuple[Team, ...]:
    """Teams by their names, in the order of the alphabet; those of another source are others, whatever their names."""
    known = sorted({name.strip()[:MAX_TEAM_NAME] for name in names} - {""}, key=str.casefold)
    return tuple(Team(hashlib.sha256(f"{source}\nteam\n{name}".encode()).hexdigest()[:32], name) for name in known)


@functools.cache
def _nobody() -> str:
    return generate_password_hash("nobody has this password", _METHOD)
