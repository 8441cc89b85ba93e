"""What a page shows when it has no segments to show: a sentence and the next step."""

from __future__ import annotations

from typing import Any

from dash import html

from app.components.page import icon, link


def problem(message: str, remedy: str) -> html.Div:
    """What is wrong and what to do about it."""
    return html.Div(
        [icon("exclamation-triangle"), html.Div([html.Strong(message), " ", html.Span(remedy)])],
        className="problem",
        role="alert",
    )


def nothing_open(message: str = "No table is open.", remedy: str = "") -> html.Div:
    return html.Div(
        [
            html.H2(message),
            html.P(remedy or "Drop a customer table on the Data page, or try the sample."),
            link("Go to Data", "/", primary=True),
        ],
        className="nothing",
    )


def instead(state: dict[str, Any] | None, *, slices: bool = False) -> Any:
    """What stands in the place of the page's content for this state; None when the content itself should stand.

    Parameters
    ----------
    state : dict or None
    slices : bool
        Whether the page shows slices where no segments were found, or has its own way to ask for them.
    """
    kind = (state or {}).get("kind")
    if kind == "missing":
        return nothing_open((state or {}).get("message") or "No table is open.", (state or {}).get("remedy") or "")
    if kind == "failed":
        return html.Div(
            [
                problem((state or {}).get("message", ""), (state or {}).get("remedy", "")),
                link("Change the columns on Data", "/", (state or {}).get("search", "")),
            ]
        )
    if kind == "ready" and (state or {}).get("slices") and not slices:
        return html.Div(
            [
                html.H2("No segments"),
                html.P(
                    "The columns of this table do not hang together, so no segments were found and none are shown. "
                    "The customers can still be cut into slices of similar people; others would be cut otherwise."
                ),
                html.Div(
                    [
                        link("Why", "/k", (state or {}).get("search", ""), primary=True),
                        link("Show slices anyway", "", (state or {})["slices"]),
                    ],
                    className="row-of-buttons",
                ),
            ],
            className="nothing",
        )
    return None


def content_class(state: dict[str, Any] | None, *, slices: bool = False) -> str:
    """Hidden when something else stands there, dimmed while it is out of date."""
    kind = (state or {}).get("kind")
    if kind == "ready" and (state or {}).get("slices") and not slices:
        return "content hidden"
    return "content hidden" if kind in {"missing", "failed"} else "content stale" if kind == "working" else "content"
