"""What stands behind the charts is what the table says."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from engine.dataset import Kind, Meaning
from engine.profiles.details import MAX_ANSWERS, OTHER, ColumnDetail, NumberSpread, column_details
from engine.profiles.profile import profile_segments

Build = Callable[..., Any]


def details_of(built: Any) -> dict[str, ColumnDetail]:
    return {detail.name: detail for detail in column_details(*built, profile_segments(*built))}


@pytest.fixture
def columns() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], [60, 40])
    spend = rng.normal(100 + 50 * labels, 10)
    spend[:3] = np.nan
    return {
        "spend": spend,
        "visits": rng.poisson(3 + 4 * labels),
        "noise": rng.normal(0, 1, 100),
        "answer": np.where(labels == 1, rng.choice(["yes", "no"], 100, p=[0.8, 0.2]), "no"),
    }


LABELS = [0] * 60 + [1] * 40
KINDS = {"answer": Kind.BOOLEAN}
PROFILE_ONLY = ["noise", "answer"]


def test_means_medians_and_quartiles_are_those_of_the_rows(parts: Build, columns: dict[str, Any]) -> None:
    found = details_of(parts(columns, LABELS, {"spend": Meaning.SPENDING}, KINDS, PROFILE_ONLY))
    values = pd.Series(columns["spend"])
    for label in (0, 1):
        spread, own = found["spend"].segments[label], values[np.array(LABELS) == label].dropna()
        assert isinstance(spread, NumberSpread)
        assert (spread.n, spread.mean, spread.median) == (len(own), pytest.approx(own.mean()), own.median())
        assert spread.quartiles == pytest.approx((own.quantile(0.25), own.quantile(0.75)))
        assert spread.mean_interval is not None
        assert spread.mean_interval[0] < own.mean() < spread.mean_interval[1]
    assert found["spend"].everyone.n == 97  # type: ignore[union-attr]


def test_shares_are_those_of_the_rows(parts: Build, columns: dict[str, Any]) -> None:
    found = details_of(parts(columns, LABELS, kinds=KINDS, profile_only=PROFILE_ONLY))
    shares = {each.answer: each.share for each in found["answer"].segments[1]}  # type: ignore[union-attr]
    own = pd.Series(columns["answer"][60:]).value_counts(normalize=True)
    assert shares == pytest.approx(own.to_dict())


def test_only_columns_that_did_not_make_the_segments_are_tested(parts: Build, columns: dict[str, Any]) -> None:
    found = details_of(parts(columns, LABELS, kinds=KINDS, profile_only=PROFILE_ONLY))
    assert found["spend"].p_value is None
    assert found["spend"].chance is not None
    for name in PROFILE_ONLY:
        assert found[name].chance is None
    assert found["noise"].p_value is not None
    assert found["noise"].p_value > 0.05
    assert found["answer"].p_value is not None
    assert found["answer"].p_value < 1e-6


def test_rare_answers_are_told_together(parts: Build) -> None:
    city = [f"city {i % 5000}" for i in range(10_000)]
    built = parts({"v": np.arange(10_000.0), "city": city}, [0] * 6_000 + [1] * 4_000, kinds={"city": Kind.CATEGORY})
    shares = details_of(built)["city"].segments[0]
    assert len(shares) == MAX_ANSWERS + 1  # type: ignore[arg-type]
    assert shares[-1].answer == OTHER  # type: ignore[index]
    assert sum(each.share for each in shares) == pytest.approx(1)  # type: ignore[union-attr]


@pytest.mark.parametrize("profile_only", [[], ["gone"]])
def test_a_column_that_a_segment_does_not_have(parts: Build, profile_only: list[str]) -> None:
    gone = [np.nan] * 60 + list(range(40))
    built = parts({"v": np.arange(100.0), "w": np.arange(100.0), "gone": gone}, LABELS, profile_only=profile_only)
    spread = details_of(built)["gone"].segments[0]
    assert spread == NumberSpread(0)


def test_a_segment_of_one_customer_has_no_intervals(parts: Build) -> None:
    built = parts({"v": np.arange(100.0), "w": np.arange(100.0)}, [0] * 99 + [1])
    spread = details_of(built)["v"].segments[1]
    assert isinstance(spread, NumberSpread)
    assert (spread.n, spread.mean_interval, spread.median_interval) == (1, None, None)
