"""From frozen results to the content of a report; nothing is fitted here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from engine import __version__
from engine.advice.result import Advice
from engine.dataset import Dataset
from engine.limits import REPORT_COLUMNS, REPORT_IDEAS, REPORT_POINTS, REPORT_STEPS
from engine.map.axes import telling_pair
from engine.map.words import axis_phrase
from engine.model_card import versions
from engine.preparation.matrix import PreparedMatrix
from engine.profiles.numbers import write_count, write_number, write_share
from engine.profiles.result import SegmentProfile, SegmentProfiles
from engine.projection import Projection
from engine.report.content import CurvePoint, MapPicture, Report, SegmentPage, StepLine, cleaned
from engine.report.words import against, certainty, description, idea, portrait, receipts, telling
from engine.segmentation import Segmentation
from engine.sweep.result import Sweep

# Of a crowd, the outermost few would shrink all others to a dot.
_TAIL = 0.002

_READING = (
    ("Segment", "A group of customers who are more like each other than like everyone else, over all columns that "
     "decide the segments. They are numbered by size; the largest is 1."),
    ("Certainty", "A segment is stable when at least three quarters of it come back when the segments are made from "
     "other customers of the same kind (Jaccard similarity, 0 to 1). Below 0.6 it is shaky: do not build on it alone."),
    ("Clear groups, repeatable segments, useful slices", "Clear groups stand apart by themselves. Repeatable segments "
     "come back on other samples, without gaps between them. Useful slices cut a continuum: good for speaking to "
     "people differently, but customers near a border could belong to either side."),
    ("Typical", "Values are medians: half of the customers have less, half have more. For answers, the share that "
     "gave them."),
    ("Against everyone", "Bars to the right are above everyone, to the left below; the longer the bar, the larger "
     "the difference (standard deviations; for answers, shares)."),
    ("Coverage and exclusivity", "The share of the segment that a description holds for, and the share of those it "
     "holds for who are in the segment."),
    ("Ideas to test", "What one could do. None of it is proved to work for these customers: hold some of them out, "
     "and compare."),
)  # fmt: skip


def build_report(
    dataset: Dataset,
    matrix: PreparedMatrix,
    sweep: Sweep,
    advice: Advice,
    projection: Projection,
    segmentation: Segmentation,
    profiles: SegmentProfiles,
    *,
    made: datetime,
    names: Sequence[str] | None = None,
    colours: Sequence[int] | None = None,
    notes: Sequence[str] | None = None,
    cautions: Sequence[str] | None = None,
    title: str = "",
) -> Report:
    """Put together what a report says.

    Parameters
    ----------
    dataset, matrix, sweep, advice, projection, segmentation, profiles
        What belongs together, as `engine.analysis.analyse` gives it for one k.
    made : datetime
        Stands on the cover.
    names, colours, notes, cautions : sequences of length k, optional
        What a person gave the segments, and what a given name claims without proof; in label order.
    title : str
        What the table is called; its own name when left out.

    Returns
    -------
    Report
        Every text is on one line and can be written in each of the formats.
    """
    k = len(profiles)
    given = names or profiles.names
    # The verdict is on the recommended number: of another it proves nothing.
    verdict = advice.verdict.title if k == advice.suggested_k else "Chosen by hand"
    measured = advice.stability.get(k, ())
    stability = [float(measured[label]) if label < len(measured) else None for label in range(k)]
    pages = tuple(
        _page(
            profile,
            name=given[label],
            colour=colours[label] if colours else label % 12 + 1,
            note=notes[label] if notes else "",
            caution=cautions[label] if cautions else "",
            verdict=verdict,
            stability=stability[label],
        )
        for label, profile in enumerate(profiles)
    )
    steps = _steps(dataset, matrix)
    report = Report(
        title=_without_ending(title or dataset.name) or "Customers",
        synthetic=dataset.synthetic,
        made=made,
        k=k,
        suggested_k=advice.suggested_k,
        verdict=verdict,
        lede=_lede(advice, k),
        reasons=advice.reasons,
        n_rows=dataset.n_rows,
        n_customers=len(matrix.row_index),
        n_aside=len(matrix.set_aside),
        curve=_curve(sweep, advice),
        map=_picture(projection, matrix, segmentation),
        segments=pages,
        steps=steps[:REPORT_STEPS],
        n_more_steps=max(0, len(steps) - REPORT_STEPS),
        reading=_READING,
        provenance=_provenance(dataset, matrix, segmentation, made),
    )
    clean: Report = cleaned(report)
    return clean


def _page(
    profile: SegmentProfile, *, name: str, colour: int, note: str, caution: str, verdict: str, stability: float | None
) -> SegmentPage:
    return SegmentPage(
        number=profile.number,
        colour=colour,
        name=name,
        generated="" if name == profile.name else profile.name,
        note=note,
        size=profile.size,
        share=profile.share,
        spending_share=profile.spending_share,
        portrait=portrait(profile.facts) or profile.summary,
        certainty=certainty(verdict, stability),
        caution=caution,
        receipts=receipts(profile.facts),
        description=description(profile),
        columns=tuple(against(each) for each in telling(profile, REPORT_COLUMNS)),
        ideas=tuple(idea(each) for each in profile.actions[:REPORT_IDEAS]),
    )


def _without_ending(name: str) -> str:
    """A file's name without what says its format."""
    return re.sub(r"(\.[A-Za-z]{2,7}){1,2}$", "", name)


