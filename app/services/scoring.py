"""New customers in the segments that are shown: one by one from a form, or a whole table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.choices import Choices
from app.limits import BACKGROUND_CUSTOMERS
from app.services.analysis import dataset_of, resolve
from app.services.at_hand import at_hand
from app.services.models import brought_model
from app.services.naming import COLOURS
from app.services.results import Failed, Missing, Ready, Working

if TYPE_CHECKING:
    import pandas as pd

    from engine.drift import Drift
    from engine.model import SegmentModel
    from engine.model_schema import NeededColumn, Remarks


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
        On the map, one coordinate per component; empty where there is none.
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
    parts = ready.dataset, ready.matrix, ready.segmentation, ready.names
    return at_hand(str(ready.view.fingerprint), key, lambda: SegmentModel.from_parts(*parts))


@dataclass(frozen=True, eq=False)
class Scorer:
    """What customers are placed with.

    Attributes
    ----------
    title : str
        Of the table that is open, or of the model that was brought.
    colours : tuple of int, length k
    ready : Ready or None
        None for a model that was brought: its customers are not here to be drawn, or to be compared with.
    """

    model: SegmentModel
    title: str
    colours: tuple[int, ...]
    ready: Ready | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return self.model.names


def scorer(choices: Choices) -> Scorer | Working | Failed | Missing:
    """The model that the choices name, else that of the segments that are shown; or why there is none."""
    if choices.model is not None:
        found = brought_model(choices.model)
        if found is None:
            return Missing("This model was not found.", "It may have been deleted. Look in the library.")
        title, model = found
        return Scorer(model, title, tuple(label % COLOURS + 1 for label in range(len(model.names))))
    ready = resolve(choices)
    return Scorer(model_of(ready), ready.view.name, ready.colours, ready) if isinstance(ready, Ready) else ready


def telling_columns(scorer: Scorer) -> list[NeededColumn]:
    """The needed columns, those that separate the segments most first.

    Of a model that was brought only its centres say so: by how far they lie apart in a column's features.
    """
    card = scorer.model.card
    if scorer.ready is not None:
        apart = dict(scorer.ready.profiles.effect_sizes)
    else:
        apart, sources = {}, {plan.name: plan.sources for plan in card.plan.derived}
        columns = [plan.column for plan in card.plan.features for _ in plan.features]
        for column, distance in zip(columns, np.ptp(card.centers, axis=0).tolist(), strict=True):
            for name in sources.get(column, (column,)):
                apart[name] = max(apart.get(name, 0.0), distance)
    return sorted(card.schema, key=lambda column: -apart.get(column.name, 0.0))


def place_customer(scorer: Scorer, values: Mapping[str, Any]) -> PlacedCustomer:
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

    from engine.model_schema import Remarks

    model = scorer.model
    frame = pd.DataFrame({column.name: [values.get(column.name)] for column in model.card.schema}, dtype="object")
    remarks = Remarks()
    scores = model.score_block(frame, remarks)
    row = scores.iloc[0]
    point = model.transform(frame)[0].astype(np.float64)
    second = None if pd.isna(row["second_choice"]) else int(row["second_choice"])
    return PlacedCustomer(
        number=int(row["segment"]),
        second=second,
        confidence=float(row["confidence"]),
        misfit=str(row["fits_none_because"]),
        position=() if scorer.ready is None else _position(scorer.ready, point),
        deciding=_deciding(model, point, int(row["segment"]) - 1, None if second is None else second - 1),
        notes=tuple(_noticed(remarks, values)),
    )


def _noticed(remarks: Remarks, values: Mapping[str, Any]) -> list[str]:
    """What was noticed about one customer; `Remarks.sentences` counts over many."""
    from engine.preparation.wording import listed

    notes = [f"{name}: “{values[name]}” could not be read and counts as not known." for name in remarks.unreadable]
    notes += [f"{name}: an answer that training never saw, treated as a rare one." for name in remarks.unseen]
    if remarks.missing:
        notes.append(f"Not known, and treated as in training: {listed(list(remarks.missing))}.")
    return notes


def _position(ready: Ready, point: Any) -> tuple[float, ...]:
    return tuple(((point - ready.projection.mean) @ ready.projection.loadings.T).tolist())


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


def score_table(scorer: Scorer, other: str) -> ScoredTable | None:
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
    model, ready = scorer.model, scorer.ready
    scores = model.score(dataset)
    sizes = np.bincount(scores["segment"], minlength=len(model.names) + 1)[1:]
    before = np.asarray(model.card.sizes)
    known = None if ready is None else ready.dataset.frame.iloc[ready.matrix.row_index]
    summary = ScoredSummary(
        sizes=tuple(sizes.tolist()),
        shares_before=tuple((before / before.sum()).tolist()),
        fits_none=int(scores["fits_none"].sum()),
        drift=() if known is None else drift_of(known, dataset.frame, model.card.schema),
        segment_drift=Drift("the segments", stability_index(before, sizes)),
        notes=tuple(scores.attrs["notes"]),
    )
    return ScoredTable(scored(dataset, scores), summary)
