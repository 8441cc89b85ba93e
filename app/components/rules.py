"""Rules for a CRM: a small tree in words, as SQL and as JSON, with its price."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from app.components.numbers import count, percent
from app.components.page import download, more
from engine.profiles.tree import SegmentTree

EXACT = "exact"
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def price(tree: SegmentTree) -> str:
    """ "Five rules keep 91 % of the assignments." """
    n = tree.n_rules
    word = _NUMBERS[n] if n < len(_NUMBERS) else count(n)
    verb = "rule keeps" if n == 1 else "rules keep"
    return f"{word[:1].upper()}{word[1:]} {verb} {percent(tree.kept)} of the assignments."


def rounding_options(trees: Sequence[tuple[int | None, SegmentTree]]) -> list[dict[str, str]]:
    """Every rounding with its price, so that it is seen before it is chosen."""
    words = {None: "Cut-offs as found", 3: "Rounded to 3 digits", 2: "Rounded to 2 digits", 1: "Rounded to 1 digit"}
    return [
        {
            "value": EXACT if digits is None else str(digits),
            "label": f"{words[digits]}: keeps {percent(tree.kept, 1)}",
        }
        for digits, tree in trees
    ]


def rules(tree: SegmentTree, sql_url: str, json_url: str) -> list[Any]:
    """The price, the rules in words, and the same for databases and programs."""
    return [
        html.P(price(tree), className="chart-sentence"),
        html.Ol([html.Li(words) for words in tree.to_words()], className="rule-list"),
        more(
            "As SQL",
            [
                html.P("Gives the number of the segment; missing values are NULL."),
                html.Div(
                    [
                        html.Pre(tree.to_sql(), tabIndex="0", id="profiles-sql-text"),
                        dcc.Clipboard(target_id="profiles-sql-text", className="copy", title="Copy the SQL"),
                    ],
                    className="code",
                ),
            ],
        ),
        html.Div(
            [download("Rules as SQL", sql_url), download("Rules as JSON", json_url)], className="row-of-buttons"
        ),
    ]
