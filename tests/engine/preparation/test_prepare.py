"""What `prepare` chooses by itself, what it does when told, and how it says so."""

import pickle

import numpy as np
import pandas as pd
import pytest

from engine.dataset import DerivedColumn, Kind, Meaning, Role
from engine.errors import Cancelled, EngineError
from engine.limits import MAX_ANSWER_DISTANCE
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

from .conftest import Build


def spec(**columns: ColumnSpec) -> PreparationSpec:
    return PreparationSpec(columns=columns)


def actions(matrix: PreparedMatrix, column: str) -> list[str]:
    return [step.action for step in matrix.steps if step.column == column]


def feature(matrix: PreparedMatrix, name: str) -> np.ndarray:
    return matrix.values[:, matrix.feature_names.index(name)]


def test_defaults(make: Build, customers: pd.DataFrame) -> None:
    before = customers.copy()
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}))
    assert matrix.feature_names == (
        "income", "spending", "visits", "newsletter", "city = Bergen", "city = Oslo", "city = Tromsø", "joined",
    )  # fmt: skip
    assert matrix.id_column == "id"
    assert list(matrix.row_ids[:2]) == ["C0000", "C0001"]
    assert matrix.row_index.tolist() == list(range(300))
    assert actions(matrix, "income") == ["impute", "scale"]
    assert actions(matrix, "spending") == ["log", "scale"]
    impute = next(step for step in matrix.steps if step.action == "impute")
    assert impute.n_affected == 3
    assert "median" in impute.detail
    median = np.nanmedian(before["income"])
    assert f"{median:,.0f}" in impute.detail
    assert all(step.reason for step in matrix.steps)
    pd.testing.assert_frame_equal(customers, before)
    np.testing.assert_allclose(matrix.values.mean(axis=0), 0, atol=1e-5)


def test_a_category_counts_as_much_as_one_number(make: Build, customers: pd.DataFrame) -> None:
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}))
    of_city = [place for place, one in enumerate(matrix.features) if one.column == "city"]
    assert matrix.values[:, of_city].var(axis=0).sum() == pytest.approx(1, rel=1e-4)
    assert feature(matrix, "newsletter").var() == pytest.approx(1, rel=1e-4)


def test_a_rare_answer_does_not_outweigh_everything(make: Build, customers: pd.DataFrame) -> None:
    customers["vip"] = (np.arange(300) % 50 == 0).astype(int)
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}))
    assert np.ptp(feature(matrix, "vip")) == pytest.approx(MAX_ANSWER_DISTANCE, rel=1e-5)
    standard = prepare(make(customers, roles={"id": Role.IDENTIFIER}), spec(vip=ColumnSpec(scaling=Scaling.STANDARD)))
    assert feature(standard, "vip").std() == pytest.approx(1, rel=1e-4)


def test_an_absurd_value_sets_the_customer_aside(make: Build, customers: pd.DataFrame) -> None:
    customers.loc[42, "income"] = 666_666
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}, unit={"income": "$"}))
    (customer,) = matrix.set_aside
    assert (customer.row, customer.row_id, customer.column) == (42, "C0042", "income")
    assert "666,666 $" in customer.reason
    assert 42 not in matrix.row_index
    assert len(matrix.values) == 299
    assert next(step for step in matrix.steps if step.action == "set_aside").n_affected == 1


def test_kept_when_told_so(make: Build, customers: pd.DataFrame) -> None:
    customers.loc[42, "income"] = 666_666
    dataset = make(customers, roles={"id": Role.IDENTIFIER})
    assert not prepare(dataset, spec(income=ColumnSpec(outliers=Outliers.KEEP))).set_aside
    clipped = prepare(dataset, spec(income=ColumnSpec(outliers=Outliers.CLIP)))
    assert not clipped.set_aside
    assert "clip" in actions(clipped, "income")


def test_a_far_group_is_not_an_error(make: Build, customers: pd.DataFrame) -> None:
    customers.loc[:8, "income"] = 900_000.0 + np.arange(9)
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}))
    assert not matrix.set_aside
    assert np.abs(matrix.values).max() < 12


def test_big_spenders_are_customers(make: Build) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"spent": rng.lognormal(3, 1.5, 5000), "visits": rng.poisson(4, 5000)})
    assert not prepare(make(frame)).set_aside


