"""The form for one customer offers what the column can hold, and never takes an answer for the lack of one."""

from typing import Any

from app.components.scoring import ANOTHER, UNKNOWN, customer_form
from engine.dataset import Kind
from engine.model_schema import NeededColumn


def control(column: NeededColumn) -> Any:
    return customer_form([column], "field")[0].children[0].children[1]


def test_unknown_may_be_an_answer() -> None:
    contact = NeededColumn("contact", "text", "str", Kind.CATEGORY, typical="unknown", levels=("cellular", "unknown"))
    field = control(contact)
    assert field.value == "unknown"
    assert [option["value"] for option in field.options] == ["cellular", "unknown", ANOTHER, UNKNOWN]


def test_yes_or_no_has_no_third_answer() -> None:
    field = control(NeededColumn("vip", "text", "str", Kind.BOOLEAN, typical="yes", levels=("no", "yes")))
    assert [option["value"] for option in field.options] == ["no", "yes", UNKNOWN]
    codes = control(NeededColumn("channel", "number", "int64", Kind.CATEGORY, typical=2.0, levels=("1", "2")))
    assert (codes.value, len(codes.options)) == ("2", 3)
    assert control(NeededColumn("vip", "text", "str", Kind.BOOLEAN, levels=("no", "yes"))).value == UNKNOWN


def test_days_are_chosen_and_numbers_are_as_people_write_them() -> None:
    born = NeededColumn(
        "born", "date", "datetime64[s]", typical="1980-02-03T00:00:00", low="1950-01-01", high="2001-12-31"
    )
    assert (control(born).type, control(born).value) == ("date", "1980-02-03")
    assert "1 January 1950 to 31 December 2001" in str(customer_form([born], "field")[0])
    for typical, shown in ((216.95499999999998, 216.955), (1_234_567.891, 1_234_568), (0.0001234567, 0.000123457)):
        assert control(NeededColumn("spent", "number", "float64", typical=typical)).value == shown
    assert control(NeededColumn("spent", "number", "float64", typical=None)).value is None
    assert control(NeededColumn("balance", "number", "float64", typical=0.0)).value == 0

    for name, usual in (("First gift year", "usually 1996 to 2025"), ("Gifts", "usually 1,996 to 2,025")):
        assert usual in str(customer_form([NeededColumn(name, "number", "int64", low=1996, high=2025)], "field")[0])
