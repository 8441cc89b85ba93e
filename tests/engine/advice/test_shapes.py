"""Groups that are not round: pieces that linking finds, and slices of bent pieces that valleys take for groups."""

import numpy as np
import pytest

from engine.advice.advise import advise_k
from engine.advice.evidence import Evidence
from engine.advice.groups import count_groups, matched_share
from engine.advice.linking import linked_pieces
from engine.advice.lloyd import Floats
from engine.advice.seams import seams_of
from engine.sweep.workers import Workers


def circle(rng: np.random.Generator, n: int, radius: float = 1.0, noise: float = 0.05) -> Floats:
    angle = 2 * np.pi * rng.random(n)
    return radius * np.column_stack([np.cos(angle), np.sin(angle)]) + noise * rng.standard_normal((n, 2))


def shell(rng: np.random.Generator, n: int) -> Floats:
    way = rng.standard_normal((n, 3))
    return np.asarray(way / np.linalg.norm(way, axis=1, keepdims=True))


def halves(rng: np.random.Generator, n: int) -> list[tuple[np.ndarray, np.ndarray]]:
    orders = [rng.permutation(n) for _ in range(3)]
    return [(order[: n // 2], order[n // 2 :]) for order in orders]


def test_a_ring_around_another_is_a_piece_of_its_own() -> None:
    rng = np.random.default_rng(0)
    x = np.concatenate([circle(rng, 300), circle(rng, 300, 0.4)])
    linked = linked_pieces([x] * 3, halves(rng, len(x)))
    assert linked is not None
    assert linked.k == 2
    assert matched_share(np.repeat([0, 1], 300), linked.labels, 2) > 0.99


@pytest.mark.parametrize("d", [1, 2, 5])
def test_one_population_has_no_pieces(d: int) -> None:
    rng = np.random.default_rng(d)
    for x in (rng.standard_normal((600, d)), np.exp(rng.standard_normal((600, d)))):
        assert linked_pieces([x] * 3, halves(rng, 600)) is None


def test_faces_of_a_ball_join_in_seams_and_groups_do_not() -> None:
    rng = np.random.default_rng(1)
    ball = shell(rng, 1200)
    side = np.abs(ball).argmax(axis=1)
    faces = 2 * side + (ball[np.arange(1200), side] > 0)
    groups = np.repeat(np.array([[0, 0], [6, 0], [0, 6], [6, 6.0]]), 200, axis=0) + rng.standard_normal((800, 2))
    fours = np.repeat(np.arange(4), 200)
    order = rng.permutation(800)  # the rows looked at are the first
    assert seams_of(ball, faces, 6) < 0.6
    assert seams_of(groups[order], fours[order], 4) > 0.65


def test_parts_that_other_halves_do_not_find_or_that_cut_across_pieces_are_no_groups() -> None:
    rng = np.random.default_rng(4)
    half = 150
    apart = np.concatenate([rng.standard_normal((half, 2)), rng.standard_normal((half, 2)) + [9, 0]])
    evidence = Evidence(apart, rng)
    assert evidence.comes_back(2, 0, "plain")
    assert evidence.back[2] > 0.95
    evidence.pieces = (apart[:, 1] > 0).astype(np.int64)
    assert not evidence.comes_back(2, 0, "plain")
    assert not Evidence(rng.standard_normal((600, 2)), rng).comes_back(6, 0, "plain")


def test_the_surface_of_a_ball_is_one_and_two_circles_are_two() -> None:
    rng = np.random.default_rng(2)
    circles = np.concatenate([circle(rng, 400), circle(rng, 400, 0.4)])
    with Workers() as workers:
        assert count_groups(shell(rng, 1500), rng, workers).k == 1
        assert count_groups(circles, rng, workers).k == 2


def test_segments_that_cut_across_the_groups_are_called_that() -> None:
    rng = np.random.default_rng(3)
    x = np.concatenate([circle(rng, 300), circle(rng, 300, 0.4)])
    advice = advise_k(x)
    assert advice.k == 2
    assert advice.agreement is not None
    assert advice.agreement < 0.8
    assert any("not round" in reason for reason in advice.reasons)
    assert advice.runner_up is not None
    assert any(f"With {advice.runner_up} segments, every group" in reason for reason in advice.reasons)
    groups = np.concatenate([rng.standard_normal((200, 2)), rng.standard_normal((200, 2)) + 8])
    advice = advise_k(groups)
    assert advice.agreement is not None
    assert advice.agreement > 0.99
    assert any("Every group is found again" in reason for reason in advice.reasons)
    assert not any("not round" in reason for reason in advice.reasons)


def test_few_rows_in_space_are_no_evidence_for_a_seam() -> None:
    """The ten neighbours of a row reach across a third of fifty rows in four features: they see no border."""
    rng = np.random.default_rng(2)
    labels = np.repeat([0, 1], 60)
    x = rng.standard_normal((120, 4)) + 3.0 * labels[:, None] * np.array([1, 0.4, 0, 0])
    assert seams_of(x, labels, 2) == 1.0
    assert seams_of(x[:, :2], labels, 2) < 1.0
