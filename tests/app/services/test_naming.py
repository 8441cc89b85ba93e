"""What a person gave follows its customers: to another k, to a refit, and back."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from app import services
from app.choices import Choices
from app.services import Ready
from engine.preparation.spec import ColumnSpec, PreparationSpec
from engine.sample import sample_csv
from tests.app.services.conftest import ROWS, Place


@pytest.fixture
def fresh(place: Place) -> Iterator[Choices]:
    """A table of its own, to which nothing was given yet."""
    choices = place.upload(sample_csv(ROWS))
    place.work()
    yield choices
    place.context.workspace.delete(place.owner, str(choices.dataset))


def found(place: Place, choices: Choices) -> Ready:
    ready = place.asking(lambda: services.resolve(choices))
    assert isinstance(ready, Ready)
    return ready


def overlap(one: Ready, label: int, other: Ready) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Jaccard similarity of one segment with every segment of another result, from the rows alone."""
    own = set(one.matrix.row_index[one.segmentation.labels == label].tolist())
    theirs = [set(other.matrix.row_index[other.segmentation.labels == each].tolist()) for each in range(other.k)]
    return np.array([len(own & each) / len(own | each) for each in theirs])


def give(place: Place, choices: Choices, label: int, name: str, **more: object) -> None:
    place.asking(lambda: services.describe_segment(choices, label, name=name, **more))  # type: ignore[arg-type]


def test_every_gift_carries_over_or_is_offered_by_its_overlap(place: Place, fresh: Choices) -> None:
    before = found(place, fresh.with_k(5))
    for label in range(5):
        give(place, fresh.with_k(5), label, f"Club {label}", colour=12 - label, note=f"note {label}")
    carried, offered = 0, 0
    for k in (2, 3, 4, 6, 8):
        after = found(place, fresh.with_k(k))
        for label, shown in enumerate(after.shown):
            if shown.origin is not None:
                source = int(shown.name.removeprefix("Club "))
                assert shown.origin.overlap == pytest.approx(overlap(before, source, after)[label])
                assert shown.origin.overlap >= 0.5
                assert (shown.origin.k, shown.colour, shown.note) == (5, 12 - source, f"note {source}")
                carried += 1
            else:
                assert shown.name == after.profiles[label].name
            if shown.offer is not None:
                source = int(shown.offer.name.removeprefix("Club "))
                assert shown.offer.origin.overlap == pytest.approx(overlap(before, source, after)[label])
                assert 0 < shown.offer.origin.overlap < 0.5
                offered += 1
    assert carried
    assert offered


def test_an_earlier_k_shows_exactly_what_it_showed(place: Place, fresh: Choices) -> None:
    give(place, fresh.with_k(5), 1, "Gold club", colour=9)
    before = found(place, fresh.with_k(5)).shown
    for label in range(6):
        give(place, fresh.with_k(6), label, f"Six {label}")
    after = found(place, fresh.with_k(5)).shown
    assert [replace(each, offer=None) for each in after] == [replace(each, offer=None) for each in before]


def test_a_refit_keeps_what_was_given(place: Place, fresh: Choices) -> None:
    give(place, fresh.with_k(5), 0, "Gold club")
    refitted = fresh.with_spec(PreparationSpec(columns={"Recency": ColumnSpec(weight=0.9)})).with_k(5)
    place.asking(lambda: services.resolve(refitted))
    place.work()
    after = found(place, refitted)
    similar = overlap(found(place, fresh.with_k(5)), 0, after)
    assert similar.max() >= 0.5
    shown = after.shown[int(similar.argmax())]
    assert shown.name == "Gold club"
    assert shown.origin is not None
    assert not shown.origin.same_preparation


def test_what_was_taken_back_stays_taken_back(place: Place, fresh: Choices) -> None:
    give(place, fresh.with_k(5), 0, "Gold club")
    label = next(i for i, each in enumerate(found(place, fresh.with_k(6)).shown) if each.given)
    place.asking(lambda: services.rename_segment(fresh.with_k(6), label, None))
    assert not any(each.given for each in found(place, fresh.with_k(6)).shown)
    assert found(place, fresh.with_k(5)).shown[0].name == "Gold club"


def test_the_list_of_names_agrees_with_the_cards(place: Place, fresh: Choices) -> None:
    give(place, fresh.with_k(5), 0, "Gold club")
    overview = place.asking(lambda: services.overview(fresh))
    for k in (4, 5, 6):
        assert tuple(line.name for line in overview[k]) == found(place, fresh.with_k(k)).names


def test_what_was_given_outlives_the_caches(place: Place, fresh: Choices) -> None:
    give(place, fresh.with_k(5), 0, "Gold club")
    expected = found(place, fresh.with_k(6)).shown
    place.context.memory.clear()
    folders = place.context.workspace.folders
    folders.remove(folders.results(found(place, fresh).dataset.fingerprint))
    place.context.memory.clear()
    place.asking(lambda: services.resolve(fresh.with_k(6)))
    place.work()
    assert found(place, fresh.with_k(6)).shown == expected


def test_a_name_that_the_numbers_deny_is_flagged(place: Place, fresh: Choices) -> None:
    ready = found(place, fresh.with_k(5))
    label, untrue = next((p.label, p.untrue[0]) for p in ready.profiles if p.untrue)
    give(place, fresh.with_k(5), label, f"Our {untrue.phrase.upper()}")
    flagged = found(place, fresh.with_k(5)).shown[label]
    assert flagged.contradiction == f"The name says “{untrue.phrase}”, but {untrue.why}."
    give(place, fresh.with_k(5), label, "Gold club")
    assert found(place, fresh.with_k(5)).shown[label].contradiction == ""
