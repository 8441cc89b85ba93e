"""The library: segmentations that a person keeps. Every question names the owner."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from app.storage.database import Database
from app.storage.datasets import SharedBy
from app.storage.models import DatasetRecord, SavedSegmentation
from app.storage.titles import refusing_taken


@dataclass(frozen=True)
class KeptSegment:
    """What one segment was called when it was kept.

    Attributes
    ----------
    colour : int or None
        One of the twelve, from 1; None for what was kept before colours and notes were.
    given : bool
        Whether the name was a person's.
    """

    name: str
    size: int
    colour: int | None = None
    note: str = ""
    given: bool = False


@dataclass(frozen=True)
class SavedView:
    """A kept segmentation as it was when it was kept; ``look`` is how its map was looked at, {} when nobody said."""

    id: str
    dataset: str
    dataset_name: str
    title: str
    note: str
    choices: Mapping[str, Any]
    segments: tuple[KeptSegment, ...]
    look: Mapping[str, Any]
    verdict: str
    inertia: float
    approved: bool
    created: datetime
    deleted: bool
    shared: SharedBy | None = None

    @property
    def sizes(self) -> list[int]:
        return [each.size for each in self.segments]


class Saved:
    """Kept segmentations; they go with their dataset."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def count(self, owner: str) -> int:
        query = select(func.count()).where(SavedSegmentation.owner == owner, SavedSegmentation.deleted.is_(None))
        with self._database.read() as session:
            return int(session.scalar(query) or 0)

    def add(
        self,
        owner: str,
        dataset: str,
        *,
        title: str,
        note: str,
        choices: Mapping[str, Any],
        segments: Sequence[KeptSegment],
        verdict: str,
        inertia: float,
        table_owner: str | None = None,
        look: Mapping[str, Any] | None = None,
        replacing: Collection[str] = (),
    ) -> str | None:
        """Keep a segmentation; its id, or None when the dataset is not that of ``table_owner`` (left out: of this
        owner). Those that it replaces are deleted, and can be brought back.

        Raises
        ------
        TitleTaken
            If the owner has another of this title.
        """
        with refusing_taken(), self._database.write() as session:
            owned = session.get(DatasetRecord, dataset)
            if owned is None or owned.owner != (table_owner or owner):
                return None
            mine = (SavedSegmentation.owner == owner) & SavedSegmentation.id.in_(replacing)
            session.execute(update(SavedSegmentation).where(mine).values(deleted=self._now()))
            record = SavedSegmentation(
                id=secrets.token_hex(16),
                owner=owner,
                dataset=dataset,
                title=title,
                note=note,
                choices=dict(choices),
                segments=[list(astuple(each)) for each in segments],
                look=dict(look or {}),
                verdict=verdict,
                inertia=inertia,
                approved=False,
                created=self._now(),
            )
            session.add(record)
            return record.id

    def of(self, owner: str, shared: Mapping[str, SharedBy] | None = None) -> tuple[SavedView, ...]:
        """All of an owner, the newest first, with those deleted a short while ago.

        Parameters
        ----------
        shared : mapping of str to SharedBy, optional
            Tables that others share with the owner, by id: what was kept of these by whose they are follows. What the
            owner kept of a table that is not shared any more is not shown.
        """
        tables = shared or {}
        query = (
            select(SavedSegmentation, DatasetRecord.name)
            .join(DatasetRecord, SavedSegmentation.dataset == DatasetRecord.id)
            .where(
                (SavedSegmentation.owner == owner) & (DatasetRecord.id.in_(tables) | (DatasetRecord.owner == owner))
                | (SavedSegmentation.owner == DatasetRecord.owner)
                & DatasetRecord.id.in_(tables)
                & SavedSegmentation.deleted.is_(None)
            )
            .order_by(SavedSegmentation.created.desc(), SavedSegmentation.id)
        )
        with self._database.read() as session:
            found = session.execute(query).all()
        views = [
            _view(record, name, None if record.owner == owner else tables[record.dataset]) for record, name in found
        ]
        return tuple(sorted(views, key=lambda view: view.shared is not None))

    def titles(self, owner: str) -> dict[str, str]:
        """By id, the titles that an owner has, also of what is not shown because its table is not shared any more."""
        query = select(SavedSegmentation.id, SavedSegmentation.title).where(
            SavedSegmentation.owner == owner, SavedSegmentation.deleted.is_(None)
        )
        with self._database.read() as session:
            return {row.id: row.title for row in session.execute(query)}

    def delete_all(self, owner: str) -> None:
        """Also those that were kept of tables of others."""
        with self._database.write() as session:
            session.execute(delete(SavedSegmentation).where(SavedSegmentation.owner == owner))

    def get(self, owners: Collection[str], saved: str) -> SavedView | None:
        """One that was kept by one of these, also one deleted a short while ago; None when it is not there."""
        query = (
            select(SavedSegmentation, DatasetRecord.name)
            .join(DatasetRecord, SavedSegmentation.dataset == DatasetRecord.id)
            .where(SavedSegmentation.owner.in_(owners), SavedSegmentation.id == saved)
        )
        with self._database.read() as session:
            found = session.execute(query).first()
        return None if found is None else _view(*found, None)

    def change(
        self,
        owner: str,
        saved: str,
        *,
        title: str | None = None,
        note: str | None = None,
        approved: bool | None = None,
        deleted: bool | None = None,
    ) -> bool:
        """Change what is given; False when it is not there or somebody else's.

        Raises
        ------
        TitleTaken
            If the owner has another of this title.
        """
        with refusing_taken(), self._database.write() as session:
            record = session.get(SavedSegmentation, saved)
            if record is None or record.owner != owner:
                return False
            for field, value in (("title", title), ("note", note), ("approved", approved)):
                if value is not None:
                    setattr(record, field, value)
            if deleted is not None:
                record.deleted = self._now() if deleted else None
            return True

    def forget(self, seconds: float) -> None:
        """Delete for good what was deleted longer ago than this."""
        before = self._now() - timedelta(seconds=seconds)
        with self._database.write() as session:
            session.execute(delete(SavedSegmentation).where(SavedSegmentation.deleted < before))


def _view(record: SavedSegmentation, dataset_name: str, shared: SharedBy | None) -> SavedView:
    return SavedView(
        id=record.id,
        dataset=record.dataset,
        dataset_name=dataset_name,
        title=record.title,
        note=record.note,
        choices=record.choices,
        segments=tuple(KeptSegment(*each) for each in record.segments),
        look=record.look or {},
        verdict=record.verdict,
        inertia=record.inertia,
        approved=record.approved,
        created=record.created,
        deleted=record.deleted is not None,
        shared=shared,
    )
