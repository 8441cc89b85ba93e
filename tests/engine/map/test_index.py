"""Windows, densities and the nearest customer against a look at every customer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.limits import MAP_OUTERMOST
from engine.map.density import FAINTEST, OPAQUE, density, density_levels
from engine.map.index import MapIndex, Window, build_index
from engine.map.view import nearest, points, typical_positions

ANY = st.floats(width=32, allow_nan=True, allow_infinity=True)
# Few distinct values, so that customers stand on top of each other and on the edges.
TIED = st.sampled_from([-2.0, -1.0, -0.0, 0.0, 0.1, 1.0, 3e38, float("nan")])
EDGE = st.one_of(st.floats(-3, 3, width=32), TIED.filter(np.isfinite))
Places = tuple[NDArray[np.float32], NDArray[np.float32]]


@st.composite
def places(draw: st.DrawFn) -> Places:
    n = draw(st.integers(0, 60))
    values = draw(st.sampled_from([ANY, TIED]))
    return draw(arrays(np.float32, n, elements=values)), draw(arrays(np.float32, n, elements=values))


@given(places(), EDGE, EDGE, EDGE, EDGE)
def test_a_window_holds_whom_a_look_at_everybody_finds(at: Places, a: float, b: float, c: float, d: float) -> None:
    x, y = at
    index, window = build_index(x, y), Window.of(a, b, c, d)
    known = np.isfinite(x) & np.isfinite(y)
    wanted = np.flatnonzero(window.contains(x, y) & known)
    found = index.places(window)
    assert sorted(index.order[found].tolist()) == wanted.tolist()
    assert index.count(window) == len(wanted)
    assert index.n_unplaced == int((~known).sum())
    np.testing.assert_array_equal(x[index.order], index.x)
    np.testing.assert_array_equal(y[index.order], index.y)


@given(places(), EDGE, EDGE, EDGE, EDGE, st.integers(1, 7), st.integers(1, 7))
def test_densities_sum_to_the_customers_in_the_window(
    at: Places, a: float, b: float, c: float, d: float, across: int, up: int
) -> None:
    x, y = at
    labels = (np.arange(len(x)) % 3).astype(np.int32)
    window = Window.of(a, b, c, d)
    index = build_index(x, y)
    counts = density(index, labels[index.order], 3, window, across, up)
    inside = window.contains(x, y) & np.isfinite(x) & np.isfinite(y)
    assert counts.shape == (3, up, across)
    assert counts.sum(axis=(1, 2)).tolist() == np.bincount(labels[inside], minlength=3).tolist()


@pytest.fixture(scope="module")
def crowd() -> Places:
    rng = np.random.default_rng(3)
    return rng.standard_t(2, 20_000).astype(np.float32), rng.normal(size=20_000).astype(np.float32)


@pytest.fixture(scope="module")
def crowd_index(crowd: Places) -> MapIndex:
    return build_index(*crowd)


@pytest.mark.parametrize("reach", [4, 1, 0.05])  # strips are read from end to end, and picked from
def test_cells_hold_whom_numpy_finds_there(crowd: Places, crowd_index: MapIndex, reach: float) -> None:
    x, y = crowd
    labels = (x > 0).astype(np.int32)
    window = Window.of(-2, 2, -reach, reach)
    assert (next(crowd_index.runs(window))[0].__class__ is slice) == (reach >= 1)
    counts = density(crowd_index, labels[crowd_index.order], 2, window, 16, 8)
    for label in range(2):
        own = labels == label
        peer, _, _ = np.histogram2d(y[own], x[own], bins=(8, 16), range=((-reach, reach), (-2, 2)))
        np.testing.assert_allclose(counts[label], peer, atol=1)  # a customer on the line between two cells
        assert counts[label].sum() == np.count_nonzero(window.contains(x, y) & own)


@given(st.floats(-4, 4), st.floats(-4, 4), st.sampled_from([0.001, 0.05, 2.0]))
def test_the_nearest_is_nearer_than_all_others(
    crowd: Places, crowd_index: MapIndex, x: float, y: float, reach: float
) -> None:
    across, up = (crowd[0].astype(float) - x) / reach, (crowd[1].astype(float) - y) / (2 * reach)
    distance = across**2 + up**2
    found = nearest(crowd_index, x, y, (reach, 2 * reach))
    if found is None:
        assert distance.min() > 1 - 1e-4
    else:
        assert distance[found] == distance.min()


def test_segments_switched_off_are_not_found(crowd: Places, crowd_index: MapIndex) -> None:
    labels = (np.arange(20_000) % 2).astype(np.int32)
    found = nearest(crowd_index, 0.0, 0.0, (1, 1), labels, frozenset({0}))
    assert found is not None
    assert labels[found] == 1
    assert nearest(crowd_index, 0.0, 0.0, (1, 1), labels, frozenset({0, 1})) is None


def test_a_sample_keeps_the_outermost_and_the_typical(crowd: Places, crowd_index: MapIndex) -> None:
    window = Window.of(-5, 5, -2, 2)
    x, y = crowd
    inside = np.flatnonzero(window.contains(x, y))
    typical = inside[[5, 500, 5000]]
    outside = np.flatnonzero(~window.contains(x, y))[:1]
    sample = points(crowd_index, window, 1_000, np.flatnonzero(np.isin(crowd_index.order, [*typical, *outside])))
    shown = set(sample.positions.tolist())
    assert not sample.complete
    assert shown <= set(inside.tolist())
    assert len(shown) == len(sample.positions)
    assert set(typical.tolist()) <= shown
    for direction in (x, -x):
        assert set(inside[np.argsort(direction[inside], kind="stable")][:MAP_OUTERMOST].tolist()) <= shown
    for direction in (y, -y):  # of each strip, the outermost: the very first ones are among them
        assert int(inside[np.argmin(direction[inside])]) in shown


def test_few_are_shown_completely(crowd: Places, crowd_index: MapIndex) -> None:
    window = Window.of(0, 0.2, 0, 0.2)
    found = points(crowd_index, window, 1_000)
    assert found.complete
    assert sorted(found.positions.tolist()) == np.flatnonzero(window.contains(*crowd)).tolist()


def test_pictures_laid_on_one_another_show_each_group_by_its_share() -> None:
    counts = np.random.default_rng(0).poisson(1.5, (4, 30, 40)).astype(np.int64)
    counts[:, 0, 0], counts[:, 0, 1] = (0, 0, 0, 0), (1, 0, 0, 0)
    levels = density_levels(counts)
    seen = np.zeros(counts.shape)
    for group, opacity in enumerate(levels / 255 * OPAQUE):
        seen *= 1 - opacity
        seen[group] += opacity
    covered, total = seen.sum(axis=0), counts.sum(axis=0)
    assert covered[0, 0] == 0.0
    assert covered.max() == pytest.approx(OPAQUE, abs=0.01)
    assert covered[total == 1].min() >= FAINTEST / 255 * OPAQUE
    assert np.allclose(seen * total, counts * covered, atol=0.01 * total.max())


def test_the_typical_are_nearest_to_their_centre() -> None:
    labels = np.array([0] * 20 + [1] * 3, dtype=np.int32)
    distances = np.arange(23, 0, -1).astype(np.float32)
    assert sorted(typical_positions(labels, distances, 3).tolist()) == [15, 16, 17, 18, 19, 20, 21, 22]


def test_what_is_no_window_gets_a_sentence() -> None:
    for edge in (float("nan"), float("inf"), None, "abc"):
        with pytest.raises(EngineError, match="left edge of the window"):
            Window.of(edge, 1, 0, 1)
    with pytest.raises(EngineError, match="cells are no picture"):
        density(build_index([0.0], [0.0]), np.zeros(1, np.int32), 1, Window.of(0, 1, 0, 1), 0, 4)
    with pytest.raises(EngineError, match="one of each per customer"):
        build_index([0.0, 1.0], [0.0])


def test_nobody_at_all() -> None:
    index = build_index([], [])
    assert index.count(Window.of(-1, 1, -1, 1)) == 0
    assert points(index, Window.of(-1, 1, -1, 1), 10).complete
    assert nearest(index, 0, 0, (1, 1)) is None
