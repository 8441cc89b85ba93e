"""Names of columns as people read them."""

import pytest

from engine.profiles.lexicon import column_title, load_lexicon


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("NumWebVisitsMonth", "Web visits month"),
        ("MntGoldProds", "Gold products"),
        ("CASH_ADVANCE_FREQUENCY", "Cash advance frequency"),
        ("total_spending", "Total spending"),
        ("AcceptedCmp4", "Accepted Cmp4"),
        ("income", "Income"),
        ("FLIGHT_COUNT", "Flights"),
        ("num_child", "Children"),
        ("country_cnt", "Countries"),
        ("class_count", "Classes"),
        ("day_count", "Days"),
        ("staff_count", "Staff"),
        ("phone_number", "Phone"),
    ],
)
def test_a_name_of_programs_becomes_words(name: str, title: str) -> None:
    assert column_title(name) == title


@pytest.mark.parametrize(
    "name", ["Annual Income (k$)", "customer's value", "% discount", "BMI", "v12", "<b>x</b>", "_", ""]
)
def test_a_name_of_people_stays(name: str) -> None:
    assert column_title(name) == name


def test_the_unit_is_said_once() -> None:
    assert column_title("AnnualIncome", "k$") == "Annual income (k$)"
    assert column_title("Rabatt_%", "%") == "Rabatt_%"
    assert column_title("recency_days", "days") == "Recency days"
    assert column_title("amount", "m") == "Amount (m)"
    assert column_title("Annual Income (k$)", "k$") == "Annual Income (k$)"


@pytest.mark.parametrize(
    ("label", "several"),
    [
        ("support tickets", True),
        ("devices used", True),
        ("calls per week", True),
        ("hours watched in winter", True),
        ("savings", False),
        ("used", False),
        ("status", False),
        ("charges made", False),
        ("", False),
    ],
)
def test_names_of_things_that_can_be_counted(label: str, several: bool) -> None:
    assert load_lexicon().names_several(label) is several
