"""A dropped file placed in the segments that are shown, by a job: how far it is, and what came of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.jobs.kinds import scoring_key, start_scoring
from app.services.context import context
from app.services.results import Failed, Missing, Working
from app.services.scoring import ScoredSummary, ScoredUpload, Scorer
from app.session import current_owner
from app.storage.datasets import SCORING, DatasetView
from app.storage.folders import MODEL, SCORED, SUMMARY
from app.storage.runs import RunView
from engine.drift import Drift

_GONE = Missing("This file was not found.", "It may have been deleted. Drop it again.")


def score_upload(scorer: Scorer, upload: DatasetView) -> RunView:
    """Start placing the customers of a file that has arrived; the browser's earlier scored files go."""
    from engine.files import write_atomically
    from engine.model_card import write_card

    workspace = context().workspace
    for earlier in workspace.datasets.scored_by(upload.owner):
        workspace.delete(upload.owner, earlier.id)
    model = workspace.folders.dataset(upload.id) / MODEL
    with write_atomically(model) as temporary:
        write_card(scorer.model.card, temporary)
    workspace.folders.confirm(model, workspace.folders.source(upload.id))
    workspace.datasets.set_scoring(upload.owner, upload.id)
    ready, queue = scorer.ready, context().queue
    if ready is None:
        return start_scoring(queue, upload)
    return start_scoring(queue, upload, ready.view, ready.choices.spec)


def scored_upload(upload: str) -> ScoredUpload | Working | Failed | Missing:
    """What came of a dropped file, or how that stands."""
    view = _own(upload)
    if view is None:
        return _GONE
    summary = context().workspace.folders.dataset(view.id) / SUMMARY
    if context().workspace.folders.have(summary):
        return _read(view, json.loads(summary.read_text(encoding="utf-8")))
    run = context().workspace.runs.latest(view.owner, scoring_key(view.id))
    if run is None:
        return _GONE
    return Working(run.id, run.fraction, run.message) if run.active else Failed(run.message, run.remedy, run.id)


def scored_path(upload: str) -> tuple[str, Path] | None:
    """The file's name and where it is with its scores; None when it is not this browser's, or not there."""
    view = _own(upload)
    if view is None:
        return None
    folders = context().workspace.folders
    path = folders.dataset(view.id) / SCORED
    return (view.name, path) if folders.have(path) else None


def _own(upload: str) -> DatasetView | None:
    owner = current_owner()
    view = None if owner is None else context().workspace.datasets.get(owner, upload)
    return view if view is not None and view.status == SCORING else None


def _read(view: DatasetView, known: dict[str, Any]) -> ScoredUpload:
    """The summary as the job wrote it."""
    summary = ScoredSummary(
        sizes=tuple(known["sizes"]),
        shares_before=tuple(known["shares_before"]),
        fits_none=known["fits_none"],
        drift=tuple(Drift(**each) for each in known["drift"]),
        segment_drift=Drift(**known["segment_drift"]),
        notes=tuple(known["notes"]),
    )
    return ScoredUpload(view.name, tuple(known["names"]), summary)
