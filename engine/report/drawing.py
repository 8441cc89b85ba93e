"""The report's pictures as SVG: the same drawing stands in the HTML, in the PDF and, as an image, in PowerPoint."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from engine.profiles.numbers import write_number
from engine.report.content import CurvePoint, MapPicture, Report, SegmentPage
from engine.report.style import ACCENT, HAIRLINE, INK, MUTED, SURFACE, on_segment, segment_colour

_FONT = 'font-family="Inter" font-size="12"'
_WIDTH, _CURVE_HEIGHT, _MAP_HEIGHT = 720, 330, 470
# Segments are drawn in turns, so that the last one does not lie on top of all others.
_TURNS = 12


def curve(report: Report) -> str:
    """The elbow curve with the band of data without groups, and the number that was chosen."""
    points = report.curve
    left, right, top, bottom = 64, 24, 28, 44
    most = max([point.wcss for point in points] + [point.high or 0.0 for point in points]) * 1.06 or 1.0
    ks = [point.k for point in points]
    span = max(ks[-1] - ks[0], 1)

    def x(k: float) -> float:
        return left + (k - ks[0]) / span * (_WIDTH - left - right)

    def y(value: float) -> float:
        return top + (1 - value / most) * (_CURVE_HEIGHT - top - bottom)

    parts = _grid(most, left, _WIDTH - right, y)
    parts += [_text(x(k), _CURVE_HEIGHT - 22, str(k), MUTED, "middle") for k in ks]
    parts.append(_text((left + _WIDTH - right) / 2, _CURVE_HEIGHT - 4, "Number of segments (k)", MUTED, "middle"))
    parts.append(_text(0, 12, "Within-segment sum of squares (WCSS)", MUTED))
    parts += _band(points, x, y)
    parts.append(_line([(x(point.k), y(point.wcss)) for point in points], INK))
    for point in points:
        chosen = point.k == report.k
        colour, size = (ACCENT, 7) if chosen else (INK, 3.5)
        parts.append(f'<circle cx="{x(point.k):.1f}" cy="{y(point.wcss):.1f}" r="{size}" fill="{colour}"/>')
        if chosen:
            near_end = point.k == ks[-1]
            words = "chosen" if report.k != report.suggested_k else "recommended"
            parts.append(_text(
                x(point.k) + (-4 if near_end else 10), y(point.wcss) - 12, f"{point.k} segments, {words}", ACCENT,
                "end" if near_end else "start", weight=600,
            ))  # fmt: skip
    return _svg(
        _CURVE_HEIGHT, f"Elbow curve: the error for each number of segments; {report.k} are shown here", parts
    )


def picture(found: MapPicture, segments: Sequence[SegmentPage]) -> str:
    """Customers as points in the colours of their segments; a numbered disc where each segment stands."""
    margin, foot = 10, 34
    low, high = found.points.min(axis=0), found.points.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    low, span = low - 0.02 * span, 1.04 * span
    size = np.array([_WIDTH - 2 * margin, _MAP_HEIGHT - foot - 2 * margin])
    places = (found.points - low) / span * size
    places[:, 1] = size[1] - places[:, 1]
    places = np.round(places + margin, 1)
    parts = [
        f'<rect x="0" y="0" width="{_WIDTH}" height="{_MAP_HEIGHT - foot}" fill="{SURFACE}" stroke="{HAIRLINE}"/>'
    ]
    for turn in range(_TURNS):
        here, labels = places[turn::_TURNS], found.labels[turn::_TURNS]
        for label, segment in enumerate(segments):
            dots = "".join(f"M{x:g} {y:g}h.01" for x, y in here[labels == label].tolist())
            if dots:
                colour = segment_colour(segment.colour)
                parts.append(
                    f'<path d="{dots}" stroke="{colour}" stroke-opacity=".62" stroke-width="5" stroke-linecap="round"/>'
                )
    for segment, center in zip(segments, found.centers, strict=True):
        x, y = np.clip((center - low) / span, 0.02, 0.98) * size
        parts.append(_disc(float(x) + margin, float(size[1] - y) + margin, segment))
    parts.append(_text(_WIDTH, _MAP_HEIGHT - 8, f"{_short(found.across)} →", MUTED, "end"))
    parts.append(_text(0, _MAP_HEIGHT - 8, f"↑ {_short(found.up)}", MUTED))
    drawn = f"{len(found.points):,} of {found.n_customers:,}"
    return _svg(_MAP_HEIGHT, f"Map of {drawn} customers in the colours of their segments", parts)


def ribbon(segments: Sequence[SegmentPage], height: int = 14) -> str:
    """The shares of the segments as one divided bar."""
    parts, at = [], 0.0
    for segment in segments:
        width = segment.share * _WIDTH
        parts.append(
            f'<rect x="{at:.1f}" y="0" width="{max(width - 2, 0.5):.1f}" height="{height}" rx="2" '
            f'fill="{segment_colour(segment.colour)}"/>'
        )
        at += width
    return _svg(height, "Shares of the segments, the largest first", parts)


def _grid(most: float, left: float, right: float, y: object) -> list[str]:
    parts = []
    for value in _ticks(most):
        at = y(value)  # type: ignore[operator]
        parts.append(f'<path d="M{left} {at:.1f}H{right}" stroke="{HAIRLINE}"/>')
        parts.append(_text(left - 10, at + 4, write_number(value), MUTED, "end"))
    return parts


def _ticks(most: float) -> list[float]:
    """Nought and up to four round values."""
    step = 10.0 ** np.floor(np.log10(most / 4))
    step *= next(factor for factor in (1, 2, 2.5, 5, 10) if most / (factor * step) <= 5)
    return [float(value) for value in np.arange(0, most, step)]


def _band(points: Sequence[CurvePoint], x: object, y: object) -> list[str]:
    known = [(x(p.k), y(p.low), y(p.high)) for p in points if p.low is not None and p.high is not None]  # type: ignore[operator]
    if len(known) < 2:
        return []
    edge = [(at, high) for at, _, high in known] + [(at, low) for at, low, _ in reversed(known)]
    corners = " ".join(f"{a:.1f},{b:.1f}" for a, b in edge)
    words = "shaded: what data without groups would give"
    return [f'<polygon points="{corners}" fill="{HAIRLINE}"/>', _text(_WIDTH - 24, 28, words, MUTED, "end")]


def _disc(x: float, y: float, segment: SegmentPage) -> str:
    colour, on = segment_colour(segment.colour), on_segment(segment.colour)
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="13" fill="{colour}" stroke="{SURFACE}" stroke-width="2.5"/>'
        + _text(x, y + 4.5, str(segment.number), on, "middle", weight=600)
    )


def _line(places: Sequence[tuple[float, float]], colour: str) -> str:
    corners = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
    return f'<polyline points="{corners}" fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round"/>'


def _text(x: float, y: float, words: str, colour: str, anchor: str = "start", weight: int = 400) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" {_FONT} font-weight="{weight}" fill="{colour}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )


def _short(words: str, limit: int = 54) -> str:
    return words if len(words) <= limit else f"{words[: limit - 1].rstrip()}…"


def _svg(height: int, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )
