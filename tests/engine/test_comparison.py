"""Fates that are known by construction, and sums that must hold whatever happened."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from engine.comparison import Fate, compare_segments, sentences
from engine.errors import EngineError


def segments(*parts: tuple[int, int], start: int = 0) -> pd.Series:
    """Customers in a row: (segment, how many)."""
    numbers = np.concatenate([np.full(count, number) for number, count in parts])
    return pd.Series(numbers, index=[f"c{start + place}" for place in range(len(numbers))])


def test_the_same_segments_under_other_numbers_are_kept() -> None:
    before = segments((1, 60), (2, 30), (3, 10))
    found = compare_segments(before, before.map({1: 2, 2: 3, 3: 1}))
    assert [(each.fate, each.after, each.overlap) for each in found.became] == [
        (Fate.KEPT, (2,), 1.0),
        (Fate.KEPT, (3,), 1.0),
        (Fate.KEPT, (1,), 1.0),
    ]
    assert found.stayed_share == 1
    assert found.adjusted_rand == 1
    assert len(found.movers) == 0
    assert found.born == ()


def test_split_merged_and_kept() -> None:
    before = segments((1, 80), (2, 20), (3, 20), (4, 20), (5, 40))
    after = segments((1, 30), (2, 25), (3, 25), (4, 60), (5, 40))
    found = compare_segments(before, after)
    assert [(each.fate, set(each.after)) for each in found.became] == [
        (Fate.SPLIT, {1, 2, 3}),
        (Fate.MERGED, {4}),
        (Fate.MERGED, {4}),
        (Fate.MERGED, {4}),
        (Fate.KEPT, {5}),
    ]
    assert found.born == ()
    assert found.flows.sum() == 180


def test_a_new_segment_of_new_customers_is_born_and_an_old_one_is_gone() -> None:
    before = segments((1, 50), (2, 30))
    after = pd.concat([segments((1, 50)), segments((2, 40), start=200)])
    found = compare_segments(before, after)
    assert [each.fate for each in found.became] == [Fate.KEPT, Fate.GONE]
    assert found.born == (2,)
    assert (found.n_common, found.n_only_before, found.n_only_after) == (50, 30, 40)
    words = sentences(found, ["Loyal", "Lost"], ["Loyal", "Fresh"])
    assert words == (
        "“Loyal” is now “Loyal” (100% overlap).",
        "“Lost” has no customer in the later table.",
        "“Fresh” is new.",
    )


def test_a_segment_spread_over_all_is_dissolved() -> None:
    before = segments((1, 90), (2, 90), (3, 30))
    after = segments((1, 90), (2, 90), (1, 10), (2, 10), (3, 10))
    found = compare_segments(before, after)
    assert [each.fate for each in found.became] == [Fate.KEPT, Fate.KEPT, Fate.DISSOLVED]
    assert found.born == ()
    assert set(found.movers["before"]) == {3}


numbers = st.lists(st.integers(0, 4), min_size=1, max_size=60)


@given(numbers, numbers)
def test_sums_hold_whatever_happened(old: list[int], new: list[int]) -> None:
    """0 stands for a customer who was set aside."""
    before, after = (pd.Series(each, index=range(len(each))).replace(0, np.nan) for each in (old, new))
    both = before.notna() & after.reindex(before.index).notna()
    if not both.any():
        with pytest.raises(EngineError, match="no customer in common"):
            compare_segments(before, after)
        return
    found = compare_segments(before, after)
    assert found.n_common == both.sum() == found.flows.sum()
    assert found.n_common + found.n_only_before == before.notna().sum()
    assert found.n_common + found.n_only_after == after.notna().sum()
    pairs = dict(found.matched)
    stayed = sum(found.flows[a - 1, b - 1] for a, b in pairs.items())
    assert len(found.movers) == found.n_common - stayed
    assert all(pairs.get(row.before) != row.after for row in found.movers.itertuples())
    assert found.adjusted_rand == pytest.approx(adjusted_rand_score(before[both], after.reindex(before.index)[both]))
    assert len(sentences(found, ["a"] * 4, ["b"] * 4)) == len(found.became) + len(found.born)


def test_an_id_that_stands_twice_is_said() -> None:
    twice = pd.Series([1, 2], index=["c1", "c1"])
    with pytest.raises(EngineError, match="more than one customer 'c1'"):
        compare_segments(twice, segments((1, 3)))
