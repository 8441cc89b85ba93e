"""The plan as a fitted scikit-learn Pipeline that needs nothing from this package.

Its steps are stateless NumPy, pandas and SciPy functions and scikit-learn's own transformers. They are fitted on a
miniature of a few rows and then given the statistics that were computed from all rows, so that a million rows need
not be read twice; a test holds that cloning and fitting it on the table gives the same numbers.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from engine.preparation.derive import assignments
from engine.preparation.plan import FeaturePlan, LevelsPlan, NumberPlan, Plan, Reading, Scaler
from engine.preparation.spec import Transform

# How often a level must occur in the miniature to be frequent there.
_MINIATURE_FREQUENT = 2


def build_pipeline(plan: Plan, frame: pd.DataFrame, n_rows: int) -> Any:
    """A fitted ``sklearn.pipeline.Pipeline`` from the table's columns to the matrix (float32).

    Parameters
    ----------
    plan : Plan
    frame : DataFrame
        At least one row of the table; mostly the types of its columns matter.
    n_rows : int
        The number of rows the plan was learned from.
    """
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import Pipeline

    names = _step_names(plan)
    zones = {name: getattr(frame[name].dtype, "tz", None) for name in plan.columns}
    columns = ColumnTransformer(
        [
            (name, _steps(feature, zones.get(feature.column)), [feature.column])
            for name, feature in zip(names, plan.features, strict=True)
        ],
        transformer_weights={
            name: feature.weight for name, feature in zip(names, plan.features, strict=True) if feature.weight != 1
        }
        or None,
        sparse_threshold=0,
    )
    steps: list[tuple[str, Any]] = []
    unknown = {name: list(values) for derived in plan.derived for name, values in derived.unknown}
    if unknown:
        steps.append(("unknown", _function(pd.DataFrame.replace, to_replace=unknown, value=np.nan)))
    if plan.derived:
        steps.append(("derive", _function(pd.DataFrame.eval, expr=assignments(plan.derived), engine="python")))
    steps += [("columns", columns), ("float32", _function(np.asarray, dtype=np.float32))]
    pipeline = Pipeline(steps)
    with np.errstate(all="ignore"):  # values near the largest float overflow in variances that are replaced below
        pipeline.fit(_miniature(plan, frame))
    # The real threshold: in the fitted encoders it only describes them, in the templates it serves whoever refits.
    columns.set_params(
        **{
            f"{name}__encode__min_frequency": feature.min_count
            for name, feature in zip(names, plan.features, strict=True)
            if isinstance(feature, LevelsPlan)
        }
    )
    with np.errstate(over="ignore"):
        for name, feature in zip(names, plan.features, strict=True):
            _set_statistics(columns.named_transformers_[name].named_steps, feature, n_rows)
    return pipeline


def _miniature(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    """A few rows of the table in which every frequent level occurs twice and every rare one once."""
    cells = {
        feature.column: [*np.repeat(np.array(feature.levels, dtype=object), _MINIATURE_FREQUENT), *feature.rare]
        for feature in plan.features
        if isinstance(feature, LevelsPlan)
    }
    n = max(3, *map(len, cells.values())) if cells else 3
    rows = frame[list(plan.columns)].iloc[np.resize(np.arange(min(n, len(frame))), n)].reset_index(drop=True)
    padded = {name: [*values, *([values[0]] * (n - len(values)))] for name, values in cells.items()}
    return rows.assign(**{name: pd.Series(values).infer_objects() for name, values in padded.items()})


def _set_statistics(steps: Any, plan: FeaturePlan, n_rows: int) -> None:
    """Give the fitted steps the statistics of all rows."""
    if isinstance(plan, LevelsPlan):
        steps["encode"].set_params(min_frequency=plan.min_count)
        steps["scale"].mean_ = np.array(plan.centers)
        steps["scale"].n_samples_seen_ = np.int64(n_rows)
        return
    if "impute" in steps:
        steps["impute"].statistics_ = np.array([plan.fill])
    center, scale = np.array([plan.center]), np.array([plan.scale])
    scaler: Any = steps.get("scale")
    if plan.scaler in (Scaler.STANDARD, Scaler.CENTER):
        scaler.mean_, scaler.n_samples_seen_ = center, np.int64(n_rows)
    if plan.scaler is Scaler.STANDARD:
        scaler.scale_, scaler.var_ = scale, scale**2
    elif plan.scaler is Scaler.ROBUST:
        scaler.center_, scaler.scale_ = center, scale
    elif plan.scaler is Scaler.MIN_MAX:
        scaler.data_min_, scaler.data_max_, scaler.data_range_ = center, center + scale, scale
        scaler.scale_, scaler.min_, scaler.n_samples_seen_ = 1 / scale, -center / scale, n_rows


def _step_names(plan: Plan) -> list[str]:
    """The column's name, made distinct where one column gives two features, without what scikit-learn forbids."""
    from sklearn.compose import ColumnTransformer

    taken = set(ColumnTransformer([]).get_params())
    names: list[str] = []
    for feature in plan.features:
        name = feature.column if isinstance(feature, LevelsPlan) else feature.feature
        # Its parameters are called name__step__parameter, so nothing may look like the end of the name.
        name = re.sub("__+", "_", name).rstrip("_") or "column"
        while name in taken:
            name += "'"
        taken.add(name)
        names.append(name)
    return names


