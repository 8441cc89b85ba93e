"""From choices to results: what is there, what is under way, and what has to be asked for."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from app.choices import Choices
from app.jobs.kinds import (
    analysis_key,
    correction_key,
    reading_key,
    start_analysis,
    start_correction,
    start_reading,
)
from app.limits import READING_SHARE
from app.services.access import shared_view, table_owner
from app.services.at_hand import part
from app.services.context import context
from app.services.kept import kept_of
from app.services.loading import is_complete, keys_of, load, table_of, unasked_slices
from app.services.naming import COLOURS, Naming
from app.services.results import Failed, Missing, Ready, SegmentLine, Status, Undecided, Working
from app.session import current_owner
from app.storage import runs as run_states
from app.storage.datasets import FAILED, READY, UPLOADING, DatasetView
from app.storage.runs import RunView
from app.storage.standing import Standing
from engine.dataset import Dataset

_NOTHING = Missing("No table is open.", "Drop a file on the Data page, or try the sample.")
_NOT_FOUND = Missing(
    "This table was not found.",
    "It may have been deleted, or it belongs to another browser. Open one of your tables or drop the file again.",
)
_UNFINISHED = Failed("The upload did not arrive completely.", "Drop the file again; it goes on where it stopped.")


def status(choices: Choices) -> Status:
    """How things stand; starts the work that is missing."""
    state = _state(choices)
    view = state.view if isinstance(state, Standing) else getattr(state, "dataset", None)
    if isinstance(state, Missing):
        return Status("missing", _digest(choices, "missing"), message=state.message, remedy=state.remedy)
    if isinstance(state, Working):
        read = view is not None and view.status == READY
        key = _digest(choices, "working", state.run, read)
        return Status("working", key, state.run, state.fraction, state.message, dataset=view, ahead=state.ahead)
    if isinstance(state, Failed):
        key = _digest(choices, "failed", state.run, state.message)
        return Status(
            "failed",
            key,
            state.run,
            message=state.message,
            remedy=state.remedy,
            dataset=view,
            undecided=isinstance(state, Undecided),
        )
    key = _digest(
        choices, "ready", state.view.fingerprint, state.given, state.kept, kept_of(choices, state.view.owner)
    )
    return Status("ready", key, dataset=state.view, slices=unasked_slices(choices, state.view))


def resolve(choices: Choices) -> Ready | Working | Failed | Missing:
    """The results of the choices, or why they are not there yet; starts the work that is missing."""
    state = _state(choices)
    if not isinstance(state, Standing):
        return state
    ready = load(choices, state)
    return _ask(state.view, choices) if ready is None else ready


def dataset_of(choices: Choices) -> Dataset | None:
    """The table as soon as it is read, even while it is analysed; as understood, while a correction fails."""
    own = _own(choices)
    if isinstance(own, Missing) or own.view.status != READY:
        return None
    corrected = _corrected(own.view, choices)
    return table_of(corrected if isinstance(corrected, DatasetView) else own.view)


def overview(choices: Choices) -> dict[int, list[SegmentLine]]:
    """Names, sizes and shares of the segments for every k at once; empty while they are not known."""
    own = _own(choices)
    if isinstance(own, Missing) or own.view.status != READY:
        return {}
    view = _corrected(own.view, choices)
    if not isinstance(view, DatasetView) or view.fingerprint is None:
        return {}
    content, keys = view.fingerprint, keys_of(view, choices)
    found = part(content, keys.of("overview"))
    if found is None:
        return {}
    naming = Naming(view, choices.naming_key, own.given)
    kept = kept_of(choices, view.owner)
    lines = {}
    for k, generated in found.items():
        if kept is not None and len(kept.segments) == k and [size for _, size, _ in generated] == kept.sizes:
            lines[k] = [
                SegmentLine(each.name, each.size, share, each.colour or label % COLOURS + 1)
                for label, (each, (_, _, share)) in enumerate(zip(kept.segments, generated, strict=True))
            ]
            continue
        names = [name for name, _, _ in generated]
        colours = [label % COLOURS + 1 for label in range(len(generated))]
        if naming.concerns(k):
            matrix, segmentation = part(content, keys.of("matrix")), part(content, keys.of("segmentation", k))
            if matrix is not None and segmentation is not None:
                shown = naming.shown(names, matrix, segmentation)
                names, colours = [each.name for each in shown], [each.colour for each in shown]
        lines[k] = [
            SegmentLine(name, size, share, colour)
            for name, (_, size, share), colour in zip(names, generated, colours, strict=True)
        ]
    return lines


def cancel(run: str) -> bool:
    """Stop a run of this browser, or of a table that is shared with one's team; False when it is over or of others."""
    runs = context().workspace.runs
    found = runs.find(run)
    owner = None if found is None else table_owner(found.dataset)
    return owner is not None and runs.cancel(owner, run)


