"""Share links: which segmentation a stranger may look at. Only `Shares.open` answers without an owner."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from app.storage.database import Database
from app.storage.models import DatasetRecord, ShareLink


@dataclass(frozen=True)
class ShareView:
    """A live link; ``customers`` when it shows individual customers, ``expires`` when it ends with its table."""

    id: str
    owner: str
    dataset_name: str
    choices: Mapping[str, Any]
    customers: bool
    created: datetime
    expires: datetime


class Shares:
    """Live links. A revoked one is deleted, so that nothing is left to open; all go with their dataset."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def add(self, owner: str, dataset: str, choices: Mapping[str, Any], *, customers: bool) -> str | None:
        """Share a segmentation; the link's id, or None when the dataset is not this owner's."""
        with self._database.write() as session:
            owned = session.get(DatasetRecord, dataset)
            if owned is None or owned.owner != owner:
                return None
            record = ShareLink(
                id=secrets.token_hex(16),
                owner=owner,
                dataset=dataset,
                choices=dict(choices),
                customers=customers,
                created=self._now(),
            )
            session.add(record)
            return record.id

    def open(self, share: str) -> ShareView | None:
        """What a link shows, whoever asks; None when it is not there (any more), or its table has expired."""
        query = select(ShareLink, DatasetRecord).join(DatasetRecord, ShareLink.dataset == DatasetRecord.id)
        with self._database.read() as session:
            found = session.execute(query.where(ShareLink.id == share)).first()
        return None if found is None or found[1].expires < self._now() else _view(*found)

    def of(self, owner: str) -> tuple[ShareView, ...]:
        """All live links of one owner, the newest first."""
        query = (
            select(ShareLink, DatasetRecord)
            .join(DatasetRecord, ShareLink.dataset == DatasetRecord.id)
            .where(ShareLink.owner == owner)
            .order_by(ShareLink.created.desc(), ShareLink.id)
        )
        with self._database.read() as session:
            return tuple(_view(*row) for row in session.execute(query))

    def count(self, owner: str) -> int:
        with self._database.read() as session:
            return session.scalar(select(func.count()).where(ShareLink.owner == owner)) or 0

    def revoke(self, owner: str, share: str) -> bool:
        """End a link for good; False when it is not there or somebody else's."""
        with self._database.write() as session:
            record = session.get(ShareLink, share)
            if record is None or record.owner != owner:
                return False
            session.delete(record)
            return True


def _view(record: ShareLink, dataset: DatasetRecord) -> ShareView:
    return ShareView(
        id=record.id,
        owner=record.owner,
        dataset_name=dataset.name,
        choices=record.choices,
        customers=record.customers,
        created=record.created,
        expires=dataset.expires,
    )
