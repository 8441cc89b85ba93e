"""Colours, type and grid of every chart, per theme. `assets/00-tokens.css` holds the same values; a test compares."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

FONT = "Inter Variable, Inter, system-ui, sans-serif"

# One marker shape per segment beside its colour, for everybody who cannot tell the colours apart.
SYMBOLS = (
    "circle",
    "square",
    "diamond",
    "triangle-up",
    "cross",
    "x",
    "star",
    "triangle-down",
    "pentagon",
    "hexagon",
    "hourglass",
    "bowtie",
)
DEEP_SYMBOLS = (
    "circle",
    "square",
    "diamond",
    "cross",
    "circle-open",
    "square-open",
    "diamond-open",
)

# Of values from low to high: the same for all kinds of colour vision (Nuñez, Anderton & Renslow 2018).
SCALE = "Cividis"


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"

    @classmethod
    def read(cls, value: object) -> Theme:
        """The theme that the browser named; light for anything else."""
        return cls.DARK if value == cls.DARK else cls.LIGHT


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme.

    ``segments`` were found by maximising the smallest distance in OKLab between any two under normal vision and
    simulated protanopia, deuteranopia and tritanopia (Machado, Oliveira & Fernandes 2009), the first five weighted
    most, each at 3:1 or more against the page. ``on_segments`` is readable (4.5:1) on top of each.
    """

    paper: str
    surface: str
    ink: str
    muted: str
    hairline: str
    accent: str
    above: str
    below: str
    segments: tuple[str, ...]
    on_segments: tuple[str, ...]


_WHITE, _BLACK = "#ffffff", "#111214"

_TOKENS = MappingProxyType(
    {
        Theme.LIGHT: Tokens(
            paper="#fbfaf8",
            surface="#ffffff",
            ink="#1c1b1a",
            muted="#5f5c57",
            hairline="#e4e0da",
            accent="#2f45c5",
            above="#c2551b",
            below="#2b6ea6",
            segments=("#3295d4", "#b32a11", "#226251", "#7b007b", "#ae6f16", "#3e21ae",
                      "#ea4477", "#3d8e56", "#066d9c", "#5e2e07", "#98467b", "#3a3b50"),
            on_segments=(_BLACK, _WHITE, _WHITE, _WHITE, _BLACK, _WHITE,
                         _BLACK, _BLACK, _WHITE, _WHITE, _WHITE, _WHITE),
        ),
        Theme.DARK: Tokens(
            paper="#141517",
            surface="#1b1d20",
            ink="#ecebe8",
            muted="#a5a29c",
            hairline="#303236",
            accent="#a3b3ff",
            above="#e08a4e",
            below="#6fa8dc",
            segments=("#5fb2fe", "#e0601f", "#4d8b75", "#b05fcb", "#cfa866", "#7280f3",
                      "#ec759c", "#a6e598", "#93d1fe", "#b8814b", "#feb1cf", "#a29cc8"),
            on_segments=(_BLACK,) * 12,
        ),
    }
)  # fmt: skip


def tokens(theme: Theme) -> Tokens:
    return _TOKENS[theme]


def segment_colour(number: int, theme: Theme) -> str:
    """The colour of a segment by its number from 1; past twelve they repeat and the shapes and numbers tell."""
    colours = tokens(theme).segments
    return colours[(number - 1) % len(colours)]


def segment_symbol(number: int, *, flat: bool = True) -> str:
    """The shape of a segment by its number from 1; a cloud in three dimensions knows fewer shapes."""
    symbols = SYMBOLS if flat else DEEP_SYMBOLS
    return symbols[(number - 1) % len(symbols)]


def template(theme: Theme) -> dict[str, Any]:
    """Hairline grid, no frame, tabular figures, transparent ground."""
    t = tokens(theme)
    axis = {
        "gridcolor": t.hairline,
        "linecolor": t.hairline,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"size": 12, "color": t.muted},
        "title": {"font": {"size": 13, "color": t.muted}, "standoff": 14},
        "automargin": True,
    }
    return {
        "layout": {
            "font": {"family": FONT, "size": 13, "color": t.ink},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": list(t.segments),
            "margin": {"l": 12, "r": 16, "t": 16, "b": 12, "pad": 6},
            "xaxis": axis,
            "yaxis": axis,
            "showlegend": False,
            "dragmode": False,
            "hoverlabel": {
                "bgcolor": t.surface,
                "bordercolor": t.hairline,
                "font": {"family": FONT, "size": 13, "color": t.ink},
                "align": "left",
            },
            "annotationdefaults": {"font": {"family": FONT, "size": 12, "color": t.muted}, "showarrow": False},
        }
    }
