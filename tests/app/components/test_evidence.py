"""Sentences beside charts, comparisons, campaigns and rules say what the numbers say."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from app.components.campaign import sentences, uplift
from app.components.compare import comparison
from app.components.evidence import (
    effects_table,
    heat_sentence,
    said,
    spread_sentence,
    spread_table,
    statistics_table,
    written,
)
from app.components.rules import price, rounding_options
from engine.campaign.consent import Refused
from engine.campaign.plan import Campaign
from engine.dataset import Kind
from engine.profiles.comparison import Difference
from engine.profiles.details import AnswerShare, ColumnDetail, NumberSpread
from engine.profiles.tree import Leaf, SegmentTree, Split
from tests.app.components.test_cards import words

NAMES = ("<b>Gold</b>", "Silver")


def spread(median: float) -> NumberSpread:
    return NumberSpread(9, median, (median - 1, median + 1), median, (median - 2, median + 2), (0, 99), (0, 99))


INCOME = ColumnDetail(
    "Income", Kind.NUMBER, None, "$", True, 0.8, 0.1, None, (spread(90_000), spread(20_000)), spread(50_000)
)
CITY = ColumnDetail(
    "City", Kind.CATEGORY, None, "", False, 0.3, None, 0.0001,
    ((AnswerShare("Bern", 0.7, (0.6, 0.8)),), (AnswerShare("Bern", 0.2, (0.1, 0.3)),)),
    (AnswerShare("Bern", 0.5, (0.4, 0.6)),),
)  # fmt: skip


def test_a_chart_says_what_it_shows() -> None:
    assert heat_sentence([INCOME, CITY]) == "Income separates the segments most."
    assert "highest in “<b>Gold</b>” ($90,000) and lowest in “Silver” ($20,000)" in spread_sentence(INCOME, NAMES)
    assert spread_sentence(CITY, NAMES).startswith("20 % of “Silver” have “Bern” for City, against 50 %")


def test_a_column_that_nobody_has_is_said_and_does_not_fail() -> None:
    nobody = replace(INCOME, segments=(NumberSpread(0), NumberSpread(0)), everyone=NumberSpread(0))
    assert spread_sentence(nobody, NAMES) == "Nobody's Income is known."
    assert "not given" in words(spread_table(nobody, NAMES))


def test_the_table_behind_a_chart_has_its_intervals() -> None:
    assert "$90,000 ($89,998 to $90,002)" in words(spread_table(INCOME, NAMES))
    assert "70 % (60 % to 80 %)" in words(spread_table(CITY, NAMES))


def test_the_long_table_has_one_cell_per_column_and_segment() -> None:
    text = words(statistics_table([INCOME, CITY], NAMES, means=False))
    assert "$20,000 ($19,998 to $20,002)" in text
    assert "$20,000 ($19,999 to $20,001)" in words(statistics_table([INCOME], NAMES, means=True))
    assert "City (described only): Bern" in text
    assert "20 % (10 % to 30 %)" in text


def test_two_answers_are_said_as_yes_and_no() -> None:
    answers = (AnswerShare("1", 0.9, (0.8, 1.0)), AnswerShare("0", 0.1, (0.0, 0.2)))
    accepted = replace(CITY, name="Accepted", kind=Kind.BOOLEAN, segments=(answers, answers), everyone=answers)
    assert "Share (95 % interval) yes no" in words(spread_table(accepted, NAMES))
    assert said("1", Kind.CATEGORY) == "1"


def test_dates_are_written_as_dates() -> None:
    joined = replace(INCOME, kind=Kind.DATE)
    assert written((pd.Timestamp("2014-05-03") - pd.Timestamp(0)).days, joined) == "3 May 2014"


def test_columns_that_made_the_segments_have_no_p_value() -> None:
    text = words(effects_table([INCOME, CITY]))
    assert text.count("below 0.001") == 1
    assert "City (described only)" in text
    assert "every difference would look significant" in text


def test_a_comparison_names_the_largest_difference() -> None:
    found = [Difference(INCOME, "", 90_000, 20_000, 2.5), Difference(CITY, "Bern", 0.7, 0.2, 0.5)]
    text = words(comparison(found, *NAMES))
    assert "They differ most in Income: $90,000 against $20,000." in text
    assert "City (described only): Bern" in text
    assert "do not differ" in words(comparison([replace(found[0], size=0.0)], *NAMES))


def plan(**changes: Any) -> Campaign:
    made = Campaign(pd.DataFrame(), 100, 0, 90, 10, ("opt_out",), (), 0.1, True, 0.2, False)
    return replace(made, **changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"consent": ()}, "Consent not checked"),
        ({}, "nobody had to be left out"),
        ({"reasons": (Refused("opt_out", "says not to contact them", 7),)}, "7 left out: opt_out says not to"),
        (
            {},
            "smallest uplift that can be shown is 20 points, from a response rate of 10 % (as in past campaigns)",
        ),
        ({"rate_is_known": False}, "the worst case"),
        ({"uplift": None}, "too small to show any uplift"),
        ({"held": 0, "uplift": None}, "Without a hold-out nobody can tell"),
        ({"by_row": True}, "it holds for this file only"),
    ],
)
def test_a_campaign_says_what_a_person_must_know(changes: dict[str, Any], expected: str) -> None:
    assert expected in " ".join(sentences(plan(**changes)))


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ([0.02, 0.09], "The campaign raised bought by 5 points (95 % interval 2 points to 9 points)."),
        ([-0.09, -0.02], "The campaign lowered bought"),
        ([-0.02, 0.09], "No effect on bought can be told from chance"),
        (None, "Too few customers to say"),
    ],
)
def test_what_a_campaign_did_is_said_no_stronger_than_it_is(interval: Any, expected: str) -> None:
    line = {"number": 0, "name": "All together", "contacted": 90, "held": 10, "contacted_mean": 0.1,
            "held_mean": 0.05, "uplift": 0.05, "interval": interval}  # fmt: skip
    result = {"lines": [line], "is_rate": True, "outcome": "bought", "unknown": 2, "empty": 0, "repeated": 0}
    text = words(uplift(result))
    assert expected in text
    assert "2 rows of customers who are not in this table" in text


def test_the_price_of_rules_is_seen_before_they_are_rounded() -> None:
    tree = SegmentTree(Split("v", "<=", 1.0, False, Leaf(0), Leaf(1)), ("a", "b"), 0.914)
    assert price(tree) == "Two rules keep 91 % of the assignments."
    options = rounding_options([(None, tree), (2, replace(tree, kept=0.873))])
    assert options[1]["label"] == "Rounded to 2 digits: keeps 87.3 %"
