"""Arithmetic of colours written as #rrggbb."""

from __future__ import annotations

_BLACK, _WHITE = "#000000", "#ffffff"


def contrast(one: str, other: str) -> float:
    """How readable one is on the other, from 1 to 21; words need 4.5 (WCAG 2.2)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def blended(one: str, other: str, share: float) -> str:
    """The colour that so large a share of the way from one to the other gives, as a colour scale does."""
    channels = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in channels)


def readable_on(background: str) -> str:
    """Black or white, whichever can be read better on it: at least 4.5 on any."""
    return max((_BLACK, _WHITE), key=lambda words: contrast(words, background))


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