def _lede(advice: Advice, k: int) -> str:
    """The first reason speaks of the suggested number; what was chosen otherwise is said."""
    first = advice.reasons[0] if advice.reasons else ""
    if k == advice.suggested_k:
        return first
    return f"{first} The recommended number is {advice.suggested_k}; {k} were chosen here."


def _curve(sweep: Sweep, advice: Advice) -> tuple[CurvePoint, ...]:
    elbow = advice.criteria.get("elbow")
    band = {} if elbow is None else elbow.band
    return tuple(CurvePoint(k, float(sweep.inertia[k]), *band.get(k, (None, None))) for k in sorted(sweep.ks))


def _picture(projection: Projection, matrix: PreparedMatrix, segmentation: Segmentation) -> MapPicture:
    """An even, seeded sample on the two components in which the segments lie farthest apart."""
    pair = telling_pair(projection, segmentation)
    axes = list(dict.fromkeys(pair)) if pair[0] != pair[1] else [pair[0], pair[0]]
    n = len(projection.coordinates)
    chosen = np.random.default_rng(0).permutation(n)[:REPORT_POINTS] if n <= 10 * REPORT_POINTS else None
    if chosen is None:  # a permutation of a million rows to draw two thousand is a waste
        chosen = np.random.default_rng(0).choice(n, REPORT_POINTS, replace=False, shuffle=True)
    points = np.asarray(projection.coordinates[chosen][:, axes], dtype=np.float32)
    labels = np.asarray(segmentation.labels[chosen], dtype=np.int32)
    low, high = (
        np.quantile(points, (_TAIL, 1 - _TAIL), axis=0) if n > REPORT_POINTS else (points.min(0), points.max(0))
    )
    inside = ((points >= low) & (points <= high)).all(axis=1)
    across, up = (axis_phrase(projection.loadings[axis], matrix.features) for axis in axes)
    return MapPicture(
        points=points[inside],
        labels=labels[inside],
        centers=((segmentation.centers - projection.mean) @ projection.loadings.T)[:, axes],
        n_customers=n,
        across=across,
        up=up if pair[0] != pair[1] else across,
        explained=float(sum(projection.explained_variance_ratio[axis] for axis in set(axes))),
    )


def _steps(dataset: Dataset, matrix: PreparedMatrix) -> tuple[StepLine, ...]:
    """What was noticed and done, once each; what was done alike to many columns is one line."""
    lines = [StepLine(note.column or "", note.message, "", None) for note in (*dataset.notes, *matrix.notes)]
    if dataset.set_aside:
        rows = write_count(len(dataset.set_aside), "row", "rows")
        lines.append(StepLine("", f"{rows} could not be read.", "", len(dataset.set_aside)))
    scaled = [step for step in matrix.steps if step.action == "scale" and " was standardised" in step.detail]
    for step in matrix.steps:
        if step not in scaled:
            lines.append(StepLine(step.column, step.detail, step.reason, step.n_affected or None))
    if scaled:
        # Said once: with a hundred columns nobody would find what matters among the lines.
        columns = write_count(len(dict.fromkeys(step.column for step in scaled)), "column was", "columns were")
        lines.append(
            StepLine("", f"{columns} standardised to mean 0 and standard deviation 1.", scaled[0].reason, None)
        )
    return tuple(dict.fromkeys(lines))


def _provenance(
    dataset: Dataset, matrix: PreparedMatrix, segmentation: Segmentation, made: datetime
) -> tuple[tuple[str, str], ...]:
    """What is needed to make the same segments again."""
    libraries = ", ".join(f"{name} {number}" for name, number in versions().items())
    return (
        ("Table", dataset.name or "unnamed"),
        ("Rows and columns", f"{dataset.n_rows:,} rows, {len(dataset.columns):,} columns"),
        ("Fingerprint of the table", dataset.fingerprint),
        ("Preparation", matrix.fingerprint),
        ("Method", f"K-Means, k = {len(segmentation.centers)}, seed {segmentation.seed}, "
                   f"{write_count(matrix.values.shape[1], 'feature', 'features')}"),
        ("Within-segment sum of squares", write_number(float(segmentation.inertia), exact=True)),
        ("Share of the differences explained", _explained(matrix, segmentation)),
        ("Made", f"{made:%Y-%m-%d %H:%M} {made.tzname() or ''}".strip()),
        ("Tessera", __version__),
        ("Libraries", libraries),
    )  # fmt: skip


def _explained(matrix: PreparedMatrix, segmentation: Segmentation) -> str:
    """One minus the error within the segments over that of a single one."""
    total = 0.0
    mean = matrix.values.mean(axis=0, dtype=np.float64)
    for start in range(0, len(matrix.values), 100_000):
        total += float(((matrix.values[start : start + 100_000].astype(np.float64) - mean) ** 2).sum())
    return write_share(1 - segmentation.inertia / total) if total > 0 else "none"
