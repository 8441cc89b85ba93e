"""The tables of the workspace. A change here needs a migration beside it (a test compares the two)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from app.storage.titles import Titled, titled_once


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database (SQLite would forget the zone)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    pass


class DatasetRecord(Base):
    """One uploaded table; its files are in the folder of its id."""

    __tablename__ = "datasets"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(16))
    size: Mapped[int] = mapped_column(BigInteger)
    n_rows: Mapped[int | None]
    n_columns: Mapped[int | None]
    fingerprint: Mapped[str | None] = mapped_column(String(128), index=True)
    synthetic: Mapped[bool] = mapped_column(default=False)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    expires: Mapped[datetime] = mapped_column(UtcDateTime)
    message: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[str] = mapped_column(Text, default="")


class SegmentName(Base):
    """A name, a colour and a note that a person gave to one segment of one segmentation.

    ``name`` is empty for the generated one. ``members`` says who was in the segment, so that what was given finds its
    customers again in another segmentation, whatever caches were deleted since.
    """

    __tablename__ = "segment_names"
    __table_args__ = (UniqueConstraint("dataset", "spec_key", "k", "segment"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset: Mapped[str] = mapped_column(ForeignKey("datasets.id", ondelete="CASCADE"))
    spec_key: Mapped[str] = mapped_column(String(64))
    k: Mapped[int]
    segment: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    colour: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    members: Mapped[bytes | None] = mapped_column(LargeBinary)


class SavedSegmentation(Titled, Base):
    """A segmentation that a person keeps: what they chose, and what they saw when they kept it.

    ``segments`` lists what each segment was called, in label order, as `app.storage.saved.KeptSegment` reads it;
    ``look`` says how the map was looked at. A deleted one stays for a day, so that it can be brought back.
    """

    __tablename__ = "saved_segmentations"
    __table_args__ = (titled_once("saved_segmentations", "owner", among="deleted IS NULL"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(32), index=True)
    dataset: Mapped[str] = mapped_column(ForeignKey("datasets.id", ondelete="CASCADE"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    choices: Mapped[dict[str, Any]] = mapped_column(JSON)
    segments: Mapped[list[list[Any]]] = mapped_column(JSON)
    look: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    verdict: Mapped[str] = mapped_column(String(200))
    inertia: Mapped[float]
    approved: Mapped[bool] = mapped_column(default=False)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SavedModel(Titled, Base):
    """A model that a person brought from elsewhere, as the portable file that it came in; it needs no table.

    ``facts`` are those of its card that a list shows. A deleted one stays for a day, so that it can be brought back.
    """

    __tablename__ = "saved_models"
    __table_args__ = (titled_once("saved_models", "owner", among="deleted IS NULL"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(32), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    card: Mapped[bytes] = mapped_column(LargeBinary)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ShareLink(Base):
    """A segmentation that its owner lets others see; ``customers`` when they may see individual customers as well."""

    __tablename__ = "share_links"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(32), index=True)
    dataset: Mapped[str] = mapped_column(ForeignKey("datasets.id", ondelete="CASCADE"), index=True)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON)
    customers: Mapped[bool]
    created: Mapped[datetime] = mapped_column(UtcDateTime)


class TeamShare(Base):
    """A table that its owner shares with a team; the names are those of the moment in which it was shared."""

    __tablename__ = "team_shares"

    dataset: Mapped[str] = mapped_column(ForeignKey("datasets.id", ondelete="CASCADE"), primary_key=True)
    team: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    team_name: Mapped[str] = mapped_column(String(200))
    owner_name: Mapped[str] = mapped_column(String(200))
    created: Mapped[datetime] = mapped_column(UtcDateTime)


class SignIn(Base):
    """A browser in which a person is signed in; ``id`` is a digest of what its cookie says.

    ``teams`` lists id and name of each team that the person was in when they signed in.
    """

    __tablename__ = "sign_ins"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(200))
    expires: Mapped[datetime] = mapped_column(UtcDateTime)
    teams: Mapped[list[list[str]]] = mapped_column(JSON, default=list, server_default="[]")


class FailedSignIn(Base):
    """Wrong passwords for one name since a moment; ``name`` is a digest, since people type passwords there too."""

    __tablename__ = "failed_sign_ins"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int]
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class Installation(Base):
    """What is true of the whole installation, by name; see `app.storage.home`."""

    __tablename__ = "installation"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(64))


class SavedSelection(Titled, Base):
    """Customers that a person selected and gave a name to.

    ``definition`` says how they were selected; ``members`` who they were, as bits over the rows of the table, so that a
    selection stays the same people whatever becomes of columns, preparation and k. ``rows_key`` names the reading that
    the rows are of.
    """

    __tablename__ = "saved_selections"
    __table_args__ = (titled_once("saved_selections", "owner", "dataset", "rows_key"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(32), index=True)
    dataset: Mapped[str] = mapped_column(ForeignKey("datasets.id", ondelete="CASCADE"), index=True)
    rows_key: Mapped[str] = mapped_column(String(64))
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    size: Mapped[int] = mapped_column(BigInteger)
    members: Mapped[bytes] = mapped_column(LargeBinary)
    created: Mapped[datetime] = mapped_column(UtcDateTime)


ACTIVE = ("queued", "running")
_ACTIVE_SQL = text("status IN ('queued', 'running')")


class Run(Base):
    """One piece of background work, from its request to its end."""

    __tablename__ = "runs"
    # Equal work of one owner is done once: the database itself refuses a second active run of the same key.
    __table_args__ = (
        Index("one_active_run", "owner", "key", unique=True, sqlite_where=_ACTIVE_SQL, postgresql_where=_ACTIVE_SQL),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(32), index=True)
    dataset: Mapped[str] = mapped_column(ForeignKey("datasets.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(128), index=True)
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(16), index=True)
    fraction: Mapped[float] = mapped_column(default=0.0)
    message: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[str] = mapped_column(Text, default="")
    attempt: Mapped[int] = mapped_column(default=1)
    beats: Mapped[int] = mapped_column(default=0)  # a count, not a time: a clock that jumps loses nobody
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    started: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished: Mapped[datetime | None] = mapped_column(UtcDateTime)
