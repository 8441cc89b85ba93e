"""What the card says about a customer, computed again by looking at everybody."""

import numpy as np
import pytest

from engine import fit_segments, prepare, read_table
from engine.dataset import Dataset
from engine.map.customer import explain_customer, look_alikes, standings
from engine.preparation.matrix import PreparedMatrix
from engine.sample import sample_csv
from engine.scoring import fit_limits, place
from engine.segmentation import Segmentation

Analysed = tuple[Dataset, PreparedMatrix, Segmentation]


@pytest.fixture(scope="module")
def analysed() -> Analysed:
    dataset = read_table(sample_csv(400))
    matrix = prepare(dataset)
    return dataset, matrix, fit_segments(matrix, 4)


@pytest.mark.parametrize("position", [0, 17, 203, 390])
def test_the_reasons_add_up_to_the_decision_and_confidence_is_that_of_scoring(
    analysed: Analysed, position: int
) -> None:
    dataset, matrix, segmentation = analysed
    found = explain_customer(dataset, matrix, segmentation, position)
    peer = place(matrix.values[[position]], segmentation.centers, fit_limits(segmentation))
    assert (found.label, found.second) == (peer.labels[0], peer.second[0])
    assert found.confidence == pytest.approx(peer.confidence[0])
    distances = ((segmentation.centers - matrix.values[position].astype(float)) ** 2).sum(axis=1)
    assert sum(reason.weight for reason in found.reasons) == pytest.approx(
        distances[found.second] - distances[found.label]
    )
    weights = [reason.weight for reason in found.reasons]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize("position", [0, 17, 203, 390])
def test_look_alikes_are_the_nearest_of_all(analysed: Analysed, position: int) -> None:
    _, matrix, _ = analysed
    distances = ((matrix.values.astype(float) - matrix.values[position].astype(float)) ** 2).sum(axis=1)
    distances[position] = np.inf
    found = np.searchsorted(matrix.row_index, look_alikes(matrix, position))
    np.testing.assert_allclose(distances[found], np.sort(distances)[:5], rtol=1e-4)
    assert position not in found


@pytest.mark.parametrize("position", [0, 17, 203])
def test_percentiles_count_those_below_and_no_ties(analysed: Analysed, position: int) -> None:
    dataset, matrix, segmentation = analysed
    row = int(matrix.row_index[position])
    members = matrix.row_index[segmentation.labels == segmentation.labels[position]]
    for standing in standings(dataset, matrix, segmentation, row):
        if standing.column not in ("Income", "NumDealsPurchases"):  # the latter has few values, and many ties
            continue
        column = dataset.frame[standing.column]
        ranks = column.rank(method="min", pct=False)
        known = int(column.notna().sum())
        if standing.overall is not None:
            assert standing.overall == pytest.approx((ranks[row] - 1) / known)
            inside = column.iloc[members]
            assert standing.within == pytest.approx((inside.rank(method="min")[row] - 1) / inside.notna().sum())


def test_the_border_lies_where_it_is_said_to_lie(analysed: Analysed) -> None:
    """A little beyond the value the customer belongs to the other segment, a little before it to their own."""
    dataset, matrix, segmentation = analysed
    checked = 0
    for position in range(0, 390, 13):
        border = explain_customer(dataset, matrix, segmentation, position).border
        if border is None:
            continue
        row = int(matrix.row_index[position])
        for beyond, label in ((1.1, border.label), (0.9, int(segmentation.labels[position]))):
            changed = dataset.frame.iloc[[row]].copy()
            changed[border.column] = border.value + beyond * (border.crossing - border.value)
            values = np.asarray(matrix.pipeline.transform(changed), dtype=np.float64)
            distances = ((segmentation.centers - values) ** 2).sum(axis=1)
            checked += int(distances.argmin() == label)
            checked -= int(distances.argmin() != label)
    assert checked > 10


def test_a_customer_set_aside_has_percentiles_among_all_only(analysed: Analysed) -> None:
    dataset, matrix, segmentation = analysed
    for aside in matrix.set_aside[:3]:
        assert all(standing.within is None for standing in standings(dataset, matrix, segmentation, aside.row))


def test_two_customers_and_one_segment() -> None:
    dataset = read_table(sample_csv(60))
    matrix = prepare(dataset)
    found = explain_customer(dataset, matrix, fit_segments(matrix, 1), 0)
    assert (found.second, found.reasons, found.border, found.confidence) == (-1, (), None, 1.0)
