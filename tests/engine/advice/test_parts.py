"""The pieces of the advice by themselves: the knee, the valley, the ties, the resampling, the rule."""

from itertools import product

import numpy as np
import pytest

from engine.advice.categories import category_levels
from engine.advice.consensus import agreed_k
from engine.advice.criteria import of_resamples
from engine.advice.description import describe, is_described, share_described
from engine.advice.elbow import knee
from engine.advice.flow import flows, most_divided
from engine.advice.lines import line_counts, moments_of
from engine.advice.lloyd import fit_all, fit_thoroughly, nearest_labels, seed_centers, with_spare
from engine.advice.null_curves import compare_with_nulls
from engine.advice.reference import same_shape, shuffled
from engine.advice.resampling import Resampled, Shapeless, jaccard_best, resample, resample_shapeless, strength
from engine.advice.result import Criterion, Verdict
from engine.advice.ties import spread_ties
from engine.advice.valley import BINS, bins_along, valley_z
from engine.advice.verdict import disagreement, judge, next_best, suggest
from engine.sweep.workers import Workers


def test_the_knee_is_where_the_curve_bends() -> None:
    assert knee({1: 100, 2: 60, 3: 25, 4: 22, 5: 20, 6: 18, 7: 16, 8: 14}) == 3


def test_a_straight_or_flat_curve_has_no_knee() -> None:
    assert knee({k: 100 - 10 * k for k in range(1, 9)}) is None
    assert knee(dict.fromkeys(range(1, 9), 5.0)) is None
    assert knee({1: 2.0, 2: 1.0}) is None


def test_a_valley_is_seen_and_a_hill_or_a_plain_is_not() -> None:
    valley = np.full(BINS, 20)
    valley[10:14] = 0
    hill = np.full(BINS, 5)
    hill[8:16] = 40
    z = valley_z(np.array([valley, hill, np.full(BINS, 20), np.zeros(BINS, dtype=int)]))
    assert z[0] > 5
    np.testing.assert_allclose(z[1:], 0, atol=1e-6)


def test_the_centres_stand_half_a_length_from_the_middle() -> None:
    place = np.array([[-0.49, 7.0], [0.49, -7.0], [99.0, 0.01]])
    counts = bins_along(place)
    assert [np.flatnonzero(each).tolist() for each in counts] == [[8, 15], [12]]


def test_lines_through_two_parts_and_through_a_merger_of_two() -> None:
    rng = np.random.default_rng(4)
    parts = [rng.standard_normal((60, 3)) + middle for middle in ([0, 0, 0], [1, 0, 0], [6.0, 0, 0])]
    moments = moments_of(parts)
    counts = line_counts(moments, parts, np.array([[0, 2], [0, 1]]))
    assert counts.shape == (2, 3, BINS)
    assert valley_z(counts[0]).max() > 4 > valley_z(counts[1]).max()
    moments.merge(0, 1)
    whole = [np.concatenate(parts[:2]), parts[2]]
    again = line_counts(moments, {0: whole[0], 2: parts[2]}, np.array([[0, 2]]))
    np.testing.assert_array_equal(again, line_counts(moments_of(whole), whole, np.array([[0, 1]])))


def test_the_fullest_window_beside_a_valley_is_the_deepest_side() -> None:
    """Against every pair of windows, one by one; those that are broad on both sides count for more."""
    counts = np.random.default_rng(5).poisson(6, size=(3, BINS))

    def log_ratio(few: float, narrow: int, many: float, wide: int) -> float:
        if many * narrow <= few * wide:
            return 0.0
        share = (few + many) / (narrow + wide)
        return sum(c * np.log(c / w / share) for c, w in ((few, narrow), (many, wide)) if c)

    def deepest(row: np.ndarray) -> float:
        best = 0.0
        for narrow, added in ((1, 0.2), (2, 0.4), (4, 0.8)):
            for begin, widths in product(range(8, 17 - narrow), ((1, 2, 4, 8), (4, 8))):
                few, sides = row[begin : begin + narrow].sum(), []
                for first, last in ((0, begin), (begin + narrow, BINS)):
                    windows = [(a, w) for w in widths for a in range(first, last - w + 1)]
                    sides.append(max(log_ratio(few, narrow, row[a : a + w].sum(), w) for a, w in windows))
                if min(sides) > 0:
                    best = max(best, np.sqrt(2 * min(sides)) + (added if widths == (4, 8) else 0))
        return best

    np.testing.assert_allclose(valley_z(counts), [deepest(row) for row in counts], atol=1e-6)


def test_spread_ties_keep_every_value_in_its_own_interval() -> None:
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.integers(0, 5, size=300), rng.standard_normal(300)]).astype(float)
    spread = spread_ties(x, rng)
    np.testing.assert_array_equal(np.round(spread.values[:, 0]), x[:, 0])
    np.testing.assert_array_equal(spread.values[:, 1], x[:, 1])
    assert not spread.two_valued.any()


