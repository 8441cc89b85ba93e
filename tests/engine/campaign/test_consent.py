"""Who must not be contacted is recognised, and what is unclear is no consent."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from engine.campaign.consent import read_consent
from engine.columns.table import read_table


def out_of(name: str, values: list[Any]) -> list[bool] | None:
    """Who is left out by a column of this name; None when it is not taken for one of consent."""
    n = 20
    frame = pd.DataFrame({"id": range(1, n + 1), "spend": np.arange(n) * 3.5, name: (values * n)[:n]})
    consent = read_consent(read_table(frame.to_csv(index=False).encode()))
    return consent.out[: len(values)].tolist() if consent.columns == (name,) else None


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("opt_out", ["yes", "no", ""]),
        ("OptOut", [1, 0, 0]),
        ("do_not_contact", ["Y", "N", ""]),
        ("DoNotEmail", ["TRUE", "FALSE", "FALSE"]),
        ("unsubscribed", ["1", "0", ""]),
        ("email_opt_out", ["complaint of May", "no", ""]),
        ("SMS Opt-Out", ["Opted out", "Opted in", ""]),
        ("Werbesperre", ["ja", "nein", ""]),
        ("Désinscrit", ["oui", "non", ""]),
        ("No Newsletter", ["ja", "nein", ""]),
    ],
)
def test_whoever_refused_is_out(name: str, values: list[Any]) -> None:
    assert out_of(name, values) == [True, False, False]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("marketing_consent", ["yes", "no", ""]),
        ("opt_in", [1, 0, 0]),
        ("newsletter consent", ["TRUE", "FALSE", ""]),
        ("email_opt_in", ["y", "not sure", ""]),
        ("einwilligung", ["1", "0", ""]),
        ("Werbeeinwilligung", ["ja", "nein", ""]),
        ("Accepts Email Marketing", ["yes", "no", "no"]),
        ("Email Marketing Status", ["SUBSCRIBED", "UNSUBSCRIBED", "NEVER_SUBSCRIBED"]),
        ("Newsletter", ["sí", "no", "no"]),
        ("Consent RGPD", ["Accordé", "Refusé", ""]),
    ],
)
def test_without_a_clear_yes_there_is_no_consent(name: str, values: list[Any]) -> None:
    assert out_of(name, values) == [False, True, True]


@pytest.mark.parametrize(
    "name",
    [
        "contact_channel",
        "income",
        "no_of_contacts",
        "emails_opened",
        "web_visits",
        "newsletters_received",
        "no_of_calls",
    ],
)
def test_other_columns_are_not_taken_for_consent(name: str) -> None:
    assert out_of(name, [1, 2, 3]) is None


def test_every_column_leaves_out_and_is_counted() -> None:
    frame = pd.DataFrame(
        {
            "id": range(12),
            "spend": range(12),
            "opt_out": ["yes"] * 3 + ["no"] * 9,
            "consent": ["no"] * 4 + ["yes"] * 8,
        }
    )
    consent = read_consent(read_table(frame.to_csv(index=False).encode()), np.arange(2, 12))
    assert {refused.column: refused.n for refused in consent.reasons} == {"opt_out": 1, "consent": 2}
    assert consent.out.sum() == 4