def restart(choices: Choices) -> Working | Failed | Missing:
    """Try again what failed, was cancelled or was lost."""
    own = _own(choices)
    if isinstance(own, Missing):
        return own
    view = own.view
    if view.status in (UPLOADING, FAILED):  # its file is gone
        return _reading_state(view)
    if view.status != READY:
        return _read(view)
    corrected = _corrected(view, choices)
    if not isinstance(corrected, DatasetView):
        return _correct(view, choices)
    return _undecided(corrected, choices) or _ask(corrected, choices)


def _state(choices: Choices) -> Standing | Working | Failed | Missing:
    """The dataset's record, as it was read, when all is there, else what is in the way."""
    own = _own(choices)
    if isinstance(own, Missing):
        return own
    view = own.view
    if view.status != READY or view.fingerprint is None:
        return _reading_state(view)
    corrected = _corrected(view, choices)
    if not isinstance(corrected, DatasetView):
        return corrected
    view = corrected
    if (undecided := _undecided(view, choices)) is not None:
        return undecided
    if is_complete(view, choices):
        return replace(own, view=view)
    run = context().workspace.runs.latest(view.owner, analysis_key(view.id, choices.spec, view.reading))
    if run is None or run.status == run_states.DONE:  # never asked for, or its results were deleted since
        return _ask(view, choices)
    return _run_state(run, view, float(run.arguments.get("begins_at", 0.0)), 1.0)


def _corrected(view: DatasetView, choices: Choices) -> DatasetView | Working | Failed:
    """The table as the person corrected it, or how that stands; starts what is missing."""
    corrections = choices.reading
    if not corrections.key:
        return view
    found = context().workspace.reading(view, corrections.key)
    if found is not None:
        return found
    run = context().workspace.runs.latest(view.owner, correction_key(view.id, corrections))
    if run is None or run.status == run_states.DONE:  # never asked for, or its files were deleted since
        return _correct(view, choices)
    return _run_state(run, view, 0.0, READING_SHARE)


def _undecided(view: DatasetView, choices: Choices) -> Undecided | None:
    """Order lines wait for the person to say what becomes of them."""
    if choices.reading.rows is not None:
        return None
    table = table_of(view)
    if table is None or table.transactions is None:
        return None
    message = f"{view.name} holds {table.n_rows:,} order lines, not customers."
    return Undecided(message, "Build one row per customer on the Data page.", dataset=view)


def _own(choices: Choices) -> Standing | Missing:
    """One's own table, or one that is shared with a team of the asking person."""
    owner = current_owner()
    if choices.dataset is None:
        return _NOTHING
    if owner is None:
        return _NOT_FOUND
    shared = shared_view(choices.dataset)
    standings, rows_key = context().workspace.standings, choices.reading.rows_key
    if shared is None:
        return standings.of(owner, choices.dataset, rows_key) or _NOT_FOUND
    found = standings.of(shared.owner, choices.dataset, rows_key, owner)
    return _NOT_FOUND if found is None else replace(found, view=replace(found.view, shared=shared.shared))


def _reading_state(view: DatasetView) -> Working | Failed:
    if view.status == FAILED:
        return Failed(view.message, view.remedy, dataset=view)
    if view.status == UPLOADING:
        return replace(_UNFINISHED, dataset=view)
    run = context().workspace.runs.latest(view.owner, reading_key(view.id))
    if run is None:
        return _read(view)
    return _run_state(run, view, 0.0, READING_SHARE)


def _run_state(run: RunView, view: DatasetView, begin: float, end: float) -> Working | Failed:
    if run.active or run.status == run_states.DONE:
        ahead = context().queue.place(run)
        message = run.message
        if ahead:
            message = f"Number {ahead + 1} in the queue: {ahead} {'job comes' if ahead == 1 else 'jobs come'} first"
        return Working(run.id, begin + (end - begin) * run.fraction, message, view, ahead)
    return Failed(run.message, run.remedy, run.id, view)


def _ask(view: DatasetView, choices: Choices) -> Working:
    run = start_analysis(
        context().queue,
        view.owner,
        view.id,
        choices.spec,
        fingerprint=str(view.fingerprint),
        reading=view.reading,
    )
    return Working(run.id, run.fraction, run.message, view)


def _correct(view: DatasetView, choices: Choices) -> Working:
    run = start_correction(context().queue, view.owner, view.id, choices.reading)
    return Working(run.id, 0.0, run.message, view)


def _read(view: DatasetView) -> Working:
    run = start_reading(context().queue, context().workspace.datasets, view.owner, view.id)
    return Working(run.id, 0.0, run.message, view)


def _digest(choices: Choices, *parts: object) -> str:
    text = "\x1f".join(
        map(
            str,
            (
                choices.dataset,
                choices.k,
                choices.spec.key,
                choices.reading.to_json(),
                choices.saved,
                choices.model,
                *parts,
            ),
        )
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]
