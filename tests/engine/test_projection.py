"""Principal components against scikit-learn's, and on degenerate matrices."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.decomposition import PCA

from engine import EngineError, fit_segments, project


@pytest.fixture(scope="module")
def x() -> np.ndarray:
    rng = np.random.default_rng(0)
    return (rng.normal(size=(500, 6)) @ rng.normal(size=(6, 6)) + 5).astype(np.float32)


def test_equals_scikit_learn_up_to_signs(x: np.ndarray) -> None:
    found, peer = project(x, n_components=4), PCA(4).fit(x.astype(np.float64))
    np.testing.assert_allclose(found.explained_variance_ratio, peer.explained_variance_ratio_, atol=1e-9)
    np.testing.assert_allclose(np.abs(found.loadings), np.abs(peer.components_), atol=1e-7)
    np.testing.assert_allclose(np.abs(found.coordinates), np.abs(peer.transform(x.astype(np.float64))), atol=1e-4)


def test_signs_are_fixed(x: np.ndarray) -> None:
    loadings = project(x).loadings
    assert (loadings[np.arange(3), np.abs(loadings).argmax(axis=1)] > 0).all()


def test_places_the_segments(x: np.ndarray) -> None:
    segments = fit_segments(x, 3)
    found = project(x, segments)
    assert found.centers is not None
    for label in range(3):
        mean = found.coordinates[segments.labels == label].mean(axis=0)
        np.testing.assert_allclose(found.centers[label], mean, atol=1e-3)


def test_asks_for_more_components_than_features(x: np.ndarray) -> None:
    found = project(x[:, :2], n_components=5)
    assert found.coordinates.shape == (500, 2)
    assert found.explained_variance_ratio.sum() == pytest.approx(1.0)


def test_a_matrix_without_variance() -> None:
    found = project(np.ones((5, 3)))
    assert not found.coordinates.any()
    assert not found.explained_variance_ratio.any()


def test_one_row() -> None:
    assert not project(np.array([[1.0, 2.0]])).coordinates.any()


def test_a_memory_map_gives_the_bits_of_the_array(tmp_path: Path, x: np.ndarray) -> None:
    np.save(tmp_path / "x.npy", x)
    mapped = project(np.load(tmp_path / "x.npy", mmap_mode="r"))
    np.testing.assert_array_equal(mapped.coordinates, project(x).coordinates)


@pytest.mark.parametrize("count", [0, -1, 1.5, True, "2"])
def test_number_of_components_that_is_none(x: np.ndarray, count: object) -> None:
    with pytest.raises(EngineError):
        project(x, n_components=count)  # type: ignore[arg-type]


def test_missing_values_are_refused_with_their_place(x: np.ndarray) -> None:
    broken = x.copy()
    broken[2, 3] = np.nan
    with pytest.raises(EngineError, match=r"Row 3 .*'feature 4'"):
        project(broken)


def test_another_matrix_than_the_segmentation(x: np.ndarray) -> None:
    with pytest.raises(EngineError):
        project(x[:, :3], fit_segments(x, 2))


@pytest.mark.realdata
def test_published_ratios_of_the_wholesale_customers(realdata: Path) -> None:
    table = np.genfromtxt(realdata / "other" / "Wholesale customers data.csv", delimiter=",", skip_header=1)[:, 2:]
    logs = np.delete(np.log(table), [65, 66, 75, 128, 154], axis=0)
    found = project(logs, n_components=4)
    published = [0.443025, 0.263792, 0.123064, 0.101209]
    np.testing.assert_allclose(found.explained_variance_ratio, published, atol=1e-6)
