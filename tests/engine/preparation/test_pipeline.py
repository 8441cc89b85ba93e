"""The exported pipeline is plain scikit-learn and gives the same numbers as the direct computation."""

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from engine.dataset import DerivedColumn, Kind, Meaning, Role
from engine.errors import EngineError
from engine.preparation.matrix import PreparedMatrix
from engine.preparation.prepare import prepare
from engine.preparation.spec import (
    ColumnSpec,
    Encoding,
    Imputation,
    Outliers,
    PreparationSpec,
    Scaling,
    Transform,
)

from .conftest import build

NAMES = ("amount", "count", "yes or no", "level", "code", "day", "rate__x")


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    n = draw(st.integers(4, 70))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    spread = draw(st.sampled_from([1e-6, 1.0, 1e5]))
    frame = pd.DataFrame(
        {
            "amount": rng.lognormal(0, draw(st.sampled_from([0.2, 1.0, 3.0])), n) * spread,
            "count": rng.poisson(3, n) - draw(st.sampled_from([0, 2])),
            "yes or no": rng.choice(["Yes", "No"], n, p=[0.2, 0.8]),
            "level": rng.choice(["b", "a", "c", "<rare>", "dé"], n, p=[0.4, 0.3, 0.2, 0.05, 0.05]),
            "code": rng.choice([1, 2, 7, 30], n).astype(float),
            "day": pd.Timestamp("2021-05-01") + pd.to_timedelta(rng.integers(0, 400, n), unit="D"),
            "rate__x": rng.random(n),
        }
    )
    for name in draw(st.sets(st.sampled_from([name for name in NAMES if name != "count"]))):
        frame.loc[rng.random(n) < draw(st.sampled_from([0.05, 0.4])), name] = None
    if draw(st.booleans()):
        frame.loc[0, "rate__x"] = np.inf
    return frame


def optional(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


column_specs = st.builds(
    ColumnSpec,
    role=st.none(),
    outliers=optional(st.sampled_from(Outliers)),
    clip=optional(st.sampled_from([(1, 99), (5.0, 90.0), (0, 100)])),
    transform=optional(st.sampled_from(Transform)),
    imputation=optional(st.sampled_from(Imputation)),
    missing_values=st.sampled_from([(), (1.0,), (-1.0, 7.0)]),
    encoding=optional(st.sampled_from(Encoding)),
    scaling=optional(st.sampled_from(Scaling)),
    weight=optional(st.sampled_from([0.5, 1.0, 3.0])),
)
specs = st.builds(
    PreparationSpec,
    columns=st.dictionaries(st.sampled_from(NAMES), column_specs, max_size=5),
    defaults=column_specs.map(lambda spec: ColumnSpec(outliers=spec.outliers, scaling=spec.scaling)),
)


def prepared(frame: pd.DataFrame, spec: PreparationSpec) -> PreparedMatrix:
    kinds = {"code": Kind.CATEGORY, "yes or no": Kind.BOOLEAN, "level": Kind.CATEGORY}
    dataset = build(frame, kinds={name: kind for name, kind in kinds.items() if frame[name].nunique() > 1})
    try:
        return prepare(dataset, spec)
    except EngineError:
        assume(False)
        raise


def assert_close(found: np.ndarray, expected: np.ndarray) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


# Without the shrinking phase: shrinking a table takes minutes and gains little.
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(frames(), specs)
def test_the_pipeline_gives_the_values_fitted_and_refitted(frame: pd.DataFrame, spec: PreparationSpec) -> None:
    matrix = prepared(frame, spec)
    kept = frame.iloc[matrix.row_index]
    assert matrix.values.dtype == np.float32
    assert matrix.values.flags.c_contiguous
    assert np.isfinite(matrix.values).all()
    assert matrix.values.shape == (len(kept), len(matrix.feature_names))
    assert_close(matrix.pipeline.transform(kept), matrix.values)
    # Cloned and fitted by scikit-learn itself, the same steps learn the same statistics.
    assert_close(clone(matrix.pipeline).fit_transform(kept), matrix.values)


def test_nothing_of_ours_is_inside(customers: pd.DataFrame) -> None:
    spec = PreparationSpec(
        columns={
            "spending": ColumnSpec(imputation=Imputation.INDICATOR, outliers=Outliers.CLIP),
            "income": ColumnSpec(transform=Transform.YEO_JOHNSON),
        }
    )
    customers.loc[5:20, "spending"] = np.nan
    matrix = prepare(build(customers, roles={"id": Role.IDENTIFIER}), spec)
    assert b"engine" not in pickle.dumps(matrix.pipeline)
    again = pickle.loads(pickle.dumps(matrix.pipeline))
    assert_close(again.transform(customers), matrix.values)


def test_derived_columns_are_computed_inside(customers: pd.DataFrame) -> None:
    customers = customers.rename(columns={"spending": "spent (€)"})
    total = DerivedColumn(
        "per_visit", "`spent (€)` / (visits + 1)", ("spent (€)", "visits"), Kind.NUMBER, Role.FEATURE, Meaning.BASKET
    )
    matrix = prepare(build(customers, derived=[total], roles={"id": Role.IDENTIFIER}))
    assert "per_visit" in matrix.feature_names
    assert_close(matrix.pipeline.transform(customers[["city", "spent (€)", "visits", "income", "newsletter", "joined"]]),
                 matrix.values)  # fmt: skip


@pytest.mark.parametrize(
    "name", ["n_jobs", "transformers", "a__b", "=1+1", "two\nlines", "`tick`", "naïve Größe", " "]
)
def test_any_column_name_goes_through(customers: pd.DataFrame, name: str) -> None:
    customers = customers.rename(columns={"spending": name, "city": f"{name} "})
    matrix = prepare(build(customers, roles={"id": Role.IDENTIFIER}))
    assert name in matrix.feature_names
    assert_close(matrix.pipeline.transform(customers), matrix.values)


@pytest.mark.parametrize("name", ["_", "___", "Region_", "__x__", "a___b"])
def test_underscores_are_no_parameters(customers: pd.DataFrame, name: str) -> None:
    customers = customers.rename(columns={"city": name, "income": f"{name}1_", "spending": f"1{name}"})
    matrix = prepare(build(customers, roles={"id": Role.IDENTIFIER}))
    assert_close(matrix.pipeline.transform(customers), matrix.values)
    assert_close(clone(matrix.pipeline).fit_transform(customers), matrix.values)


def test_dates_with_a_time_zone(customers: pd.DataFrame) -> None:
    customers["joined"] = customers["joined"].dt.tz_localize("Europe/Oslo")
    matrix = prepare(build(customers, roles={"id": Role.IDENTIFIER}))
    assert "joined" in matrix.feature_names
    assert_close(matrix.pipeline.transform(customers), matrix.values)


def test_new_rows_with_unseen_levels_and_missing_values(customers: pd.DataFrame) -> None:
    matrix = prepare(build(customers, roles={"id": Role.IDENTIFIER}))
    new = pd.DataFrame(
        {
            "income": [np.nan, 1e9],
            "spending": [-5.0, np.nan],
            "visits": [3, 4],
            "newsletter": [None, "perhaps"],
            "city": ["Paris", None],
            "joined": [pd.NaT, pd.Timestamp("2030-01-01")],
        }
    )
    from engine.preparation.apply import transform

    assert matrix.plan is not None
    assert_close(matrix.pipeline.transform(new), transform(matrix.plan, new))
