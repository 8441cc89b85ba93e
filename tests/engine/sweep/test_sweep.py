"""The sweep against scikit-learn, against itself, and on degenerate tables."""

import math
import pickle
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.cluster import KMeans
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

from engine import EngineError, fit_segments, sweep_k
from engine.errors import Cancelled
from engine.limits import MAX_K


def customers(n: int, d: int = 6, seed: int = 0, groups: int = 5) -> np.ndarray:
    rng = np.random.default_rng(seed)
    centers = rng.normal(size=(groups, d)) * 1.5
    return (centers[rng.integers(0, groups, n)] + rng.normal(size=(n, d))).astype(np.float32)


def ordered(centers: np.ndarray) -> np.ndarray:
    return centers[np.lexsort(centers.T[::-1])]


@pytest.fixture(scope="module")
def small() -> np.ndarray:
    return customers(900)


@pytest.mark.parametrize("n", [900, 7_000])
def test_never_worse_than_scikit_learn(n: int) -> None:
    x = customers(n, d=8, seed=n)
    sweep = sweep_k(x, [2, 5, 8])
    for k in sweep.ks:
        peer = KMeans(k, n_init=10, random_state=1).fit(x).inertia_
        assert sweep.inertia[k] <= peer * 1.001


def test_scikit_learn_stays_at_the_centers_found(small: np.ndarray) -> None:
    x = small.astype(np.float64)
    sweep = sweep_k(x, [4, 9])
    for k in sweep.ks:
        peer = KMeans(k, init=sweep.centers[k], n_init=1, tol=0).fit(x)
        assert peer.inertia_ == pytest.approx(sweep.inertia[k], rel=1e-6)
        np.testing.assert_allclose(ordered(peer.cluster_centers_), ordered(sweep.centers[k]), atol=1e-4)
        np.testing.assert_array_equal(fit_segments(x, k, sweep=sweep).labels, peer.labels_)


def test_criteria_equal_scikit_learn(small: np.ndarray) -> None:
    sweep = sweep_k(small, [1, 3, 6])
    x = small.astype(np.float64)
    for k in (3, 6):
        segments = fit_segments(small, k, sweep=sweep)
        assert sweep.silhouette[k] == pytest.approx(silhouette_score(x, segments.labels), abs=1e-4)
        assert sweep.silhouette_error[k] == 0.0
        assert sweep.calinski_harabasz[k] == pytest.approx(calinski_harabasz_score(x, segments.labels), rel=1e-4)
        assert sweep.davies_bouldin[k] == pytest.approx(davies_bouldin_score(x, segments.labels), rel=1e-3)
        distances = np.sort(KMeans(k, init=segments.centers, n_init=1).fit(x).transform(x), axis=1)
        assert sweep.simplified_silhouette[k] == pytest.approx(
            np.mean(1 - distances[:, 0] / distances[:, 1]), rel=1e-3
        )
    assert math.isnan(sweep.silhouette[1])
    assert math.isnan(sweep.calinski_harabasz[1])


def test_record_of_the_fit(small: np.ndarray) -> None:
    sweep = sweep_k(small, [3, 2, 3], seed=7)
    assert sweep.ks == (2, 3)
    assert sweep.seed == 7
    assert sweep.n_rows == 900
    assert {"numpy", "scikit-learn"} <= set(sweep.versions)
    for k in sweep.ks:
        assert sweep.converged[k]
        assert sweep.passes[k] >= 1
        assert sweep.n_iter[k] >= 1
        assert sweep.starts_agreed[k] >= 1
        assert sweep.sizes[k].sum() == 900
        assert (np.diff(sweep.sizes[k]) <= 0).all()
        assert (sweep.sizes[k] > 0).all()
    assert pickle.loads(pickle.dumps(sweep)).inertia == sweep.inertia


