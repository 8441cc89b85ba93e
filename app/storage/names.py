"""What people gave to segments: a name, a colour, a note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.storage.database import Database
from app.storage.models import DatasetRecord, SegmentName


@dataclass(frozen=True)
class Given:
    """What a person gave one segment of one segmentation.

    Attributes
    ----------
    order : int
        Counts over all gifts: a larger one was first made later.
    spec_key, k, segment
        Which segment it was; segments count from 1 here, as people read them.
    name : str
        Empty for the generated name, also when a person went back to it.
    colour : int or None
        One of the twelve, from 1.
    note : str
    """

    order: int
    spec_key: str
    k: int
    segment: int
    name: str
    colour: int | None = None
    note: str = ""


GIVEN_COLUMNS = (
    SegmentName.id,
    SegmentName.spec_key,
    SegmentName.k,
    SegmentName.segment,
    SegmentName.name,
    SegmentName.colour,
    SegmentName.note,
)


class Names:
    """Gifts by dataset, preparation (its key), k and segment."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, owner: str, dataset: str) -> tuple[Given, ...]:
        """All of a dataset, the first given first; nothing of what belongs to others."""
        query = (
            select(*GIVEN_COLUMNS)
            .join(DatasetRecord, SegmentName.dataset == DatasetRecord.id)
            .where(DatasetRecord.owner == owner, SegmentName.dataset == dataset)
            .order_by(SegmentName.id)
        )
        with self._database.read() as session:
            return tuple(Given(*row) for row in session.execute(query))

    def members(self, orders: Iterable[int]) -> dict[int, bytes]:
        """Who was in those segments, as `set` was told; without those of which it was not."""
        query = select(SegmentName.id, SegmentName.members).where(SegmentName.id.in_(list(orders)))
        with self._database.read() as session:
            return {order: members for order, members in session.execute(query) if members is not None}

    def set(
        self,
        owner: str,
        dataset: str,
        spec_key: str,
        *,
        k: int,
        segment: int,
        name: str,
        colour: int | None = None,
        note: str = "",
        members: bytes | None = None,
    ) -> bool:
        """Give, or replace what was given, at its place in the order; False when the dataset is not this owner's."""
        place = {"dataset": dataset, "spec_key": spec_key, "k": k, "segment": segment}
        given = {"name": name, "colour": colour, "note": note, "members": members}
        try:
            return self._set(owner, place, given)
        except IntegrityError:  # another process gave the first name to this segment in the same moment
            return self._set(owner, place, given)

    def _set(self, owner: str, place: dict[str, Any], given: dict[str, Any]) -> bool:
        with self._database.write() as session:
            owned = session.get(DatasetRecord, place["dataset"])
            if owned is None or owned.owner != owner:
                return False
            record = session.scalar(select(SegmentName).filter_by(**place))
            if record is None:
                record = SegmentName(**place)
                session.add(record)
            for field, value in given.items():
                setattr(record, field, value)
            return True
