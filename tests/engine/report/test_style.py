"""Segments have the colours that they have on the pages."""

from app.figures.theme import Theme, tokens
from engine.report import style


def test_colours_are_those_of_the_light_pages() -> None:
    light = tokens(Theme.LIGHT)
    assert light.segments == style.SEGMENTS
    assert light.on_segments == style.ON_SEGMENTS
    assert (light.ink, light.muted, light.hairline, light.accent) == (
        style.INK,
        style.MUTED,
        style.HAIRLINE,
        style.ACCENT,
    )
    assert (light.above, light.below, light.paper, light.surface) == (
        style.ABOVE,
        style.BELOW,
        style.PAPER,
        style.SURFACE,
    )