@pytest.mark.parametrize("role", [Role.FEATURE, Role.PROFILE])
def test_impossible_years_of_birth(make: Build, customers: pd.DataFrame, role: Role) -> None:
    rng = np.random.default_rng(1)
    customers["born"] = rng.integers(1940, 2000, 300)
    customers.loc[[5, 7], "born"] = [1893, 2150]
    matrix = prepare(
        make(customers, roles={"id": Role.IDENTIFIER, "born": role}, meanings={"born": Meaning.BIRTH_YEAR})
    )
    assert [customer.row for customer in matrix.set_aside] == [5, 7]
    assert "born 1893 is not a possible year of birth in 2022, 1912 to 2022." in matrix.set_aside[0].reason


def test_impossible_ages_and_dates_of_birth(make: Build, customers: pd.DataFrame) -> None:
    customers["age"] = np.random.default_rng(1).integers(18, 80, 300)
    customers["birth"] = pd.Timestamp("1970-03-02") + pd.to_timedelta(np.arange(300), unit="D")
    customers.loc[4, "age"] = 212
    customers.loc[9, "birth"] = pd.Timestamp("1801-01-01")
    profile = dict.fromkeys(("age", "birth"), Role.PROFILE)
    dataset = make(
        customers,
        roles={"id": Role.IDENTIFIER, **profile},
        meanings={"age": Meaning.AGE, "birth": Meaning.BIRTH_DATE},
    )
    assert {customer.row for customer in prepare(dataset).set_aside} == {4, 9}


def test_impossible_for_many_is_a_wrong_meaning(make: Build, customers: pd.DataFrame) -> None:
    customers["year"] = np.random.default_rng(1).integers(0, 99, 300)
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}, meanings={"year": Meaning.BIRTH_YEAR}))
    assert not matrix.set_aside


def test_bounds_and_missing_values_set_aside(make: Build, customers: pd.DataFrame) -> None:
    dataset = make(customers, roles={"id": Role.IDENTIFIER})
    matrix = prepare(
        dataset, spec(visits=ColumnSpec(bounds=(1, 9)), income=ColumnSpec(imputation=Imputation.SET_ASIDE))
    )
    expected = customers.index[~customers["visits"].between(1, 9) | customers["income"].isna()]
    assert [customer.row for customer in matrix.set_aside] == expected.tolist()
    assert all(customer.reason.endswith(".") for customer in matrix.set_aside)


def test_clip_then_log_then_median_then_standard(make: Build, customers: pd.DataFrame) -> None:
    customers.loc[::7, "spending"] = np.nan
    chosen = ColumnSpec(
        outliers=Outliers.CLIP, clip=(1, 99), transform=Transform.LOG, imputation=Imputation.MEDIAN,
        scaling=Scaling.STANDARD,
    )  # fmt: skip
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}), PreparationSpec(defaults=chosen))
    column = customers["spending"]
    expected = np.log1p(column.clip(*column.quantile([0.01, 0.99])))
    expected = expected.fillna(expected.median())
    expected = (expected - expected.mean()) / expected.std(ddof=0)
    np.testing.assert_allclose(feature(matrix, "spending"), expected, atol=1e-5)


def test_log_of_negative_values_is_shifted_and_said(make: Build, customers: pd.DataFrame) -> None:
    customers["balance"] = np.random.default_rng(3).normal(0, 100, 300)
    matrix = prepare(
        make(customers, roles={"id": Role.IDENTIFIER}), spec(balance=ColumnSpec(transform=Transform.LOG))
    )
    step = next(step for step in matrix.steps if step.action == "log" and step.column == "balance")
    assert "after adding" in step.detail
    assert np.isfinite(matrix.values).all()


def test_indicator_adds_a_feature(make: Build, customers: pd.DataFrame) -> None:
    matrix = prepare(
        make(customers, roles={"id": Role.IDENTIFIER}), spec(income=ColumnSpec(imputation=Imputation.INDICATOR))
    )
    flag = feature(matrix, "income is missing")
    assert (flag > 0).tolist() == customers["income"].isna().tolist()


def test_constants_and_sentinels(make: Build, customers: pd.DataFrame) -> None:
    customers.loc[:20, "visits"] = -1
    chosen = spec(
        visits=ColumnSpec(missing_values=(-1,), imputation=Imputation.CONSTANT, fill_value=7, scaling=Scaling.NONE)
    )
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}), chosen)
    assert (feature(matrix, "visits")[:21] == 7).all()


