import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import services
from app.limits import MAX_SEGMENT_NAME
from app.services import Ready
from app.services.names import clean_name
from engine.errors import EngineError
from tests.app.services.conftest import Place


def names(place: Place) -> Ready:
    found = place.asking(lambda: services.resolve(place.choices))
    assert isinstance(found, Ready)
    return found


def test_a_name_holds_until_it_is_taken_back(place: Place) -> None:
    generated = names(place).profiles[1].name
    before = place.asking(lambda: services.status(place.choices)).key
    renamed = place.asking(lambda: services.rename_segment(place.choices, 1, "  Loyal \n friends "))
    assert renamed.names[1] == "Loyal friends"
    after = names(place)
    assert after.names == renamed.names
    assert [each.given for each in after.shown] == [label == 1 for label in range(after.k)]
    assert place.asking(lambda: services.status(place.choices)).key != before
    assert place.asking(lambda: services.overview(place.choices))[after.k][1].name == "Loyal friends"
    csv = place.client.get(f"/download/{place.choices.dataset}/customers.csv").text
    assert "Loyal friends" in csv
    place.asking(lambda: services.rename_segment(place.choices, 1, None))
    assert names(place).names[1] == generated


@pytest.mark.parametrize(("label", "name"), [(99, "x"), (-1, "x"), (0, "x" * (MAX_SEGMENT_NAME + 1))])
def test_what_cannot_be_is_refused(place: Place, label: int, name: str) -> None:
    with pytest.raises(EngineError) as caught:
        place.asking(lambda: services.rename_segment(place.choices, label, name))
    assert caught.value.remedy


def test_no_two_names_are_alike(place: Place) -> None:
    second = names(place).names[1]
    with pytest.raises(EngineError, match="already called"):
        place.asking(lambda: services.rename_segment(place.choices, 0, second.upper()))


@given(name=st.text(max_size=60))
def test_any_text_becomes_a_name_on_one_line(name: str) -> None:
    clean = clean_name(name)
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert clean is None or clean == clean.strip()
    assert not {unicodedata.category(sign) for sign in clean or ""} & hidden
    assert clean == clean_name(clean)
