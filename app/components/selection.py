"""A selection in words: how many, how they were selected, from which segments, a rule, and all that sets it apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash import html

from app.components.evidence import said
from app.components.numbers import MISSING, count, percent, plural, value
from app.components.page import download, more, table
from app.components.segments import badge
from engine.dataset import Dataset
from engine.profiles.lexicon import column_title
from engine.profiles.vocabulary import shown

if TYPE_CHECKING:
    from app.services import SelectionView
    from engine.selections.describe import SelectionDescription
    from engine.selections.differences import Difference

DRAWN = "Drawn on the map"
FIRST = 10  # differences that stand there at once; the others are one click away


def selection_words(
    found: SelectionDescription,
    said: tuple[str, tuple[str, ...]],
    dataset: Dataset,
    names: Sequence[str],
    colours: Sequence[int],
    url: str,
    kind: str,
) -> list[Any]:
    """The selection; nobody and everybody get a sentence instead of a rule.

    Parameters
    ----------
    found : SelectionDescription
    said : tuple of (str, tuple of str)
        Name of a kept selection, and its conditions in words; "" is a region that was drawn.
    dataset : Dataset
    names, colours : sequence, length k
        In label order.
    url : str
        Where the list of the selection is.
    kind : str
        Type of the pattern ids of the buttons that take a condition away.
    """
    title, conditions = said
    head: list[Any] = [html.P(html.Strong(title))] if title else []
    head.append(
        html.Ul([_condition(words, place, kind) for place, words in enumerate(conditions)], className="chips")
    )
    if not found.size:
        return [*head, html.P("Nobody is selected. Draw around some customers, or take a condition away.")]
    head += [
        html.P(f"{plural(found.size, 'customer')}, {percent(found.size / dataset.n_rows)} of the table."),
        html.Ul(_segments(found, names, colours), className="segment-list"),
        download("Download this list", url),
    ]
    if not found.differences:
        return [*head, html.P("This is everybody, so there is nobody to compare with.")]
    return [*head, *_rule(found)]


def _condition(words: str, place: int, kind: str) -> html.Li:
    part: str | int = place if words else "region"
    title = words or DRAWN
    return html.Li(
        [
            html.Span(title),
            html.Button("×", id={"type": kind, "part": part}, type="button", **{"aria-label": f"Take away: {title}"}),
        ]
    )


def _segments(found: SelectionDescription, names: Sequence[str], colours: Sequence[int]) -> list[html.Li]:
    listed = [
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
    if found.segments[-1]:
        aside = int(found.segments[-1])
        listed.append(
            html.Li(
                [
                    html.Span("–"),
                    html.Span("In no segment", className="segment-name"),
                    html.Span(count(aside), className="segment-size"),
                    html.Span(percent(aside / found.size), className="segment-share"),
                ]
            )
        )
    return listed


def _rule(found: SelectionDescription) -> list[Any]:
    if found.rule is None:
        return [html.P("No short rule describes this selection.")]
    return [
        html.H3("In words"),
        html.P(f"{found.rule.text[:1].upper()}{found.rule.text[1:]}.", className="selection-rule"),
        html.P(
            f"That holds for {percent(found.coverage)} of the selection (coverage); of all it holds for, "
            f"{percent(found.exclusivity)} are in the selection (exclusivity).",
            className="muted",
        ),
    ]


def differences_table(found: Sequence[Difference], dataset: Dataset, first: str, second: str) -> Any:
    """Every column of two groups, the largest difference first."""
    if not found:
        return html.P("There is nobody to compare with.", className="muted")
    rows = [[column_title(each.column), *_values(each, dataset), _effect(each.effect)] for each in found]
    header = ["Column", first, second, "Effect size"]
    shown_rows = table(header, rows[:FIRST], "The largest differences: medians of numbers, shares of answers")
    if len(rows) <= FIRST:
        return shown_rows
    rest = table(header, rows[FIRST:], "All other columns, the largest difference first")
    return [shown_rows, more(f"The other {plural(len(rows) - FIRST, 'column')}", rest)]


def _effect(size: float) -> str:
    """With its sign; none where nothing is left of it."""
    text = f"{size:+.2f}".replace("-", "−")
    return text if text.strip("+−0.") else "0"


def _values(each: Difference, dataset: Dataset) -> tuple[str, str]:
    if each.answer is not None:
        answer = said(shown(each.answer), dataset.columns[each.column].kind)
        return f"{percent(each.selected)} {answer}", f"{percent(each.rest)} {answer}"
    column = dataset.columns[each.column]
    own, rest = (
        MISSING if x is None else value(x, column.unit, column.meaning, column.name)
        for x in (each.selected, each.rest)
    )
    return own, rest


def kept_selections(
    kept: Sequence[SelectionView], open_kind: str, forget_kind: str, owner: str | None = None
) -> list[Any]:
    """The selections that were kept, each a button that opens it and one that deletes it.

    ``owner`` is whose selections are not for the asking person to delete, where the table is shared with them.
    """
    if not kept:
        return []
    entries = [
        html.Li(
            [
                html.Button(
                    f"{each.title} ({count(each.size)})", id={"type": open_kind, "selection": each.id}, type="button"
                ),
                html.Button(
                    "×",
                    id={"type": forget_kind, "selection": each.id},
                    type="button",
                    **{"aria-label": f"Delete the selection {each.title}"},
                )
                if each.owner != owner
                else None,
            ]
        )
        for each in kept
    ]
    return [
        html.Span("Your selections" if owner is None else "Selections", className="muted"),
        html.Ul(entries, className="chips"),
    ]
