"""What stands beside a chart: a sentence that says what it shows, the table behind it, and how to read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from app.components.numbers import MISSING, number, percent, typical
from app.components.page import more, table
from engine.profiles.details import ColumnDetail, NumberSpread
from engine.profiles.intervals import Interval
from engine.profiles.lexicon import column_title
from engine.profiles.result import SegmentProfiles
from engine.report.words import said

DESCRIBED = "described only"
MAX_ROWS = 14  # of the heat map and the table behind it: what fits on a screen
_SMALLEST_P = 0.001


def behind(*children: Any, help_words: Sequence[str]) -> html.Div:
    """The table behind a chart, and the words that say how to read it."""
    return html.Div(
        [
            more("As a table", list(children)),
            more("How to read this chart", [html.P(sentence) for sentence in help_words]),
        ],
        className="behind",
    )


def marked(detail: ColumnDetail) -> str:
    """The column's name, and whether it was only described."""
    title = column_title(detail.name)
    return title if detail.is_feature else f"{title} ({DESCRIBED})"


def written(x: float | None, detail: ColumnDetail) -> str:
    """A value of the column."""
    return typical(x, detail.kind, detail.unit, detail.meaning, detail.name)


def heat_sentence(details: Sequence[ColumnDetail]) -> str:
    """Which columns separate the segments most."""
    made = [detail for detail in details if detail.is_feature][:3]
    if not made:
        return "No column separates the segments."
    names = [column_title(detail.name) for detail in made]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{listed} separate{'s' if len(names) == 1 else ''} the segments most."


def heat_table(details: Sequence[ColumnDetail], profiles: SegmentProfiles, names: Sequence[str]) -> html.Div:
    """Medians, and for answers the share of the one that stands out, per segment."""
    by_column = [{feature.column: feature for feature in profile.features} for profile in profiles]
    rows = []
    for detail in details[:MAX_ROWS]:
        cells = []
        for features in by_column:
            found = features[detail.name]
            if found.top_level is not None:
                cells.append(f"{said(found.top_level, found.kind)} {percent(found.top_share)}")
            else:
                cells.append(f"{written(found.median, detail)} ({number(round(found.effect, 2))})")
        rows.append([marked(detail), *cells])
    header = ["Column", *(f"{i + 1} {name}" for i, name in enumerate(names))]
    return table(header, rows, "Every column in every segment: median (effect in standard deviations), or share")


def spread_sentence(detail: ColumnDetail, names: Sequence[str]) -> str:
    """Where the column is highest and lowest, or which segment differs most from everyone."""
    if isinstance(detail.everyone, NumberSpread):
        known = [
            (spread.median, name)
            for spread, name in zip(detail.segments, names, strict=True)
            if isinstance(spread, NumberSpread) and spread.median is not None
        ]
        if not known:
            return f"Nobody's {column_title(detail.name)} is known."
        (low, lowest), (high, highest) = min(known), max(known)
        if low == high:
            return f"The typical {column_title(detail.name)} is {written(low, detail)} in every segment."
        return (
            f"The typical {column_title(detail.name)} is highest in “{highest}” ({written(high, detail)}) and lowest in "
            f"“{lowest}” ({written(low, detail)}); for everyone it is {written(detail.everyone.median, detail)}."
        )
    differences = [
        (abs(own.share - all_.share), own, all_, name)
        for shares, name in zip(detail.segments, names, strict=True)
        if not isinstance(shares, NumberSpread)
        for own, all_ in zip(shares, detail.everyone, strict=True)
    ]
    if not differences:
        return f"Nobody's {column_title(detail.name)} is known."
    _, own, all_, name = max(differences, key=lambda each: each[0])
    return f"{percent(own.share)} of “{name}” have “{said(own.answer, detail.kind)}” for {column_title(detail.name)}, against {percent(all_.share)} of everyone."