def test_those_who_never_bought_become_the_thin_end_of_those_who_did() -> None:
    rng = np.random.default_rng(1)
    bought = rng.random(1500) < 0.5
    spent = np.where(bought, 5 + rng.standard_normal(1500), 0.0)
    values = spread_ties(np.column_stack([spent, rng.standard_normal(1500)]), rng).values[:, 0]
    assert values[~bought].max() < values[bought].min()
    assert values.std() == pytest.approx(spent.std(), rel=0.02)
    assert (np.diff(np.histogram(values[~bought], bins=4)[0]) > 0).all()
    np.testing.assert_array_equal(np.argsort(values[bought]), np.argsort(spent[bought]))


def test_the_shapeless_population_keeps_what_ties_the_columns_together() -> None:
    """Yes-or-no columns show less of a correlation than there is behind them."""
    rng = np.random.default_rng(2)
    behind = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], size=20_000)
    x = np.column_stack([behind[:, 0] > 0.8, behind[:, 1]]).astype(float)
    y = same_shape(x, rng)
    np.testing.assert_array_equal(np.sort(y, axis=0), np.sort(x, axis=0))
    assert np.corrcoef(y.T)[0, 1] == pytest.approx(np.corrcoef(x.T)[0, 1], abs=0.03)


def test_nobody_is_of_two_regions_in_data_without_groups() -> None:
    rng = np.random.default_rng(3)
    spent = rng.standard_normal(900)
    region = np.digitize(spent + rng.standard_normal(900), [-1, 0.5])
    regions = np.eye(3)[region]
    x = np.column_stack([spent, regions, rng.random(900) < 0.5, rng.standard_normal(900)]).astype(float)
    assert [columns.tolist() for columns in category_levels(x)] == [[1, 2, 3]]
    for y in (shuffled(x, rng), same_shape(x, rng)):
        np.testing.assert_array_equal(np.sort(y, axis=0), np.sort(x, axis=0))
        assert (y[:, 1:4].sum(axis=1) == 1).all()
    means = [y[y[:, 3] == 1, 0].mean() - y[y[:, 1] == 1, 0].mean() for y in (x, same_shape(x, rng))]
    assert means[1] == pytest.approx(means[0], abs=0.3)
    assert np.isfinite(same_shape(regions, rng)).all()


def test_jaccard_and_prediction_strength_of_known_labels() -> None:
    reference, other = np.array([0, 0, 0, 1, 1, 1]), np.array([1, 1, 1, 0, 0, 1])
    np.testing.assert_allclose(jaccard_best(reference, other, 2, 2), [3 / 4, 2 / 3])
    assert strength(reference, reference, 2) == 1.0
    assert strength(reference, other, 2) == pytest.approx(1 / 3)


def test_the_suggestion_follows_the_rule() -> None:
    stable = {2: (0.9, 0.9), 3: (0.8, 0.8, 0.76), 4: (0.9, 0.7, 0.7, 0.7), 9: (0.9,) * 9}
    shares = dict.fromkeys(stable, 0.1)
    assert suggest(5, (2, 3, 4), stable, shares) == (5, None)
    assert suggest(1, (2, 3, 4, 9), stable, shares) == (3, 2)
    assert suggest(1, (2, 3, 4, 9), stable, shares | {3: 0.01}) == (2, None)
    weak = {2: (0.6, 0.6), 3: (0.5,) * 3, 4: (0.65,) * 4}
    assert suggest(1, (2, 3, 4), weak, dict.fromkeys(weak, 0.1)) == (4, 3)


def test_the_verdict_follows_the_rule() -> None:
    assert judge(3, 0.1, False) is Verdict.NATURAL
    assert judge(1, 0.9, False) is Verdict.NONE
    assert judge(1, 0.75, True) is Verdict.REPRODUCIBLE
    assert judge(1, 0.74, True) is Verdict.CONSTRUCTIVE


def squares(rng: np.random.Generator, size: int = 30) -> tuple[np.ndarray, np.ndarray]:
    """Five small groups in the plane, one in the middle of four, and their centres."""
    centers = np.array([[0.0, 0], [4, 4], [4, -4], [-4, 4], [-4, -4]])
    return np.concatenate([c + rng.standard_normal((size, 2)) for c in centers]), centers


def test_corners_are_described_by_two_thresholds_and_the_middle_by_none_of_the_few() -> None:
    x, centers = squares(np.random.default_rng(0))
    fits = describe(x, {5: centers})[5]
    assert [is_described(*fit) for fit in fits[1:]] == [True] * 4
    assert share_described(fits) >= 4
    assert all(0 <= value <= 1 for fit in fits for value in fit)


def test_a_segment_along_a_slope_has_no_short_rule() -> None:
    x = np.random.default_rng(1).uniform(-1, 1, size=(2000, 6))
    slope = np.ones(6) / np.sqrt(6)
    fits = describe(x, {2: np.array([slope, -slope])})[2]
    assert share_described(fits) == 0


def test_a_handful_far_out_is_described() -> None:
    x = np.r_[np.random.default_rng(2).standard_normal(600), [40.0, 41, 42, 43]][:, None]
    assert describe(x, {2: np.array([[0.0], [41.5]])})[2][1] == (1.0, 1.0)


