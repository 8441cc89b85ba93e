"""From a dataset to named segments for every k at once, each part kept under the key of what decided it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.advice.advise import advise_k, find_groups
from engine.advice.groups import Groups
from engine.advice.result import Advice
from engine.audiences import find_audiences
from engine.cache import Cache, content_key
from engine.dataset import Dataset
from engine.limits import DEFAULT_KS, MAX_K
from engine.map.axes import Axis, axis_values, index_part
from engine.map.index import MapIndex, build_index
from engine.preparation.matrix import PreparedMatrix
from engine.preparation.prepare import prepare
from engine.preparation.spec import PreparationSpec
from engine.profiles.context import ProfileContext, profile_context
from engine.profiles.profile import profile_segments
from engine.profiles.result import Audience, SegmentProfiles
from engine.projection import Projection, project
from engine.segmentation import Segmentation, fit_segments
from engine.sweep.result import Sweep
from engine.sweep.sweep import sweep_k

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class AnalysisKeys:
    """The cache keys of one analysis: a dataset, a preparation and a seed decide everything."""

    fingerprint: str
    spec_key: str
    seed: int = 0

    def of(self, part: str, k: int | None = None) -> str:
        return content_key(self.fingerprint, self.spec_key, self.seed, part, k)


@dataclass(frozen=True)
class Analysis:
    """All that the pages show. Mappings are keyed by k."""

    matrix: PreparedMatrix
    sweep: Sweep
    advice: Advice
    projection: Projection
    segmentations: Mapping[int, Segmentation]
    profiles: Mapping[int, SegmentProfiles]
    audiences: tuple[Audience, ...]


def analyse(
    dataset: Dataset,
    spec: PreparationSpec | None = None,
    *,
    ks: Iterable[int] = DEFAULT_KS,
    seed: int = 0,
    chosen: Callable[[Advice], int] | None = None,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> Analysis:
    """Prepare, sweep, advise, fit and name, for every k.

    Parameters
    ----------
    dataset : Dataset
    spec : PreparationSpec, optional
    ks : iterable of int
        A small table is swept only as far as it has distinct customers; one with more groups, around their number too.
    chosen : callable, optional
        The only k that is fitted and named, by the advice; none is where the table has too few customers for it.
    progress : callable, optional
        ``progress(fraction, message)``; an exception raised in it cancels.
    cache : Cache, optional
        Parts found there are not computed again; parts computed are kept as soon as they are done.

    Raises
    ------
    EngineError
        When the table cannot be segmented, with a sentence.
    """
    spec = spec or PreparationSpec()
    run = _Run(cache, AnalysisKeys(dataset.fingerprint, spec.key, seed), progress)
    matrix: PreparedMatrix = run.part("matrix", 0.0, "Preparing the columns", lambda: prepare(dataset, spec))
    groups: Groups = run.part(
        "groups",
        0.05,
        "Looking for groups that stand apart",
        lambda: find_groups(matrix, seed, run.within(0.05, 0.2)),
    )
    wanted = _possible_ks(_with_groups(ks, groups.k), matrix)
    sweep: Sweep = run.part(
        "sweep",
        0.2,
        "Trying every number of segments",
        lambda: sweep_k(matrix, wanted, seed=seed, progress=run.within(0.2, 0.45)),
    )
    advice: Advice = run.part(
        "advice",
        0.45,
        "Asking whether the segments are real",
        lambda: advise_k(matrix, sweep, seed=seed, progress=run.within(0.45, 0.7), groups=groups),
    )
    every = sorted({*sweep.ks, advice.suggested_k} - {1})
    if chosen is not None:
        every = [k for k in every if k == chosen(advice)]
    segmentations: dict[int, Segmentation] = {}
    profiles: dict[int, SegmentProfiles] = {}
    context = functools.cache(functools.partial(profile_context, dataset, matrix))
    for number, k in enumerate(every):
        done = 0.7 + 0.28 * number / len(every)
        place = functools.partial(_fit, matrix, k, seed, sweep)
        segmentations[k] = run.part("segmentation", done, "Placing the customers", place, k)
        name = functools.partial(_name, dataset, matrix, segmentations[k], context)
        profiles[k] = run.part("profiles", done, f"Naming {k} segments", name, k)
    projection: Projection = run.part(
        "projection", 0.98, "Drawing the map", lambda: project(matrix, n_components=min(6, matrix.values.shape[1]))
    )
    first = (Axis(component=0), Axis(component=min(1, projection.coordinates.shape[1] - 1)))
    run.part(index_part(*first), 0.985, "Drawing the map", lambda: _index(projection, first, dataset, matrix))
    audiences: tuple[Audience, ...] = run.part(
        "audiences", 0.99, "Looking for audiences", lambda: find_audiences(dataset, matrix)
    )
    run.report(1.0, "Done")
    return Analysis(matrix, sweep, advice, projection, segmentations, profiles, audiences)


def _index(projection: Projection, axes: tuple[Axis, Axis], dataset: Dataset, matrix: PreparedMatrix) -> MapIndex:
    """The map opens on these axes; without the index its first window would wait for it."""
    return build_index(*(axis_values(axis, projection, dataset, matrix) for axis in axes))


def _name(
    dataset: Dataset, matrix: PreparedMatrix, segmentation: Segmentation, context: Callable[[], ProfileContext]
) -> SegmentProfiles:
    """The statistics of the whole table are computed once, with the first k that is named."""
    return profile_segments(dataset, matrix, segmentation, context=context())


def _fit(matrix: PreparedMatrix, k: int, seed: int, sweep: Sweep) -> Segmentation:
    return fit_segments(matrix, k, seed=seed, sweep=sweep if k in sweep.ks else None)


def _with_groups(ks: Iterable[int], k: int) -> list[int]:
    """The numbers asked for, and those around the groups when there are at least as many of them."""
    asked = sorted(set(ks))
    return sorted({*asked, *(each for each in (k - 1, k, k + 1) if asked[-1] < each <= MAX_K and k > 2)})


def _possible_ks(ks: Iterable[int], matrix: PreparedMatrix) -> list[int]:
    """The ks that this table has enough distinct customers for; at least 2, so that the sweep can say why not."""
    import numpy as np

    asked = sorted(set(ks))
    rows = np.ascontiguousarray(matrix.values[: 50 * max(asked)])  # enough rows to show max(ks) distinct ones
    distinct = len(np.unique(rows, axis=0))
    if distinct <= max(asked):
        distinct = len(np.unique(np.ascontiguousarray(matrix.values), axis=0))
    return [k for k in asked if k <= min(distinct, len(matrix.values) - 1)] or [2]


class _Run:
    """Looks parts up, computes them, keeps them, and reports how far it is."""

    def __init__(self, cache: Cache | None, keys: AnalysisKeys, progress: Progress | None) -> None:
        self._cache = cache
        self._keys = keys
        self._progress = progress

    def report(self, fraction: float, message: str) -> None:
        if self._progress is not None:
            self._progress(fraction, message)

    def within(self, start: float, end: float) -> Progress:
        """A part's own progress, as a piece of the whole."""
        return lambda fraction, message: self.report(start + (end - start) * fraction, message)

    def part(self, name: str, start: float, message: str, compute: Callable[[], Any], k: int | None = None) -> Any:
        self.report(start, message)
        if self._cache is None:
            return compute()
        key = self._keys.of(name, k)
        value = self._cache.get(key)
        if value is None:
            value = compute()
            self._cache.put(key, value)
        return value
