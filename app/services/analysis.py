"""From choices to results: what is there, what is under way, and what has to be asked for."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

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
from app.services.context import context
from app.services.naming import COLOURS, Naming, with_contradiction
from app.services.results import Failed, Missing, Ready, SegmentLine, Status, Undecided, Working
from app.session import current_owner
from app.storage import runs as run_states
from app.storage.datasets import FAILED, READY, UPLOADING, DatasetView
from app.storage.runs import RunView
from engine.advice.result import Verdict
from engine.dataset import Dataset

if TYPE_CHECKING:
    from engine.analysis import AnalysisKeys
    from engine.cache import Cache

# What `engine.analysis` keeps for a preparation, and for each k of it.
_PARTS = ("matrix", "sweep", "advice", "projection", "audiences")
_PARTS_PER_K = ("segmentation", "profiles")

_NOTHING = Missing("No table is open.", "Drop a file on the Data page, or try the sample.")
_NOT_FOUND = Missing(
    "This table was not found.",
    "It may have been deleted, or it belongs to another browser. Open one of your tables or drop the file again.",
)
_UNFINISHED = Failed("The upload did not arrive completely.", "Drop the file again; it goes on where it stopped.")


def status(choices: Choices) -> Status:
    """How things stand; starts the work that is missing."""
    state = _state(choices)
    view = state if isinstance(state, DatasetView) else getattr(state, "dataset", None)
    if isinstance(state, Missing):
        return Status("missing", _digest(choices, "missing"), message=state.message, remedy=state.remedy)
    if isinstance(state, Working):
        read = view is not None and view.status == READY
        key = _digest(choices, "working", state.run, read)
        return Status("working", key, state.run, state.fraction, state.message, dataset=view)
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
    given = context().workspace.names.of(state.owner, state.id)
    kept = context().workspace.selections.of(state.owner, state.id, choices.reading.rows_key)
    key = _digest(choices, "ready", state.fingerprint, given, kept)
    return Status("ready", key, dataset=state, slices=_unasked_slices(choices, state))


def resolve(choices: Choices) -> Ready | Working | Failed | Missing:
    """The results of the choices, or why they are not there yet; starts the work that is missing."""
    state = _state(choices)
    if not isinstance(state, DatasetView):
        return state
    ready = _load(choices, state)
    return _ask(state, choices) if ready is None else ready


def dataset_of(choices: Choices) -> Dataset | None:
    """The table as soon as it is read, even while it is analysed; as understood, while a correction fails."""
    view = _own(choices)
    if isinstance(view, Missing) or view.status != READY:
        return None
    corrected = _corrected(view, choices)
    return _table(corrected if isinstance(corrected, DatasetView) else view)


def overview(choices: Choices) -> dict[int, list[SegmentLine]]:
    """Names, sizes and shares of the segments for every k at once; empty while they are not known."""
    own = _own(choices)
    if isinstance(own, Missing) or own.status != READY:
        return {}
    view = _corrected(own, choices)
    if not isinstance(view, DatasetView) or view.fingerprint is None:
        return {}
    keys = _keys(view, choices)
    found = _part(context().workspace.results(view.fingerprint), keys.of("overview"))
    if found is None:
        return {}
    results = context().workspace.results(view.fingerprint)
    naming = Naming(view, choices.naming_key)
    lines = {}
    for k, generated in found.items():
        names = [name for name, _, _ in generated]
        colours = [label % COLOURS + 1 for label in range(len(generated))]
        if naming.concerns(k):
            matrix, segmentation = _part(results, keys.of("matrix")), _part(results, keys.of("segmentation", k))
            if matrix is not None and segmentation is not None:
                shown = naming.shown(names, matrix, segmentation)
                names, colours = [each.name for each in shown], [each.colour for each in shown]
        lines[k] = [
            SegmentLine(name, size, share, colour)
            for name, (_, size, share), colour in zip(names, generated, colours, strict=True)
        ]
    return lines


def cancel(run: str) -> bool:
    """Stop a run of this browser; False when it is over or somebody else's."""
    owner = current_owner()
    return owner is not None and context().workspace.runs.cancel(owner, run)


def restart(choices: Choices) -> Working | Failed | Missing:
    """Try again what failed, was cancelled or was lost."""
    view = _own(choices)
    if isinstance(view, Missing):
        return view
    if view.status in (UPLOADING, FAILED):  # its file is gone
        return _reading_state(view)
    if view.status != READY:
        return _read(view)
    corrected = _corrected(view, choices)
    if not isinstance(corrected, DatasetView):
        return _correct(view, choices)
    return _undecided(corrected, choices) or _ask(corrected, choices)


def _state(choices: Choices) -> DatasetView | Working | Failed | Missing:
    """The dataset's record when all is there, else what is in the way."""
    view = _own(choices)
    if isinstance(view, Missing):
        return view
    if view.status != READY or view.fingerprint is None:
        return _reading_state(view)
    corrected = _corrected(view, choices)
    if not isinstance(corrected, DatasetView):
        return corrected
    view = corrected
    if (undecided := _undecided(view, choices)) is not None:
        return undecided
    if _complete(view, choices):
        return view
    run = context().workspace.runs.latest(view.owner, analysis_key(view.id, choices.spec, view.reading))
    if run is None or run.status == run_states.DONE:  # never asked for, or its results were deleted since
        return _ask(view, choices)
    return _run_state(run, view, float(run.arguments.get("begins_at", 0.0)), 1.0)


