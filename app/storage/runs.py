"""The durable record of background work: what is asked for, who does it, how far it is, how it ended."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.storage.database import Database
from app.storage.models import ACTIVE, DatasetRecord, Run
from app.storage.turns import Turn, in_turn, ready_to_start

QUEUED, RUNNING, DONE, FAILED, CANCELLED, LOST = "queued", "running", "done", "failed", "cancelled", "lost"


@dataclass(frozen=True)
class RunView:
    """One run. ``message`` says what it is doing, or how it ended; ``remedy`` what to do about that.

    ``large`` is set for those who do it, when it will take long.
    """

    id: str
    owner: str
    dataset: str
    kind: str
    key: str
    arguments: Mapping[str, Any]
    status: str
    fraction: float
    message: str
    remedy: str
    attempt: int
    beats: int
    cancel_requested: bool
    created: datetime
    started: datetime | None
    finished: datetime | None
    large: bool = False

    @property
    def active(self) -> bool:
        return self.status in ACTIVE


class Runs:
    """All changes are single statements with their condition in them, so that any number of workers may try."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self, owner: str, dataset: str, kind: str, key: str, arguments: Mapping[str, Any]
    ) -> tuple[RunView, bool]:
        """A new run, or the active one of the same owner and key; the second value says whether it is new."""
        run = Run(
            id=secrets.token_hex(16),
            owner=owner,
            dataset=dataset,
            kind=kind,
            key=key,
            arguments=dict(arguments),
            status=QUEUED,
            message="Waiting for its turn",
            remedy="",
            fraction=0.0,
            attempt=1,
            beats=0,
            cancel_requested=False,
            created=datetime.now(UTC),
        )
        while True:
            try:
                with self._database.write() as session:
                    session.add(run)
                return _view(run), True
            except IntegrityError:
                same = self.latest(owner, key)
                if same is not None and same.active:
                    return same, False
                if same is None:
                    raise  # not the key: the dataset was deleted meanwhile

    def get(self, owner: str, run: str) -> RunView | None:
        view = self.find(run)
        return view if view is not None and view.owner == owner else None

    def find(self, run: str) -> RunView | None:
        """For workers, who act for every owner."""
        with self._database.read() as session:
            record = session.get(Run, run)
            return None if record is None else _view(record)

    def latest(self, owner: str, key: str) -> RunView | None:
        query = select(Run).where(Run.owner == owner, Run.key == key).order_by(Run.created.desc()).limit(1)
        with self._database.read() as session:
            record = session.scalar(query)
            return None if record is None else _view(record)

    def with_status(self, *statuses: str) -> tuple[RunView, ...]:
        query = select(Run).where(Run.status.in_(statuses)).order_by(Run.created)
        with self._database.read() as session:
            return tuple(_view(record) for record in session.scalars(query))

    def active(self, owner: str | None = None) -> int:
        """How many wait or run, of one owner or of all."""
        query = select(func.count()).select_from(Run).where(Run.status.in_(ACTIVE))
        if owner is not None:
            query = query.where(Run.owner == owner)
        with self._database.read() as session:
            return session.scalar(query) or 0

    def counts(self) -> dict[str, int]:
        """How many runs there are of each status."""
        query = select(Run.status, func.count()).group_by(Run.status)
        with self._database.read() as session:
            found = session.execute(query).all()
        return {QUEUED: 0, RUNNING: 0} | {status: n for status, n in found}  # noqa: C416 - rows are no pairs to mypy

    def places(self) -> dict[str, int]:
        """For each run that waits, how many will be taken before it."""
        return {run.id: place for place, run in enumerate(in_turn(*self._queue()))}

    def claim_next(self, *, large: bool = True) -> RunView | None:
        """Take the run whose turn it is, without ``large`` the next small one; None when none can be started."""
        for run in ready_to_start(*self._queue(), large=large):
            if (taken := self.claim(run.id)) is not None:
                return replace(taken, large=run.large)
        return None

    def _queue(self) -> tuple[list[Turn], list[Turn], dict[str, datetime]]:
        """What waits, what runs, and when each of those who wait was served last."""
        # Without the objects of whole records: of all that wait this is asked often.
        decides = (Run.status, Run.id, Run.owner, Run.created, Run.arguments, DatasetRecord.size)
        active = select(*decides).join(DatasetRecord, DatasetRecord.id == Run.dataset).where(Run.status.in_(ACTIVE))
        with self._database.read() as session:
            both = session.execute(active).all()
            waiting = [Turn(*rest) for status, *rest in both if status == QUEUED]
            owners = {run.owner for run in waiting}
            query = select(Run.owner, func.max(Run.started)).where(Run.owner.in_(owners), Run.started.is_not(None))
            last = session.execute(query.group_by(Run.owner)).all()
        served = {owner: started for owner, started in last if started is not None}
        return waiting, [Turn(*rest) for status, *rest in both if status == RUNNING], served

    def claim(self, run: str) -> RunView | None:
        """Take a waiting run; None when somebody else has it or it is over."""
        now = datetime.now(UTC)
        with self._database.write() as session:
            values: dict[str, Any] = {"status": RUNNING, "started": now, "message": "Starting", "beats": 0}
            taken = _change(session, run, (QUEUED,), **values)
            record = session.get(Run, run)
            return _view(record) if taken and record is not None else None

    def beat(self, run: RunView, fraction: float | None = None, message: str | None = None) -> str:
        """Show life and progress; answers "go on", "cancel", or "gone" when the run is no longer this worker's."""
        values: dict[str, Any] = {"beats": Run.beats + 1}
        if fraction is not None:
            values |= {"fraction": min(max(fraction, 0.0), 1.0), "message": message or ""}
        with self._database.write() as session:
            if not _change(session, run.id, (RUNNING,), run.attempt, **values):
                return "gone"
            cancelled = session.scalar(select(Run.cancel_requested).where(Run.id == run.id))
        return "cancel" if cancelled else "go on"

    def finish(self, run: RunView, status: str, message: str = "", remedy: str = "") -> bool:
        """Write down how a run ended. One that was to be cancelled and failed meanwhile is cancelled: who gave it up need
        not hear what was wrong with it. One that came to its end all the same is done, and what it started is cancelled.
        """
        with self._database.write() as session:
            record = session.get(Run, run.id, with_for_update=True)  # a cancel comes before this or after it
            given_up = record if record is not None and record.cancel_requested else None
            if given_up is not None and status == FAILED:
                status, (message, remedy) = CANCELLED, CANCELLED_TEXT
            values: dict[str, Any] = {"status": status, "message": message, "remedy": remedy}
            if status == DONE:
                values["fraction"] = 1.0
            changed = _change(session, run.id, (RUNNING,), run.attempt, finished=datetime.now(UTC), **values)
            if changed and given_up is not None and status == DONE:
                _cancel_what_it_started(session, given_up)
            return changed

    def put_back(self, run: RunView, message: str, *, another_attempt: bool) -> bool:
        """Let a run wait again, after its worker was stopped."""
        attempt = Run.attempt + (1 if another_attempt else 0)
        with self._database.write() as session:
            values = {"status": QUEUED, "message": message, "attempt": attempt, "fraction": 0.0}
            return _change(session, run.id, (RUNNING,), run.attempt, **values)

    def cancel(self, owner: str, run: str) -> bool:
        """Ask for the end of a run; a waiting one is over at once. False when it is not this owner's or all is over.

        A run that has just ended may have started another one: whoever cancels it does not want that one either.
        """
        with self._database.write() as session:
            record = session.get(Run, run)
            if record is None or record.owner != owner:
                return False
            if record.status in ACTIVE:
                _cancel(record)
                return True
            return _cancel_what_it_started(session, record)


