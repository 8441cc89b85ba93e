"""How customers move between two segmentations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.figures.figure import Figure
from app.figures.text import short
from app.figures.theme import Theme, segment_colour, tokens

_LABEL = 22  # characters: two of them stand beside each other on a phone
_OPACITY = "66"  # of a flow, in hexadecimal: the segments themselves stay the strongest


def flow(
    flows: NDArray[np.int64],
    before: Sequence[str],
    after: Sequence[str],
    theme: Theme,
    before_colours: Sequence[int] | None = None,
    after_colours: Sequence[int] | None = None,
) -> Figure:
    """A flow chart: earlier segments on the left, later ones on the right, the width of a band is its customers.

    Parameters
    ----------
    flows : ndarray of int64, shape (k_before, k_after)
    before, after : sequence of str
        Names, in label order.
    theme : Theme
    before_colours, after_colours : sequence of int, optional
        Which of the twelve colours each segment has; those of their numbers otherwise.
    """
    t = tokens(theme)
    rows, columns = np.nonzero(flows)
    colours = [segment_colour(each, theme) for each in before_colours or range(1, len(before) + 1)]
    later = [segment_colour(each, theme) for each in after_colours or range(1, len(after) + 1)]
    figure = Figure(theme)
    figure.add(
        "sankey",
        arrangement="snap",
        node={
            "label": [
                short(f"{number}. {name}", _LABEL)
                for names in (before, after)
                for number, name in enumerate(names, 1)
            ],
            "color": [*colours, *later],
            "pad": 18,
            "thickness": 14,
            "line": {"width": 0},
            "hovertemplate": "%{label}: %{value:,.0f} customers<extra></extra>",
        },
        link={
            "source": rows.tolist(),
            "target": (columns + len(before)).tolist(),
            "value": flows[rows, columns].tolist(),
            "color": [f"{colours[row]}{_OPACITY}" for row in rows],
            "hovertemplate": "%{source.label} → %{target.label}: %{value:,.0f} customers<extra></extra>",
        },
        textfont={"color": t.ink, "size": 13},
    )
    figure.lay_out(height=120 + 44 * max(len(before), len(after)), margin={"l": 4, "r": 4, "t": 8, "b": 8})
    return figure
