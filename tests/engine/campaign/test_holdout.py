"""The hold-out is the same every time, of about the right size, and honest about what it can show."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.campaign.holdout import held_out, smallest_uplift
from engine.errors import EngineError


def test_order_and_company_do_not_matter() -> None:
    ids = pd.Series([f"C{i}" for i in range(5_000)])
    everyone = dict(zip(ids, held_out(ids, 0.1), strict=True))
    some = ids.sample(800, random_state=1)
    assert held_out(some, 0.1).tolist() == [everyone[each] for each in some]
    assert np.mean(list(everyone.values())) == pytest.approx(0.1, abs=0.015)


def test_a_larger_hold_out_contains_a_smaller_one() -> None:
    ids = pd.Series(range(3_000))
    assert not (held_out(ids, 0.05) & ~held_out(ids, 0.2)).any()
    assert not held_out(ids, 0).any()


@given(number=st.integers(-(10**12), 10**12))
def test_an_id_is_the_same_however_it_is_written(number: int) -> None:
    ways = [pd.Series([number]), pd.Series([f" {number} "]), pd.Series([f"{number}.0"])]
    assert len({bool(held_out(way, 0.5)[0]) for way in ways}) == 1


@pytest.mark.parametrize("share", [-0.1, 0.6, float("nan")])
def test_an_impossible_share_is_a_sentence(share: float) -> None:
    with pytest.raises(EngineError, match="cannot be"):
        held_out(pd.Series([1]), share)


def test_the_smallest_uplift_is_found_four_times_in_five() -> None:
    rng = np.random.default_rng(0)
    contacted, held, rate = 900, 100, 0.2
    uplift = smallest_uplift(contacted, held, rate)
    assert uplift is not None
    yes = rng.binomial(contacted, rate + uplift, 20_000) / contacted
    no = rng.binomial(held, rate, 20_000) / held
    pooled = (yes * contacted + no * held) / (contacted + held)
    found = (yes - no) / np.sqrt(pooled * (1 - pooled) * (1 / contacted + 1 / held)) > 1.96
    assert found.mean() == pytest.approx(0.8, abs=0.03)


def test_more_customers_show_less() -> None:
    small, large = smallest_uplift(90, 10, 0.1), smallest_uplift(9_000, 1_000, 0.1)
    assert small is not None
    assert large is not None
    assert large < small
    assert smallest_uplift(10, 1, 0.1) is None
