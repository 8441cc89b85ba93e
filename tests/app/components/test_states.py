"""What stands in a page's place, above all where no segments were found."""

from app.components.states import content_class, instead

READY = {"kind": "ready", "search": "?dataset=a", "slices": "?dataset=a&k=3"}


def test_slices_stay_hidden_until_they_are_asked_for() -> None:
    said = str(instead(READY))
    assert "No segments" in said
    assert "?dataset=a&k=3" in said
    assert "hidden" in content_class(READY)


def test_a_page_with_its_own_way_to_ask_shows_itself() -> None:
    assert instead(READY, slices=True) is None
    assert content_class(READY, slices=True) == "content"
    assert instead(READY | {"slices": ""}) is None
    assert content_class(READY | {"slices": ""}) == "content"
