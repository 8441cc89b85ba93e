"""A figure as the browser's script takes it: traces and a layout in plain dictionaries.

plotly.py's own figures check every property when it is set, which took longer than all the rest of a page. Here the
tests hand each kind of figure to plotly.py instead.
"""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from app.figures.theme import Theme, template

# What the script reads from base64; everything else goes as a list.
_TYPED = frozenset({"f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4"})


class Figure:
    """Traces on the template of a theme; names of properties are those of Plotly's reference."""

    def __init__(self, theme: Theme) -> None:
        self.data: list[dict[str, Any]] = []
        self.layout: dict[str, Any] = {"template": template(theme)}

    def add(self, kind: str, **trace: Any) -> None:
        self.data.append({"type": kind, **trace})

    def annotate(self, **annotation: Any) -> None:
        self.layout.setdefault("annotations", []).append(annotation)

    def xaxis(self, **axis: Any) -> None:
        self.layout.setdefault("xaxis", {}).update(axis)

    def yaxis(self, **axis: Any) -> None:
        self.layout.setdefault("yaxis", {}).update(axis)

    def lay_out(self, **layout: Any) -> None:
        self.layout.update(layout)

    def to_plotly_json(self) -> dict[str, Any]:
        """What Dash writes into an answer."""
        return {"data": [_packed(trace) for trace in self.data], "layout": self.layout}


def _packed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _packed(each) for name, each in value.items()}
    if not isinstance(value, np.ndarray):
        return value
    kind = value.dtype.newbyteorder("=").str[1:]
    if kind not in _TYPED:
        return value.tolist()
    packed = {"dtype": kind, "bdata": base64.b64encode(np.ascontiguousarray(value).tobytes()).decode("ascii")}
    return packed if value.ndim == 1 else {**packed, "shape": ", ".join(map(str, value.shape))}
