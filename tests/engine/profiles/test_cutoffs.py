"""The search for cut-offs finds what trying every combination finds."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.profiles.cutoffs import at_least, at_most, best_separation, between, equals, search_rows

numbers = st.one_of(st.integers(-5, 5).map(float), st.just(float("nan")))


def _quality(holds: NDArray[np.bool_], members: NDArray[np.bool_]) -> float:
    both = (holds & members).sum()
    f1 = 2 * both / (holds.sum() + members.sum())
    lacking = max(0.8 - both / members.sum(), 0) + max(0.65 - both / max(holds.sum(), 1e-9), 0)
    return float(f1 - 0.5 * lacking)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(numbers, numbers, st.integers(0, 2), st.booleans()), min_size=3, max_size=40))
def test_equals_brute_force(rows: list[tuple[float, float, int, bool]]) -> None:
    first, second = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    answers = np.array([row[2] for row in rows], dtype=np.int32)
    members = np.array([row[3] for row in rows])
    members[0] = True
    labels = np.where(members, 0, -1).astype(np.int32)
    search = search_rows(labels, 1)
    lows, highs = np.array([-4.0, -1.0, 0.0]), np.array([0.0, 2.0, 5.0])
    options = [between(first, lows, highs), at_least(second, lows), equals(answers, 1, "b")]
    found = best_separation(options, np.flatnonzero(members), search)
    tried = [
        _quality((first >= low) & (first <= high) & (second >= cut) & (answers == 1), members)
        for low, high, cut in product(lows, highs, lows)
    ]
    assert np.isclose(found.quality, max(tried), atol=1e-8)
    (low, high), cut = (option.values[at] for option, at in zip(options[:2], found.choice[:2], strict=True))  # type: ignore[misc]
    held = (first >= low) & (first <= high) & (second >= cut) & (answers == 1)
    assert np.isclose(_quality(held, members), found.quality, atol=1e-8)


def test_at_most_prefers_the_widest_of_equals() -> None:
    values = np.array([1.0, 2.0, 9.0, 10.0, np.nan])
    labels = np.array([0, 0, -1, -1, -1], dtype=np.int32)
    options = at_most(values, np.array([2.0, 3.0, 5.0]))
    found = best_separation([options], np.array([0, 1]), search_rows(labels, 1))
    assert options.values[found.choice[0]] == 5.0
    assert found.quality == 1.0


def test_a_sample_stands_for_all_rows() -> None:
    labels = np.repeat(np.array([-1, 0, 1], dtype=np.int32), [100, 5000, 20])
    search = search_rows(labels, 2, limit=900)
    assert search.rows is not None
    assert search.weights is not None
    assert len(search.rows) == 100 + 300 + 20
    for label, count in ((-1, 100), (0, 5000), (1, 20)):
        assert search.weights[search.labels == label].sum() == count
    np.testing.assert_array_equal(search.rows, search_rows(labels, 2, limit=900).rows)