CANCELLED_TEXT = ("The computation was cancelled.", "Start it again when you are ready.")


def _cancel(record: Run) -> None:
    record.cancel_requested = True
    if record.status == QUEUED:
        record.status = CANCELLED
        record.finished = datetime.now(UTC)
        record.message, record.remedy = CANCELLED_TEXT


def _cancel_what_it_started(session: Session, record: Run) -> bool:
    """Cancel the active runs of the same table that were asked for while this one ran; whether there are any."""
    begun = (Run.dataset == record.dataset) & (Run.owner == record.owner) & (Run.id != record.id)
    during = Run.created.between(record.created, record.finished or datetime.now(UTC))
    found = session.scalars(select(Run).where(begun, during, Run.status.in_(ACTIVE))).all()
    for run in found:
        _cancel(run)
    return bool(found)


def _change(
    session: Session, run: str, only_from: tuple[str, ...], only_attempt: int | None = None, **values: Any
) -> bool:
    """Whether the run was still in that state; a worker that was given up for lost changes nothing any more."""
    condition = (Run.id == run) & Run.status.in_(only_from)
    if only_attempt is not None:
        condition &= Run.attempt == only_attempt
    result = session.execute(update(Run).where(condition).values(**values))
    # Only the result of an UPDATE counts rows; the annotation is that of any statement.
    return bool(result.rowcount)  # type: ignore[attr-defined]


def _view(run: Run) -> RunView:
    return RunView(
        id=run.id,
        owner=run.owner,
        dataset=run.dataset,
        kind=run.kind,
        key=run.key,
        arguments=run.arguments,
        status=run.status,
        fraction=run.fraction,
        message=run.message,
        remedy=run.remedy,
        attempt=run.attempt,
        beats=run.beats,
        cancel_requested=run.cancel_requested,
        created=run.created,
        started=run.started,
        finished=run.finished,
    )