def _function(function: Any, **arguments: Any) -> Any:
    from sklearn.preprocessing import FunctionTransformer

    names = None if "expr" in arguments else "one-to-one"  # eval adds columns
    return FunctionTransformer(function, kw_args=arguments or None, feature_names_out=names)


def _steps(plan: FeaturePlan, zone: Any) -> Any:
    from sklearn.pipeline import Pipeline

    return Pipeline(_level_steps(plan) if isinstance(plan, LevelsPlan) else _number_steps(plan, zone))


def _level_steps(plan: LevelsPlan) -> list[tuple[str, Any]]:
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    encoder = OneHotEncoder(
        min_frequency=_MINIATURE_FREQUENT, handle_unknown="infrequent_if_exist", sparse_output=False
    )
    return [
        ("type", _function(pd.DataFrame.astype, dtype="float64" if plan.numeric else "str")),
        *_unknown_step(plan),
        ("impute", _function(pd.DataFrame.fillna, value=plan.fill)),
        ("encode", encoder),
        ("scale", StandardScaler(with_std=False)),
    ]


def _unknown_step(plan: FeaturePlan) -> list[tuple[str, Any]]:
    if not plan.unknown:
        return []
    return [("unknown", _function(pd.DataFrame.replace, to_replace=list(plan.unknown), value=np.nan))]


def _number_steps(plan: NumberPlan, zone: Any) -> list[tuple[str, Any]]:
    from sklearn.impute import MissingIndicator, SimpleImputer

    steps = [*_reading_steps(plan, zone), *_unknown_step(plan)]
    if plan.indicator:
        steps += [
            ("missing", MissingIndicator(features="all", sparse=False)),
            ("type", _function(np.asarray, dtype=np.float64)),
        ]
    else:
        if plan.low is not None or plan.high is not None:
            steps.append(("clip", _function(pd.DataFrame.clip, lower=plan.low, upper=plan.high)))
        steps += _transform_steps(plan)
        constant = {"fill_value": plan.fill} if plan.imputer == "constant" else {}
        steps.append(("impute", SimpleImputer(strategy=plan.imputer, keep_empty_features=True, **constant)))
    if (scaler := _scaler(plan.scaler)) is not None:
        steps.append(("scale", scaler))
    return steps


def _reading_steps(plan: NumberPlan, zone: Any) -> list[tuple[str, Any]]:
    from sklearn.preprocessing import OrdinalEncoder

    if plan.reading is Reading.DATE:
        return [
            (
                "since",
                _function(pd.DataFrame.sub, other=pd.Timestamp(plan.origin, tz=None if zone is None else "UTC")),
            ),
            ("days", _function(pd.DataFrame.truediv, other=pd.Timedelta(days=1))),
        ]
    if plan.reading is Reading.WORDS:
        order = OrdinalEncoder(
            categories=[list(plan.words)],
            handle_unknown="use_encoded_value",
            unknown_value=np.nan,
            encoded_missing_value=np.nan,
        )
        return [("text", _function(pd.DataFrame.astype, dtype="str")), ("order", order)]
    return [("number", _function(pd.DataFrame.astype, dtype="float64"))]


def _transform_steps(plan: NumberPlan) -> list[tuple[str, Any]]:
    if plan.transform is Transform.LOG:
        shift = [("shift", _function(pd.DataFrame.add, other=plan.shift))] if plan.shift else []
        return [*shift, ("log", _function(np.log1p))]
    if plan.transform is Transform.YEO_JOHNSON:
        from scipy.stats import yeojohnson

        return [("yeo_johnson", _function(yeojohnson, lmbda=plan.exponent))]
    return []


def _scaler(scaler: Scaler) -> Any:
    from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

    if scaler is Scaler.STANDARD:
        return StandardScaler()
    if scaler is Scaler.CENTER:
        return StandardScaler(with_std=False)
    if scaler is Scaler.ROBUST:
        return RobustScaler()
    return MinMaxScaler() if scaler is Scaler.MIN_MAX else None
