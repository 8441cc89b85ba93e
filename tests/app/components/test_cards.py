"""Components show other people's text as text, and what is missing as a sentence."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from dash import html
from plotly.utils import PlotlyJSONEncoder

from app.choices import Choices
from app.components.audience import audience_card
from app.components.card_parts import Part, PartKinds, card_part
from app.components.customer import customer_card
from app.components.naming import NamingIds
from app.components.profile import profile_card
from app.components.states import content_class, instead
from app.components.understanding import sentence
from app.edits import change_column, change_derived
from app.services import Offer, Origin, Shown
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


def test_a_date_is_later_and_a_number_is_more() -> None:
    frame = pd.DataFrame({"Since": pd.to_datetime(["2014-05-03"]), "Income": [58138.0]})
    columns = (Column("Since", Kind.DATE, Role.PROFILE), Column("Income", Kind.NUMBER, Role.FEATURE))
    standings = {"Since": (0.39, None), "Income": (0.77, 0.38)}
    found = Dataset(frame, Columns(columns), "f", dialect=Dialect("delimited", "utf-8", ","))
    text = words(customer_card(found, 0, number=1, name="x", order=(), complete=True, standings=standings))
    assert "later than 39" in text
    lowest = {"Since": (0.0, 0.0), "Income": (0.0, None)}
    least = words(customer_card(found, 0, number=1, name="x", order=(), complete=True, standings=lowest))
    assert "nobody's is earlier" in least
    assert "nobody has less" in least
    assert "more than 77" in text


def test_an_answer_of_0_or_1_is_no_or_yes() -> None:
    frame = pd.DataFrame({"Consent": [0, 1]})
    found = Dataset(frame, Columns((Column("Consent", Kind.BOOLEAN, Role.PROFILE),)), "f")
    assert "yes" in words(customer_card(found, 1, number=1, name="x", order=(), complete=True))


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

    action = Action("Write.", "Soon.", "mail", "Evidence.", "opens", caution="Not at night.", effort="low")
    features = (summary("Children", 0.0), summary("Deals", 3.0))
    given: dict[str, Any] = {"spending_share": 0.45, "features": features}
    return SegmentProfile(
        0, "High spenders", "They spend.", 402, 0.18, facts=(), rule=Rule((), ""), coverage=0.9, exclusivity=0.8,
        lift=2.0, actions=(action,), **{**given, **values},
    )  # fmt: skip


IDS = NamingIds("name", "colour", "note", "save", "reset", "accept", "problem")


def card(dataset: Dataset, made: SegmentProfile, shown: Shown | None = None, stability: float | None = None) -> str:
    called = shown or Shown("Gold", 1, given=True)
    folded = [card_part(part, made, called, dataset, IDS) for part in Part]
    closed = words(
        profile_card(
            made,
            called,
            focused=False,
            verdict="Clear groups",
            stability=stability,
            focus_kind="focus",
            url="/x",
            part_kinds=PartKinds("open", "opened"),
            ids=IDS,
        )
    )
    return closed + words(html.Div([html.Div(each) for each in folded]))


def test_a_card_says_what_a_person_needs(dataset: Dataset) -> None:
    text = card(dataset, profile())
    for expected in ("Gold", "402 customers", "Download this list (402 customers)", "of spending", "Idea to test"):
        assert expected in text
    for expected in ("Channel", "Effort", "Measure", "Not at night.", "is a person's name for “High spenders”"):
        assert expected in text


def test_a_card_leaves_out_columns_in_which_the_segment_is_like_everyone(dataset: Dataset) -> None:
    assert "Deals" in card(dataset, profile())
    assert "Children" not in card(dataset, profile())


def test_certainty_stands_on_the_card(dataset: Dataset) -> None:
    assert "stable" not in card(dataset, profile())
    assert "Clear groups; this one is stable on other samples (0.80 of 1)." in card(dataset, profile(), stability=0.8)
    assert "fairly stable" in card(dataset, profile(), stability=0.65)
    shaky = card(dataset, profile(), stability=0.4)
    assert "this one is shaky: another sample would draw this differently (0.40 of 1)" in shaky
    assert "of spending" not in card(dataset, profile(spending_share=None))


def test_where_a_name_comes_from_is_said(dataset: Dataset) -> None:
    carried = Shown("Gold", 3, "since May", True, Origin(5, 0.78, False), None, "The name says “x”, but y.")
    text = card(dataset, profile(), carried)
    assert "Carried over from 5 segments under other columns, 78 % overlap." in text
    assert "since May" in text
    assert "The name says “x”, but y." in text
    offered = Shown("High spenders", 1, offer=Offer("Gold club", None, "", Origin(4, 0.43, True)))
    assert "Was “Gold club” among 4 segments, 43 % overlap." in card(dataset, profile(), offered)


def test_typical_customers_show_nothing_personal(dataset: Dataset) -> None:
    def summary(column: str) -> FeatureSummary:
        return FeatureSummary(column, Kind.NUMBER, None, "", True, 1.0, 1.0, 0.0, 0.0, None, None, None, None, 1.0)

    text = card(dataset, profile(typical_rows=(1, 0), features=(summary("Income"), summary("Mail"))))
    assert text.index("2174") < text.index("5524")
    assert "$58,138" in text
    assert "example" not in text


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
