"""The reference day is asked for as the table has its days."""

import pytest
from dash.development.base_component import Component

from app.components.orders import built_customers
from engine.corrections import Rows


@pytest.mark.parametrize(("day", "kind"), [("2011-12-10", "date"), ("", "date"), ("712", "text"), ("soon", "text")])
def test_a_date_is_picked_and_anything_else_written(day: str, kind: str) -> None:
    form = built_customers(day, {"date": "when", Rows.CUSTOMERS: "build", "back": "back"})
    field = next(each for each in _within(form) if getattr(each, "id", None) == "when")
    assert (field.type, field.value) == (kind, day)


def _within(component: Component) -> list[Component]:
    return [each for each in component._traverse() if isinstance(each, Component)]
