"""The colours: the same in Python and in the style sheet, and readable in both themes."""

import re
from pathlib import Path

import pytest

from app.figures.colour import contrast
from app.figures.theme import SYMBOLS, Theme, segment_colour, segment_symbol, template, tokens

CSS = Path(__file__).resolve().parents[3] / "assets" / "00-tokens.css"


def declared(theme: Theme) -> dict[str, str]:
    block = re.search(rf'data-bs-theme="{theme}"\] \{{(.*?)\n\}}', CSS.read_text(encoding="utf-8"), re.S)
    assert block
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block[1]))


@pytest.mark.parametrize("theme", list(Theme))
def test_the_style_sheet_has_the_colours_of_the_figures(theme: Theme) -> None:
    css, t = declared(theme), tokens(theme)
    for name in ("paper", "surface", "ink", "muted", "hairline", "accent", "above", "below"):
        assert css[name] == getattr(t, name), name
    for i in range(12):
        assert css[f"segment-{i + 1}"] == t.segments[i]
        assert css[f"on-segment-{i + 1}"] == t.on_segments[i]


@pytest.mark.parametrize("theme", list(Theme))
def test_segments_stand_out_from_the_page_and_their_numbers_can_be_read(theme: Theme) -> None:
    t = tokens(theme)
    for colour, on in zip(t.segments, t.on_segments, strict=True):
        assert contrast(colour, t.paper) >= 3
        assert contrast(colour, on) >= 4.5


@pytest.mark.parametrize("theme", list(Theme))
def test_words_can_be_read(theme: Theme) -> None:
    t = tokens(theme)
    for colour in (t.ink, t.muted, t.accent):
        assert contrast(colour, t.paper) >= 4.5
        assert contrast(colour, t.surface) >= 4.5


def test_a_segment_keeps_its_colour_and_shape_and_the_thirteenth_begins_again() -> None:
    assert len(set(tokens(Theme.LIGHT).segments)) == len(set(SYMBOLS)) == 12
    assert segment_colour(1, Theme.LIGHT) == segment_colour(13, Theme.LIGHT) != segment_colour(2, Theme.LIGHT)
    assert segment_symbol(13) == segment_symbol(1)


@pytest.mark.parametrize("value", [None, "", "blue", 3, {"x": 1}])
def test_an_unknown_theme_is_light(value: object) -> None:
    assert Theme.read(value) is Theme.LIGHT


def test_the_template_leaves_the_ground_to_the_page() -> None:
    assert template(Theme.DARK)["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
