"""Logarithm and Yeo-Johnson: when a long tail warrants one, and how it is computed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.limits import LONG_TAIL_SKEWNESS
from engine.preparation.spec import Transform
from engine.preparation.values import Floats

# The range in which Box & Cox (1964) looked; beyond it a column is mostly zeros, and would become a yes or no.
_LARGEST_EXPONENT = 2.0
# Powers of larger values leave the range of double precision.
_TOO_LARGE_FOR_POWERS = 1e60
# Below it a power is a logarithm to all digits.
_NEARLY_ZERO = 1e-9


@dataclass(frozen=True)
class Curve:
    """A transform with its parameters."""

    kind: Transform = Transform.NONE
    shift: float = 0.0
    exponent: float = 1.0

    def __call__(self, values: Floats) -> Floats:
        """Transform; NaN stays NaN. The input is not changed."""
        if self.kind is Transform.LOG:
            return np.log1p(values + self.shift if self.shift else values)
        if self.kind is Transform.YEO_JOHNSON:
            return yeo_johnson(values, self.exponent)
        return values

    def inverse(self, value: float) -> float:
        """The original value behind a transformed one; infinite where the transform never gets there."""
        try:
            if self.kind is Transform.LOG:
                return math.expm1(value) - self.shift
            if self.kind is Transform.YEO_JOHNSON:
                return _inverse_yeo_johnson(value, self.exponent)
        except OverflowError:
            return math.inf
        return value


def yeo_johnson(values: Floats, exponent: float) -> Floats:
    """Yeo & Johnson (2000), as SciPy computes it."""
    from scipy.stats import yeojohnson

    with np.errstate(over="ignore"):
        return np.asarray(yeojohnson(values, lmbda=exponent), dtype=np.float64)


def _inverse_yeo_johnson(value: float, exponent: float) -> float:
    if value >= 0:
        if abs(exponent) < _NEARLY_ZERO:
            return math.expm1(value)
        base = exponent * value + 1
        return math.inf if base <= 0 else base ** (1 / exponent) - 1
    rest = 2 - exponent
    if abs(rest) < _NEARLY_ZERO:
        return -math.expm1(-value)
    base = 1 - rest * value
    return -math.inf if base <= 0 else 1 - base ** (1 / rest)


def fit_yeo_johnson(sample: Floats) -> Curve | None:
    """The exponent that makes the sample most normal (maximum likelihood); None when there is none to be had.

    A likelihood that overflows is the sample's fault, not an error: the caller then does without.
    """
    from scipy.stats import yeojohnson_normmax

    if not 0 < np.ptp(sample) <= np.abs(sample).max() * 2 < _TOO_LARGE_FOR_POWERS:
        return None
    with np.errstate(all="ignore"):
        exponent = float(np.asarray(yeojohnson_normmax(sample)))
    if not math.isfinite(exponent):
        return None
    spread = float(np.std(yeo_johnson(sample, exponent)))
    return Curve(Transform.YEO_JOHNSON, exponent=exponent) if 0 < spread < math.inf else None


def fit_log(lowest: float) -> Curve:
    """log1p, shifted so that the lowest value becomes 0 where values are negative."""
    return Curve(Transform.LOG, shift=-lowest if lowest < 0 else 0.0)


def choose_curve(sample: Floats, lowest: float) -> Curve:
    """The transform a column's distribution asks for.

    Long-tailed means a skewness, measured between the percentiles 0.5 and 99.5, beyond
    `engine.limits.LONG_TAIL_SKEWNESS`. The logarithm is taken for non-negative values when it at least halves the
    skewness, otherwise Yeo-Johnson under the same condition, otherwise nothing.

    Parameters
    ----------
    sample : ndarray of float64
        Finite values.
    lowest : float
        The column's minimum, over all rows.
    """
    if len(sample) < 30 or len(np.unique(sample[:1000])) < 10:
        return Curve()
    skewness = trimmed_skewness(sample)
    if not skewness > LONG_TAIL_SKEWNESS:
        return Curve()
    if lowest >= 0 and sample.max() <= 1:  # a share has an end, so none of its values is far out
        return Curve()
    if lowest >= 0 and _halves(skewness, log := fit_log(lowest), sample):
        return log
    power = fit_yeo_johnson(sample)
    if power is not None and abs(power.exponent) <= _LARGEST_EXPONENT and _halves(skewness, power, sample):
        return power
    return Curve()


def _halves(skewness: float, curve: Curve, sample: Floats) -> bool:
    return abs(trimmed_skewness(curve(sample))) < skewness / 2


def trimmed_skewness(values: Floats) -> float:
    """Moment skewness of the values clipped at their percentiles 0.5 and 99.5, so that a few do not decide."""
    clipped = np.clip(values, *np.percentile(values, [0.5, 99.5]))
    centred = clipped - clipped.mean()
    largest = np.abs(centred).max()
    if not 0 < largest < math.inf:
        return 0.0
    centred /= largest
    return float(np.mean(centred**3) / np.mean(centred**2) ** 1.5)
