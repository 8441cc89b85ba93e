"""Who is set aside and what is clipped, before anything else is learned from a column."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset import Column, Meaning
from engine.errors import EngineError
from engine.limits import ABSURD_DEVIATIONS, ABSURD_GAP, ABSURD_SHARE, MAX_AGE, MAX_SET_ASIDE_SHARE
from engine.preparation.spec import ColumnSpec, Outliers, Transform
from engine.preparation.transforms import Curve
from engine.preparation.values import Floats
from engine.preparation.wording import number

# Percentiles when a person asks for clipping without saying where.
USUAL_PERCENTILES = (1.0, 99.0)
# Tukey (1977): values more than three interquartile ranges beyond a quartile are "far out".
_FAR_OUT = 3.0


@dataclass(frozen=True)
class Limits:
    """What one rule found.

    Attributes
    ----------
    low, high : float or None
        In original units; a side that is None is open.
    clip : bool
        Values beyond are clipped; otherwise their customers are set aside.
    because : str
        The end of "Income 666,666 …" for the list of customers set aside, and the reason of the step.
    """

    low: float | None
    high: float | None
    clip: bool
    because: str

    def outside(self, values: Floats) -> NDArray[np.bool_]:
        out = np.zeros(len(values), dtype=bool)
        if self.low is not None:
            out |= values < self.low
        if self.high is not None:
            out |= values > self.high
        return out


def chosen_limits(values: Floats, column: Column, spec: ColumnSpec, curve: Curve) -> Limits | None:
    """The limits that a person asked for.

    Raises
    ------
    EngineError
        If percentiles or bounds are out of order.
    """
    if spec.bounds is not None and spec.outliers is not Outliers.KEEP:
        low, high = _checked_bounds(column.name, spec.bounds)
        clip = spec.outliers is Outliers.CLIP
        return Limits(low, high, clip, f"is outside the chosen bounds, {_between(low, high, column)}")
    if spec.outliers in (Outliers.CLIP, Outliers.SET_ASIDE):
        clip = spec.outliers is Outliers.CLIP
        finite = values[~np.isnan(values)]
        if not len(finite):
            return None
        if spec.clip is None and not clip:
            return _far_out(finite, column, curve)
        percentiles = _checked_percentiles(column.name, spec.clip or USUAL_PERCENTILES)
        low, high = (float(value) for value in np.percentile(finite, percentiles))
        names = " and ".join(f"{value:g}" for value in percentiles)
        return Limits(low, high, clip, f"is beyond the percentiles {names}, {_between(low, high, column)}")
    return None


def _checked_bounds(name: str, bounds: tuple[float | None, float | None]) -> tuple[float | None, float | None]:
    numbers = [value for value in bounds if value is not None]
    if (
        len(bounds) != 2
        or any(isinstance(value, bool) or not isinstance(value, int | float) for value in numbers)
        or not all(np.isfinite(numbers))
        or (len(numbers) == 2 and numbers[0] >= numbers[1])
    ):
        raise EngineError(
            f"Column {name!r}: the bounds {bounds!r} are not a low and a high number.", "Use [low, high]."
        )
    low, high = bounds
    return (None if low is None else float(low), None if high is None else float(high))


def _checked_percentiles(name: str, clip: tuple[float, ...]) -> tuple[float, float]:
    if (
        len(clip) != 2
        or any(isinstance(value, bool) or not isinstance(value, int | float) for value in clip)
        or not 0 <= clip[0] < clip[1] <= 100
    ):
        raise EngineError(
            f"Column {name!r}: cannot clip at the percentiles {clip!r}.", "Use two of 0 to 100, low first."
        )
    return float(clip[0]), float(clip[1])


def _far_out(finite: Floats, column: Column, curve: Curve) -> Limits | None:
    first, third = np.percentile(curve(finite), [25, 75])
    if third <= first:
        return None
    reach = _FAR_OUT * (third - first)
    low, high = curve.inverse(first - reach), curve.inverse(third + reach)
    limits = Limits(_finite(low), _finite(high), False, "")
    between = _between(limits.low, limits.high, column)
    return Limits(limits.low, limits.high, False, f"is more than three interquartile ranges out, {between}")


def impossible(values: Floats, column: Column, latest: dt.date, origin: str = "") -> Limits | None:
    """Ages, years and dates of birth that nobody has on the day of the table's latest date.

    Dates are days since ``origin``.
    """
    oldest = latest.year - MAX_AGE
    if column.meaning is Meaning.AGE:
        low, high = 0.0, float(MAX_AGE)
        because = f"is not a possible age, {_between(low, high, column)}"
    elif column.meaning is Meaning.BIRTH_YEAR:
        low, high = float(oldest), float(latest.year)
        because = f"is not a possible year of birth in {latest.year}, {oldest} to {latest.year}"
    elif column.meaning is Meaning.BIRTH_DATE and origin:
        start = dt.date.fromisoformat(origin[:10])
        low, high = float((dt.date(max(1, oldest), 1, 1) - start).days), float((latest - start).days + 1)
        because = f"is not a possible date of birth on {latest}, {oldest} or later"
    else:
        return None
    limits = Limits(low, high, False, because)
    outside = int(limits.outside(values).sum())
    # When most values are impossible it is the meaning that was guessed wrongly (years written with two digits).
    return limits if 0 < outside <= len(values) / 10 else None


def latest_date(frame: pd.DataFrame, columns: dict[str, Column]) -> dt.date:
    """The table's latest date that is not in the future, else today: what ages are measured against."""
    today = dt.datetime.now(tz=dt.UTC).date()
    seen = [
        latest.date()
        for name in columns
        if name in frame.columns
        and pd.api.types.is_datetime64_any_dtype(frame[name].dtype)
        and columns[name].meaning is not Meaning.BIRTH_DATE
        and not pd.isna(latest := frame[name].max())
        and latest.date() <= today
    ]
    return max(seen, default=today)


