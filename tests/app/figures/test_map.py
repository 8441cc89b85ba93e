"""The map draws what it is given: points, densities, means, arrows, a selection, a cloud."""

from dataclasses import replace

import numpy as np

from app.figures.map import Drawing, customer_map
from app.figures.theme import Theme, segment_colour
from app.limits import MAP_PLAIN
from app.services.map import MapView
from engine.map.arrows import Arrow
from engine.map.colouring import Colouring
from engine.map.index import Window
from engine.map.view import Points
from tests.app.figures.conftest import checked

MARKUP = '<b>Gold</b> <a href="x">%{x}</a> & co'
NAMES = (MARKUP, "Silver")


def map_view(levels: np.ndarray | None = None) -> MapView:
    points = Points(np.arange(3, dtype=np.int32), np.float32([0, 3, 6]), np.float32([2, 5, 8]), levels is None)
    return MapView(
        window=Window.of(0, 6, 2, 8),
        points=points,
        rows=np.int32([0, 2, 5]),
        labels=np.int32([0, 0, 1]),
        levels=levels,
        centers=np.array([[1.5, 3.5], [6.0, 8.0]]),
        n_inside=3,
        n_placed=3,
        n_unplaced=0,
        crowd=levels is not None,
    )


def drawn_map(view=None, theme=Theme.LIGHT, **options):
    given: dict[str, object] = {
        "titles": (NAMES[0], "spends more →"),
        "ticks": (True, False),
        "axes": ("=Income", "c1"),
        "revision": "=Income c1 0",
        **options,
    }
    return checked(customer_map(view or map_view(), NAMES, (1, 2), Drawing(**given), theme))


def test_the_map_has_one_trace_per_segment_with_numbers_only() -> None:
    figure = drawn_map()
    first, second = figure.data
    assert first.type == "scatter"
    assert first.customdata.dtype == np.int32
    assert list(first.customdata) == [0, 2]
    assert list(second.customdata) == [5]
    assert first.x.dtype == np.float32
    assert list(first.y) == [2.0, 5.0]
    assert first.marker.color == segment_colour(1, Theme.LIGHT) != second.marker.color
    assert first.marker.symbol != second.marker.symbol


def test_many_points_are_drawn_by_webgl() -> None:
    n = MAP_PLAIN + 1
    where = np.linspace(0, 1, n, dtype=np.float32)
    points = Points(np.arange(n, dtype=np.int32), where, where, complete=True)
    view = replace(map_view(), points=points, rows=points.positions, labels=np.zeros(n, dtype=np.int32))
    assert [trace.type for trace in drawn_map(view).data] == ["scattergl"] * 2


def test_a_crowd_is_drawn_as_small_numbers_over_its_window() -> None:
    levels = np.zeros((2, 3, 6), dtype=np.uint8)
    figure = drawn_map(map_view(levels))
    pictures = [trace for trace in figure.data if trace.type == "heatmap"]
    assert [np.asarray(trace.z).dtype for trace in pictures] == [np.uint8] * 2
    first = pictures[0]
    assert (first.x0 - first.dx / 2, first.x0 + 5.5 * first.dx) == (0, 6)
    assert (first.y0 - first.dy / 2, first.y0 + 2.5 * first.dy) == (2, 8)
    assert tuple(figure.layout.xaxis.range) == (0, 6)
    assert figure.layout.meta == {"crowd": True, "axes": ["=Income", "c1"]}


def test_segments_switched_off_are_not_drawn() -> None:
    figure = drawn_map(hidden=frozenset({1}))
    assert [trace.meta for trace in figure.data] == [2]
    assert [note.text for note in figure.layout.annotations] == ["<b>2</b>"]


def test_the_map_dims_all_but_the_segment_in_focus() -> None:
    figure = drawn_map(focus=2, theme=Theme.DARK)
    assert figure.data[0].marker.opacity < figure.data[1].marker.opacity
    assert [note.text for note in figure.layout.annotations] == ["<b>2</b>"]


