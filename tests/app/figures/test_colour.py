"""Colours between colours, and what can be read on them."""

import pytest

from app.figures.colour import blended, contrast, readable_on
from app.figures.theme import Theme, tokens


def test_contrasts_that_are_known() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_blend_begins_with_one_and_ends_with_the_other() -> None:
    assert blended("#102030", "#f0e0d0", 0) == "#102030"
    assert blended("#102030", "#f0e0d0", 0.5) == "#808080"
    assert blended("#102030", "#f0e0d0", 1) == "#f0e0d0"


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("end", ["above", "below"])
def test_every_cell_of_a_heat_map_can_be_read(theme: Theme, end: str) -> None:
    t = tokens(theme)
    for tenth in range(11):
        cell = blended(t.surface, getattr(t, end), tenth / 10)
        assert contrast(readable_on(cell), cell) >= 4.5
