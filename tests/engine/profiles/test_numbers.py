"""Numbers as people write them."""

import pytest

from engine.profiles.numbers import rounded_to, write_count, write_number, write_share


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (51_382, "", "51,400"),
        (1_234_567, "", "1,230,000"),
        (7.8, "", "7.8"),
        (12.0, "%", "12 %"),
        (0, "", "0"),
        (0.08333, "", "0.0833"),
        (-550.4, "", "-550"),
        (49, "days", "49 days"),
        (51_382, "$", "$51,400"),
        (-3, "$", "-$3"),
        (61, "k$", "$61k"),
        (2.5, "M€", "€2.5M"),
        (float("nan"), "", "unknown"),
        (1e20, "", "1e+20"),
        (999.6, "", "1,000"),
    ],
)
def test_values(value: float, unit: str, text: str) -> None:
    assert write_number(value, unit) == text


def test_cut_offs_keep_their_digits_and_years_stay_plain() -> None:
    assert write_number(12_345, exact=True) == "12,345"
    assert write_number(1970, plain=True) == "1970"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (0.004, "under 1 %"),
        (0.256, "26 %"),
        (0.999, "over 99 %"),
        (1.0, "100 %"),
        (float("nan"), "unknown"),
    ],
)
def test_shares(share: float, text: str) -> None:
    assert write_share(share) == text


def test_counts_and_rounding() -> None:
    assert write_count(1, "customer", "customers") == "1 customer"
    assert write_count(2240, "customer", "customers") == "2,240 customers"
    assert rounded_to(0.30000000000000004, 2) == 0.3
    assert rounded_to(-12_345, 2) == -12_000
