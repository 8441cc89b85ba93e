"""What lies under and over the points of the map: densities, means, arrows, and the segments' numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from app.figures.figure import Figure
from app.figures.text import short
from app.figures.theme import Theme, tokens
from engine.map.density import OPAQUE

if TYPE_CHECKING:
    import numpy as np

    from engine.map.arrows import Arrow
    from engine.map.index import Window


ARROW_NAME = 24  # letters
# About how large a map, a letter and a line are on a screen, in pixels.
PLOT, LETTER, LINE = (700, 550), 7, 20


def add_density(figure: Figure, levels: NDArray[np.uint8], window: Window, colour: str, *, dimmed: bool) -> None:
    """One group's cells, from nothing to its colour."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    most = 0.12 if dimmed else OPAQUE
    fading = [(0.0, f"rgba({red},{green},{blue},0)"), (1.0, f"rgba({red},{green},{blue},{most})")]
    figure.add(
        "heatmap",
        z=levels,
        **_grid(levels, window),
        zmin=0,
        zmax=255,
        colorscale=fading,
        showscale=False,
        zsmooth="fast",
        hoverinfo="skip",
    )


def add_means(figure: Figure, means: NDArray[np.float32], window: Window) -> None:
    """The mean of the column that colours the map in each cell; nothing where nobody is."""
    figure.add("heatmap", z=means, **_grid(means, window), coloraxis="coloraxis", hoverinfo="skip")


def _grid(cells: NDArray[Any], window: Window) -> dict[str, float]:
    up, across = cells.shape
    wide, high = (window.right - window.left) / across, (window.top - window.bottom) / up
    return {"x0": window.left + wide / 2, "dx": wide, "y0": window.bottom + high / 2, "dy": high}


def level_scale(colours: Sequence[str]) -> list[tuple[float, str]]:
    """A scale of steps: each colour holds for its part and nothing lies between two."""
    n = len(colours)
    return [(edge / n, colour) for place, colour in enumerate(colours) for edge in (place, place + 1)]


def add_number(figure: Figure, centre: NDArray[np.float64], number: int, colour: str, theme: Theme) -> None:
    t = tokens(theme)
    figure.annotate(
        x=float(centre[0]),
        y=float(centre[1]),
        text=f"<b>{number}</b>",
        font={"color": t.ink, "size": 13},
        bgcolor=t.surface,
        bordercolor=colour,
        borderwidth=2,
        borderpad=3,
        opacity=0.95,
    )


def add_arrows(figure: Figure, arrows: Sequence[Arrow], window: Window, theme: Theme) -> None:
    """From the middle of all customers into the direction in which a feature grows, with its name at the tip."""
    t = tokens(theme)
    for arrow, shift in zip(arrows, _label_shifts(arrows, window), strict=True):
        figure.annotate(
            x=arrow.x,
            y=arrow.y,
            ax=0,
            ay=0,
            xref="x",
            yref="y",
            axref="x",
            ayref="y",
            showarrow=True,
            arrowhead=2,
            arrowwidth=1.5,
            arrowcolor=t.ink,
            opacity=0.8,
            text="",
        )
        figure.annotate(
            x=arrow.x,
            y=arrow.y,
            text=short(arrow.title, ARROW_NAME),
            xanchor="left" if arrow.x >= 0 else "right",
            xshift=4 if arrow.x >= 0 else -4,
            yshift=shift,
            font={"color": t.ink, "size": 12},
            bgcolor=t.surface,
            opacity=0.9,
        )


def _label_shifts(arrows: Sequence[Arrow], window: Window) -> list[int]:
    """How far above its tip each name stands, in pixels, so that no two lie on one another."""
    across, up = (PLOT[0] / ((window.right - window.left) or 1.0), PLOT[1] / ((window.top - window.bottom) or 1.0))
    taken: list[tuple[float, float, float]] = []
    shifts = []
    for arrow in arrows:
        wide = LETTER * min(len(arrow.title), ARROW_NAME)
        left = arrow.x * across - (0 if arrow.x >= 0 else wide)
        away = 1 if arrow.y >= 0 else -1
        shift = 8 * away
        while any(
            left < right and begin < left + wide and abs(arrow.y * up + shift - height) < LINE
            for begin, right, height in taken
        ):
            shift += LINE * away
        taken.append((left, left + wide, arrow.y * up + shift))
        shifts.append(shift)
    return shifts


def add_outline(figure: Figure, corners: Sequence[tuple[float, float]], theme: Theme) -> None:
    """The region that was drawn around a selection."""
    if corners:
        path = "M" + "L".join(f"{x!r},{y!r}" for x, y in corners) + "Z"
        line = {"color": tokens(theme).ink, "width": 1.5, "dash": "dot"}
        figure.lay_out(shapes=[{"type": "path", "path": path, "line": line}])
