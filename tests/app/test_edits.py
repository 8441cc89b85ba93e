"""From one control's value to new choices."""

from app.choices import Choices
from app.edits import change_unknown, taken_as_unknown
from engine.dataset import Column, Kind, Role

COLUMN = Column("lead time", Kind.NUMBER, Role.FEATURE, sentinels=(-999.0,))


def test_a_suspected_value_is_taken_as_unknown_and_back() -> None:
    before = Choices(dataset="0" * 32)
    changed = change_unknown(before, COLUMN, True)
    assert changed.spec.columns["lead time"].missing_values == (-999.0,)
    assert taken_as_unknown(changed) == {"lead time"}
    assert change_unknown(changed, COLUMN, False) == before
