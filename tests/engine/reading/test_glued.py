"""Header names that lost the delimiter between them."""

import pytest

from engine.reading.glued import part_glued

ORDERS = ["DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments"]
CUSTOMERS = ["customer_id", "name", "email", "city", "income", "sign_up", "segment", "visits"]
SPACED = ["First name", "Last name", "Town", "Occupation", "Remark"]


def glued(names: list[str], position: int, between: str = "") -> list[str]:
    return [*names[:position], names[position] + between + names[position + 1], *names[position + 2 :]]


@pytest.mark.parametrize("names", [ORDERS[1:], CUSTOMERS, SPACED])
def test_two_names_are_parted_where_only_one_place_is_likely(names: list[str]) -> None:
    for position in range(len(names) - 1):
        assert part_glued(glued(names, position), '"') == names


def test_a_quote_between_two_names_shows_the_place() -> None:
    assert part_glued(glued(ORDERS, 2, '"'), '"') == ORDERS


@pytest.mark.parametrize("names", [["customerID", "gender", "PhoneService", "InternetService"], ["a", "b", "cd"], []])
def test_nothing_is_parted_without_evidence(names: list[str]) -> None:
    assert part_glued(names, '"') is None