def test_an_open_sentinel_is_noted(make: Build, customers: pd.DataFrame) -> None:
    customers.loc[:20, "visits"] = -1
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}, sentinels={"visits": (-1.0, 999.0)}))
    (note,) = [note for note in matrix.notes if note.column == "visits"]
    assert "visits is -1 for 21 customers" in note.message


def test_weight(make: Build, customers: pd.DataFrame) -> None:
    dataset = make(customers, roles={"id": Role.IDENTIFIER})
    plain, heavy = prepare(dataset), prepare(dataset, spec(visits=ColumnSpec(weight=3.0), city=ColumnSpec(weight=2)))
    np.testing.assert_allclose(feature(heavy, "visits"), 3 * feature(plain, "visits"), rtol=1e-5)
    np.testing.assert_allclose(feature(heavy, "city = Oslo"), 2 * feature(plain, "city = Oslo"), rtol=1e-5)
    without = prepare(dataset, spec(visits=ColumnSpec(weight=0)))
    assert "visits" not in without.feature_names
    assert without.roles["visits"] is Role.PROFILE


def test_known_orders_become_positions(make: Build, customers: pd.DataFrame) -> None:
    rng = np.random.default_rng(0)
    customers["plan"] = rng.choice(["gold", "silver", "bronze"], 300)
    customers["ages"] = rng.choice(["18-24", "25-34", "65+", "under 18"], 300)
    dataset = make(customers, roles={"id": Role.IDENTIFIER})
    matrix = prepare(dataset)
    means = [feature(matrix, "plan")[customers["plan"] == level].mean() for level in ("bronze", "silver", "gold")]
    assert means == sorted(means)
    young = feature(matrix, "ages")[customers["ages"] == "under 18"]
    assert young.max() == feature(matrix, "ages").min()
    one_hot = prepare(dataset, spec(plan=ColumnSpec(encoding=Encoding.ONE_HOT)))
    assert "plan = gold" in one_hot.feature_names
    own = prepare(dataset, spec(city=ColumnSpec(encoding=Encoding.ORDINAL, order=("Oslo", "Bergen"))))
    assert (
        next(step for step in own.steps if step.column == "city").n_affected == (customers["city"] == "Tromsø").sum()
    )


def test_rare_levels_are_grouped_and_listed(make: Build, customers: pd.DataFrame) -> None:
    customers["status"] = "married"
    customers.loc[:100, "status"] = "single"
    customers.loc[[1, 2], "status"] = ["YOLO", "Absurd"]
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}))
    assert {"status = married", "status = single", "status = other"} <= set(matrix.feature_names)
    step = next(step for step in matrix.steps if "other" in step.detail and step.column == "status")
    assert "Absurd" in step.detail
    assert step.n_affected == 2


def test_many_levels_keep_the_most_frequent(make: Build, customers: pd.DataFrame) -> None:
    customers["shop"] = [f"shop {min(number % 31, number % 17)}" for number in range(300)]
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}))
    of_shop = [one for one in matrix.features if one.column == "shop"]
    assert 2 <= len(of_shop) <= 12
    assert of_shop[-1].level == "other"


def test_missing_answers_of_a_category(make: Build, customers: pd.DataFrame) -> None:
    customers.loc[:4, "city"] = None
    few = prepare(make(customers, roles={"id": Role.IDENTIFIER}))
    assert "city = missing" not in few.feature_names
    customers.loc[:60, "city"] = None
    many = prepare(make(customers, roles={"id": Role.IDENTIFIER}))
    assert "city = missing" in many.feature_names
    chosen = spec(city=ColumnSpec(imputation=Imputation.CONSTANT, fill_value="Oslo"))
    filled = prepare(make(customers, roles={"id": Role.IDENTIFIER}), chosen)
    assert (feature(filled, "city = Oslo")[:61] > 0).all()


def test_a_total_takes_the_place_of_its_parts(make: Build, customers: pd.DataFrame) -> None:
    customers["wine"], customers["fish"] = customers["spending"] * 2, customers["spending"] * 3
    total = DerivedColumn(
        "total", "wine + fish", ("wine", "fish"), Kind.NUMBER, Role.FEATURE, Meaning.SPENDING, replaces_sources=True
    )
    dataset = make(customers, roles={"id": Role.IDENTIFIER}, derived=[total])
    matrix = prepare(dataset)
    assert "total" in matrix.feature_names
    assert not {"wine", "fish"} & set(matrix.feature_names)
    assert matrix.roles["wine"] is Role.PROFILE
    declined = prepare(dataset, PreparationSpec(derived={"total": False}))
    assert {"wine", "fish"} <= set(declined.feature_names)
    assert "total" not in declined.feature_names
    kept = prepare(dataset, spec(wine=ColumnSpec(role=Role.FEATURE)))
    assert {"wine", "total"} <= set(kept.feature_names)


