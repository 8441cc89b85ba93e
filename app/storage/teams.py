"""Tables that their owners share with a team. What a person's teams are is said by who lets them in (app.people)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.storage.database import Database
from app.storage.datasets import READY, DatasetView, SharedBy, view_of
from app.storage.models import DatasetRecord, TeamShare
from app.storage.people import Person, Team


class TeamShares:
    """A share ends with its table, or when its owner takes it back; from then on nobody finds the table by it."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def add(self, owner: Person, dataset: str, team: Team) -> bool:
        """Share with one of the owner's teams; False when the table, or the team, is not theirs."""
        if team not in owner.teams:
            return False
        try:
            with self._database.write() as session:
                table = session.get(DatasetRecord, dataset)
                if table is None or table.owner != owner.owner:
                    return False
                names = {"team_name": team.name, "owner_name": owner.name[:200]}
                session.merge(TeamShare(dataset=dataset, team=team.id, created=self._now(), **names))
        except IntegrityError:  # asked for twice in the same moment
            return self.add(owner, dataset, team)
        return True

    def remove(self, owner: str, dataset: str, team: str) -> bool:
        """Take it back, also from a team that the owner has left; False when the table is not theirs."""
        with self._database.write() as session:
            table = session.get(DatasetRecord, dataset)
            if table is None or table.owner != owner:
                return False
            session.execute(delete(TeamShare).where(TeamShare.dataset == dataset, TeamShare.team == team))
            return True

    def of(self, owner: str, dataset: str) -> tuple[Team, ...]:
        """Teams that a table of this owner is shared with."""
        query = (
            select(TeamShare.team, TeamShare.team_name)
            .join(DatasetRecord, TeamShare.dataset == DatasetRecord.id)
            .where(DatasetRecord.owner == owner, TeamShare.dataset == dataset)
            .order_by(TeamShare.team_name)
        )
        with self._database.read() as session:
            return tuple(Team(*row) for row in session.execute(query))

    def with_teams(self, teams: Sequence[Team], but_not: str, dataset: str | None = None) -> tuple[DatasetView, ...]:
        """Tables that others share with these teams, the newest first, each once.

        Parameters
        ----------
        teams : sequence of Team
        but_not : str
            The owner who asks.
        dataset : str, optional
            Only this one.
        """
        query = (
            select(DatasetRecord, TeamShare)
            .join(TeamShare, TeamShare.dataset == DatasetRecord.id)
            .where(TeamShare.team.in_([team.id for team in teams]))
            .where(DatasetRecord.owner != but_not, DatasetRecord.status == READY)
            .order_by(DatasetRecord.created.desc(), TeamShare.team_name.desc())
        )
        if dataset is not None:
            query = query.where(TeamShare.dataset == dataset)
        with self._database.read() as session:
            found = {
                table.id: replace(view_of(table), shared=SharedBy(share.team_name, share.owner_name))
                for table, share in session.execute(query)
            }
        return tuple(found.values())
