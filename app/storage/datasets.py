"""The records of uploaded tables. Every question names the owner; other people's ids are simply not there."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from app.storage.database import Database
from app.storage.models import DatasetRecord

UPLOADING, READING, READY, FAILED = "uploading", "reading", "ready", "failed"
# A file whose customers are only placed in segments that are there: no table to open.
SCORING = "scoring"


@dataclass(frozen=True)
class SharedBy:
    """That a table is somebody else's, who shares it with a team of the asking person."""

    team: str
    owner_name: str

    @property
    def words(self) -> str:
        return f"Shared with {self.team} by {self.owner_name}"


@dataclass(frozen=True)
class DatasetView:
    """What is known about an uploaded table without opening it.

    ``status`` is "uploading", "reading", "ready", "failed" or "scoring"; ``size`` is that of the file in bytes; ``reading`` is the
    key of a person's corrections when this is the table as they corrected it; ``shared`` is set when it is not the asking
    person's own.
    """

    id: str
    owner: str
    name: str
    status: str
    size: int
    created: datetime
    expires: datetime
    n_rows: int | None = None
    n_columns: int | None = None
    fingerprint: str | None = None
    synthetic: bool = False
    message: str = ""
    remedy: str = ""
    reading: str = ""
    shared: SharedBy | None = None


class Datasets:
    """Records of tables; files are the business of `Workspace`."""

    def __init__(
        self, database: Database, days: int, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._keep = timedelta(days=days)
        self._now = now

    def create(self, owner: str, name: str, size: int, synthetic: bool = False) -> DatasetView:
        now = self._now()
        record = DatasetRecord(
            id=secrets.token_hex(16),
            owner=owner,
            name=name,
            status=UPLOADING,
            size=size,
            synthetic=synthetic,
            created=now,
            expires=now + self._keep,
            message="",
            remedy="",
        )
        with self._database.write() as session:
            session.add(record)
        return view_of(record)

    def get(self, owner: str, dataset: str) -> DatasetView | None:
        with self._database.read() as session:
            record = session.get(DatasetRecord, dataset)
            return view_of(record) if record is not None and record.owner == owner else None

    def of(self, owner: str) -> tuple[DatasetView, ...]:
        """All tables of one owner, the newest first; files that were only scored are none."""
        mine = (DatasetRecord.owner == owner) & (DatasetRecord.status != SCORING)
        query = select(DatasetRecord).where(mine).order_by(DatasetRecord.created.desc())
        with self._database.read() as session:
            return tuple(view_of(record) for record in session.scalars(query))

    def count(self, owner: str) -> int:
        mine = (DatasetRecord.owner == owner) & (DatasetRecord.status != SCORING)
        query = select(func.count()).select_from(DatasetRecord).where(mine)
        with self._database.read() as session:
            return session.scalar(query) or 0

    def bytes_of(self, owner: str) -> int:
        """The size of all files that one owner has uploaded or announced."""
        query = select(func.sum(DatasetRecord.size)).where(DatasetRecord.owner == owner)
        with self._database.read() as session:
            return int(session.scalar(query) or 0)

    def scored_by(self, owner: str) -> tuple[DatasetView, ...]:
        """The files of one owner that were only scored."""
        query = select(DatasetRecord).where((DatasetRecord.owner == owner) & (DatasetRecord.status == SCORING))
        with self._database.read() as session:
            return tuple(view_of(record) for record in session.scalars(query))

    def set_scoring(self, owner: str, dataset: str) -> None:
        self._set(owner, dataset, status=SCORING, message="", remedy="")

    def set_reading(self, owner: str, dataset: str) -> None:
        self._set(owner, dataset, status=READING, message="", remedy="")

    def set_ready(self, owner: str, dataset: str, *, n_rows: int, n_columns: int, fingerprint: str) -> None:
        values = {"n_rows": n_rows, "n_columns": n_columns, "fingerprint": fingerprint}
        self._set(owner, dataset, status=READY, message="", remedy="", **values)

    def set_failed(self, owner: str, dataset: str, message: str, remedy: str) -> None:
        self._set(owner, dataset, status=FAILED, message=message, remedy=remedy)

    def keep(self, owner: str, dataset: str, days: int) -> bool:
        """Let a table live for so many days from now, never shorter than it would; False when it is not there."""
        until = self._now() + timedelta(days=days)
        with self._database.write() as session:
            record = session.get(DatasetRecord, dataset)
            if record is None or record.owner != owner:
                return False
            record.expires = max(record.expires, until)
            return True

    def delete(self, owner: str, dataset: str) -> bool:
        """Take the record away, and with it the names and runs."""
        with self._database.write() as session:
            record = session.get(DatasetRecord, dataset)
            if record is None or record.owner != owner:
                return False
            session.delete(record)
            return True

    def used_elsewhere(self, fingerprint: str) -> bool:
        """Whether any table of that content is left."""
        query = select(DatasetRecord.id).where(DatasetRecord.fingerprint == fingerprint).limit(1)
        with self._database.read() as session:
            return session.scalar(query) is not None

    def over(self, abandoned_after: float) -> tuple[DatasetView, ...]:
        """Tables whose time has come: expired ones, and uploads and failures that nobody went back to."""
        now = self._now()
        old = now - timedelta(seconds=abandoned_after)
        left = DatasetRecord.status.in_((UPLOADING, FAILED)) & (DatasetRecord.created < old)
        with self._database.read() as session:
            query = select(DatasetRecord).where((DatasetRecord.expires < now) | left)
            return tuple(view_of(record) for record in session.scalars(query))

    def fingerprints(self) -> set[str]:
        """Of all tables as they were understood."""
        query = select(DatasetRecord.fingerprint).where(DatasetRecord.fingerprint.is_not(None))
        with self._database.read() as session:
            return {str(each) for each in session.scalars(query)}

    def ids(self) -> set[str]:
        with self._database.read() as session:
            return set(session.scalars(select(DatasetRecord.id)))

    def _set(self, owner: str, dataset: str, **values: object) -> None:
        with self._database.write() as session:
            mine = (DatasetRecord.id == dataset) & (DatasetRecord.owner == owner)
            session.execute(update(DatasetRecord).where(mine).values(**values))


def view_of(record: DatasetRecord) -> DatasetView:
    return DatasetView(
        id=record.id,
        owner=record.owner,
        name=record.name,
        status=record.status,
        size=record.size,
        created=record.created,
        expires=record.expires,
        n_rows=record.n_rows,
        n_columns=record.n_columns,
        fingerprint=record.fingerprint,
        synthetic=record.synthetic,
        message=record.message,
        remedy=record.remedy,
    )
