"""The comparison of preparations: asked for once, done beside everything else, kept."""

from app import services
from app.components.sensitivity import sensitivity_words
from app.services import Ready, Working
from engine.sensitivity import Sensitivity
from tests.app.services.conftest import Place


def test_it_waits_to_be_asked_for_and_is_kept(place: Place) -> None:
    def ask(start: bool) -> object:
        ready = services.resolve(place.choices)
        assert isinstance(ready, Ready)
        return services.sensitivity(ready, start=start)

    assert place.asking(lambda: ask(False)) is None
    assert place.work() == []
    assert isinstance(place.asking(lambda: ask(True)), Working)
    assert isinstance(place.asking(lambda: ask(True)), Working)
    assert place.work() == ["compare"]
    found = place.asking(lambda: ask(False))
    assert isinstance(found, Sensitivity)
    ready = place.asking(lambda: services.resolve(place.choices))
    assert isinstance(ready, Ready)
    words = str(sensitivity_words(found, ready.k, ready.dataset, ready.matrix.id_column))
    assert "Customers who would change segment" in words
    assert "never move" in words
