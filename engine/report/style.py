"""Colours and names of the report: those of the pages in the light, since reports are printed. A test compares."""

from __future__ import annotations

from pathlib import Path

PAPER, SURFACE, INK, MUTED = "#fbfaf8", "#ffffff", "#1c1b1a", "#5f5c57"
HAIRLINE, ACCENT, CAUTION = "#e4e0da", "#2f45c5", "#8a5a00"
ABOVE, BELOW = "#c2551b", "#2b6ea6"
_WHITE, _BLACK = "#ffffff", "#111214"

SEGMENTS = ("#3295d4", "#b32a11", "#226251", "#7b007b", "#ae6f16", "#3e21ae",
            "#ea4477", "#3d8e56", "#066d9c", "#5e2e07", "#98467b", "#3a3b50")  # fmt: skip
ON_SEGMENTS = (_BLACK, _WHITE, _WHITE, _WHITE, _BLACK, _WHITE,
               _BLACK, _BLACK, _WHITE, _WHITE, _WHITE, _WHITE)  # fmt: skip

FONTS = Path(__file__).parent / "fonts"

# Differences beyond this many standard deviations fill the bar.
STRONG = 1.5


def segment_colour(colour: int) -> str:
    """Of one of the twelve, from 1."""
    return SEGMENTS[(colour - 1) % len(SEGMENTS)]


def on_segment(colour: int) -> str:
    """A text colour that is readable on it."""
    return ON_SEGMENTS[(colour - 1) % len(ON_SEGMENTS)]


def strength(effect: float) -> float:
    """How far a bar reaches, from -1 to 1."""
    return max(-1.0, min(1.0, effect / STRONG))
