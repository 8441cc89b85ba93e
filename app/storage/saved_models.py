"""The library's models: portable files that a person brought. Every question names the owner."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from app.storage.database import Database
from app.storage.models import SavedModel
from app.storage.titles import refusing_taken


@dataclass(frozen=True)
class ModelView:
    """A model without its file; ``facts`` are ``k``, ``names``, ``n_rows``, ``dataset``, ``columns`` and ``made``."""

    id: str
    title: str
    note: str
    facts: Mapping[str, Any]
    created: datetime
    deleted: bool


_COLUMNS = (
    SavedModel.id,
    SavedModel.title,
    SavedModel.note,
    SavedModel.facts,
    SavedModel.created,
    SavedModel.deleted.is_not(None),
)


class SavedModels:
    """Models that people brought."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def count(self, owner: str) -> int:
        query = select(func.count()).where(SavedModel.owner == owner, SavedModel.deleted.is_(None))
        with self._database.read() as session:
            return int(session.scalar(query) or 0)

    def add(self, owner: str, *, title: str, note: str, facts: Mapping[str, Any], card: bytes) -> str:
        """Keep a model; gives its id.

        Raises
        ------
        TitleTaken
            If the owner has another of this title.
        """
        with refusing_taken(), self._database.write() as session:
            record = SavedModel(
                id=secrets.token_hex(16),
                owner=owner,
                title=title,
                note=note,
                facts=dict(facts),
                card=card,
                created=self._now(),
            )
            session.add(record)
            return record.id

    def of(self, owner: str) -> tuple[ModelView, ...]:
        """All of an owner, the newest first, with those deleted a short while ago."""
        query = select(*_COLUMNS).where(SavedModel.owner == owner).order_by(SavedModel.created.desc(), SavedModel.id)
        with self._database.read() as session:
            return tuple(ModelView(*row) for row in session.execute(query))

    def card(self, owner: str, model: str) -> bytes | None:
        """The file of one of them; None when it is deleted, not there, or somebody else's."""
        query = select(SavedModel.card).where(
            SavedModel.owner == owner, SavedModel.id == model, SavedModel.deleted.is_(None)
        )
        with self._database.read() as session:
            return session.scalar(query)

    def change(
        self,
        owner: str,
        model: str,
        *,
        title: str | None = None,
        note: str | None = None,
        deleted: bool | None = None,
    ) -> bool:
        """Change what is given; False when it is not there or somebody else's.

        Raises
        ------
        TitleTaken
            If the owner has another of this title.
        """
        with refusing_taken(), self._database.write() as session:
            record = session.get(SavedModel, model)
            if record is None or record.owner != owner:
                return False
            for field, value in (("title", title), ("note", note)):
                if value is not None:
                    setattr(record, field, value)
            if deleted is not None:
                record.deleted = self._now() if deleted else None
            return True

    def delete(self, owner: str, model: str) -> bool:
        """Delete one for good; False when it is deleted already, not there or somebody else's."""
        mine = (SavedModel.owner == owner) & (SavedModel.id == model) & SavedModel.deleted.is_(None)
        with self._database.write() as session:
            return session.scalar(delete(SavedModel).where(mine).returning(SavedModel.id)) is not None

    def delete_all(self, owner: str) -> None:
        """Delete every one of an owner for good."""
        with self._database.write() as session:
            session.execute(delete(SavedModel).where(SavedModel.owner == owner))

    def forget(self, *, deleted_for: float, kept_for: float) -> None:
        """Delete for good what was deleted, or brought, longer ago than these seconds."""
        now = self._now()
        with self._database.write() as session:
            session.execute(delete(SavedModel).where(SavedModel.deleted < now - timedelta(seconds=deleted_for)))
            session.execute(delete(SavedModel).where(SavedModel.created < now - timedelta(seconds=kept_for)))