def _complete(view: DatasetView, choices: Choices) -> bool:
    """Whether every part is on the disk: any of them may have been deleted."""
    results, keys = context().workspace.results(str(view.fingerprint)), _keys(view, choices)
    overviews = _part(results, keys.of("overview"))
    if overviews is None:
        return False
    parts = [keys.of(name) for name in ("overview", *_PARTS)]
    return results.has([*parts, *(keys.of(name, k) for name in _PARTS_PER_K for k in overviews)])


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
    table = _table(view)
    if table is None or table.transactions is None:
        return None
    message = f"{view.name} holds {table.n_rows:,} order lines, not customers."
    return Undecided(message, "Build one row per customer on the Data page.", dataset=view)


def _own(choices: Choices) -> DatasetView | Missing:
    owner = current_owner()
    if choices.dataset is None:
        return _NOTHING
    view = None if owner is None else context().workspace.datasets.get(owner, choices.dataset)
    return _NOT_FOUND if view is None else view


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
        message = run.message
        if run.status == run_states.QUEUED and (place := context().workspace.runs.place(run)):
            message = f"Number {place + 1} in the queue: {place} {'job comes' if place == 1 else 'jobs come'} first"
        return Working(run.id, begin + (end - begin) * run.fraction, message, view)
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


def _keys(view: DatasetView, choices: Choices) -> AnalysisKeys:
    from engine.analysis import AnalysisKeys

    return AnalysisKeys(str(view.fingerprint), choices.spec.key)


def _part(results: Cache, key: str) -> Any:
    """From memory, else from the disk."""
    memory = context().memory
    value = memory.get(key)
    if value is None:
        value = results.get(key)
        if value is not None:
            memory.set(key, value)
    return value


def _table(view: DatasetView) -> Dataset | None:
    from app.storage.tables import DamagedTable

    memory, key = context().memory, f"table:{view.id}:{view.reading}:{view.fingerprint}"
    table: Dataset | None = memory.get(key)
    if table is None:
        try:
            table = context().workspace.table(view.owner, view.id, view.reading)
        except DamagedTable:
            if view.reading:
                folders = context().workspace.folders
                folders.remove(folders.reading(view.id, view.reading))
            else:
                _read(view)
            return None
        if table is not None:
            memory.set(key, table)
    return table


def _load(choices: Choices, view: DatasetView) -> Ready | None:
    """All parts for the chosen k, or None when one of them is gone."""
    results, keys = context().workspace.results(str(view.fingerprint)), _keys(view, choices)
    overviews = _part(results, keys.of("overview"))
    parts = [_part(results, keys.of(name)) for name in _PARTS]
    if overviews is None or any(part is None for part in parts):
        return None
    matrix, sweep, advice, projection, audiences = parts
    ks = tuple(sorted(overviews))
    k, notice = _possible(choices.k, advice.suggested_k, ks)
    chosen = [_part(results, keys.of(name, k)) for name in _PARTS_PER_K]
    table = _table(view)
    if table is None or any(part is None for part in chosen):
        return None
    segmentation, profiles = chosen
    shown = Naming(view, choices.naming_key).shown(profiles.names, matrix, segmentation)
    return Ready(
        choices=choices,
        view=view,
        dataset=table,
        matrix=matrix,
        sweep=sweep,
        advice=advice,
        projection=replace(projection, centers=_on_the_map(projection, segmentation)),
        k=k,
        ks=ks,
        segmentation=segmentation,
        profiles=profiles,
        shown=tuple(with_contradiction(each, profile) for each, profile in zip(shown, profiles, strict=True)),
        audiences=audiences,
        notice=notice,
    )


def _unasked_slices(choices: Choices, view: DatasetView) -> int | None:
    """How many slices would be shown if they were asked for, where there are no segments; a chosen k asks."""
    if choices.k is not None:
        return None
    advice = _part(context().workspace.results(str(view.fingerprint)), _keys(view, choices).of("advice"))
    return advice.suggested_k if advice is not None and advice.verdict is Verdict.NONE else None


def _on_the_map(projection: Any, segmentation: Any) -> Any:
    return (segmentation.centers - projection.mean) @ projection.loadings.T


def _possible(wanted: int | None, suggested: int, ks: tuple[int, ...]) -> tuple[int, str]:
    if wanted is None or wanted in ks:
        return (wanted or suggested), ""
    nearest = min(ks, key=lambda k: abs(k - wanted))
    return nearest, f"{wanted} segments were asked for; for this table {ks[0]} to {ks[-1]} are computed."


def _digest(choices: Choices, *parts: object) -> str:
    text = "\x1f".join(map(str, (choices.dataset, choices.k, choices.spec.key, choices.reading.to_json(), *parts)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
