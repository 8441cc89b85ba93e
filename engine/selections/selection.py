"""A selection: customers within a region of the map, with certain values, or both. Small enough for an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.errors import EngineError
from engine.selections.filters import MAX_FILTERS, Filter
from engine.selections.region import MAX_CORNERS

_DRAW_AGAIN = "Draw the region again."


@dataclass(frozen=True)
class Region:
    """An outline on the map with these axes (their keys, see `engine.map.axes.Axis`), to six significant digits."""

    across: str
    up: str
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Selection:
    """Customers for whom everything that is given holds; nothing given is no selection at all."""

    region: Region | None = None
    filters: tuple[Filter, ...] = ()

    def __bool__(self) -> bool:
        return self.region is not None or bool(self.filters)

    def with_region(self, region: Region | None) -> Selection:
        return replace(self, region=region)

    def with_filter(self, added: Filter) -> Selection:
        """With one more condition; it replaces an earlier one on the same column.

        Raises
        ------
        EngineError
            If there are `MAX_FILTERS` already.
        """
        kept = tuple(each for each in self.filters if each.column != added.column)
        if len(kept) >= MAX_FILTERS:
            raise EngineError(f"There are {MAX_FILTERS} conditions already.", "Take one away first.")
        return replace(self, filters=(*kept, added))

    def without(self, column: str) -> Selection:
        return replace(self, filters=tuple(each for each in self.filters if each.column != column))

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {}
        if self.region is not None:
            # As one text: brackets and commas would be a third of an address.
            corners = ";".join(f"{x:g} {y:g}" for x, y in self.region.corners)
            out["region"] = {"across": self.region.across, "up": self.region.up, "corners": corners}
        if self.filters:
            out["filters"] = [each.to_json() for each in self.filters]
        return out

    @classmethod
    def from_json(cls, data: Any) -> Selection:
        """Read what `to_json` gave.

        Raises
        ------
        EngineError
            If a part cannot be understood, with a sentence.
        """
        if data is None:
            return cls()
        if not isinstance(data, Mapping):
            raise EngineError("This is no selection.", "Select the customers again.")
        filters = data.get("filters") or []
        if not isinstance(filters, Sequence) or isinstance(filters, str) or len(filters) > MAX_FILTERS:
            raise EngineError("The conditions of the selection cannot be read.", "Select the customers again.")
        region = data.get("region")
        return cls(None if region is None else _region(region), tuple(Filter.from_json(each) for each in filters))


def _region(data: Any) -> Region:
    text = data.get("corners") if isinstance(data, Mapping) else None
    if not isinstance(text, str):
        raise EngineError("The region of the selection cannot be read.", _DRAW_AGAIN)
    corners = [corner.split(" ") for corner in text.split(";")] if text else []
    if not 3 <= len(corners) <= MAX_CORNERS:
        raise EngineError(
            f"The outline has {len(corners):,} corners.", f"Draw one with 3 to {MAX_CORNERS} around the customers."
        )
    try:
        found = tuple((float(x), float(y)) for x, y in corners)
    except ValueError as error:
        raise EngineError("The outline has a corner that is no place.", _DRAW_AGAIN) from error
    return Region(str(data.get("across")), str(data.get("up")), found)