def absurd(values: Floats, sample: Floats, column: Column, curve: Curve) -> Limits | None:
    """A few values that stand alone, far beyond everybody else; or a tail so long that it must be clipped.

    Parameters
    ----------
    values : ndarray of float64
        The whole column, NaN where missing.
    sample : ndarray of float64
        Finite values of a sample, for the robust centre and spread.
    """
    if len(sample) < 30:
        return None
    work = curve(sample)
    low5, first, middle, third, high95 = np.percentile(work, [5, 25, 50, 75, 95])
    # The wider of two robust standard deviations: counts often have an interquartile range of almost nothing.
    spread = max((third - first) / 1.349, (high95 - low5) / 3.29)
    if not 0 < spread < np.inf:
        return None
    one_sided = curve.kind is Transform.LOG  # it throws zeros far out; somebody who bought nothing is no mistake
    fence = ABSURD_DEVIATIONS * spread
    inside = _reach(middle, fence, curve, one_sided)
    outside = Limits(*inside, True, "").outside(values)
    if not outside.any():
        return None
    distance = np.abs(curve(values[outside]) - middle)
    rest = _farthest(values, outside, middle, curve, one_sided)
    known = int((~np.isnan(values)).sum())
    reach = _gap(np.sort(distance)[::-1], rest, max(1, int(ABSURD_SHARE * known)))
    clip = reach is None
    low, high = inside if reach is None else _reach(middle, max(reach, fence), curve, one_sided)
    typical = number(float(np.median(sample)), column)
    if clip:
        because = f"is more than {ABSURD_DEVIATIONS:g} robust standard deviations from the median, {typical}"
    else:
        because = (
            f"stands alone, more than {ABSURD_GAP:g} times as far from the median, {typical}, as all other customers"
        )
    return Limits(low, high, clip, because)


def _reach(middle: float, reach: float, curve: Curve, one_sided: bool) -> tuple[float | None, float | None]:
    """The original values so far from the middle; None where there is none."""
    low = None if one_sided else _finite(curve.inverse(middle - reach))
    return low, _finite(curve.inverse(middle + reach))


def _farthest(values: Floats, outside: NDArray[np.bool_], middle: float, curve: Curve, one_sided: bool) -> float:
    """How far from the middle the farthest of the other values is."""
    ends = np.array(
        [np.nanmin(values, where=~outside, initial=np.inf), np.nanmax(values, where=~outside, initial=-np.inf)]
    )
    distances = np.abs(curve(ends[1:] if one_sided else ends) - middle)
    return float(distances[np.isfinite(distances)].max(initial=0.0))


def _gap(far: Floats, rest: float, most: int) -> float | None:
    """How far a value must be to stand alone: beyond the widest gap with at most ``most`` values outside; None if
    there is no such gap."""
    inner = np.append(far[1:], rest)
    for position in np.flatnonzero(far[:most] > ABSURD_GAP * inner[:most])[::-1]:
        return float(ABSURD_GAP * inner[position])
    return None


def at_most_a_few(limits: Limits, n_outside: int, n_rows: int) -> Limits:
    """Clip instead of setting aside where a rule of ours would take too many customers away."""
    if limits.clip or n_outside <= max(1, MAX_SET_ASIDE_SHARE * n_rows):
        return limits
    return Limits(limits.low, limits.high, True, limits.because)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _between(low: float | None, high: float | None, column: Column) -> str:
    if low is None:
        return f"at most {number(high, column)}" if high is not None else "without limit"
    return f"at least {number(low, column)}" if high is None else f"{number(low, column)} to {number(high, column)}"
