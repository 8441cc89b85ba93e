"""What the data decide: transforms, orders of words, plans and specs as JSON."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.columns.table import dataset_from_frame
from engine.dataset import Role
from engine.errors import EngineError
from engine.preparation.ordered_words import known_order
from engine.preparation.plan import Plan
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
from engine.preparation.transforms import Curve, choose_curve, fit_log, fit_yeo_johnson

from .conftest import Build

RNG = np.random.default_rng(11)


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        (RNG.normal(50, 10, 5000), Transform.NONE),
        (RNG.gamma(2, 100, 5000), Transform.NONE),
        (RNG.lognormal(5, 1.2, 5000), Transform.LOG),
        (np.where(RNG.random(5000) < 0.6, 0, RNG.lognormal(6, 1, 5000)), Transform.LOG),
        (RNG.lognormal(5, 1.2, 5000) - 60, Transform.YEO_JOHNSON),
        (RNG.beta(0.3, 3, 5000), Transform.NONE),  # shares end at one
        (RNG.integers(0, 2, 5000).astype(float), Transform.NONE),
        (-RNG.lognormal(5, 1.2, 5000), Transform.NONE),
        (np.full(5000, 3.0), Transform.NONE),
    ],
)
def test_the_long_tail_decides_the_transform(sample: np.ndarray, expected: Transform) -> None:
    assert choose_curve(sample, float(sample.min())).kind is expected


@given(st.floats(-1e6, 1e6), st.floats(-2, 2))
def test_transforms_can_be_undone(value: float, exponent: float) -> None:
    for curve in (
        Curve(),
        Curve(Transform.YEO_JOHNSON, exponent=exponent),
        Curve(Transform.LOG, shift=1e6),
    ):
        transformed = float(curve(np.array([value]))[0])
        back = curve.inverse(transformed)
        # Where the transform is nearly flat, many values share one double.
        steps = np.array([np.nextafter(transformed, -np.inf), np.nextafter(transformed, np.inf)])
        slack = max(abs(back - curve.inverse(float(step))) for step in steps) if np.isfinite(back) else np.inf
        assert abs(back - value) <= 1e-6 * max(1, abs(value)) + 64 * slack


def test_a_sample_that_no_power_helps() -> None:
    assert fit_yeo_johnson(np.zeros(50)) is None
    assert fit_log(-3.0).shift == 3.0


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (["High", "low", "medium"], ("low", "medium", "High")),
        (["65+", "18-24", "under 18", "25-34"], ("under 18", "18-24", "25-34", "65+")),
        (
            ["$80K +", "Unknown", "Less than $40K", "$40K - $60K", "$60K - $80K"],
            ("Less than $40K", "$40K - $60K", "$60K - $80K", "$80K +"),
        ),
        (["10,000-20,000", "over 20,000", "0-10,000"], ("0-10,000", "10,000-20,000", "over 20,000")),
        (["One year", "Month-to-month", "Two year"], ("Month-to-month", "One year", "Two year")),
        (
            ["Fortnightly", "Weekly", "Annually", "Quarterly", "Bi-Weekly", "Monthly", "Every 3 Months"],
            ("Weekly", "Bi-Weekly", "Fortnightly", "Monthly", "Every 3 Months", "Quarterly", "Annually"),
        ),
        (
            ["More than 50000", "No Income", "10001 to 25000", "Below Rs.10000", "25001 to 50000"],
            ("No Income", "Below Rs.10000", "10001 to 25000", "25001 to 50000", "More than 50000"),
        ),
        (
            ["60 minutes", "More than 60 minutes", "15 minutes", "30 minutes"],
            ("15 minutes", "30 minutes", "60 minutes", "More than 60 minutes"),
        ),
        (["50-100k", "> 1.5m", "< 50k", "100k-1.5m"], ("< 50k", "50-100k", "100k-1.5m", "> 1.5m")),
        (["3+ children", "1 child", "none"], ("none", "1 child", "3+ children")),
        (["5 bis 10 Jahre", "über 10 Jahre", "unter 5 Jahre"], ("unter 5 Jahre", "5 bis 10 Jahre", "über 10 Jahre")),
        (["Yes", "No", "Maybe"], ("No", "Maybe", "Yes")),
        (["biweekly", "fortnightly", "every two weeks"], None),
        (["3 red", "2 blue", "1 green"], None),
        (["no income", "none", "10-20", "20-30"], None),
        (["red", "green", "blue"], None),
        (["low", "high", "purple"], None),
        (["yes", "no"], None),
        (["1", "2", "3"], None),
        ([], None),
    ],
)
def test_known_orders(levels: list[str], expected: tuple[str, ...] | None) -> None:
    assert known_order(levels) == expected


@given(st.lists(st.text(max_size=12), unique=True, max_size=6))
def test_any_words_may_be_asked_for_their_order(levels: list[str]) -> None:
    order = known_order(levels)
    assert order is None or set(order) <= set(levels)


def test_a_plan_survives_json(make: Build, customers: pd.DataFrame) -> None:
    spec = PreparationSpec(
        columns={
            "income": ColumnSpec(imputation=Imputation.INDICATOR, missing_values=(-1.0,), bounds=(0, 1e6)),
            "spending": ColumnSpec(transform=Transform.YEO_JOHNSON, outliers=Outliers.CLIP, scaling=Scaling.ROBUST),
            "city": ColumnSpec(encoding=Encoding.ORDINAL, weight=2.0),
        }
    )
    customers["visits"] = customers["visits"].astype(float).replace(3, np.inf)
    plan = prepare(make(customers, roles={"id": Role.IDENTIFIER}), spec).plan
    assert plan is not None
    assert Plan.from_json(json.loads(json.dumps(plan.to_json(), allow_nan=False))) == plan


def test_a_spec_survives_json_and_has_a_key() -> None:
    spec = PreparationSpec(
        columns={"a": ColumnSpec(role=Role.FEATURE, clip=(1, 99), order=("x", "y"), weight=2.0)},
        derived={"total": False},
        defaults=ColumnSpec(outliers=Outliers.CLIP),
    )
    again = PreparationSpec.from_json(json.loads(json.dumps(spec.to_json())))
    assert again == spec
    assert again.key == spec.key != PreparationSpec().key


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
spec_words = st.sampled_from(
    ["columns", "derived", "defaults", "role", "clip", "bounds", "weight", "outliers", "order"]
)


@given(
    json_values
    | st.dictionaries(spec_words, st.dictionaries(spec_words, json_values | st.dictionaries(spec_words, json_values)))
)
def test_foreign_json_is_a_spec_or_a_sentence(data: object) -> None:
    try:
        spec = PreparationSpec.from_json(data)
    except EngineError:
        return
    assert spec.key


@pytest.mark.parametrize("count", [3, 5, 400])
def test_a_table_of_nothing_but_one_family_of_spending_is_segmented_by_its_parts(count: int) -> None:
    rng = np.random.default_rng(0)
    spent = rng.gamma(2, 50, (200, count)) * rng.gamma(1, 1, (200, 1))
    frame = pd.DataFrame(spent.round(2), columns=[f"spend_{i}" for i in range(count)])
    frame.insert(0, "customer id", range(7_000, 7_200))
    matrix = prepare(dataset_from_frame(frame, "spending"))
    assert {feature.column for feature in matrix.features} == {f"spend_{i}" for i in range(count)}
    assert any("total_spending was not computed" in note.message for note in matrix.notes)


def test_a_total_that_a_person_asks_for_takes_the_place_of_its_parts() -> None:
    rng = np.random.default_rng(0)
    spent = rng.gamma(2, 50, (200, 4)) * rng.gamma(1, 1, (200, 1))
    frame = pd.DataFrame(spent.round(2), columns=[f"spend_{i}" for i in range(4)])
    with pytest.raises(EngineError, match="total_spending"):
        prepare(dataset_from_frame(frame, "spending"), PreparationSpec(derived={"total_spending": True}))
