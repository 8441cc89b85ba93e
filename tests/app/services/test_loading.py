"""What was put together for a page is used again, and by nobody for whom it no longer holds."""

from flask import session

from app import services
from app.services import Missing, Ready
from engine.sample import sample_csv
from tests.app.services.conftest import Place


def ready(place: Place) -> Ready:
    found = place.asking(lambda: services.resolve(place.choices))
    assert isinstance(found, Ready), found
    return found


def test_the_same_choices_are_put_together_once(place: Place) -> None:
    assert ready(place) is ready(place)
    assert place.asking(lambda: services.resolve(place.choices.with_k(3))) is not ready(place)


def test_a_segment_that_is_renamed_is_shown_so_at_once(place: Place) -> None:
    before = ready(place)
    try:
        place.asking(lambda: services.rename_segment(place.choices, 0, "Old friends"))
        assert ready(place).names[0] == "Old friends"
    finally:
        place.asking(lambda: services.rename_segment(place.choices, 0, None))
    assert ready(place).names == before.names


def test_a_table_that_is_kept_for_longer_says_so_at_once(place: Place) -> None:
    before = ready(place).view.expires
    place.asking(lambda: services.keep_dataset(place.choices.dataset))
    assert ready(place).view.expires > before


def test_a_deleted_table_is_gone_at_once_though_its_results_are_at_hand(place: Place) -> None:
    choices = place.upload(sample_csv(120, seed=5))
    place.work()
    assert isinstance(place.asking(lambda: services.resolve(choices)), Ready)
    place.asking(lambda: services.delete_dataset(str(choices.dataset)))
    assert isinstance(place.asking(lambda: services.resolve(choices)), Missing)


def test_nobody_else_gets_what_is_at_hand(place: Place) -> None:
    ready(place)
    with place.server.test_request_context("/"):
        session["owner"] = "f" * 32
        assert isinstance(services.resolve(place.choices), Missing)
        assert services.overview(place.choices) == {}
        assert services.dataset_of(place.choices) is None
