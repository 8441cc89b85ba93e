"""The query gives the model's own answers in real databases, on every kind of column, missing values included."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine

from engine.columns.table import dataset_from_frame, read_table
from engine.dataset import Dataset
from engine.errors import EngineError
from engine.model import SegmentModel
from engine.preparation.prepare import prepare
from engine.preparation.spec import ColumnSpec, PreparationSpec
from engine.sample import sample_customers
from engine.segmentation import fit_segments
from engine.sql.scorer import scorer_sql

# Customers this near to the border between two segments may be placed in either.
TIE = 1e-6


@pytest.fixture(scope="module")
def postgres(postgres_url: str) -> Iterator[Engine]:
    engine = create_engine(postgres_url)
    yield engine
    engine.dispose()


def mixed(n: int = 700) -> pd.DataFrame:
    """The sample with every other kind of column, and gaps in all of them."""
    frame = sample_customers(n, seed=3)
    rng = np.random.default_rng(0)
    frame["Preferred store"] = rng.choice(["North", "South", 'it\'s "East"', "rare"], n, p=[0.5, 0.3, 0.19, 0.01])
    frame["Newsletter"] = rng.choice([True, False], n)
    frame["Satisfaction"] = rng.choice(["low", "medium", "high"], n)
    frame["Balance change"] = rng.normal(0, 50, n) ** 3
    frame["Last purchase date"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, n), unit="D")
    for place, name in enumerate(["Preferred store", "Satisfaction", "Balance change", "Last purchase date"]):
        frame[name] = frame[name].mask(rng.random(n) < 0.02 * (place + 1))
    return frame


def modelled(dataset: Dataset, spec: PreparationSpec | None = None, k: int = 4) -> SegmentModel:
    matrix = prepare(dataset, spec)
    return SegmentModel.from_parts(dataset, matrix, fit_segments(matrix, k))


def bounds_of(model: SegmentModel, frame: pd.DataFrame) -> list[str]:
    """The columns by which training set customers aside."""
    return list(dict.fromkeys(bounds.column for bounds in model.card.plan.bounds if bounds.column in frame))


def in_duckdb(frame: pd.DataFrame, query: str) -> pd.DataFrame:
    connection = duckdb.connect()
    try:
        connection.register("customers", frame)
        return connection.execute(query).df()
    finally:
        connection.close()


def in_postgresql(engine: Engine, frame: pd.DataFrame, query: str) -> pd.DataFrame:
    frame.to_sql("customers", engine, index=False, if_exists="replace")
    with engine.connect() as connection, connection.connection.cursor() as cursor:
        cursor.execute(query)  # as it stands: SQLAlchemy and pandas would read a % as a place for a value
        return pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description])


def assert_same_answers(model: SegmentModel, frame: pd.DataFrame, found: pd.DataFrame) -> None:
    expected = model.score(frame)
    found = found.sort_values("row_").reset_index(drop=True)
    assert len(found) == len(frame)
    clear = expected["confidence"].to_numpy() > TIE
    assert clear.mean() > 0.99
    for name in ("segment", "segment_name", "fits_none"):
        assert found[name][clear].tolist() == expected[name][clear].tolist(), name
    np.testing.assert_allclose(found["distance"], expected["distance"], rtol=1e-6)
    np.testing.assert_allclose(found["confidence"], expected["confidence"], atol=1e-6)
    assert (found["second_choice"][clear].to_numpy() == expected["second_choice"][clear].to_numpy()).all()


EVERYTHING = PreparationSpec(
    columns={
        "Preferred store": ColumnSpec(role="feature", imputation="indicator"),
        "Newsletter": ColumnSpec(role="feature"),
        "Satisfaction": ColumnSpec(role="feature"),
        "Balance change": ColumnSpec(role="feature", transform="yeo_johnson", scaling="robust"),
        "Last purchase date": ColumnSpec(role="feature", scaling="min_max", weight=2),
        "Income": ColumnSpec(role="feature", transform="log", imputation="mean"),
        "Marital_Status": ColumnSpec(role="feature"),
    }
)


@pytest.mark.parametrize("spec", [None, EVERYTHING], ids=["default", "everything"])
def test_both_databases_give_the_models_answers(postgres: Engine, spec: PreparationSpec | None) -> None:
    dataset = dataset_from_frame(mixed(), "mixed")
    model = modelled(dataset, spec)
    frame = dataset.frame.assign(row_=range(dataset.n_rows))
    query = scorer_sql(model.card, keep=["row_", "Year_Birth"])
    assert_same_answers(model, frame, in_duckdb(frame, query))
    assert_same_answers(model, frame, in_postgresql(postgres, frame, query))


def test_customers_never_seen(postgres: Engine) -> None:
    model = modelled(dataset_from_frame(mixed(), "mixed"), EVERYTHING)
    new = dataset_from_frame(mixed(300), "new").frame.copy().assign(row_=range(300))
    new.loc[:40, "Preferred store"] = "opened yesterday"
    new.loc[20:60, "Income"] = 1e9
    new.loc[50:90, [column.name for column in model.card.schema]] = np.nan
    query = scorer_sql(model.card, keep=["row_"])
    without = new.drop(columns="Year_Birth")  # it only set customers aside, and the query does not ask for it
    assert_same_answers(model, without, in_duckdb(without, query))
    assert_same_answers(model, without, in_postgresql(postgres, without, query))


@pytest.mark.parametrize(
    "name",
    [
        "marketing_campaign/marketing_campaign_tab.csv",
        "other/CC GENERAL.csv",
        "other/WA_Fn-UseC_-Telco-Customer-Churn.csv",
        "other/Wholesale customers data.csv",
        "other/bank-full.csv",
    ],
)
def test_real_tables(realdata: Path, name: str) -> None:
    dataset = read_table(realdata / name)
    model = modelled(dataset, k=5)
    frame = dataset.frame.assign(row_=range(dataset.n_rows))
    query = scorer_sql(model.card, keep=["row_", *bounds_of(model, frame)])
    assert_same_answers(model, frame, in_duckdb(frame, query))


def test_one_segment_and_a_name_with_a_quote() -> None:
    dataset = dataset_from_frame(
        pd.DataFrame({"a'\"b": [1.5, 2.0, 3.0, 9.0] * 5, "visits": [2, 1, 4, 3, 3] * 4}), "tiny"
    )
    matrix = prepare(dataset, PreparationSpec(columns={"a'\"b": ColumnSpec(role="feature")}))
    model = SegmentModel.from_parts(dataset, matrix, fit_segments(matrix, 1), ["it's all"])
    found = in_duckdb(dataset.frame, scorer_sql(model.card))
    assert found["segment_name"].tolist() == ["it's all"] * 20
    assert found["second_choice"].isna().all()


def test_what_sql_cannot_repeat_is_said() -> None:
    dates = [dt.datetime(2024, 1, day) for day in range(1, 21)]
    frame = pd.DataFrame({"spend": np.arange(20.0), "visits": [1, 2, 3, 4] * 5, "seen": dates})
    model = modelled(dataset_from_frame(frame, "t"), k=2)
    many = replace(model.card, centers=np.zeros((20_001, model.card.centers.shape[1])))
    with pytest.raises(EngineError, match="terms"):
        scorer_sql(many)


NAMES = st.text(
    st.sampled_from("aäß Z_9\"'`%:?;,.$\\/-()[]{}=+*&|<>#@~€\N{GRINNING FACE}\u0301"), min_size=1, max_size=12
)
ANSWERS = st.text(st.sampled_from("abÄ \"'`%:?;$\\/-=\u00a0\N{GRINNING FACE}"), min_size=1, max_size=8)
KINDS = ("whole", "skewed", "around zero", "category", "yes/no", "date", "few numbers")


@st.composite
def odd_tables(draw: st.DrawFn) -> pd.DataFrame:
    """Names, answers and gaps as nobody would choose them; the rest is drawn evenly."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(40, 120))
    names = draw(st.lists(NAMES, min_size=3, max_size=6, unique_by=lambda name: name.strip().casefold()))
    frame = pd.DataFrame(index=range(n))
    for place, name in enumerate(names):
        kind = "skewed" if place == 0 else draw(st.sampled_from(KINDS))
        values: Any
        if kind == "category":
            answers = draw(st.lists(ANSWERS, min_size=2, max_size=6, unique_by=lambda text: text.strip().casefold()))
            values = pd.Series(rng.choice(answers, n), dtype="str")
        elif kind == "yes/no":
            values = pd.Series(rng.random(n) < 0.4)
        elif kind == "date":
            values = pd.Series(pd.Timestamp("2025-01-01") - pd.to_timedelta(rng.integers(0, 900, n), unit="D"))
        else:
            values = pd.Series(
                {
                    "whole": lambda: rng.poisson(5, n).astype(float),
                    "few numbers": lambda: rng.integers(0, 3, n).astype(float),
                    "skewed": lambda: np.round(np.exp(rng.normal(4, 1.5, n)), 2),
                    "around zero": lambda: np.round(rng.normal(0, 50, n) ** 3, 3),
                }[kind]()
            )
        gaps = draw(st.sampled_from([0.0, 0.0, 0.05, 0.3]))
        frame[name] = values.mask(rng.random(n) < gaps)
    return frame


@settings(max_examples=40, deadline=None)
@given(odd_tables())
def test_odd_names_and_answers(postgres: Engine, frame: pd.DataFrame) -> None:
    dataset = dataset_from_frame(frame, "odd")
    try:
        model = modelled(dataset, k=3)
    except EngineError:  # nothing in it separates customers
        reject()
    shown = dataset.frame.assign(row_=range(dataset.n_rows))
    query = scorer_sql(model.card, keep=["row_", *bounds_of(model, shown)])
    assert_same_answers(model, shown, in_duckdb(shown, query))
    assert_same_answers(model, shown, in_postgresql(postgres, shown, query))
