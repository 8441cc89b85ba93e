"""Figures draw what they are given, and other people's text stays text."""

import base64
from dataclasses import replace

import numpy as np
import pytest

from app.figures.axes import explained
from app.figures.criterion import small_criterion
from app.figures.distribution import distribution
from app.figures.elbow import CHOSEN, elbow
from app.figures.flow import flow
from app.figures.heatmap import heat_map, ordered_columns, row_labels
from app.figures.placed import placed_customer
from app.figures.text import plain, short
from app.figures.theme import Theme, segment_colour
from app.figures.ticks import labelled
from engine.advice.result import Criterion
from engine.dataset import Kind
from engine.profiles.details import AnswerShare, ColumnDetail, Group, NumberSpread
from tests.app.figures.conftest import checked

MARKUP = '<b>Gold</b> <a href="x">%{x}</a> & co'
NAMES = (MARKUP, "Silver")


def trace(figure, name):
    return next(each for each in figure.data if each.name == name)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_the_elbow_marks_the_chosen_k(sweep, advice, k) -> None:
    figure = checked(elbow(sweep, advice, k, Theme.LIGHT))
    assert list(trace(figure, "wcss").y) == [100.0, 60.0, 50.0]
    assert list(trace(figure, CHOSEN).x) == [k]
    assert list(trace(figure, CHOSEN).y) == [sweep.inertia[k]]
    assert list(trace(figure, "band low").y) == [105.0, 85.0, 70.0]
    assert list(trace(figure, "band high").y) == [115.0, 95.0, 90.0]


def test_the_elbow_survives_a_k_that_was_not_swept(sweep, advice) -> None:
    assert list(trace(checked(elbow(sweep, advice, 9, Theme.DARK)), CHOSEN).x) == []


def test_the_browser_can_read_the_points_of_the_elbow(sweep, advice) -> None:
    """Plotly sends arrays as base64, which the script that moves the chosen point could not read."""
    data = elbow(sweep, advice, 3, Theme.LIGHT).to_plotly_json()["data"]
    assert all(isinstance(each["x"], list) and isinstance(each["y"], list) for each in data)


def test_a_criterion_leaves_out_what_is_not_a_number(advice) -> None:
    figure = checked(small_criterion(advice.criteria["silhouette"], 4, Theme.LIGHT))
    assert list(trace(figure, "silhouette").x) == [2, 4]
    assert list(trace(figure, CHOSEN).x) == [4]


def test_a_criterion_shades_what_data_without_groups_reach() -> None:
    stability = Criterion("stability", "Stability", {2: 0.9, 3: 0.8}, None, band={2: (0.7, 0.8), 3: (0.6, 0.9)})
    figure = checked(small_criterion(stability, 2, Theme.LIGHT))
    assert list(trace(figure, "band low").y) == [0.7, 0.6]
    assert list(trace(figure, "band high").y) == [0.8, 0.9]


def test_numbers_at_an_axis_leave_room_and_hold_the_suggested_one() -> None:
    assert labelled(list(range(2, 13)), 5) == list(range(2, 13))
    told = labelled([*range(2, 13), 30, 31, 32], 31)
    assert 31 in told
    assert min(np.diff(told)) >= 2
    assert labelled([], 2) == []


def test_a_flow_has_the_colours_that_were_given() -> None:
    figure = checked(flow(np.array([[3, 2]]), ["all"], ["one", "two"], Theme.LIGHT, [7], [2, 5]))
    assert list(figure.data[0].node.color) == [segment_colour(each, Theme.LIGHT) for each in (7, 2, 5)]


def test_what_a_map_explains(projection) -> None:
    assert explained(projection, (0, 1)) == pytest.approx(0.8)
    assert explained(projection, (1, 1)) == pytest.approx(0.3)


def test_the_heat_map_orders_by_effect_size_and_keeps_colour_in_its_range(profiles) -> None:
    assert ordered_columns(profiles)[:2] == ["Status", "Income"]
    figure = checked(heat_map(profiles, NAMES, Theme.LIGHT))
    cells = np.array(figure.data[0].z, dtype=float)
    assert cells.shape == (3, 2)
    assert np.abs(cells).max() == 1
    assert len(checked(heat_map(profiles, NAMES, Theme.LIGHT, max_rows=1)).data[0].z) == 1


def test_rows_of_the_heat_map_lead_back_to_their_columns(profiles) -> None:
    twins = ("a column whose name is long and ends in one", "a column whose name is long and ends in two")
    features = tuple(replace(profiles[0].features[0], column=column, is_feature=False) for column in twins)
    both = replace(profiles, profiles=tuple(replace(each, features=features) for each in profiles))
    labels = row_labels(both)
    assert tuple(labels.values()) == twins
    assert list(checked(heat_map(both, NAMES, Theme.LIGHT)).data[0].y) == list(labels)
    assert all("°" in label for label in labels)


def spread(median: float) -> NumberSpread:
    around = (median - 5, median + 5)
    return NumberSpread(9, median, around, median, around, around, (median - 9, median + 9))


