"""An audience: a group of customers across segments, found by value."""

from __future__ import annotations

from dash import html

from app.components.numbers import count, plural
from app.components.page import download
from engine.profiles.result import Audience


def audience_card(audience: Audience, url: str) -> html.Article:
    """Count, sentence, definition and list; an audience without its column says which one is missing."""
    if not audience.available:
        return html.Article(
            [html.H3(audience.name), html.P(audience.definition, className="muted")], className="audience absent"
        )
    n = len(audience.rows)
    return html.Article(
        [
            html.H3(audience.name),
            html.P(count(n), className="figure"),
            html.P(audience.sentence, className="portrait"),
            html.P(audience.definition, className="small-print"),
            download(f"Download {plural(n, 'customer')}", url),
        ],
        className="audience",
    )
