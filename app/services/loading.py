"""The parts of an analysis: from memory, else from the disk, and put together for the chosen k."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.choices import Choices
from app.jobs.kinds import start_reading
from app.services.at_hand import at_hand, part
from app.services.context import context
from app.services.kept import as_kept, kept_of
from app.services.naming import Naming, with_contradiction
from app.services.results import Ready
from app.storage.datasets import DatasetView
from engine.advice.result import Verdict
from engine.dataset import Dataset

if TYPE_CHECKING:
    from app.storage.saved import SavedView
    from app.storage.standing import Standing
    from engine.analysis import AnalysisKeys

# What `engine.analysis` keeps for a preparation, and for each k of it.
_PARTS = ("matrix", "sweep", "advice", "projection", "audiences")
_PARTS_PER_K = ("segmentation", "profiles")


def keys_of(view: DatasetView, choices: Choices) -> AnalysisKeys:
    from engine.analysis import AnalysisKeys

    return AnalysisKeys(str(view.fingerprint), choices.spec.key)


def table_of(view: DatasetView) -> Dataset | None:
    """The table; None when its files were damaged, and then it is read again."""
    from app.storage.tables import DamagedTable

    def find() -> Dataset | None:
        workspace = context().workspace
        try:
            return workspace.table(view.owner, view.id, view.reading)
        except DamagedTable:
            if view.reading:
                workspace.folders.remove(workspace.folders.reading(view.id, view.reading))
            else:
                start_reading(context().queue, workspace.datasets, view.owner, view.id)
            return None

    return at_hand(str(view.fingerprint), f"table:{view.id}:{view.reading}:{view.fingerprint}", find)


def is_complete(view: DatasetView, choices: Choices) -> bool:
    """Whether every part is on the disk: any of them may have been deleted."""
    content = str(view.fingerprint)

    def find() -> list[str] | None:
        keys = keys_of(view, choices)
        overviews = part(content, keys.of("overview"))
        if overviews is None:
            return None
        parts = [keys.of(name) for name in ("overview", *_PARTS)]
        return parts + [keys.of(name, k) for name in _PARTS_PER_K for k in overviews]

    parts = at_hand(content, f"parts:{content}:{choices.spec.key}", find)
    return parts is not None and context().workspace.results(content).has(parts)


def load(choices: Choices, standing: Standing) -> Ready | None:
    """All parts for the chosen k, or None when one of them is gone.

    What was put together is kept under all that decided it: a table that is somebody else's, was renamed, kept for
    longer or whose segments got another name is another key.
    """
    kept = kept_of(choices, standing.view.owner)
    decided = repr((choices.to_json(), standing.view, standing.given, kept))
    key = f"ready:{hashlib.sha256(decided.encode()).hexdigest()}"
    return at_hand(str(standing.view.fingerprint), key, lambda: _put_together(choices, standing, kept))


def _put_together(choices: Choices, standing: Standing, kept: SavedView | None) -> Ready | None:
    view = standing.view
    content, keys = str(view.fingerprint), keys_of(view, choices)
    overviews = part(content, keys.of("overview"))
    parts = [part(content, keys.of(name)) for name in _PARTS]
    if overviews is None or any(each is None for each in parts):
        return None
    matrix, sweep, advice, projection, audiences = parts
    ks = tuple(sorted(overviews))
    k, notice = _possible(choices.k, advice.suggested_k, ks)
    chosen = [part(content, keys.of(name, k)) for name in _PARTS_PER_K]
    table = table_of(view)
    if table is None or any(each is None for each in chosen):
        return None
    segmentation, profiles = chosen
    shown = None
    if kept is not None:
        shown, notice = as_kept(kept, segmentation)
    if shown is None:
        kept, naming = None, Naming(view, choices.naming_key, standing.given)
        shown = naming.shown(profiles.names, matrix, segmentation)
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
        kept=kept,
    )


def unasked_slices(choices: Choices, view: DatasetView) -> int | None:
    """How many slices would be shown if they were asked for, where there are no segments; a chosen k asks."""
    if choices.k is not None:
        return None
    advice = part(str(view.fingerprint), keys_of(view, choices).of("advice"))
    return advice.suggested_k if advice is not None and advice.verdict is Verdict.NONE else None


def _on_the_map(projection: Any, segmentation: Any) -> Any:
    return (segmentation.centers - projection.mean) @ projection.loadings.T


def _possible(wanted: int | None, suggested: int, ks: tuple[int, ...]) -> tuple[int, str]:
    if wanted is None or wanted in ks:
        return (wanted or suggested), ""
    nearest = min(ks, key=lambda k: abs(k - wanted))
    return nearest, f"{wanted} segments were asked for; for this table {ks[0]} to {ks[-1]} are computed."
