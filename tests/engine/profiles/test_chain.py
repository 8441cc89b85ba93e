"""From a file to names: the sample's five kinds, and the same names however the table is written."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine.columns.customers import build_customers
from engine.columns.table import read_table
from engine.dataset import Dataset
from engine.preparation.prepare import prepare
from engine.profiles.context import profile_context
from engine.profiles.profile import profile_segments
from engine.profiles.result import Fact, Level, Rule, SegmentProfiles
from engine.sample import sample_csv, sample_customers
from engine.segmentation import fit_segments
from engine.sweep.sweep import sweep_k

FIVE = {
    "High budget, frequent web visitors",
    "High spenders but rare web visits",
    "Tight budget but frequent web visitors",
    "Infrequent buyers, rare web visits",
    "Moderate spenders, occasional web visits",
}
RENAMED = {
    "Income": "annual_income",
    "NumWebVisitsMonth": "web_visits_month",
    "NumWebPurchases": "online_purchases",
    "NumStorePurchases": "store_purchases",
    "NumCatalogPurchases": "catalogue_purchases",
    "NumDealsPurchases": "deal_purchases",
    "MntWines": "mnt_wines",
}


def _named(data: bytes) -> SegmentProfiles:
    dataset = read_table(data, "customers.csv")
    matrix = prepare(dataset)
    return profile_segments(dataset, matrix, fit_segments(matrix, 5))


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


def test_the_five_kinds_of_the_sample_come_out_as_five_names() -> None:
    assert set(_named(sample_csv()).names) == FIVE


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame.sample(frac=1, random_state=1),
        lambda frame: frame[frame.columns[::-1]],
        lambda frame: frame.rename(columns=RENAMED),
        lambda frame: frame.rename(columns=lambda name: re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()),
        lambda frame: frame.rename(columns=lambda name: re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).upper()),
        lambda frame: frame.assign(Income=frame["Income"] / 1000).rename(columns={"Income": "Income (k$)"}),
        lambda frame: frame.assign(Income=frame["Income"] * 0.92),
    ],
    ids=["rows", "columns", "names", "snake_case", "CAPITALS", "thousands", "currency"],
)
def test_names_do_not_depend_on_how_the_table_is_written(change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    assert set(_named(_csv(change(sample_customers()))).names) == FIVE


TABLES = [
    "marketing_campaign/marketing_campaign_tab.csv",
    "other/CC GENERAL.csv",
    "other/Mall_Customers.csv",
    "other/Wholesale customers data.csv",
    "other/WA_Fn-UseC_-Telco-Customer-Churn.csv",
    "other/bank-full.csv",
    "other/sales_data_sample.csv",
]


@pytest.mark.parametrize("table", TABLES)
def test_every_claim_on_real_tables_holds(realdata: Path, table: str) -> None:
    dataset = read_table(realdata / table)
    if dataset.transactions is not None:
        dataset = build_customers(dataset)
    matrix = prepare(dataset)
    ks = range(3, 9)
    sweep, context = sweep_k(matrix, ks), profile_context(dataset, matrix)
    for k in sweep.ks:
        segmentation = fit_segments(matrix, k, sweep=sweep)
        labels = np.full(dataset.n_rows, -1)
        labels[matrix.row_index] = segmentation.labels
        profiles = profile_segments(dataset, matrix, segmentation, context=context)
        assert len(set(profiles.names)) == k
        for profile in profiles:
            holds, members = profile.rule.mask(dataset.frame), labels == profile.label
            assert profile.coverage == pytest.approx((holds & members).sum() / members.sum())
            assert profile.exclusivity == pytest.approx((holds & members).sum() / max(holds.sum(), 1))
            for fact in profile.facts:
                _check_level(fact, profile.rule, dataset, members)


def _check_level(
    fact: Fact, rule: Rule, dataset: Dataset, members: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> None:
    condition = next(part for part in rule.conditions if part.column == fact.column)
    frame = dataset.frame
    if fact.level is Level.MOSTLY:
        answer = Rule((condition,), "").mask(frame)
        assert answer[members].mean() >= max(2 / 3, 1.3 * answer.mean())
        return
    values = (frame[fact.column] if fact.column in frame else frame.eval(condition.expression)).astype(float)
    median, known = values[members].median(), values.dropna()
    percentile = (known < median).mean() + (known == median).mean() / 2
    expected = Level.HIGH if percentile >= 2 / 3 else Level.LOW if percentile <= 1 / 3 else Level.MODERATE
    assert fact.level is expected
    # The cut-off is never on the wrong side of the table's median.
    if condition.operator == ">=":
        assert known.median() <= condition.value <= median
    elif condition.operator == "<=":
        assert median <= condition.value <= known.median()
    else:
        low, high = condition.value
        assert low <= min(median, known.median())
        assert high >= max(median, known.median())


def test_csv_of_the_sample_is_what_the_generator_draws() -> None:
    assert len(pd.read_csv(io.BytesIO(sample_csv()))) == len(sample_customers())
