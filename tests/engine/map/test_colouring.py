"""Colours by a column, means per cell, and arrows."""

import numpy as np
import pytest

from engine import read_table
from engine.dataset import Kind
from engine.errors import EngineError
from engine.map.arrows import REACH, SHOWN, loading_arrows
from engine.map.axes import Axis
from engine.map.colouring import MAX_LEVELS, NOT_GIVEN, OTHERS, colour_by, colour_columns
from engine.map.density import density, mean_per_cell
from engine.map.index import Window, build_index
from engine.preparation.matrix import Feature
from engine.preparation.prepare import prepare
from engine.projection import Projection


def table(status: list[str]) -> bytes:
    rng = np.random.default_rng(0)
    lines = [f"{i},{rng.integers(20, 70)},{rng.normal(100, 30):.2f},{each}" for i, each in enumerate(status)]
    return "\n".join(["customer_id,age,spending,status", *lines]).encode()


def test_common_answers_have_colours_and_rare_ones_share_one() -> None:
    status = [*(["a"] * 50), *(["b"] * 40), *(f"x{i % 30}" for i in range(90)), *([""] * 7)]
    dataset = read_table(table(status))
    matrix = prepare(dataset)
    found = colour_by(dataset, matrix, "status")
    assert found.levels[:2] == ("a", "b")
    assert found.levels[-2:] == (OTHERS, NOT_GIVEN)
    assert len(found.levels) == MAX_LEVELS + 2
    assert sum(found.counts) == len(matrix.values)
    np.testing.assert_array_equal(np.bincount(found.values.astype(int)), found.counts)


def test_answers_of_which_none_is_common_get_a_sentence() -> None:
    dataset = read_table(table([f"x{i % 300}" for i in range(600)]))
    matrix = prepare(dataset)
    with pytest.raises(EngineError, match="different answers"):
        colour_by(dataset, matrix, "status")


def test_numbers_have_a_scale_without_their_tails() -> None:
    dataset = read_table(table(["a", "b"] * 100))
    matrix = prepare(dataset)
    found = colour_by(dataset, matrix, "spending")
    values = dataset.frame["spending"].to_numpy()[matrix.row_index]
    assert values.min() < found.low < found.high < values.max()
    assert "customer_id" not in colour_columns(dataset, matrix)
    with pytest.raises(EngineError, match="to colour by"):
        colour_by(dataset, matrix, "customer_id")


def test_means_per_cell_are_those_of_a_look_at_every_customer() -> None:
    rng = np.random.default_rng(1)
    x, y, values = rng.normal(size=(3, 5_000)).astype(np.float32)
    values[::7] = np.nan
    index, window = build_index(x, y), Window.of(-1, 2, -1.5, 1)
    found = mean_per_cell(index, values[index.order], window, 6, 5)
    known = ~np.isnan(values) & window.contains(x, y)
    column = np.minimum((x[known].astype(float) + 1) / 3 * 6, 5).astype(int)
    row = np.minimum((y[known].astype(float) + 1.5) / 2.5 * 5, 4).astype(int)
    for r in range(5):
        for c in range(6):
            own = values[known][(row == r) & (column == c)]
            assert found[r, c] == pytest.approx(own.mean(), abs=1e-5) if len(own) else np.isnan(found[r, c])
    counts = density(index, np.zeros(5_000, dtype=np.int32), 1, window, 6, 5)
    assert counts.sum() == window.contains(x, y).sum()


def test_arrows_stay_in_the_window_and_keep_their_proportions() -> None:
    rng = np.random.default_rng(2)
    loadings, _ = np.linalg.qr(rng.normal(size=(20, 3)))
    features = tuple(Feature(f"column_{i}", f"column_{i}", Kind.NUMBER) for i in range(20))
    projection = Projection(np.zeros((4, 3), dtype=np.float32), np.zeros(3), loadings.T, np.zeros(20), ())
    window = Window.of(-3, 5, -2, 9)
    found = loading_arrows(projection, features, (Axis(component=0), Axis(component=2)), window)
    assert 0 < len(found) <= SHOWN
    for arrow in found:
        assert window.left <= arrow.x <= window.right
        assert window.bottom <= arrow.y <= window.top
        place = next(i for i in range(20) if arrow.title == f"Column {i}")
        scale = found[0].x / loadings[next(i for i in range(20) if found[0].title == f"Column {i}"), 0]
        np.testing.assert_allclose([arrow.x, arrow.y], scale * loadings[place, [0, 2]])
    touch = max(max(a.x / 5, -a.x / 3, a.y / 9, -a.y / 2) for a in found)
    assert touch == pytest.approx(REACH)
    assert loading_arrows(projection, features, (Axis(component=0), Axis(column="a")), window) == ()
