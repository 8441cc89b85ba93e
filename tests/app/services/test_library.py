"""What is shown is kept, found again by its own link, and let go of."""

import pytest

from app import services
from app.choices import Choices
from app.limits import MAX_NOTE
from app.services import Ready
from engine.errors import EngineError
from tests.app.services.conftest import Place


@pytest.fixture
def ready(place: Place) -> Ready:
    found = place.asking(lambda: services.resolve(place.choices.with_k(4)))
    assert isinstance(found, Ready)
    return found


def test_what_is_kept_opens_as_it_was(place: Place, ready: Ready) -> None:
    saved = place.asking(lambda: services.keep(ready, " Spring  campaign ", "for the board"))
    (found,) = [each for each in place.asking(services.library) if each.id == saved]
    assert found.title == "Spring campaign"
    assert [name for name, _ in found.segments] == list(ready.names)
    again = place.asking(lambda: services.resolve(Choices.from_json(found.choices)))
    assert isinstance(again, Ready)
    assert (again.segmentation.labels == ready.segmentation.labels).all()


def test_approve_delete_and_bring_back(place: Place, ready: Ready) -> None:
    saved = place.asking(lambda: services.keep(ready, "Autumn"))
    for step in (services.approve, services.let_go):
        assert place.asking(lambda step=step: step(saved, True))
    state = next(each for each in place.asking(services.library) if each.id == saved)
    assert (state.approved, state.deleted) == (True, True)
    assert place.asking(lambda: services.let_go(saved, False))
    assert not place.asking(lambda: services.let_go("nowhere", True))


@pytest.mark.parametrize(
    ("title", "note", "said"),
    [
        ("", "", "needs a name"),
        ("  ", "", "needs a name"),
        ("x" * 81, "", "characters"),
        ("x", "y" * (MAX_NOTE + 1), "note"),
    ],
)
def test_a_title_and_a_note_have_limits(place: Place, ready: Ready, title: str, note: str, said: str) -> None:
    with pytest.raises(EngineError, match=said):
        place.asking(lambda: services.keep(ready, title, note))
