"""Names that are put together from more than two words."""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.dataset import Meaning
from engine.profiles.profile import profile_segments

MEANINGS = {
    "Income": Meaning.BUDGET,
    "Deals": Meaning.DEALS,
    "WebVisits": Meaning.WEB_VISITS,
    "WebPurchases": Meaning.WEB_PURCHASES,
}


def _crossed(n: int = 1_600) -> tuple[dict[str, Any], np.ndarray]:
    """Four independent columns; the first segment is who is low in the first and high in the other three."""
    rng = np.random.default_rng(5)
    columns = {
        "Income": np.where(rng.random(n) < 0.5, 20_000.0, 70_000.0) + rng.normal(0, 2_000, n).round(),
        "Deals": np.where(rng.random(n) < 0.5, 1, 9) + rng.integers(0, 3, n),
        "WebVisits": np.where(rng.random(n) < 0.5, 1, 12) + rng.integers(0, 3, n),
        "WebPurchases": np.where(rng.random(n) < 0.5, 0, 8) + rng.integers(0, 3, n),
    }
    inside = (columns["Income"] < 45_000) & (columns["Deals"] > 5) & (columns["WebVisits"] > 6)
    return columns, np.where(inside & (columns["WebPurchases"] > 5), 0, 1)


def test_two_composites_are_a_name_when_only_four_words_separate(parts: Callable[..., Any]) -> None:
    columns, labels = _crossed()
    dataset, matrix, segmentation = parts(columns, labels, MEANINGS)
    found = profile_segments(dataset, matrix, segmentation)
    assert found[0].name == "Budget-conscious, web-active"
    assert len(found[0].rule.conditions) == 4
    assert found[0].coverage > 0.9
    assert found[0].exclusivity > 0.9


def test_no_composite_without_all_of_its_words(parts: Callable[..., Any]) -> None:
    columns, labels = _crossed()
    meanings = {name: meaning for name, meaning in MEANINGS.items() if name != "WebVisits"}
    dataset, matrix, segmentation = parts(columns, labels, meanings)
    name = profile_segments(dataset, matrix, segmentation)[0].name
    assert "web-active" not in name


def test_where_most_have_the_same_value_the_averages_are_compared(parts: Callable[..., Any]) -> None:
    rng = np.random.default_rng(1)
    labels = np.repeat([0, 1], 300)
    columns = {"Returns": np.where((labels == 0) | (rng.random(600) < 0.2), 0, rng.integers(1, 6, 600))}
    first = profile_segments(*parts(columns, labels))[0]
    assert [fact.text for fact in first.facts] == [
        f"average Returns 0, against {columns['Returns'].mean():.2f} for everyone"
    ]
