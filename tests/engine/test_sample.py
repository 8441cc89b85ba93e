"""The synthetic table: the usual columns and dirt, and five kinds of customers that K-Means finds."""

import io

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from engine.errors import EngineError
from engine.sample import PRODUCTS, kind_names, sample_csv, sample_customers, sample_kinds

CHANNELS = ["NumDealsPurchases", "NumWebPurchases", "NumCatalogPurchases", "NumStorePurchases", "NumWebVisitsMonth"]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return sample_customers()


def test_same_seed_gives_the_same_table_and_another_seed_another() -> None:
    assert sample_csv() == sample_csv()
    assert sample_csv(n=100, seed=1) != sample_csv(n=100, seed=2)


def test_has_the_shape_and_the_dirt_of_the_usual_study(frame: pd.DataFrame) -> None:
    assert frame.shape == (2240, 29)
    assert frame["ID"].is_unique
    assert frame["Income"].isna().sum() == 24
    assert frame.isna().sum().sum() == 24
    assert frame["Income"].eq(666_666).sum() == 1
    assert sorted(frame["Year_Birth"])[:3] == [1893, 1899, 1900]
    assert {"Absurd", "YOLO", "Alone"} <= set(frame["Marital_Status"])
    assert set(frame["Z_CostContact"]) == {3}
    assert set(frame["Z_Revenue"]) == {11}
    assert frame["Dt_Customer"].str.fullmatch(r"\d\d-\d\d-\d{4}").all()
    assert pd.to_datetime(frame["Dt_Customer"], format="%d-%m-%Y").between("2012-07-30", "2014-06-30").all()


def test_no_count_and_no_amount_is_negative(frame: pd.DataFrame) -> None:
    assert (frame.select_dtypes("number").drop(columns="Income").to_numpy() >= 0).all()
    assert frame["Income"].dropna().between(2_500, 120_000).mean() > 0.999
    assert frame["Recency"].between(0, 99).all()


def test_small_budgets_have_more_small_children(frame: pd.DataFrame) -> None:
    income = frame["Income"].clip(upper=120_000)
    assert income.corr(frame["Kidhome"]) < -0.3


def test_true_kind_is_not_in_the_table(frame: pd.DataFrame) -> None:
    kinds = sample_kinds()
    assert len(kinds) == len(frame)
    assert sorted(set(kinds)) == list(range(len(kind_names())))
    assert not any(adjusted_rand_score(kinds, frame[name].fillna(-1)) > 0.9 for name in frame)


@pytest.mark.parametrize("total", [True, False])
def test_k_means_finds_the_five_kinds(frame: pd.DataFrame, total: bool) -> None:
    features = frame[[*CHANNELS, "Recency"]].assign(Income=frame["Income"].fillna(frame["Income"].median()))
    money = frame[list(PRODUCTS)]
    features = pd.concat([features, money.sum(axis=1) if total else money], axis=1).to_numpy(dtype=float)
    scaled = (features - features.mean(axis=0)) / features.std(axis=0)
    labels = KMeans(5, n_init=10, random_state=0).fit_predict(scaled)
    assert adjusted_rand_score(sample_kinds(), labels) > 0.95


def test_csv_reads_back_as_the_table(frame: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(pd.read_csv(io.BytesIO(sample_csv())), frame, check_dtype=False)
    assert b"666666," in sample_csv()
    assert b".0," not in sample_csv()


@pytest.mark.parametrize("n", [1, 2, 7, 30, 5000])
def test_any_number_of_customers(n: int) -> None:
    frame = sample_customers(n)
    assert len(frame) == len(sample_kinds(n)) == n
    assert list(frame) == list(sample_customers())
    assert frame["ID"].is_unique
    assert np.isin(sample_kinds(n), range(5)).all()


def test_no_customers_are_refused() -> None:
    with pytest.raises(EngineError, match="0 customers"):
        sample_customers(0)
