"""New customers in the segments that are shown: one by one from a form, or a whole table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.choices import Choices
from app.limits import BACKGROUND_CUSTOMERS
from app.services.analysis import dataset_of
from app.services.context import context
from app.services.results import Ready

if TYPE_CHECKING:
    import pandas as pd

    from engine.drift import Drift
    from engine.model import SegmentModel


@dataclass(frozen=True)
class PlacedCustomer:
    """One customer, placed.

    Attributes
    ----------
    number, second : int
        Segments from 1; ``second`` is None when there is one segment only.
    confidence : float
        From 0 (on the border between two segments) to 1.
    misfit : str
        Why the customer fits none well; "" when they do.
    position : tuple of float
        On the map, one coordinate per component.
    deciding : tuple of str
        The columns that speak most for this segment and against the second.
    notes : tuple of str
        What could not be read, was missing or never seen.
    """

    number: int
    second: int | None
    confidence: float
    misfit: str
    position: tuple[float, ...]
    deciding: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ScoredSummary:
    """How a whole table fell into the segments."""

    sizes: tuple[int, ...]
    shares_before: tuple[float, ...]
    fits_none: int
    drift: tuple[Drift, ...]
    segment_drift: Drift
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ScoredTable:
    """A whole table, placed: ``table`` has every original column with the scores before it."""

    table: pd.DataFrame
    summary: ScoredSummary


@dataclass(frozen=True)
class ScoredUpload:
    """A dropped file, placed, under the names that the segments had then."""

    name: str
    names: tuple[str, ...]
    summary: ScoredSummary


def model_of(ready: Ready) -> SegmentModel:
    """The model of the segments that are shown, under the names that are shown."""
    from engine.cache import content_key
    from engine.model import SegmentModel

    names = "\x1f".join(ready.names)
    key = content_key("model", ready.view.id, ready.view.fingerprint, ready.choices.spec.key, ready.k, names)
    model: SegmentModel | None = context().memory.get(key)
    if model is None:
        model = SegmentModel.from_parts(ready.dataset, ready.matrix, ready.segmentation, ready.names)
        context().memory.set(key, model)
    return model


def place_customer(ready: Ready, values: Mapping[str, Any]) -> PlacedCustomer:
    """Where a customer with these values belongs.

    Parameters
    ----------
    values : mapping of str to str, float or None
        By column name; what is absent or None is unknown.

    Raises
    ------
    EngineError
        If the model cannot be used, with a sentence.
    """
    import pandas as pd

    model = model_of(ready)
    frame = pd.DataFrame({column.name: [values.get(column.name)] for column in model.card.schema}, dtype="object")
    scores = model.score(frame)
    row = scores.iloc[0]
    point = model.transform(frame)[0].astype(np.float64)
    second = None if pd.isna(row["second_choice"]) else int(row["second_choice"])
    return PlacedCustomer(
        number=int(row["segment"]),
        second=second,
        confidence=float(row["confidence"]),
        misfit=str(row["fits_none_because"]),
        position=tuple(((point - ready.projection.mean) @ ready.projection.loadings.T).tolist()),
        deciding=_deciding(model, point, int(row["segment"]) - 1, None if second is None else second - 1),
        notes=tuple(note for note in scores.attrs["notes"] if "fits none" not in note),
    )


def _deciding(model: SegmentModel, point: Any, own: int, second: int | None) -> tuple[str, ...]:
    """The columns whose features bring the customer most nearer to the own centre than to the second."""
    if second is None:
        return ()
    centers = model.card.centers
    gains = (point - centers[second]) ** 2 - (point - centers[own]) ** 2
    columns = [plan.column for plan in model.card.plan.features for _ in plan.features]
    totals: dict[str, float] = {}
    for column, gain in zip(columns, gains.tolist(), strict=True):
        totals[column] = totals.get(column, 0.0) + gain
    best = sorted(totals, key=lambda column: -totals[column])[:2]
    return tuple(column for column in best if totals[column] > 0)


def background(ready: Ready) -> list[NDArray[np.float32]]:
    """Coordinates of some customers of each segment, evenly spread over the table, in label order."""
    step = max(1, -(-len(ready.segmentation.labels) // BACKGROUND_CUSTOMERS))
    labels, points = ready.segmentation.labels[::step], ready.projection.coordinates[::step]
    return [points[labels == label] for label in range(ready.k)]


def score_table(ready: Ready, other: str) -> ScoredTable | None:
    """Place every row of another table of the asking browser; None when it is not there or not read yet.

    Raises
    ------
    EngineError
        If a needed column is missing, with its name.
    """
    from engine.assignments import scored
    from engine.drift import Drift, drift_of, stability_index

    dataset = dataset_of(Choices(dataset=other))
    if dataset is None:
        return None
    model = model_of(ready)
    scores = model.score(dataset)
    sizes = np.bincount(scores["segment"], minlength=ready.k + 1)[1:]
    before = np.asarray(ready.segmentation.sizes)
    known = ready.dataset.frame.iloc[ready.matrix.row_index]
    summary = ScoredSummary(
        sizes=tuple(sizes.tolist()),
        shares_before=tuple((before / before.sum()).tolist()),
        fits_none=int(scores["fits_none"].sum()),
        drift=drift_of(known, dataset.frame, model.card.schema),
        segment_drift=Drift("the segments", stability_index(before, sizes)),
        notes=tuple(scores.attrs["notes"]),
    )
    return ScoredTable(scored(dataset, scores), summary)
