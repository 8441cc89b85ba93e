"""Components show other people's text as text, and what is missing as a sentence."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from plotly.utils import PlotlyJSONEncoder

from app.choices import Choices
from app.components.audience import audience_card
from app.components.customer import customer_card
from app.components.profile import profile_card
from app.components.states import content_class, instead
from app.components.understanding import sentence
from app.edits import change_column, change_derived
from engine.dataset import Column, Columns, Dataset, Dialect, Kind, Role
from engine.errors import EngineError
from engine.profiles.result import Action, Audience, FeatureSummary, Rule, SegmentProfile


def words(component: Any) -> str:
    """All texts of a component, in reading order."""
    found: list[str] = []

    def collect(node: Any) -> None:
        if isinstance(node, str):
            found.append(node)
        elif isinstance(node, list):
            for each in node:
                collect(each)
        elif isinstance(node, dict):
            collect(node.get("props", {}).get("children"))

    collect(json.loads(json.dumps(component, cls=PlotlyJSONEncoder)))
    return " ".join(found)


@pytest.fixture
def dataset() -> Dataset:
    frame = pd.DataFrame({"ID": [5524, 2174], "Income": [58138.0, np.nan], "Mail": ["a@b.example", "c@d.example"]})
    columns = (
        Column("ID", Kind.NUMBER, Role.IDENTIFIER),
        Column("Income", Kind.NUMBER, Role.FEATURE, unit="$"),
        Column("Mail", Kind.TEXT, Role.PROFILE, personal=True),
    )
    return Dataset(frame, Columns(columns), "f", dialect=Dialect("delimited", "utf-8", "\t"))


def test_a_customer_is_shown_with_id_and_original_values(dataset: Dataset) -> None:
    text = words(customer_card(dataset, 0, number=2, name="<b>Gold</b>", order=("Income",), complete=True))
    assert "5524" in text
    assert "$58,138" in text
    assert "<b>Gold</b>" in text


def test_personal_data_stays_out_of_the_card(dataset: Dataset) -> None:
    assert "example" not in words(customer_card(dataset, 0, number=1, name="x", order=("Mail",), complete=True))


def test_a_missing_value_is_said_in_the_complete_card_only(dataset: Dataset) -> None:
    assert "not given" in words(customer_card(dataset, 1, number=None, name="", order=(), complete=True))
    assert "not given" not in words(customer_card(dataset, 1, number=None, name="", order=(), complete=False))


def test_what_was_understood_is_one_sentence(dataset: Dataset) -> None:
    expected = "2 rows and 3 columns, separated by tabs, with the names of the columns in line 1 (UTF-8)."
    assert sentence(dataset) == expected


def profile(**values: Any) -> SegmentProfile:
    def summary(column: str, median: float) -> FeatureSummary:
        return FeatureSummary(
            column, Kind.NUMBER, None, "", True, median, median, 0.0, 0.0, None, None, None, None, 1.0
        )

    action = Action("Write.", "Soon.", "mail", "Evidence.", "opens", caution="Not at night.")
    features = (summary("Children", 0.0), summary("Deals", 3.0))
    given: dict[str, Any] = {"spending_share": 0.45}
    return SegmentProfile(
        0, "High spenders", "They spend.", 402, 0.18, features, (), Rule((), ""), 0.9, 0.8, 2.0, (action,),
        **{**given, **values},
    )  # fmt: skip


def card(made: SegmentProfile, name: str = "Gold", stability: float | None = None) -> str:
    ids = ("a", "b", "c", "d")
    return words(profile_card(made, name, renamed=True, focused=False, stability=stability, url="/x", ids=ids))


def test_a_card_says_what_a_person_needs() -> None:
    text = card(profile())
    for expected in ("Gold", "402 customers", "Download this list (402 customers)", "of spending", "Idea to test"):
        assert expected in text


def test_a_card_leaves_out_columns_in_which_the_segment_is_like_everyone() -> None:
    assert "Deals" in card(profile())
    assert "Children" not in card(profile())


def test_a_card_without_spending_or_stability_says_nothing_about_them() -> None:
    assert "of spending" not in card(profile(spending_share=None))
    assert "Shaky" not in card(profile())
    assert "Shaky" not in card(profile(), stability=0.8)
    assert "Shaky" in card(profile(), stability=0.4)


def test_an_audience_without_its_column_says_so_and_offers_no_list() -> None:
    missing = Audience("x", "High value", "There is no column of spending.", np.array([], dtype=np.int64), False)
    assert "no column of spending" in words(audience_card(missing, "/x"))
    assert "Download" not in words(audience_card(missing, "/x"))
    found = Audience("x", "High value", "The top fifth.", np.arange(448), True, sentence="448 customers.")
    assert "Download 448 customers" in words(audience_card(found, "/x"))


@pytest.mark.parametrize(
    ("state", "shown"),
    [(None, False), ({"kind": "ready"}, False), ({"kind": "missing"}, True), ({"kind": "failed"}, True)],
)
def test_something_else_stands_where_there_is_nothing_to_show(state: Any, shown: bool) -> None:
    assert (instead(state) is not None) is shown
    assert ("hidden" in content_class(state)) is shown


def test_changing_a_column_keeps_what_was_chosen_for_others() -> None:
    choices = change_column(Choices(dataset="a", k=5), "Income", transform="log")
    choices = change_column(choices, "Age", role="feature")
    assert choices.to_json()["spec"]["columns"] == {"Age": {"role": "feature"}, "Income": {"transform": "log"}}
    assert choices.k is None
    back = change_column(change_column(choices, "Income", transform=None), "Age", role="")
    assert back == Choices(dataset="a")


def test_an_impossible_setting_is_a_sentence() -> None:
    with pytest.raises(EngineError, match="weight"):
        change_column(Choices(), "Income", weight=-1)


def test_a_proposed_column_can_be_declined() -> None:
    assert change_derived(Choices(), "age", False).to_json()["spec"] == {"derived": {"age": False}}
