"""One query that puts every customer of a database table in the K-Means segment whose centre is nearest."""

from __future__ import annotations

from collections.abc import Sequence

from engine.model_card import ModelCard
from engine.preparation.plan import Bounds
from engine.sql.cells import CellWriter
from engine.sql.features import cell_of, check_size, features_of
from engine.sql.text import case, name, number, text

_ROUNDING = 1 + 1e-5  # as in engine.scoring


def scorer_sql(card: ModelCard, table: str = "customers", keep: Sequence[str] = ()) -> str:
    """The real assignment of a saved model (not the approximating tree), for DuckDB and PostgreSQL.

    Parameters
    ----------
    card : ModelCard
        ``SegmentModel.card``.
    table : str
        The table with the columns of the training table: numbers as numbers, dates as dates, missing ones NULL.
    keep : sequence of str
        Columns to carry into the result, such as the customer's id. A number that only served to set customers aside
        (a year of birth) is looked at when it is among them: no other part of the query knows that it exists.

    Returns
    -------
    str
        A query whose result has the kept columns, ``segment`` (from 1), ``segment_name``, ``distance``,
        ``confidence``, ``second_choice`` and ``fits_none``, as `SegmentModel.score` gives them. Customers who are
        equally near to two segments within rounding may be placed in either.

    Raises
    ------
    EngineError
        If a column is read in a way that SQL cannot repeat, or the query would be too long.
    """
    plan, k = card.plan, len(card.centers)
    check_size(k * len(plan.feature_names))
    cells = CellWriter(card.schema, plan.derived)
    kept = [f"{name(column)} AS k{place}" for place, column in enumerate(keep)]
    carried = [f"k{place}" for place in range(len(keep))]
    stages = {
        "cells": [
            *kept,
            *(f"{cell_of(feature, cells)} AS c{place}" for place, feature in enumerate(plan.features)),
            f"{_misfit(card, cells, keep)} AS misfit",
        ],
        "features": [*carried, *_features(card), "misfit"],
        "distances": [*carried, *(f"{_distance(card, label)} AS d{label}" for label in range(k)), "misfit"],
        "nearest": [*carried, *_nearest(k), "misfit"],
    }
    source = name(table)
    parts = []
    for stage, columns in stages.items():
        # Materialised, or PostgreSQL would write every expression out wherever it is used, stage into stage.
        parts.append(f"{stage} AS MATERIALIZED (\n  SELECT\n    " + ",\n    ".join(columns) + f"\n  FROM {source}\n)")
        source = stage
    ends = [f"k{place} AS {name(column)}" for place, column in enumerate(keep)]
    result = ",\n  ".join([*ends, *_result(card)])
    return f"WITH {', '.join(parts)}\nSELECT\n  {result}\nFROM nearest\n"


def _features(card: ModelCard) -> list[str]:
    values = [value for place, plan in enumerate(card.plan.features) for value in features_of(plan, f"c{place}")]
    return [f"{value} AS f{place}" for place, value in enumerate(values)]


def _distance(card: ModelCard, label: int) -> str:
    terms = [f"POWER(f{place} - {number(value)}, 2)" for place, value in enumerate(card.centers[label].tolist())]
    return f"SQRT({' + '.join(terms)})"


def _nearest(k: int) -> list[str]:
    distances = [f"d{label}" for label in range(k)]
    smallest = distances[0] if k == 1 else f"LEAST({', '.join(distances)})"
    segment = case([(f"d{label} <= {smallest}", str(label)) for label in range(k)])
    return [*distances, f"{smallest} AS nearest", f"{segment} AS label"]


def _result(card: ModelCard) -> list[str]:
    k = len(card.centers)
    second = "NULL"
    if k > 1:
        others = [
            ", ".join(f"d{other}" for other in range(k) if other != label) for label in range(k)
        ]  # all distances but the own
        second = case([(f"label = {label}", f"LEAST({rest})") for label, rest in enumerate(others)])
    choice = case([(f"label <> {label} AND d{label} <= {second}", str(label + 1)) for label in range(k)])
    names = case([(f"label = {label}", text(own)) for label, own in enumerate(card.names)])
    limits = case([(f"label = {label}", number(value * _ROUNDING)) for label, value in enumerate(card.limits)])
    confidence = number(1.0) if k == 1 else case([(f"{second} > 0", f"1e0 - nearest / {second}")], number(0.0))
    return [
        "label + 1 AS segment",
        f"{names} AS segment_name",
        "nearest AS distance",
        f"{confidence} AS confidence",
        f"{choice if k > 1 else 'NULL'} AS second_choice",
        f"(misfit OR nearest > {limits}) AS fits_none",
    ]


def _misfit(card: ModelCard, cells: CellWriter, keep: Sequence[str]) -> str:
    """Whether training would have set the customer aside, or nothing needed is known."""
    plan = card.plan
    there = {*keep, *(column.name for column in card.schema), *(derived.name for derived in plan.derived)}
    outside = [_outside(bounds, cells) for bounds in plan.bounds if bounds.column in there]
    missing = [f"{name(column)} IS NULL" for column in plan.required if column in there]
    unknown = " AND ".join(f"{name(column)} IS NULL" for column in plan.columns)
    return " OR ".join([*(f"COALESCE({test}, FALSE)" for test in outside), *missing, f"({unknown})"])


def _outside(bounds: Bounds, cells: CellWriter) -> str:
    cell = cells.numeric(bounds.column, bounds.reading, origin=bounds.origin, unknown=bounds.unknown)
    tests = []
    if bounds.low is not None:
        tests.append(f"{cell} < {number(bounds.low)}")
    if bounds.high is not None:
        tests.append(f"{cell} > {number(bounds.high)}")
    return " OR ".join(tests) or "FALSE"
