"""Groups are found again by their customers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.profiles.matching import Match, match_groups


def groups_of(labels: "np.ndarray[tuple[int], np.dtype[np.int32]]", k: int) -> "list[np.ndarray[tuple[int], np.dtype[np.bool_]]]":  # fmt: skip
    return [labels == label for label in range(k)]


@given(order=st.permutations(range(4)), seed=st.integers(0, 9))
def test_the_same_groups_in_another_order_are_found(order: list[int], seed: int) -> None:
    labels = np.random.default_rng(seed).permutation(np.repeat(np.arange(4, dtype=np.int32), [9, 7, 5, 3]))
    renumbered = np.array(order, dtype=np.int32)[labels]
    assert match_groups(groups_of(labels, 4), renumbered, 4) == tuple(Match(i, order[i], 1.0) for i in range(4))


def test_a_divided_group_goes_to_its_larger_part() -> None:
    before = np.zeros(10, dtype=bool)
    before[:8] = True
    after = np.array([0] * 6 + [1] * 2 + [2, -1], dtype=np.int32)
    assert match_groups([before], after, 3) == (Match(0, 0, pytest.approx(0.75)),)


def test_two_groups_never_become_one_segment() -> None:
    after = np.zeros(10, dtype=np.int32)
    halves = [np.arange(10) < 5, np.arange(10) >= 5]
    assert len(match_groups(halves, after, 1)) == 1


def test_who_shares_nobody_is_not_matched() -> None:
    assert match_groups([np.array([True, False])], np.array([-1, 0], dtype=np.int32), 1) == ()
    assert match_groups([], np.array([0], dtype=np.int32), 1) == ()