@pytest.mark.parametrize("n", [700, 6_500])
def test_same_bits_for_any_number_of_threads(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    x = customers(n, seed=3)
    sweeps = []
    for threads in ("1", "2", "5"):
        monkeypatch.setenv("TESSERA_THREADS", threads)
        sweeps.append(sweep_k(x, [2, 3, 4]))
    for other in sweeps[1:]:
        assert other.inertia == sweeps[0].inertia
        assert other.silhouette == sweeps[0].silhouette
        for k in other.ks:
            np.testing.assert_array_equal(other.centers[k], sweeps[0].centers[k])


@pytest.mark.parametrize("n", [500, 6_000])
def test_the_order_of_the_rows_of_a_small_table_does_not_matter(n: int) -> None:
    x = np.random.default_rng(2).normal(size=(n, 8)).astype(np.float32)  # no groups: many optima
    there = sweep_k(x, range(2, 8))
    for order in (np.random.default_rng(1).permutation(n), np.argsort(x[:, 0])):
        back = sweep_k(x[order], range(2, 8))
        for k in there.ks:
            assert back.inertia[k] == pytest.approx(there.inertia[k], rel=1e-6)


def test_weights_equal_repetition() -> None:
    x = customers(300, d=4)
    times = np.random.default_rng(0).integers(0, 4, len(x))
    weighted = sweep_k(x, [2, 5], sample_weight=times)
    repeated = sweep_k(np.repeat(x, times, axis=0), [2, 5])
    for k in weighted.ks:
        assert weighted.inertia[k] == pytest.approx(repeated.inertia[k], rel=1e-4)
    assert weighted.calinski_harabasz[2] == pytest.approx(repeated.calinski_harabasz[2], rel=1e-3)


def test_scaling_all_features_scales_the_inertia(small: np.ndarray) -> None:
    plain, scaled = sweep_k(small, [4]), sweep_k(small * np.float32(1024), [4])
    assert scaled.inertia[4] == pytest.approx(plain.inertia[4] * 1024**2, rel=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_from_the_origin(small: np.ndarray, dtype: type) -> None:
    x = small[:, :2].astype(np.float64)
    near, far = sweep_k(x, [4]), sweep_k((x + 3_000.0).astype(dtype), [4])
    assert far.inertia[4] == pytest.approx(near.inertia[4], rel=1e-3)


def test_integer_scores_with_ties_use_distinct_rows() -> None:
    x = np.random.default_rng(0).integers(1, 6, size=(30_000, 3)).astype(np.float32)
    sweep = sweep_k(x, [2, 5, 12])
    for k in sweep.ks:
        assert sweep.inertia[k] <= KMeans(k, n_init=5, random_state=0).fit(x).inertia_ * 1.001
        assert sweep.sizes[k].sum() == 30_000


def test_k_up_to_the_limit_and_almost_as_many_rows() -> None:
    x = customers(MAX_K + 1, d=3)
    sweep = sweep_k(x, [1, MAX_K])
    assert (sweep.sizes[MAX_K] > 0).all()
    assert sweep.inertia[MAX_K] < sweep.inertia[1]


def test_one_segment_is_the_mean(small: np.ndarray) -> None:
    sweep = sweep_k(small, [1])
    np.testing.assert_allclose(sweep.centers[1][0], small.mean(axis=0, dtype=np.float64), atol=1e-5)
    assert sweep.inertia[1] == pytest.approx(np.square(small - small.mean(axis=0)).sum(), rel=1e-5)


def test_a_memory_map_gives_the_bits_of_the_array(tmp_path: Path, small: np.ndarray) -> None:
    path = tmp_path / "matrix.npy"
    np.save(path, small)
    mapped = sweep_k(np.load(path, mmap_mode="r"), [2, 3])
    assert mapped.inertia == sweep_k(small, [2, 3]).inertia


def test_more_rows_than_fit_into_the_working_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    x = customers(12_000)
    there = sweep_k(x, [2, 4])
    assert sweep_k(x, [2, 4], memory=0).inertia == there.inertia
    monkeypatch.setenv("TESSERA_SWEEP_MEMORY_MB", "0")
    assert sweep_k(x, [2, 4]).inertia == there.inertia


@pytest.mark.parametrize("memory", [-1, 0.5, True, "1 GB"])
def test_memory_that_is_no_number_of_bytes(small: np.ndarray, memory: object) -> None:
    with pytest.raises(EngineError, match="The memory is"):
        sweep_k(small, [2], memory=memory)


def test_a_sample_comes_near_the_optimum_of_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    x = customers(20_000, d=4)
    for name, size in (("SEARCH_ROWS", 1_000), ("REFINE_ROWS", 3_000), ("NEAR_ROWS", 4_000)):
        monkeypatch.setattr(f"engine.sweep.fit.{name}", size)
    near = sweep_k(x, range(2, 6))  # up to the groups there are: 1,000 rows cannot tell which optimum is best beyond
    for k in near.ks:
        assert near.inertia[k] <= KMeans(k, n_init=5, random_state=0).fit(x).inertia_ * 1.001
        assert near.converged[k]


def test_passes_over_very_many_rows_end_earlier_and_almost_as_low(monkeypatch: pytest.MonkeyPatch) -> None:
    x = np.random.default_rng(3).normal(size=(30_000, 12)).astype(np.float32)
    monkeypatch.setattr("engine.sweep.fit.NEAR_ROWS", 6_000)
    there = sweep_k(x, [7, 8])
    monkeypatch.setattr("engine.sweep.fit.LARGE_ROWS", 25_000)
    early = sweep_k(x, [7, 8])
    assert max(early.n_iter.values()) <= 2
    for k in there.ks:
        assert early.n_iter[k] <= there.n_iter[k]
        assert early.inertia[k] == pytest.approx(there.inertia[k], rel=3e-3)  # of a sample of 6,000


@pytest.mark.parametrize("many", [25_000, 4_000_000])
def test_one_pass_is_enough_where_groups_are_clear(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    x = (rng.normal(size=(3, 4)) * 20)[rng.integers(0, 3, 30_000)] + rng.normal(size=(30_000, 4))
    monkeypatch.setattr("engine.sweep.fit.NEAR_ROWS", 6_000)
    monkeypatch.setattr("engine.sweep.fit.LARGE_ROWS", many)
    found = sweep_k(x, [3])
    assert found.converged[3]
    assert found.n_iter[3] <= 2
    assert found.inertia[3] == pytest.approx(KMeans(3, n_init=1, random_state=0).fit(x).inertia_, rel=1e-5)


def test_progress_rises_to_one(small: np.ndarray) -> None:
    told: list[tuple[float, str]] = []
    sweep_k(small, [2, 3], progress=lambda fraction, message: told.append((fraction, message)))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert all(message for _, message in told)


def test_an_exception_in_progress_cancels(small: np.ndarray) -> None:
    def stop(fraction: float, message: str) -> None:
        if fraction > 0.05:
            raise Cancelled

    with pytest.raises(Cancelled):
        sweep_k(small, progress=stop)


@pytest.mark.parametrize("ks", [[], [0], [-1], [2.0], [True], ["3"], [MAX_K + 1], 4, [None]])
def test_ks_that_are_none(small: np.ndarray, ks: object) -> None:
    with pytest.raises(EngineError):
        sweep_k(small, ks)  # type: ignore[arg-type]


def test_ks_may_be_any_iterable_of_integers(small: np.ndarray) -> None:
    assert sweep_k(small, iter(np.array([3, 2]))).ks == (2, 3)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("n", [100, 9_000])
def test_values_that_are_not_finite_are_refused_with_their_place(n: int, value: float) -> None:
    x = customers(n)
    x[n - 3, 2] = value
    with pytest.raises(EngineError, match=rf"Row {n - 2:,} .*'feature 3'"):
        sweep_k(x, [2])


def test_values_too_large_to_square() -> None:
    with pytest.raises(EngineError, match="too large"):
        sweep_k(np.array([[1e200, 1.0], [-1e200, 2.0], [3.0, 4.0]]), [2])


@pytest.mark.parametrize("n", [5, 20_000])
def test_fewer_distinct_rows_than_segments(n: int) -> None:
    x = np.tile(np.array([[1.0, 2.0], [3.0, 4.0]], dtype=np.float32), (n, 1))
    assert sweep_k(x, [2]).inertia[2] == 0.0
    with pytest.raises(EngineError, match="only 2 of"):
        sweep_k(x, [3])


def test_all_rows_equal() -> None:
    x = np.full((40, 3), 7.0)
    sweep = sweep_k(x, [1])
    assert sweep.inertia[1] == 0.0
    np.testing.assert_allclose(sweep.centers[1], [[7.0, 7.0, 7.0]])
    with pytest.raises(EngineError):
        sweep_k(x, [2])


@pytest.mark.parametrize(
    "matrix",
    [[[1, 2]], np.zeros(3), np.zeros((0, 2)), np.zeros((3, 0)), np.array([["a"], ["b"]]), np.zeros((2, 2, 2)), None],
)
def test_what_is_no_matrix(matrix: object) -> None:
    with pytest.raises(EngineError):
        sweep_k(matrix, [1])


@pytest.mark.parametrize("weights", [[1.0], np.full(900, -1.0), np.zeros(900), np.full(900, np.nan)])
def test_weights_that_are_none(small: np.ndarray, weights: object) -> None:
    with pytest.raises(EngineError):
        sweep_k(small, [2], sample_weight=weights)


@settings(max_examples=60, deadline=None)
@given(
    hnp.arrays(
        st.sampled_from([np.float32, np.float64]),
        st.tuples(st.integers(1, 25), st.integers(1, 4)),
        elements=st.one_of(st.integers(-3, 3).map(float), st.floats(-1e6, 1e6, width=32)),
    ),
    st.integers(1, 6),
)
def test_any_small_table_is_swept_or_refused_in_words(x: np.ndarray, k: int) -> None:
    if k > len(np.unique(x, axis=0)):
        with pytest.raises(EngineError):
            sweep_k(x, range(1, k + 1))
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sweep = sweep_k(x, range(1, k + 1))
    for each in sweep.ks:
        assert sweep.sizes[each].sum() == len(x)
        assert (sweep.sizes[each] > 0).all()
        assert np.isfinite(sweep.centers[each]).all()
        assert sweep.inertia[each] >= 0.0


@pytest.mark.realdata
def test_published_inertias_of_the_mall(realdata: Path) -> None:
    table = np.genfromtxt(realdata / "other" / "Mall_Customers.csv", delimiter=",", skip_header=1, usecols=(3, 4))
    sweep = sweep_k(table, range(1, 7))
    published = [269981.28, 181363.5960, 106348.3731, 73679.7890, 44448.4554, 37233.8145]
    for k, inertia in zip(range(1, 7), published, strict=True):
        assert sweep.inertia[k] <= inertia * 1.001
    assert sorted(sweep.sizes[5]) == [22, 23, 35, 39, 81]
    assert sweep.silhouette[5] == pytest.approx(0.553932, rel=0.005)
