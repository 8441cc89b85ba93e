"""What the database holds that decides what pages show of a table, at one moment: asked with nearly every request."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from app.storage.database import Database
from app.storage.datasets import DatasetView
from app.storage.models import DatasetRecord, SavedSelection, SegmentName
from app.storage.names import GIVEN_COLUMNS, Given
from app.storage.selections import VIEW_COLUMNS, SelectionView


@dataclass(frozen=True)
class Standing:
    """A table with what its owner gave to its segments, and what the owner and who looks kept of its customers."""

    view: DatasetView
    given: tuple[Given, ...]
    kept: tuple[SelectionView, ...]


# Made once: to put a statement together takes several times as long as to run it.
_DATASET = select(*DatasetRecord.__table__.columns).where(
    DatasetRecord.id == bindparam("dataset"), DatasetRecord.owner == bindparam("owner")
)
_GIVEN = select(*GIVEN_COLUMNS).where(SegmentName.dataset == bindparam("dataset")).order_by(SegmentName.id)
_KEPT = (
    select(*VIEW_COLUMNS)
    .where(SavedSelection.dataset == bindparam("dataset"))
    .where(SavedSelection.owner.in_((bindparam("owner"), bindparam("viewer"))))
    .where(SavedSelection.rows_key == bindparam("rows_key"))
    .order_by(SavedSelection.created, SavedSelection.id)
)


class Standings:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, owner: str, dataset: str, rows_key: str, viewer: str | None = None) -> Standing | None:
        """How a table stands; None when it is not there or somebody else's.

        Parameters
        ----------
        rows_key : str
            Of which reading the kept selections are, see `engine.corrections.Corrections.rows_key`.
        viewer : str, optional
            Who looks, when it is not the owner: what they kept themselves is shown as well.
        """
        asked = {"owner": owner, "dataset": dataset, "rows_key": rows_key, "viewer": viewer or owner}
        with self._database.connection() as connection:
            record = connection.execute(_DATASET, asked).one_or_none()
            if record is None:
                return None
            given = tuple(Given(*row) for row in connection.execute(_GIVEN, asked))
            kept = tuple(SelectionView(*row) for row in connection.execute(_KEPT, asked))
        return Standing(DatasetView(**record._mapping), given, kept)
