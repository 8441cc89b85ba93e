"""Columns of businesses that sell no goods: visits, nights, lessons, permissions."""

import pytest

from engine.columns.lexicon import load_lexicon
from engine.dataset import Kind, Meaning


@pytest.mark.parametrize(
    ("name", "kind", "meaning"),
    [
        ("RoomNights", Kind.NUMBER, Meaning.PURCHASES),
        ("number_of_bookings", Kind.NUMBER, Meaning.PURCHASES),
        ("bookings_cancelled", Kind.NUMBER, Meaning.RETURNS),
        ("Retourenquote", Kind.NUMBER, Meaning.RETURNS),
        ("visits_per_month", Kind.NUMBER, Meaning.ENGAGEMENT),
        ("Website-Besuche", Kind.NUMBER, Meaning.WEB_VISITS),
        ("classes_attended", Kind.NUMBER, Meaning.ENGAGEMENT),
        ("DaysSinceCreation", Kind.NUMBER, Meaning.TENURE),
        ("Nationality", Kind.CATEGORY, Meaning.REGION),
        ("Accepts Marketing", Kind.BOOLEAN, Meaning.CONSENT),
        ("Newsletter", Kind.BOOLEAN, Meaning.CONSENT),
        ("night_calls", Kind.NUMBER, Meaning.USAGE),
        ("purpose_of_visit", Kind.CATEGORY, None),
        ("newsletter_clicks", Kind.NUMBER, Meaning.ENGAGEMENT),
    ],
)
def test_what_the_name_says(name: str, kind: Kind, meaning: Meaning | None) -> None:
    found = [match.entry for match in load_lexicon().matches(name) if kind in match.entry.kinds]
    assert (found[0].meaning if found else None) is meaning