def test_without_known_meaning_all_usable_columns_serve(make: Build, customers: pd.DataFrame) -> None:
    customers["email"] = customers["id"] + "@example.org"
    roles = dict.fromkeys(customers.columns, Role.PROFILE) | {"id": Role.IDENTIFIER}
    dataset = make(
        customers, roles=roles, meanings={"visits": Meaning.COMPLAINT}, kinds={"email": Kind.CATEGORY},
        personal={"email": True},
    )  # fmt: skip
    matrix = prepare(dataset)
    assert {one.column for one in matrix.features} == {"income", "spending", "newsletter", "city"}
    assert "all usable columns serve" in matrix.notes[0].message
    # Only when nothing else is left do outcomes serve too.
    fixed = {name: ColumnSpec(role=Role.IGNORE) for name in ("income", "spending", "newsletter")}
    assert {one.column for one in prepare(dataset, spec(**fixed)).features} == {"city", "visits"}


def test_what_tells_nobody_apart_is_left_out_and_said(make: Build, customers: pd.DataFrame) -> None:
    customers["cost"] = 3
    customers["nothing"] = np.nan
    customers["almost"] = (np.arange(300) == 7).astype(float) * 12.0
    customers["sparse"] = np.where(np.arange(300) % 3 == 0, np.arange(300.0), np.nan)
    customers["remark"] = [f"text {number}" for number in range(300)]
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}))
    left_out = {step.column: step.reason for step in matrix.steps if step.action == "leave_out"}
    assert set(left_out) == {"cost", "nothing", "almost", "sparse", "remark"}
    assert "3 for all 300 customers" in left_out["cost"]
    assert matrix.roles["sparse"] is Role.PROFILE
    forced = prepare(make(customers, roles={"id": Role.IDENTIFIER}), spec(sparse=ColumnSpec(role=Role.FEATURE)))
    assert "sparse" in forced.feature_names


def test_nothing_known_of_a_customer(make: Build, customers: pd.DataFrame) -> None:
    customers["visits"] = customers["visits"].astype(float)
    customers.loc[11, customers.columns[1:]] = None
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}))
    assert [customer.row for customer in matrix.set_aside] == [11]


def test_the_same_information_twice_is_noted(make: Build, customers: pd.DataFrame) -> None:
    customers["visits per year"] = customers["visits"] * 12
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}))
    assert any("visits and visits per year say nearly the same" in note.message for note in matrix.notes)


def test_rows_are_numbered_from_one_without_an_identifier(make: Build, customers: pd.DataFrame) -> None:
    matrix = prepare(make(customers.drop(columns="id")))
    assert matrix.id_column is None
    assert matrix.row_ids[:3].tolist() == [1, 2, 3]


def test_repeated_identifiers_are_noted(make: Build, customers: pd.DataFrame) -> None:
    customers.loc[9, "id"] = "C0001"
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}))
    assert any("repeats an earlier value in 1 rows" in note.message for note in matrix.notes)


def test_fingerprint_follows_table_and_spec(make: Build, customers: pd.DataFrame) -> None:
    dataset = make(customers, roles={"id": Role.IDENTIFIER})
    one, same = prepare(dataset), prepare(dataset)
    other = prepare(dataset, spec(visits=ColumnSpec(weight=2.0)))
    assert one.fingerprint == same.fingerprint != other.fingerprint
    np.testing.assert_array_equal(one.values, same.values)


def test_progress_ends_at_one_and_cancels(make: Build, customers: pd.DataFrame) -> None:
    dataset = make(customers, roles={"id": Role.IDENTIFIER})
    heard: list[float] = []
    prepare(dataset, progress=lambda fraction, message: heard.append(fraction))
    assert heard == sorted(heard)
    assert heard[-1] == 1

    def stop(fraction: float, message: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        prepare(dataset, progress=stop)


def test_any_index_and_extreme_numbers(make: Build, customers: pd.DataFrame) -> None:
    customers["huge"] = customers["income"].fillna(0) * 1e280
    customers["tiny"] = customers["spending"] * 1e-300
    customers["endless"] = customers["spending"].where(customers["visits"] != 3, np.inf)
    customers.index = np.arange(300)[::-1]
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}))
    assert np.isfinite(matrix.values).all()
    assert {"huge", "tiny", "endless"} <= set(matrix.feature_names)


