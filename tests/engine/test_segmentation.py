"""One segmentation: labels, order, agreement with the sweep and with scikit-learn."""

import numpy as np
import pytest
from sklearn.cluster import KMeans

from engine import EngineError, fit_segments, sweep_k
from engine.segmentation import kmeans_with


@pytest.fixture(scope="module")
def x() -> np.ndarray:
    rng = np.random.default_rng(0)
    return (rng.normal(size=(4, 5))[rng.integers(0, 4, 600)] * 2 + rng.normal(size=(600, 5))).astype(np.float32)


def test_takes_the_centers_of_the_sweep(x: np.ndarray) -> None:
    sweep = sweep_k(x, [3, 4])
    for k in sweep.ks:
        segments = fit_segments(x, k, sweep=sweep)
        assert segments.k == k
        assert segments.inertia == pytest.approx(sweep.inertia[k], rel=1e-6)
        np.testing.assert_array_equal(segments.centers, sweep.centers[k])
        np.testing.assert_array_equal(segments.sizes, sweep.sizes[k])


def test_labels_are_those_that_scikit_learn_predicts(x: np.ndarray) -> None:
    segments = fit_segments(x, 4)
    peer = kmeans_with(segments.centers)
    assert isinstance(peer, KMeans)
    np.testing.assert_array_equal(peer.predict(x.astype(np.float64)), segments.labels)


def test_labels_sizes_and_distances_agree(x: np.ndarray) -> None:
    segments = fit_segments(x, 4)
    assert segments.labels.dtype == np.int32
    np.testing.assert_array_equal(np.bincount(segments.labels, minlength=4), segments.sizes)
    assert (np.diff(segments.sizes) <= 0).all()
    apart = np.linalg.norm(x - segments.centers[segments.labels], axis=1)
    np.testing.assert_allclose(segments.distances, apart, rtol=1e-5)
    assert segments.inertia == pytest.approx(float(np.square(apart).sum()), rel=1e-6)


def test_one_segment(x: np.ndarray) -> None:
    assert (fit_segments(x, 1).labels == 0).all()


def test_weights_enter_the_inertia(x: np.ndarray) -> None:
    weights = np.full(len(x), 2.0)
    assert fit_segments(x, 3, sample_weight=weights).inertia == pytest.approx(
        2 * fit_segments(x, 3).inertia, rel=1e-3
    )


def test_a_sweep_of_another_matrix_is_refused(x: np.ndarray) -> None:
    sweep = sweep_k(x, [3])
    with pytest.raises(EngineError, match="sweep was made from 600 rows"):
        fit_segments(x[:500], 3, sweep=sweep)


@pytest.mark.parametrize("k", [0, 51, 2.0, True, "3"])
def test_k_that_is_none(x: np.ndarray, k: object) -> None:
    with pytest.raises(EngineError):
        fit_segments(x, k)  # type: ignore[arg-type]


def test_missing_values_are_refused_even_with_a_sweep(x: np.ndarray) -> None:
    sweep = sweep_k(x, [3])
    broken = x.copy()
    broken[5, 1] = np.nan
    with pytest.raises(EngineError, match="Row 6"):
        fit_segments(broken, 3, sweep=sweep)
