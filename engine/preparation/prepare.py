"""From a dataset to the matrix that K-Means takes, with a record of every choice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset import Column, Dataset, Role
from engine.errors import EngineError
from engine.limits import MIN_ROWS
from engine.preparation.apply import transform
from engine.preparation.columnwise import for_each_column
from engine.preparation.matrix import Feature, PreparedMatrix, SetAsideCustomer, Step
from engine.preparation.notes import notes_on, repeated_ids
from engine.preparation.one_column import Learner
from engine.preparation.pipeline import build_pipeline
from engine.preparation.plan import FeaturePlan, LevelsPlan, Plan
from engine.preparation.roles import Selection, select
from engine.preparation.set_aside import SetAside, find_set_aside
from engine.preparation.spec import PreparationSpec
from engine.preparation.wording import listed

Progress = Callable[[float, str], None]


def prepare(
    dataset: Dataset, spec: PreparationSpec | None = None, progress: Progress | None = None
) -> PreparedMatrix:
    """Turn the table into a matrix of numbers, every choice recorded with its reason.

    Steps run in the order outliers, transform, imputation, encoding, scaling, weight. Whatever the spec leaves open
    is chosen by the data:

    * outliers: customers of an impossible age, or with a value that stands alone far beyond all others, set aside;
    * transform: the logarithm of long-tailed columns (see `transforms.choose_curve`);
    * imputation: the median, or the usual answer; frequent missing answers of a category are a level of their own;
    * encoding: one 0/1 feature per frequent level, rare ones grouped; words with a known order become their position;
    * scaling: standardised; a category as a whole, and a yes/no answer, counts as much as one number at most.

    Parameters
    ----------
    dataset : Dataset
        Its frame is not changed.
    spec : PreparationSpec, optional
    progress : callable, optional
        ``progress(fraction, message)``, called for every column; an exception raised in it cancels.

    Returns
    -------
    PreparedMatrix
        ``values`` has one row per customer who takes part, float32, always finite.

    Raises
    ------
    EngineError
        If the table has too few rows or usable columns, or the spec does not fit it.
    """
    spec = spec or PreparationSpec()
    report = progress or (lambda fraction, message: None)
    _check_size(dataset)
    report(0.0, "Looking at the columns")
    chosen = select(dataset, spec)
    id_column = next((name for name, role in chosen.roles.items() if role is Role.IDENTIFIER), None)
    ids = None if id_column is None else dataset.frame[id_column]
    learner = Learner(chosen, spec)
    aside = find_set_aside(chosen, spec, learner, lambda done, name: report(0.05 + 0.3 * done, f"Checking {name}"))
    rows = np.flatnonzero(~aside.mask)
    if len(rows) < MIN_ROWS:
        raise _nobody_left(aside, dataset.n_rows)
    taken = None if len(rows) == dataset.n_rows else rows
    plans, steps = _learn(taken, chosen, learner, aside, report)
    plan = Plan(tuple(plans), chosen.derived, aside.bounds, aside.required)
    report(0.8, "Filling the matrix")
    values = transform(plan, chosen.frame, taken, derived=True)
    report(0.95, "Looking at the matrix")
    features = tuple(feature for one in plans for feature in _features(one, chosen.columns[one.column], spec))
    roles = dict(chosen.roles) | {
        name: Role.PROFILE for name in chosen.features if name not in {p.column for p in plans}
    }
    kept_ids = ids if ids is None or taken is None else ids.iloc[rows]
    about = notes_on(values, features, chosen, rows, spec)
    notes = (*chosen.notes, *aside.notes, *repeated_ids(kept_ids), *about)
    matrix = PreparedMatrix(
        values=values,
        feature_names=tuple(feature.name for feature in features),
        features=features,
        # Millions of ids as texts are small until they become an array of Python strings.
        row_ids=partial(_row_ids, kept_ids, rows),  # type: ignore[arg-type]  # built when asked for
        row_index=rows.astype(np.int64),
        steps=(*chosen.steps, *aside.steps, *steps),
        pipeline=partial(build_pipeline, plan, dataset.frame[list(plan.columns)].iloc[rows[:3]], len(rows)),
        spec=spec,
        set_aside=_listed(aside, ids),
        notes=notes,
        id_column=id_column,
        fingerprint=hashlib.sha256(f"{dataset.fingerprint}/{spec.key}".encode()).hexdigest(),
        roles=roles,
        plan=plan,
    )
    report(1.0, "Prepared")
    return matrix


def _check_size(dataset: Dataset) -> None:
    n = dataset.n_rows
    if len(dataset.columns) == 0:
        raise EngineError("The table has no columns.", "Use a table with one row per customer.")
    if n == 0:
        raise EngineError("The table has no rows, only a header.", "Use a table with one row per customer.")
    if n < MIN_ROWS:
        have = "one row" if n == 1 else f"{n} rows"
        raise EngineError(
            f"The table has {have}.", f"Segments need at least {MIN_ROWS} customers, and make sense from 50."
        )


def _row_ids(ids: pd.Series | None, rows: NDArray[np.int64]) -> NDArray[Any]:
    return rows + 1 if ids is None else ids.to_numpy()


def _nobody_left(aside: SetAside, n_rows: int) -> EngineError:
    rules = sorted({aside.columns[row] for row in aside.reasons})
    return EngineError(
        f"{len(aside.reasons):,} of {n_rows:,} customers would be set aside because of {listed(rules)}; "
        f"{n_rows - len(aside.reasons)} are left.",
        "Clip or keep these values instead, or widen the bounds.",
    )


def _learn(
    rows: NDArray[np.int64] | None, chosen: Selection, learner: Learner, aside: SetAside, report: Progress
) -> tuple[list[FeaturePlan], list[Step]]:
    def learn(name: str) -> tuple[tuple[FeaturePlan, ...], tuple[Step, ...]]:
        series = chosen.frame[name] if rows is None else chosen.frame[name].iloc[rows]
        return learner.learn(series, chosen.columns[name], aside.decided[name])

    plans: list[FeaturePlan] = []
    steps: list[Step] = []
    learned = for_each_column(learn, chosen.features, len(chosen.frame))
    for position, (name, (features, record)) in enumerate(zip(chosen.features, learned, strict=True)):
        report(0.35 + 0.45 * position / len(chosen.features), f"Preparing {name}")
        plans += features
        steps += record
    left = list(dict.fromkeys(plan.column for plan in plans))
    if len(left) < 2:
        out = [step.detail for step in steps if step.action == "leave_out"]
        have = f"only {left[0]!r} is left" if left else "no column is left"
        raise EngineError(
            f"Of the columns that could decide segments {have}. {' '.join(out[:3])}",
            "Give at least two columns that differ between customers the role of a feature.",
        )
    return plans, steps


def _features(plan: FeaturePlan, column: Column, spec: PreparationSpec) -> list[Feature]:
    levels: list[str | None] = [None]
    if isinstance(plan, LevelsPlan):
        levels = [name.removeprefix(f"{plan.column} = ") for name in plan.features]
    own = spec.columns.get(column.name)
    weight = 1.0 if own is None or own.weight is None else own.weight
    unit = "" if isinstance(plan, LevelsPlan) or plan.indicator else column.unit
    return [
        Feature(name, column.name, column.kind, column.meaning, unit, level, weight)
        for name, level in zip(plan.features, levels, strict=True)
    ]


def _listed(aside: SetAside, ids: pd.Series | None) -> tuple[SetAsideCustomer, ...]:
    def id_of(row: int) -> Any:
        value = row + 1 if ids is None else ids.iloc[row]
        return value.item() if hasattr(value, "item") else value

    return tuple(
        SetAsideCustomer(row, id_of(row), aside.columns[row], reason) for row, reason in sorted(aside.reasons.items())
    )