# --- bad input -----------------------------------------------------------------------------------------------------


def bad_frames() -> dict[str, tuple[pd.DataFrame, str]]:
    numbers = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [4, 3, 9, 1]})
    return {
        "no rows": (numbers.head(0), "no rows"),
        "one row": (numbers.head(1), "one row"),
        "too few rows": (numbers.head(2), "2 rows"),
        "no columns": (pd.DataFrame(index=range(5)), "no columns"),
        "one column": (numbers[["a"]], "one column"),
        "everything missing": (pd.DataFrame({"a": [np.nan] * 9, "b": [np.nan] * 9}), "missing"),
        "all constant": (pd.DataFrame({"a": [1] * 9, "b": ["x"] * 9}), "constant"),
        "one usable": (pd.DataFrame({"a": range(9), "b": ["x"] * 9}), "Only 'a'"),
        "only texts": (
            pd.DataFrame({"a": [f"t{i}" for i in range(99)], "b": [f"u{i}" for i in range(99)]}),
            "texts",
        ),
    }


@pytest.mark.parametrize("what", bad_frames())
def test_tables_that_cannot_be_segmented_get_a_sentence(make: Build, what: str) -> None:
    frame, part = bad_frames()[what]
    with pytest.raises(EngineError, match=part) as caught:
        prepare(make(frame))
    assert caught.value.message.endswith(".")
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("columns", "part"),
    [
        ({"Incme": ColumnSpec()}, "'Incme'.*Did you mean 'income'"),
        ({"income": ColumnSpec(clip=(99, 1), outliers=Outliers.CLIP)}, "percentiles"),
        ({"income": ColumnSpec(bounds=(5, 1))}, "bounds"),
        ({"visits": ColumnSpec(bounds=(1e9, None))}, "300 customers would be set aside"),
        ({"income": ColumnSpec(imputation=Imputation.CONSTANT, fill_value="much")}, "'much'"),
        ({"city": ColumnSpec(order=("a", "b"))}, "order a and b"),
        (
            dict.fromkeys(["income", "spending", "visits", "newsletter", "joined"], ColumnSpec(weight=0)),
            "Only 'city'",
        ),
    ],
)
def test_choices_that_do_not_fit_get_a_sentence(
    make: Build, customers: pd.DataFrame, columns: dict[str, ColumnSpec], part: str
) -> None:
    with pytest.raises(EngineError, match=part):
        prepare(make(customers, roles={"id": Role.IDENTIFIER}), PreparationSpec(columns=columns))


def test_an_unknown_computed_column(make: Build, customers: pd.DataFrame) -> None:
    with pytest.raises(EngineError, match="'total'"):
        prepare(make(customers), PreparationSpec(derived={"total": True}))


# --- long tables ---------------------------------------------------------------------------------------------------


def test_a_long_table_goes_in_blocks_and_threads(make: Build, customers: pd.DataFrame) -> None:
    rng = np.random.default_rng(4)
    frame = customers.iloc[rng.integers(0, 300, 40_000)].reset_index(drop=True)
    frame["income"] += rng.normal(0, 1, len(frame))
    frame.loc[[7, 39_999], "income"] = 9e6
    matrix = prepare(make(frame, roles={"id": Role.IDENTIFIER}))
    assert [customer.row for customer in matrix.set_aside] == [7, 39_999]
    kept = frame.iloc[matrix.row_index]
    np.testing.assert_allclose(matrix.pipeline.transform(kept), matrix.values, rtol=1e-5, atol=1e-5)


def test_a_matrix_can_be_kept_before_and_after_its_pipeline_is_built(make: Build, customers: pd.DataFrame) -> None:
    matrix = prepare(make(customers, roles={"id": Role.IDENTIFIER}))
    for _ in range(2):
        again = pickle.loads(pickle.dumps(matrix))
        np.testing.assert_array_equal(again.values, matrix.values)
        np.testing.assert_allclose(again.pipeline.transform(customers), matrix.values, rtol=1e-5, atol=1e-5)
        assert matrix.pipeline is matrix.pipeline
