"""What the browser's stores say of the map, read leniently: they are other people's text."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app import services
from app.choices import Choices
from engine.errors import EngineError
from engine.map.axes import read_axis
from engine.map.index import Window
from engine.selections.selection import Selection
from pages.map.ids import BY_SEGMENT, FLAT


def look_of(
    result: services.Ready, across: Any, up: Any, depth: Any = None, colour: Any = None, hidden: Any = None
) -> services.MapLook:
    def axis(text: Any, default: int) -> Any:
        return read_axis(text, result.projection, result.dataset, result.matrix, default)

    return services.MapLook(
        axis(across, 0),
        axis(up, 1),
        axis(depth, 2) if depth and depth != FLAT else None,
        colour if isinstance(colour, str) and colour != BY_SEGMENT else None,
        frozenset(int(each) for each in hidden or () if str(each).isdecimal()),
    )


def window_of(data: Any, look: services.MapLook) -> Window | None:
    """The window that the browser names; None, which is everybody, when it names none that could be one of these axes."""
    if not isinstance(data, dict) or data.get("axes") != [look.across.key, look.up.key]:
        return None
    if not all(isinstance(data.get(side), list) for side in ("x", "y")):
        return None
    try:
        return Window.of(*data["x"], *data["y"])
    except (EngineError, TypeError):
        return None


def chosen(result: services.Ready, selected: Any) -> dict[str, Any]:
    """What is selected of this table; {} when nothing is, or of another one."""
    if not isinstance(selected, dict) or selected.get("dataset") != result.choices.dataset:
        return {}
    return {name: value for name, value in selected.items() if name in ("region", "filters", services.SAVED)}


def chosen_rows(result: services.Ready, selected: Any) -> NDArray[np.int64] | None:
    """Rows of the table; None when nothing is selected. Raises `EngineError` when it cannot be understood."""
    data = chosen(result, selected)
    return services.selected_rows(result, data) if data else None


def outline_of(result: services.Ready, selected: Any, look: services.MapLook) -> tuple[tuple[float, float], ...]:
    """The corners of the region that was drawn, when it was drawn on these axes."""
    try:
        region = Selection.from_json(chosen(result, selected)).region
    except EngineError:
        return ()
    shown = region is not None and (region.across, region.up) == (look.across.key, look.up.key)
    return region.corners if region is not None and shown and look.depth is None else ()


def ready(view: Any, choices_data: Any) -> services.Ready | None:
    """The results, when there are any to show."""
    if (view or {}).get("kind") != "ready":
        return None
    result = services.resolve(Choices.from_json(choices_data))
    return result if isinstance(result, services.Ready) else None
