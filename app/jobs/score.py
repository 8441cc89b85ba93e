"""Placing the customers of an uploaded file, inside a job's own process."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from app.storage.folders import MODEL, SCORED, SUMMARY
from app.storage.runs import RunView
from app.storage.tables import DamagedTable
from app.storage.workspace import Workspace
from engine.errors import Cancelled
from engine.preparation.spec import PreparationSpec

if TYPE_CHECKING:
    from engine.drift import Classes
    from engine.model import SegmentModel


def score_upload(workspace: Workspace, run: RunView, progress: Callable[[float, str], None]) -> None:
    """Write the scored file and what is said of it beside the uploaded one.

    Raises
    ------
    EngineError
        With the sentence for the page.
    """
    from engine.files import write_atomically
    from engine.model import SegmentModel
    from engine.score_file import score_file

    if workspace.datasets.get(run.owner, run.dataset) is None:
        raise Cancelled  # deleted meanwhile
    folder, source = workspace.folders.dataset(run.dataset), workspace.folders.source(run.dataset)
    progress(0.0, "Reading the model")
    workspace.folders.have(folder / MODEL, source)
    model = SegmentModel.load(folder / MODEL)
    training = _training(workspace, run, model)
    found = score_file(model, source, folder / SCORED, training=training, mark=True, progress=progress)
    before = model.card.sizes / model.card.sizes.sum()
    summary = asdict(found) | {"names": model.names, "shares_before": before.tolist()}
    with write_atomically(folder / SUMMARY) as temporary:  # last: where it is, everything is
        temporary.write_text(json.dumps(summary), encoding="utf-8")
    workspace.folders.confirm(folder / SCORED, folder / SUMMARY)
    workspace.folders.remove(source)  # its cells are in the scored file


def _training(workspace: Workspace, run: RunView, model: SegmentModel) -> Sequence[Classes]:
    """The customers that the segments were made from, to compare with; nothing when they are not here."""
    from engine.analysis import AnalysisKeys
    from engine.drift import classes_of

    spec = PreparationSpec.from_json(run.arguments["spec"])
    try:
        owner = run.arguments.get("training_owner", run.owner)  # runs of an earlier version do not say
        table = workspace.table(owner, run.arguments["training"], run.arguments["reading"])
    except DamagedTable:
        return ()
    if table is None:
        return ()
    matrix = workspace.results(table.fingerprint).get(AnalysisKeys(table.fingerprint, spec.key).of("matrix"))
    return () if matrix is None else classes_of(table.frame.iloc[matrix.row_index], model.card.schema)