def test_an_empty_segment_is_not_described() -> None:
    assert describe(np.zeros((5, 1)), {2: np.array([[0.0], [9.0]])})[2][1] == (0.0, 0.0)


def test_flows_count_who_goes_where() -> None:
    x = np.array([[0.0], [0.1], [5.0], [9.0]])
    found = flows(x, {2: np.array([[0.0], [7.0]]), 3: np.array([[0.0], [5.0], [9.0]]), 7: np.zeros((7, 1))})
    assert found == {2: ((0.5, 0.0, 0.0), (0.0, 0.25, 0.25))}


def agreed(x: np.ndarray) -> int:
    rng = np.random.default_rng(3)
    ks = range(2, 8)
    centers = {each: center for each, (center, _) in fit_all(x, ks, rng, n_starts=6).items()}
    with Workers() as workers:
        nulls = compare_with_nulls(x, ks, rng, workers)
        resampled = resample(x, centers, ks, rng, workers)
        return agreed_k(nulls, resampled, resample_shapeless(x, ks, rng, workers))


def test_small_groups_are_seen_by_all_evidence_together_and_squares_of_chance_are_not() -> None:
    rng = np.random.default_rng(4)
    assert agreed(squares(rng)[0]) == 5
    assert agreed(rng.uniform(size=(400, 2))) == 1  # the silhouette likes four quarters of a square
    assert agreed(np.exp(0.8 * rng.standard_normal((500, 1)) + 0.3 * rng.standard_normal((500, 3)))) == 1


def test_the_band_holds_the_curve_of_one_population_and_a_grouped_table_leaves_it() -> None:
    rng = np.random.default_rng(5)
    with Workers() as workers:
        plain = compare_with_nulls(rng.standard_normal((600, 3)), [2, 3, 4, 5], rng, workers)
        grouped = compare_with_nulls(squares(rng)[0], [2, 3, 4, 5], rng, workers)
    assert plain.band[5][0] <= plain.relative[5] <= plain.band[5][1]
    assert plain.band[5][0] < 1.05
    assert grouped.band[5][0] > 1.5


def test_the_runner_up_is_what_most_criteria_prefer_beside_k() -> None:
    preferred = {"a": 4, "b": 3, "c": 3, "d": 5, "e": 1, "f": None}
    criteria = {name: Criterion(name, name, {}, k) for name, k in preferred.items()}
    assert next_best(4, criteria) == 3
    assert next_best(3, criteria) == 4
    assert next_best(3, {}) is None


def test_disagreement_is_called_out_and_agreement_is_not() -> None:
    criteria = {str(i): Criterion(str(i), "", {}, k) for i, k in enumerate([3, 3, 3, 4, None])}
    assert disagreement(3, criteria) == ""
    assert disagreement(4, criteria).startswith("The criteria disagree: 3 of 4")


def test_the_most_divided_segment_and_where_it_goes() -> None:
    assert most_divided(((0.5, 0.0, 0.0), (0.0, 0.2, 0.3))) == (1, ((2, pytest.approx(0.6)), (1, pytest.approx(0.4))))


def test_every_one_of_many_groups_gets_a_centre() -> None:
    rng = np.random.default_rng(6)
    middles = np.array([(i, j) for i in range(6) for j in range(6)]) * 8.0
    x = np.repeat(middles, 40, axis=0) + rng.standard_normal((36 * 40, 2))
    sequences = [seed_centers(x, with_spare(36), rng) for _ in range(2)]
    centers = fit_thoroughly(x, 36, sequences)
    assert len(set(nearest_labels(middles, centers).tolist())) == 36


def test_a_table_of_few_distinct_rows_is_fitted_all_the_same() -> None:
    x = np.repeat(np.arange(5.0)[:, None], 20, axis=0)
    sequences = [seed_centers(x, with_spare(4), np.random.default_rng(0))]
    assert fit_thoroughly(x, 4, sequences).shape == (4, 1)


def test_stability_counts_only_beyond_what_data_without_groups_reach() -> None:
    rng = np.random.default_rng(7)
    x = rng.multivariate_normal([0, 0], [[1, 0.8], [0.8, 1]], size=600)
    centers = {k: center for k, (center, _) in fit_all(x, [2, 3], rng).items()}
    with Workers() as workers:
        shapeless = resample_shapeless(x, [2, 3], rng, workers)
        strength_of, stability = of_resamples(resample(x, centers, [2, 3], rng, workers), shapeless)
    assert stability.values[2] > 0.85  # one population cut in two comes back, and says nothing
    assert stability.band[2][1] > 0.85
    lifted = Resampled({2: (0.99, 0.99)}, {2: 0.99}, {2: 0.0})
    low = Shapeless({2: (0.8, 0.9)}, {2: (0.7, 0.8)})
    high = Shapeless({2: (0.8, 0.995)}, {2: (0.7, 0.995)})
    assert [each.preferred_k for each in of_resamples(lifted, low)] == [2, 2]
    assert [each.preferred_k for each in of_resamples(lifted, high)] == [None, None]
    assert strength_of.reference.keys() == {2, 3}
