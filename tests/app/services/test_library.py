"""What is shown is kept, found again by its own link as it was, and let go of."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app import services
from app.choices import Choices
from app.limits import MAX_NOTE
from app.services import NameTaken, Ready, Taken
from engine.errors import EngineError
from engine.preparation.spec import PreparationSpec
from tests.app.services.conftest import Place

LOOK = {"across": "c1", "up": "column:Income", "depth": " flat", "colour": "Income", "hidden": [2], "arrows": []}


@pytest.fixture
def ready(place: Place) -> Ready:
    return resolved(place, place.choices.with_k(4))


@pytest.fixture(autouse=True)
def _an_empty_library(place: Place) -> Iterator[None]:
    yield
    for view in place.asking(services.library):
        place.context.workspace.saved.change(place.owner, view.id, deleted=True)
    place.context.workspace.saved.forget(-60)


def resolved(place: Place, choices: Choices) -> Ready:
    found = place.asking(lambda: services.resolve(choices))
    assert isinstance(found, Ready)
    return found


def called(ready: Ready) -> list[tuple[str, int, str]]:
    return [(each.name, each.colour, each.note) for each in ready.shown]


def kept(place: Place, saved: str | None) -> services.SavedView:
    return next(each for each in place.asking(services.library) if each.id == saved)


def test_a_link_opens_exactly_what_its_author_saw(place: Place) -> None:
    spec = PreparationSpec.from_json({"columns": {"Income": {"weight": 2}}})
    choices = replace(place.choices, spec=spec, k=3)
    place.asking(lambda: services.resolve(choices))
    place.work()
    place.asking(lambda: services.describe_segment(choices, 0, name="Regulars", colour=9, note="Ask Anna"))
    seen = resolved(place, choices)
    look: dict[str, Any] = {**LOOK, "dataset": choices.dataset}
    saved = place.asking(lambda: services.keep(seen, "Spring", "for the board", look))

    place.asking(lambda: services.describe_segment(choices, 0, name="Others", colour=2, note=""))
    place.asking(lambda: services.describe_segment(choices, 1, name="Regulars", colour=4, note="no"))
    address = services.choices_of(kept(place, saved)).to_search()
    again = resolved(place, Choices.from_search(address))
    assert again.kept is not None
    assert (again.k, again.choices.spec, called(again)) == (seen.k, spec, called(seen))
    assert (again.segmentation.labels == seen.segmentation.labels).all()
    assert dict(place.asking(lambda: services.kept_look(saved))) == LOOK
    lines = place.asking(lambda: services.overview(again.choices))[3]
    assert [(line.name, line.colour) for line in lines] == list(zip(seen.names, seen.colours, strict=True))
    # Today's names stand where the link is not followed, and where something else is chosen.
    assert resolved(place, choices).names[:2] == ("Others", "Regulars")
    assert resolved(place, again.choices.with_k(3)).kept is None


def test_what_was_kept_stays_so_until_somebody_goes_on_from_it(place: Place, ready: Ready) -> None:
    saved = place.asking(lambda: services.keep(ready, "Spring"))
    place.asking(lambda: services.describe_segment(ready.choices, 0, name="Later", colour=7))
    choices = services.choices_of(kept(place, saved))
    for change in (
        lambda: services.describe_segment(choices, 0, name="Mine"),
        lambda: services.rename_segment(choices, 0, "Mine"),
    ):
        with pytest.raises(EngineError, match="stays so"):
            place.asking(change)
    went_on = place.asking(lambda: services.go_on(choices))
    assert went_on == ready.choices
    assert called(resolved(place, went_on)) == called(ready)
    with pytest.raises(EngineError, match="Nothing kept"):
        place.asking(lambda: services.go_on(went_on))


def test_one_that_is_not_there_any_more_shows_todays_names(place: Place, ready: Ready) -> None:
    saved = place.asking(lambda: services.keep(ready, "Spring"))
    choices = services.choices_of(kept(place, saved))
    before = place.asking(lambda: services.status(choices)).key
    place.asking(lambda: services.let_go(saved, True))
    assert resolved(place, choices).kept is None
    assert place.asking(lambda: services.status(choices)).key != before
    assert resolved(place, replace(choices, saved="0" * 32)).kept is None


def test_segments_that_were_computed_otherwise_are_not_called_the_same(place: Place, ready: Ready) -> None:
    saved = place.asking(
        lambda: services.keep(replace(ready, segmentation=replace(ready.segmentation, inertia=1.0)), "Old")
    )
    again = resolved(place, services.choices_of(kept(place, saved)))
    assert again.kept is None
    assert "computed anew they are others" in again.notice


def test_a_share_link_to_what_was_kept_shows_it_as_it_was_kept(place: Place, ready: Ready) -> None:
    saved = place.asking(lambda: services.keep(ready, "Spring"))
    place.asking(lambda: services.describe_segment(ready.choices, 0, name="Later"))
    opened = resolved(place, services.choices_of(kept(place, saved)))
    address = place.asking(lambda: services.share(opened, customers=False))
    page = place.server.test_client().get(address).text
    assert "Later" not in page
    place.asking(lambda: services.describe_segment(ready.choices, 0, name=None))


def test_a_name_that_is_taken_is_asked_about(place: Place, ready: Ready) -> None:
    first = place.asking(lambda: services.keep(ready, "Spring"))
    with pytest.raises(NameTaken, match="is in the library already") as found:
        place.asking(lambda: services.keep(ready, " sPring "))
    assert found.value.free == "sPring (2)"
    both = place.asking(lambda: services.keep(ready, "Spring", taken=Taken.BOTH))
    assert kept(place, both).title == "Spring (2)"
    new = place.asking(lambda: services.keep(ready, "Spring", taken=Taken.REPLACE))
    assert (kept(place, first).deleted, kept(place, new).title) == (True, "Spring")
    place.asking(lambda: services.let_go(first, False))
    assert kept(place, first).title == "Spring (3)"


def test_a_copy_and_another_name(place: Place, ready: Ready) -> None:
    saved = place.asking(lambda: services.keep(ready, "Spring", "for the board", {**LOOK, "dataset": ready.view.id}))
    place.asking(lambda: services.approve(saved, True))
    copies = [place.asking(lambda: services.copy_kept(saved)) for _ in range(2)]
    assert [kept(place, each).title for each in copies] == ["Copy of Spring", "Copy of Spring (2)"]
    one, other = kept(place, saved), kept(place, copies[0])
    assert (other.note, other.segments, other.look, other.approved) == (one.note, one.segments, LOOK, False)
    assert place.asking(lambda: services.retitle(saved, " Summer ", "new"))
    assert (kept(place, saved).title, kept(place, saved).note) == ("Summer", "new")
    with pytest.raises(EngineError, match=r"copy of spring \(3\)"):
        place.asking(lambda: services.retitle(saved, "copy of spring", ""))
    assert place.asking(lambda: services.copy_kept("nowhere")) is None


def test_nothing_strange_is_kept_of_how_the_map_was_looked_at(place: Place, ready: Ready) -> None:
    for look in ("x", {}, {**LOOK, "dataset": "another"}, {"dataset": ready.view.id, "across": 3, "up": "x" * 9999}):
        saved = place.asking(lambda look=look: services.keep(ready, "Odd", None, look, taken=Taken.BOTH))
        assert place.asking(lambda saved=saved: services.kept_look(saved)) == {}


def test_what_is_kept_opens_as_it_was(place: Place, ready: Ready) -> None:
    saved = place.asking(lambda: services.keep(ready, " Spring  campaign ", "for the board"))
    (found,) = [each for each in place.asking(services.library) if each.id == saved]
    assert found.title == "Spring campaign"
    assert [each.name for each in found.segments] == list(ready.names)
    again = resolved(place, Choices.from_json(found.choices))
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
