"""The names that people gave to segments."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.storage.database import Database
from app.storage.models import DatasetRecord, SegmentName


class Names:
    """Names by dataset, preparation (its key) and k; segments count from 1 here, as people read them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, owner: str, dataset: str, spec_key: str, k: int) -> dict[int, str]:
        return {segment: name for (_, segment), name in self.all(owner, dataset, spec_key, k).items()}

    def all(self, owner: str, dataset: str, spec_key: str, k: int | None = None) -> dict[tuple[int, int], str]:
        """Names by (k, segment)."""
        query = (
            select(SegmentName)
            .join(DatasetRecord, SegmentName.dataset == DatasetRecord.id)
            .where(DatasetRecord.owner == owner, SegmentName.dataset == dataset, SegmentName.spec_key == spec_key)
        )
        if k is not None:
            query = query.where(SegmentName.k == k)
        with self._database.read() as session:
            return {(row.k, row.segment): row.name for row in session.scalars(query)}

    def set(self, owner: str, dataset: str, spec_key: str, *, k: int, segment: int, name: str | None) -> bool:
        """Give a name, or take it back with None; False when the dataset is not this owner's."""
        place = {"dataset": dataset, "spec_key": spec_key, "k": k, "segment": segment}
        with self._database.write() as session:
            record = session.get(DatasetRecord, dataset)
            if record is None or record.owner != owner:
                return False
            session.execute(delete(SegmentName).filter_by(**place))
            if name is not None:
                session.add(SegmentName(**place, name=name))
            return True