def shares(first: float) -> tuple[AnswerShare, ...]:
    return (AnswerShare(MARKUP, first, (0.1, 0.9)), AnswerShare("other", 1 - first, (0.1, 0.9)))


def detail(name: str, kind: Kind, segments: tuple[Group, ...], everyone: Group) -> ColumnDetail:
    return ColumnDetail(name, kind, None, MARKUP, True, 0.5, 0.1, None, segments, everyone)


NUMBER = detail("Income", Kind.NUMBER, (spread(10), NumberSpread(0)), spread(20))
DATE = detail("Joined", Kind.DATE, (spread(15_000), spread(16_000)), spread(15_500))
ANSWER = detail(MARKUP, Kind.CATEGORY, (shares(0.7), shares(0.2)), shares(0.5))


def test_boxes_are_drawn_from_the_numbers_given_and_only_where_some_are_known() -> None:
    figure = checked(distribution(NUMBER, NAMES, (4, 2), Theme.DARK))
    first, everyone = (each for each in figure.data if each.type == "box")
    assert (first.q1[0], first.median[0], first.q3[0], first.lowerfence[0]) == (5, 10, 15, 1)
    assert first.line.color == segment_colour(4, Theme.DARK)
    assert everyone.y == ("Everyone",)
    assert len(figure.layout.yaxis.categoryarray) == 3


def test_dates_stand_on_the_axis_as_dates() -> None:
    boxes = [each for each in checked(distribution(DATE, NAMES, (1, 2), Theme.LIGHT)).data if each.type == "box"]
    assert boxes[0].median[0] == "2011-01-26"


def test_answers_divide_every_bar_in_the_same_order() -> None:
    figure = checked(distribution(ANSWER, NAMES, (1, 2), Theme.LIGHT))
    first, second = figure.data
    assert list(first.x) == pytest.approx([70, 20, 50])
    assert [a + b for a, b in zip(first.x, second.x, strict=True)] == pytest.approx([100, 100, 100])


def test_no_markup_of_other_people_reaches_a_figure(profiles, projection, matrix, segmentation) -> None:
    figures = [
        checked(heat_map(profiles, NAMES, Theme.LIGHT)),
        checked(distribution(NUMBER, NAMES, (1, 2), Theme.LIGHT)),
        checked(distribution(ANSWER, NAMES, (1, 2), Theme.LIGHT)),
    ]
    for figure in figures:
        text = figure.to_json()
        assert "<a href" not in text
        assert "<b>Gold" not in text
        assert "%{x}</a>" not in text


def test_plain_and_short() -> None:
    assert plain("<b> & %{x}") == "&lt;b&gt; &amp; %&#123;x}"
    assert short("a" * 200, 10) == "a" * 9 + "…"
    assert short("a\n  b") == "a b"


def test_a_placed_customer_stands_out_from_the_others(projection, matrix) -> None:
    background = [projection.coordinates[:2], projection.coordinates[2:]]
    figure = checked(placed_customer(projection, matrix.features, background, (1.0, 2.0, 0.0), 2, (1, 7), Theme.DARK))
    *others, new = figure.data
    assert len(others) == 2
    assert (new.x, new.y) == ((1.0,), (2.0,))
    assert new.marker.color == segment_colour(7, Theme.DARK)
    assert figure.layout.xaxis.title.text.startswith("more income, less ")
    assert all(trace.hoverinfo == "skip" for trace in figure.data)


def test_a_flow_has_a_band_for_every_pair_with_customers() -> None:
    flows = np.array([[5, 0, 2], [0, 7, 0]])
    figure = checked(flow(flows, ["<b>Old</b>", "Other"], ["A", "B", "C"], Theme.LIGHT))
    bands = figure.data[0].link
    assert sorted(zip(bands.source, bands.target, bands.value, strict=True)) == [(0, 2, 5), (0, 4, 2), (1, 3, 7)]
    assert not any("<b>" in label for label in figure.data[0].node.label)


def test_what_goes_to_the_browser_is_what_was_drawn(projection, matrix) -> None:
    """Arrays go as base64, and come back as the same numbers."""
    background = [projection.coordinates[:2], projection.coordinates[2:]]
    figure = placed_customer(projection, matrix.features, background, (1.0, 2.0, 0.0), 2, (1, 7), Theme.DARK)
    sent = figure.to_plotly_json()["data"][0]["x"]
    assert np.frombuffer(base64.b64decode(sent["bdata"]), sent["dtype"]).tolist() == [0.0, 3.0]
    figure.add("heatmap", z=np.ones((2, 3), dtype=np.uint8), x=np.arange(3), y=[1, 2])
    *_, sent = figure.to_plotly_json()["data"]
    assert sent["z"] == {"dtype": "u1", "bdata": "AQEBAQEB", "shape": "2, 3"}
    assert sent["x"] == [0, 1, 2]  # the script knows no whole numbers of eight bytes
