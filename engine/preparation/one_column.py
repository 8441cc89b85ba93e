"""Choosing and learning what becomes of one column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from engine.columns.booleans import YES
from engine.columns.names import fold
from engine.dataset import Column, Kind
from engine.preparation.fit_levels import fit_levels, order_of
from engine.preparation.fit_number import fit_number
from engine.preparation.matrix import Step
from engine.preparation.outliers import Limits
from engine.preparation.plan import FeaturePlan, NumberPlan, Reading
from engine.preparation.roles import Selection, spec_of
from engine.preparation.sampling import sample_of
from engine.preparation.spec import ColumnSpec, Encoding, PreparationSpec, Transform
from engine.preparation.transforms import Curve, choose_curve, fit_log, fit_yeo_johnson
from engine.preparation.values import Floats, has_infinite, is_code, read_numbers

# Of two answers, the words that are the "yes": those of any language, and what else is told as a state.
_STATES = YES | {"1", "active", "aktiv", "subscribed", "member", "married", "female"}


@dataclass(frozen=True)
class Decided:
    """What is known of a column before it is learned: where to clip, and the transform unless it is to be chosen."""

    clip: Limits | None = None
    curve: Curve | None = None


class Learner:
    """Learns features column by column; knows the table, the spec, and nothing that changes."""

    def __init__(self, chosen: Selection, spec: PreparationSpec) -> None:
        self._chosen = chosen
        self._spec = spec
        self._own_encoding = {name for name, one in spec.columns.items() if one.encoding is not None}

    def spec_of(self, name: str) -> ColumnSpec:
        return spec_of(name, self._spec)

    def is_number(self, column: Column) -> bool:
        """Whether outlier rules and transforms apply: a number or a date, not answers or levels."""
        return column.kind in (Kind.NUMBER, Kind.DATE) and not self._as_levels(column)

    def _as_levels(self, column: Column) -> bool:
        if column.kind in (Kind.CATEGORY, Kind.TEXT):
            return True
        # Only a choice for this very column turns numbers into levels (codes that the reader took for numbers).
        return column.name in self._own_encoding and self.spec_of(column.name).encoding is Encoding.ONE_HOT

    @staticmethod
    def read(series: pd.Series, start: NumberPlan) -> Floats:
        """The column as numbers, with confirmed sentinels and infinities missing."""
        return read_numbers(series, start.reading, origin=start.origin, words=start.words, unknown=start.unknown)

    def start(self, series: pd.Series, column: Column) -> NumberPlan:
        """How the column is read, nothing learned yet."""
        plan = NumberPlan(column.name, column.name)
        if column.kind is Kind.DATE or pd.api.types.is_datetime64_any_dtype(series.dtype):
            first = pd.Timestamp(series.min()) if series.notna().any() else pd.Timestamp("1970-01-01")
            origin = first.tz_convert("UTC").tz_localize(None) if first.tzinfo else first
            return NumberPlan(column.name, column.name, Reading.DATE, origin=origin.normalize().isoformat())
        if column.kind is Kind.BOOLEAN and not is_code(series):
            words = sorted(str(word) for word in series.dropna().astype("str").unique())
            words.sort(key=lambda word: fold(word.strip()).lower() in _STATES)
            return NumberPlan(column.name, column.name, Reading.WORDS, words=tuple(words))
        values = read_numbers(series)
        unknown = tuple(map(float, self.spec_of(column.name).missing_values))
        if has_infinite(values):
            unknown = (*unknown, np.inf, -np.inf)
        return NumberPlan(plan.column, plan.feature, unknown=unknown)

    def curve(self, values: Floats, column: Column) -> tuple[Curve, Floats]:
        """The transform that the spec or the data ask for, and the sample it was judged on."""
        asked = self.spec_of(column.name).transform
        known = sample_of(values)
        known = known[~np.isnan(known)]
        if not len(known) or asked is Transform.NONE or not self.is_number(column):
            return Curve(), known
        lowest = float(np.nanmin(values))
        if asked is Transform.LOG:
            return fit_log(lowest), known
        if asked is Transform.YEO_JOHNSON:
            return fit_yeo_johnson(known) or Curve(), known
        return (choose_curve(known, lowest) if column.kind is Kind.NUMBER else Curve()), known

    def learn(
        self, series: pd.Series, column: Column, decided: Decided
    ) -> tuple[tuple[FeaturePlan, ...], tuple[Step, ...]]:
        """The features of one column, from the rows that take part."""
        spec = self.spec_of(column.name)
        if not self._as_levels(column):
            start = self.start(series, column)
            values = self.read(series, start)
            return self._number(values, column, start, decided)
        if (order := order_of(series, column, spec)) is not None:
            words, why = order
            start = NumberPlan(column.name, column.name, Reading.WORDS, words=words)
            values = read_numbers(series, Reading.WORDS, words=words)
            detail = f"{column.name} became its place in the order {' < '.join(words[:12])}."
            lost = int((np.isnan(values) & series.notna().to_numpy()).sum())
            if lost:
                detail += f" {lost:,} answers are not in it and count as missing."
            plans, steps = self._number(values, column, start, Decided(curve=Curve()))
            return plans, (Step(column.name, "encode", detail, why, lost), *steps)
        plan, steps = fit_levels(series, column, spec)
        return ((plan,) if plan is not None else ()), steps

    def _number(
        self, values: Floats, column: Column, start: NumberPlan, decided: Decided
    ) -> tuple[tuple[FeaturePlan, ...], tuple[Step, ...]]:
        clip, curve = decided.clip, decided.curve
        if curve is None:
            plain = values if clip is None else np.clip(values, clip.low, clip.high)
            curve = self.curve(plain, column)[0]
        fitted = fit_number(values, column, self.spec_of(column.name), start, (clip, curve))
        return fitted.plans, fitted.steps