def test_a_column_colours_points_and_the_crowd_between_its_ends() -> None:
    colouring = Colouring("Income", np.float32([1, 2, 9]), low=1.5, high=8.0)
    view = replace(map_view(), colouring=colouring, tints=colouring.values, means=np.zeros((3, 6), dtype=np.float32))
    figure = drawn_map(view, colour_title=MARKUP)
    assert [list(trace.marker.color) for trace in figure.data[1:]] == [[1, 2], [9]]
    assert {trace.marker.coloraxis for trace in figure.data[1:]} == {"coloraxis"}
    assert figure.data[0].coloraxis == "coloraxis"
    assert (figure.layout.coloraxis.cmin, figure.layout.coloraxis.cmax) == (1.5, 8.0)


def test_answers_have_one_colour_each() -> None:
    colouring = Colouring("Status", np.float32([0, 1, 1]), ("a", "b"), (1, 2))
    figure = drawn_map(replace(map_view(), colouring=colouring, tints=colouring.values))
    first, second = segment_colour(1, Theme.LIGHT), segment_colour(2, Theme.LIGHT)
    assert figure.layout.coloraxis.colorscale == ((0.0, first), (0.5, first), (0.5, second), (1.0, second))
    assert figure.layout.coloraxis.showscale is False


def test_a_selection_dims_the_others() -> None:
    figure = drawn_map(selected=np.array([False, True, True]), outline=((0.0, 1.0), (2.0, 1.0), (2.0, 3.5)))
    assert figure.layout.shapes[0].path == "M0.0,1.0L2.0,1.0L2.0,3.5Z"
    assert [list(trace.selectedpoints) for trace in figure.data] == [[1], [0]]
    assert all(trace.unselected.marker.opacity < trace.selected.marker.opacity for trace in figure.data)
    assert figure.layout.selectionrevision != drawn_map().layout.selectionrevision


def test_arrows_begin_in_the_middle_and_carry_their_names() -> None:
    arrow, words, *_ = reversed(drawn_map(arrows=(Arrow(MARKUP, 2.0, -1.0),)).layout.annotations)
    arrow, words = words, arrow
    assert (arrow.ax, arrow.ay, arrow.x, arrow.y) == (0, 0, 2, -1)
    assert (words.x, words.y) == (2, -1)
    assert "<b>" not in words.text


def test_names_of_arrows_do_not_lie_on_one_another() -> None:
    arrows = tuple(Arrow(name, x, 1.0) for name, x in (("Orders", 2.0), ("Turnover", 2.01), ("Visits", -2.0)))
    words = [
        each for each in drawn_map(arrows=arrows).layout.annotations if each.text in {"Orders", "Turnover", "Visits"}
    ]
    orders, turnover, visits = (next(each for each in words if each.text == arrow.title) for arrow in arrows)
    assert turnover.yshift - orders.yshift >= 18
    assert visits.yshift == orders.yshift


def test_the_window_that_a_person_moved_to_stays() -> None:
    figure = drawn_map(window=Window.of(1, 2, 3, 4), tool="lasso")
    assert figure.layout.dragmode == "lasso"
    assert (tuple(figure.layout.xaxis.range), tuple(figure.layout.yaxis.range)) == ((1, 2), (3, 4))
    everybody = map_view().window  # said, so that the first picture stands where the chart will
    assert tuple(drawn_map().layout.xaxis.range) == (everybody.left, everybody.right)


def test_a_third_axis_makes_a_cloud() -> None:
    view = replace(map_view(), z=np.float32([1, 2, 3]))
    figure = drawn_map(view, titles=("a", "b", MARKUP), ticks=(True, True, False))
    assert [trace.type for trace in figure.data] == ["scatter3d"] * 2
    assert list(figure.data[0].z) == [1, 2]
    assert figure.layout.scene.zaxis.showticklabels is False
    assert not set("<>") & set(figure.layout.scene.zaxis.title.text)
    assert "&lt;" not in figure.layout.scene.zaxis.title.text  # drawn by WebGL, which knows no entities


def test_no_markup_of_other_people_reaches_the_map() -> None:
    text = drawn_map(colour_title=MARKUP, arrows=(Arrow(MARKUP, 1.0, 1.0),)).to_json()
    assert "<a href" not in text
    assert "<b>Gold" not in text
    assert "%{x}</a>" not in text
