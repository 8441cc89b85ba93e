"""A selection in words: how many, from which segments, a rule, and everything that sets it apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash import html

from app.components.numbers import MISSING, count, percent, plural, value
from app.components.page import download, table
from app.components.segments import badge
from engine.dataset import Dataset

if TYPE_CHECKING:
    from engine.selections.describe import Difference, SelectionDescription


def selection_panel(
    found: SelectionDescription, dataset: Dataset, names: Sequence[str], colours: Sequence[int], url: str
) -> html.Section:
    """The selection; nobody and everybody get a sentence instead of differences.

    Parameters
    ----------
    found : SelectionDescription
    dataset : Dataset
    names, colours : sequence, length k
        In label order.
    url : str
        Where the list of the selection is.
    """
    if not found.size:
        return html.Section(
            [html.H2("Your selection"), html.P("Nobody stands in this region. Draw around some customers.")]
        )
    head = [
        html.H2("Your selection"),
        html.P(f"{plural(found.size, 'customer')}, {percent(found.size / dataset.n_rows)} of the table."),
        html.Ul(_segments(found, names, colours), className="segment-list"),
        download("Download this list", url),
    ]
    if not found.differences:
        return html.Section([*head, html.P("This is everybody, so there is nobody to compare with.")])
    return html.Section([*head, *_rule(found), html.H3("What sets it apart"), _differences(found, dataset)])


def _segments(found: SelectionDescription, names: Sequence[str], colours: Sequence[int]) -> list[html.Li]:
    return [
        html.Li(
            [
                badge(label + 1, colours[label]),
                html.Span(names[label], className="segment-name"),
                html.Span(count(int(size)), className="segment-size"),
                html.Span(percent(size / found.size), className="segment-share"),
            ]
        )
        for label, size in enumerate(found.segments[:-1])
        if size
    ]


def _rule(found: SelectionDescription) -> list[Any]:
    if found.rule is None:
        return [html.P("No short rule describes this selection better than its outline does.")]
    return [
        html.H3("In words"),
        html.P(found.rule.text, className="selection-rule"),
        html.P(
            f"That holds for {percent(found.coverage)} of the selection (coverage); of all it holds for, "
            f"{percent(found.exclusivity)} are in the selection (exclusivity).",
            className="muted",
        ),
    ]


def _differences(found: SelectionDescription, dataset: Dataset) -> html.Div:
    rows = [
        [each.column, *_values(each, dataset), f"{each.effect:+.2f}".replace("-", "−")] for each in found.differences
    ]
    return table(
        ["Column", "Selection", "All others", "Effect size"],
        rows,
        "Every column, the largest difference first: medians of numbers, shares of answers",
    )


def _values(each: Difference, dataset: Dataset) -> tuple[str, str]:
    if each.answer is not None:
        return f"{percent(each.selected)} {each.answer}", f"{percent(each.rest)} {each.answer}"
    column = dataset.columns[each.column]
    own, rest = (MISSING if x is None else value(x, column.unit, column.meaning) for x in (each.selected, each.rest))
    return own, rest
