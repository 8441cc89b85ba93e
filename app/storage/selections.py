"""Selections that a person keeps under a name. Every question names the owner."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, select

from app.storage.database import Database
from app.storage.models import DatasetRecord, SavedSelection
from app.storage.titles import refusing_taken


@dataclass(frozen=True)
class SelectionView:
    """A kept selection; `Selections.members` has its customers."""

    id: str
    title: str
    definition: Mapping[str, Any]
    size: int
    created: datetime
    owner: str


VIEW_COLUMNS = (
    SavedSelection.id,
    SavedSelection.title,
    SavedSelection.definition,
    SavedSelection.size,
    SavedSelection.created,
    SavedSelection.owner,
)


class Selections:
    """Kept selections; they go with their dataset."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def count(self, owner: str, dataset: str) -> int:
        query = select(func.count()).where(SavedSelection.owner == owner, SavedSelection.dataset == dataset)
        with self._database.read() as session:
            return int(session.scalar(query) or 0)

    def add(
        self,
        owner: str,
        dataset: str,
        rows_key: str,
        *,
        title: str,
        definition: Mapping[str, Any],
        size: int,
        members: bytes,
        table_owner: str | None = None,
    ) -> str | None:
        """Keep a selection; its id, or None when the dataset is not that of ``table_owner`` (left out: of this owner).

        Raises
        ------
        TitleTaken
            If the owner has another of this title for the same rows.
        """
        with refusing_taken(), self._database.write() as session:
            owned = session.get(DatasetRecord, dataset)
            if owned is None or owned.owner != (table_owner or owner):
                return None
            record = SavedSelection(
                id=secrets.token_hex(16),
                owner=owner,
                dataset=dataset,
                rows_key=rows_key,
                title=title,
                definition=dict(definition),
                size=size,
                members=members,
                created=self._now(),
            )
            session.add(record)
            return record.id

    def of(self, owners: Collection[str], dataset: str, rows_key: str) -> tuple[SelectionView, ...]:
        """Those that these people kept of a table as it is read, the first kept first."""
        query = (
            select(*VIEW_COLUMNS)
            .where(SavedSelection.owner.in_(owners), SavedSelection.dataset == dataset)
            .where(SavedSelection.rows_key == rows_key)
            .order_by(SavedSelection.created, SavedSelection.id)
        )
        with self._database.read() as session:
            return tuple(SelectionView(*row) for row in session.execute(query))

    def members(self, owners: Collection[str], dataset: str, rows_key: str, selection: str) -> bytes | None:
        """Who is in it, as `add` was told; None when it is not there."""
        with self._database.read() as session:
            record = session.get(SavedSelection, selection)
            if (
                record is None
                or (record.dataset, record.rows_key) != (dataset, rows_key)
                or record.owner not in owners
            ):
                return None
            return record.members

    def delete_all(self, owner: str) -> None:
        """Also those that were kept of tables of others."""
        with self._database.write() as session:
            session.execute(delete(SavedSelection).where(SavedSelection.owner == owner))

    def delete(self, owner: str, selection: str) -> bool:
        """False when it is not there or somebody else's."""
        with self._database.write() as session:
            record = session.get(SavedSelection, selection)
            if record is None or record.owner != owner:
                return False
            session.delete(record)
            return True
