"""Who is signed in where, and how often a name was tried with a wrong password."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete

from app.limits import LOCKED_FOR, WRONG_TRIES
from app.storage.database import Database
from app.storage.models import FailedSignIn, SignIn


@dataclass(frozen=True)
class Team:
    """``id`` tells teams of the same name apart that different sources speak of."""

    id: str
    name: str


@dataclass(frozen=True)
class Person:
    """Who is signed in; ``owner`` names their workspace, the same in every browser of theirs."""

    owner: str
    name: str
    teams: tuple[Team, ...] = ()


class People:
    """Sign-ins are kept here and not in the cookie alone, so that signing out ends them wherever the cookie is."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def sign_in(self, person: Person, hours: int) -> str:
        """Give the token that the browser keeps; only its digest is written down."""
        token = secrets.token_urlsafe(32)
        record = SignIn(
            id=_digest(token),
            owner=person.owner,
            name=person.name[:200],
            expires=self._now() + timedelta(hours=hours),
            teams=[[team.id, team.name] for team in person.teams],
        )
        with self._database.write() as session:
            session.execute(delete(SignIn).where(SignIn.expires < self._now()))
            session.add(record)
        return token

    def signed_in(self, token: str) -> Person | None:
        """Who holds this token; None when they signed out or their time is over."""
        with self._database.read() as session:
            record = session.get(SignIn, _digest(token))
        if record is None or record.expires < self._now():
            return None
        return Person(record.owner, record.name, tuple(Team(*each) for each in record.teams))

    def sign_out(self, token: str) -> None:
        with self._database.write() as session:
            session.execute(delete(SignIn).where(SignIn.id == _digest(token)))

    def locked(self, name: str) -> bool:
        """Whether this name was tried too often lately."""
        with self._database.read() as session:
            record = session.get(FailedSignIn, _digest(name))
        return record is not None and record.tries >= WRONG_TRIES and self._recent(record)

    def failed(self, name: str) -> None:
        """Count a wrong password; the count begins again when the last ones are long ago."""
        with self._database.write() as session:
            record = session.get(FailedSignIn, _digest(name))
            if record is None:
                session.add(FailedSignIn(name=_digest(name), tries=1, since=self._now()))
            else:
                record.tries = record.tries + 1 if self._recent(record) else 1
                record.since = self._now()

    def succeeded(self, name: str) -> None:
        with self._database.write() as session:
            over = FailedSignIn.since < self._now() - timedelta(seconds=LOCKED_FOR)
            session.execute(delete(FailedSignIn).where((FailedSignIn.name == _digest(name)) | over))

    def _recent(self, record: FailedSignIn) -> bool:
        return record.since > self._now() - timedelta(seconds=LOCKED_FOR)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
