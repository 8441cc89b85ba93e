"""Which numbers of segments are written at an axis or a slider."""

from __future__ import annotations

from collections.abc import Sequence


def labelled(ks: Sequence[int], suggested: int) -> list[int]:
    """Which numbers of segments are written at an axis: all while there is room, the suggested one in any case."""
    apart = max(1, round((ks[-1] - ks[0]) / 14)) if ks else 1
    told = [suggested] if suggested in ks else []
    for k in ks:
        if all(abs(k - each) >= apart for each in told):
            told.append(k)
    return sorted(told)