def spread_table(detail: ColumnDetail, names: Sequence[str]) -> html.Div:
    """One column in every segment and for everyone, with 95 % intervals."""
    groups = [*zip([f"{i + 1} {name}" for i, name in enumerate(names)], detail.segments, strict=True)]
    rows: list[list[Any]] = []
    for name, group in [*groups, ("Everyone", detail.everyone)]:
        if isinstance(group, NumberSpread):
            middle = [written(each, detail) for each in group.quartiles or (None, None)]
            rows.append(
                [
                    name,
                    number(group.n),
                    _with_interval(group.median, group.median_interval, detail),
                    _with_interval(group.mean, group.mean_interval, detail),
                    " to ".join(middle),
                ]
            )
        else:
            rows.append([name, *(f"{percent(each.share)} ({_percents(each.interval)})" for each in group)])
    if isinstance(detail.everyone, NumberSpread):
        header = ["Segment", "Known for", "Median (95 % interval)", "Mean (95 % interval)", "Middle half"]
    else:
        header = ["Share (95 % interval)", *(said(each.answer, detail.kind) for each in detail.everyone)]
    return table(header, rows, f"{column_title(detail.name)} in every segment")


def statistics_table(details: Sequence[ColumnDetail], names: Sequence[str], means: bool) -> html.Div:
    """Medians or means of every column in every segment with 95 % intervals; of answers, the share that differs most.

    One cell per column and segment: a browser takes seconds for a table of thousands.
    """
    rows = [[marked(detail) + _answer(detail), *_cells(detail, means)] for detail in details]
    header = ["Column", *(f"{i + 1} {name}" for i, name in enumerate(names)), "Everyone"]
    return table(header, rows, "Every column in every segment, with 95 % intervals")


def _cells(detail: ColumnDetail, means: bool) -> list[str]:
    place = _telling_answer(detail)
    cells = []
    for group in (*detail.segments, detail.everyone):
        if isinstance(group, NumberSpread):
            measured = (group.mean, group.mean_interval) if means else (group.median, group.median_interval)
            cells.append(_with_interval(*measured, detail))
        elif place is None:
            cells.append(MISSING)
        else:
            cells.append(f"{percent(group[place].share)} ({_percents(group[place].interval)})")
    return cells


def _telling_answer(detail: ColumnDetail) -> int | None:
    """The answer whose share differs most between the segments; None for numbers and where nobody answered."""
    groups = [group for group in detail.segments if not isinstance(group, NumberSpread)]
    if not groups or not groups[0]:
        return None
    ranges = [max(each) - min(each) for each in zip(*([one.share for one in group] for group in groups), strict=True)]
    return ranges.index(max(ranges))


def _answer(detail: ColumnDetail) -> str:
    place = _telling_answer(detail)
    return (
        ""
        if place is None or isinstance(detail.everyone, NumberSpread)
        else f": {said(detail.everyone[place].answer, detail.kind)}"
    )


def effects_table(details: Sequence[ColumnDetail]) -> list[Any]:
    """How much the segments differ in each column, beside what chance reaches or what a test says."""
    rows = [
        [
            marked(detail),
            detail.measure,
            f"{detail.effect:.2f}",
            "" if detail.chance is None else f"{detail.chance:.2f}",
            _p_value(detail),
        ]
        for detail in details
    ]
    header = ["Column", "Measure", "Effect size", "By chance", "p-value"]
    return [
        html.P(
            "Effect sizes run from 0 (the segments are alike) to 1 (the segment tells the value). “By chance” is what "
            "the same procedure reaches on the same columns shuffled, where there are no groups."
        ),
        html.P(
            "Columns that made the segments have no p-value: K-Means makes segments differ in them whatever the data, "
            "so that every difference would look significant. The others were not used, so an ordinary test holds "
            "(Kruskal-Wallis for numbers, chi squared for answers; adjusted for their number)."
        ),
        table(header, rows, "How much the segments differ in every column"),
    ]


def _p_value(detail: ColumnDetail) -> str:
    if detail.p_value is None:
        return "" if detail.is_feature else "cannot be tested"
    return f"below {_SMALLEST_P}" if detail.p_value < _SMALLEST_P else f"{detail.p_value:.3f}"


def _with_interval(x: float | None, interval: Interval | None, detail: ColumnDetail) -> str:
    if x is None or interval is None:
        return written(x, detail)
    low, high = (written(each, detail) for each in interval)
    return f"{written(x, detail)} ({low} to {high})"


def _percents(interval: Interval) -> str:
    return " to ".join(percent(each) for each in interval)
