"""Groups that K-Means cuts through at their own number are seen with more segments, if at all."""

import numpy as np

from engine.advice.advise import advise_k
from engine.advice.whole_groups import fewest_whole


def test_the_fewest_segments_of_which_every_group_is_made_up() -> None:
    groups = np.array([0] * 90 + [1] * 10)
    segments = {
        2: np.arange(100) % 2,
        3: np.concatenate([np.arange(90) % 2, [2] * 10]),
        4: np.concatenate([np.arange(90) % 3, [3] * 10]),
    }
    assert fewest_whole(groups, 2, (2, 3, 4), segments.__getitem__) == 3
    assert fewest_whole(groups, 2, (2,), segments.__getitem__) is None
    assert fewest_whole(groups, 2, (), segments.__getitem__) is None
    swapped = segments[3].copy()
    swapped[90:92] = 0  # two in ten of the small group are elsewhere
    assert fewest_whole(groups, 2, (3,), lambda k: swapped) is None


def test_a_small_group_beside_columns_in_which_all_differ_more() -> None:
    rng = np.random.default_rng(5)
    x = rng.standard_normal((3_000, 9))
    x[:, :4] = 1.5 * x[:, :1] + 0.5 * rng.standard_normal((3_000, 4))
    x[:300, 7:] += 5
    advice = advise_k(x)
    assert (advice.k, advice.suggested_k) == (2, 2)
    assert advice.agreement is not None
    assert advice.agreement < 0.6
    assert advice.runner_up == 3
    assert any("choose 3 to see the groups" in reason for reason in advice.reasons)
