"""What a stranger with a share link may know: words and coarse numbers about segments, and of nobody in them.

A segment of fewer than `MIN_SHARED` customers is not described, and while there is one all other counts are rounded to
tens and no total is given, so that it cannot be found by subtraction. Numbers keep two significant digits: a median is
somebody's own value when the segment has an odd size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from app.components.evidence import MAX_ROWS, said
from app.components.numbers import count, percent, value
from app.components.typical import typical_table
from app.figures.heatmap import STRONG, ordered_columns
from app.limits import MIN_SHARED
from app.services import Ready
from engine.dataset import Kind, Meaning
from engine.profiles.lexicon import column_title
from engine.profiles.numbers import is_year
from engine.profiles.result import FeatureSummary, SegmentProfile
from engine.report.words import telling

_YEARS = 5  # a year of birth is told to this many


@dataclass(frozen=True)
class SharedSegment:
    """One segment as a stranger sees it; ``share`` and ``spending`` are from 0 to 1, ``typical`` is header and rows."""

    number: int
    name: str
    colour: int
    small: bool
    size: str
    share: float
    facts: tuple[tuple[str, str, str], ...] = ()  # column, here, everyone
    spending: float | None = None
    idea: tuple[str, str] | None = None
    typical: tuple[list[str], list[list[Any]]] | None = None


@dataclass(frozen=True)
class Cell:
    """A cell of the heat map: what stands in it, and from -1 (far below everyone) to 1."""

    text: str
    strength: float


@dataclass(frozen=True)
class Disclosed:
    """All that the shared page shows; ``curve`` is k and what is left of the spread, the largest being 1."""

    title: str
    people: str
    segments: tuple[SharedSegment, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    k: int
    suggested: int
    verdict: str
    reasons: tuple[str, ...]
    curve: tuple[tuple[int, float], ...]
    rounded: bool
    customers: bool


def disclose(ready: Ready, *, customers: bool) -> Disclosed:
    """Everything that may be shown of these results; with ``customers`` also who is typical of each segment."""
    sizes = [profile.size for profile in ready.profiles]
    rounded = min(sizes) < MIN_SHARED
    told = [round(size, -1) if rounded else size for size in sizes]
    shares = [size / max(sum(told), 1) for size in told]
    columns = [name for name in ordered_columns(ready.profiles) if not _personal(ready, name)][:MAX_ROWS]
    peak = max(map(float, ready.sweep.inertia.values()))
    return Disclosed(
        title=ready.view.name.rsplit(".", 1)[0],
        people="" if rounded else f"{count(sum(sizes))} customers",
        segments=tuple(
            _segment(ready, label, told[label], shares[label], spending=not rounded, customers=customers)
            for label in range(ready.k)
        ),
        rows=tuple((name, tuple(_cell(profile, name) for profile in ready.profiles)) for name in columns),
        k=ready.k,
        suggested=ready.advice.suggested_k,
        verdict=ready.advice.verdict.title,
        # The last sentence may say how many customers there are.
        reasons=ready.advice.reasons[:2],
        curve=tuple((int(k), round(float(ready.sweep.inertia[k]) / (peak or 1), 3)) for k in ready.sweep.ks),
        rounded=rounded,
        customers=customers,
    )


def _segment(ready: Ready, label: int, size: int, share: float, *, spending: bool, customers: bool) -> SharedSegment:
    profile, shown = ready.profiles[label], ready.shown[label]
    if profile.size < MIN_SHARED:
        name = shown.name if shown.given else "A small segment"
        return SharedSegment(label + 1, name, shown.colour, True, f"fewer than {MIN_SHARED} customers", 0.0)
    told = [each for each in telling(profile, len(profile.features)) if not _personal(ready, each.column)]
    facts = [
        (column_title(each.column), *texts) for each in told if (texts := _against(each, profile.size)) is not None
    ]
    return SharedSegment(
        number=label + 1,
        name=shown.name,
        colour=shown.colour,
        small=False,
        size=f"{count(size)} customers",
        share=share,
        facts=tuple(facts[:5]),
        spending=profile.spending_share if spending else None,
        idea=(profile.actions[0].title.rstrip("."), profile.actions[0].detail) if profile.actions else None,
        typical=typical_table(profile, ready.dataset) if customers else None,
    )


def _personal(ready: Ready, column: str) -> bool:
    return column in ready.dataset.columns and ready.dataset.columns[column].personal


def _cell(profile: SegmentProfile, column: str) -> Cell:
    found = next((each for each in profile.features if each.column == column), None)
    texts = None if found is None or profile.size < MIN_SHARED else _against(found, profile.size)
    if found is None or texts is None:
        return Cell("", 0.0)
    return Cell(texts[0], round(max(-1.0, min(1.0, found.effect / STRONG)), 1))


def _against(summary: FeatureSummary, size: int) -> tuple[str, str] | None:
    """The segment's typical value and everyone's; None where fewer than ten customers stand behind it."""
    known = size - summary.n_missing
    if summary.top_level is not None:
        if (summary.top_share or 0.0) * known < MIN_SHARED:
            return None
        return f"{said(summary.top_level, summary.kind)} {percent(summary.top_share)}", percent(summary.overall_share)
    if known < MIN_SHARED or summary.median is None:
        return None
    return _coarse(summary.median, summary), _coarse(summary.overall_median, summary)


def _coarse(x: float | None, summary: FeatureSummary) -> str:
    if x is None or not math.isfinite(x):
        return value(None)
    if summary.kind is Kind.DATE:
        return str(pd.Timestamp(x, unit="D").year)
    if summary.meaning is Meaning.BIRTH_YEAR or is_year(summary.column, x):
        return f"about {_YEARS * round(x / _YEARS)}"
    return value(float(f"{x:.1e}"), summary.unit, summary.meaning)
