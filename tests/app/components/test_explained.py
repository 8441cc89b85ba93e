"""The sentences of a customer's card follow from what was found."""

import json
from typing import Any

import pytest
from plotly.utils import PlotlyJSONEncoder

from app.components.explained import explanation
from engine import read_table
from engine.map.customer import Border, CustomerExplanation, Reason


@pytest.fixture
def dataset() -> Any:
    return read_table(b"ID,Income\n1,100\n2,200\n3,300\n")


def words(found: CustomerExplanation, dataset: Any, alike: list[tuple[str, str]]) -> str:
    made = explanation(found, dataset, ("Gold", "<b>Silver</b>"), (1, 2), alike)
    return json.dumps(made.to_plotly_json(), cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_reasons_shares_second_choice_and_border(dataset: Any) -> None:
    reasons = (Reason("Income", 3.0), Reason("Visits", -1.0))
    border = Border("Income", 100.0, 250.0, 1)
    text = words(CustomerExplanation(0, 1, 0.05, (), reasons, (1,), border), dataset, [("2", "/customer/2")])
    assert "Income speaks for segment 1 (75" in text
    assert "Visits speaks for segment 2 (25" in text
    assert "close to the border" in text
    assert "Describes the border, not what would happen" in text
    assert "With Income of 250 instead of 100" in text
    assert "/customer/2" in text


def test_one_segment_has_no_second_choice(dataset: Any) -> None:
    text = words(CustomerExplanation(0, -1, 1.0, (), (), (), None), dataset, [])
    assert "one segment only" in text
    assert "Second choice" not in text
    assert "border" not in text
