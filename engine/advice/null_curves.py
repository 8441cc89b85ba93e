"""What data without groups would give at every k: the band of the error curve, the gap, and the shuffled columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.advice.lloyd import Floats, fit_all
from engine.advice.reference import same_shape, shuffled, uniform_box
from engine.limits import REFERENCES


@dataclass(frozen=True)
class NullCurves:
    """Per k: the gap and its error, and the error that one population of the same shape would have.

    `beats_shuffled` tells whether the segments fit better than in the same columns shuffled independently.
    """

    gap: Mapping[int, float]
    gap_error: Mapping[int, float]
    reference_inertia: Mapping[int, float]
    reference_error: Mapping[int, float]
    beats_shuffled: bool


def compare_with_nulls(
    x: Floats, asked: Sequence[int], rng: np.random.Generator, tick: Callable[[float], None]
) -> NullCurves:
    """Fit every k on the rows and on `REFERENCES` draws of each kind of data without groups."""
    ks = [k for k in sorted({1, *asked}) if k < len(x)]
    own = _log_errors(x, ks, rng)
    drawn: dict[str, list[Floats]] = {"box": [], "shape": [], "shuffled": []}
    for turn in range(REFERENCES):
        drawn["box"].append(_log_errors(uniform_box(x, rng), ks, rng))
        drawn["shape"].append(_log_errors(same_shape(x, rng), ks, rng))
        drawn["shuffled"].append(_log_errors(shuffled(x, rng), ks, rng))
        tick((turn + 1) / REFERENCES)
    box, shape = np.array(drawn["box"]), np.array(drawn["shape"])
    gap = box.mean(axis=0) - own
    error = box.std(axis=0) * np.sqrt(1 + 1 / REFERENCES)
    # All references are scaled to the same total, so that the curves start at one point.
    level = np.exp(shape - shape[:, :1] + own[0])
    return NullCurves(
        dict(zip(ks, gap.tolist(), strict=True)),
        dict(zip(ks, error.tolist(), strict=True)),
        dict(zip(ks, level.mean(axis=0).tolist(), strict=True)),
        dict(zip(ks, level.std(axis=0).tolist(), strict=True)),
        _beats(own, np.array(drawn["shuffled"]), x.shape[1]),
    )


def _log_errors(x: Floats, ks: Sequence[int], rng: np.random.Generator) -> Floats:
    fits = fit_all(x, ks, rng)
    return np.log([max(fits[k][1], 1e-300) for k in ks])


def _beats(own: Floats, shuffles: Floats, n_features: int) -> bool:
    """Whether the error falls faster with k than in every shuffle, by more than the shuffles differ.

    One column cannot be shuffled against anything, so its slices count as better than nothing.
    """
    if n_features < 2 or shuffles.shape[1] < 2:
        return True
    fall = (shuffles - shuffles[:, :1])[:, 1:] - (own - own[0])[1:]
    average = fall.mean(axis=1)
    return bool(average.min() > 0 and average.mean() > 3 * max(average.std(ddof=1), 1e-4))
