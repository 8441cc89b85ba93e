"""Why one customer is in their segment, in sentences that add up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from app.components.numbers import percent, value
from app.components.page import more
from app.components.segments import badge
from engine.dataset import Dataset
from engine.profiles.lexicon import column_title

if TYPE_CHECKING:
    from engine.map.customer import CustomerExplanation, Reason

REASONS = 4  # columns named; those after them hardly decide
UNSURE = 0.1  # below this confidence a customer stands nearly as close to the second segment


def explanation(
    found: CustomerExplanation,
    dataset: Dataset,
    names: Sequence[str],
    colours: Sequence[int],
    alike: Sequence[tuple[str, str]],
) -> html.Div:
    """Why this segment, how sure, who is alike, and where the border is.

    Parameters
    ----------
    found : CustomerExplanation
    dataset : Dataset
    names, colours : sequence, length k
        In label order.
    alike : sequence of (title, address)
        The look-alikes' cards.
    """
    parts: list[Any] = [html.H3("Why this segment")]
    if found.second < 0:
        parts.append(html.P("There is one segment only."))
    else:
        parts += [
            html.P(_sure(found.confidence)),
            html.P(
                ["Second choice: ", badge(found.second + 1, colours[found.second]), " ", names[found.second]],
                className="customer-second",
            ),
            html.Ul([html.Li(_reason(reason, found)) for reason in _told(found.reasons)]),
        ]
    if alike:
        links = [html.Li(dcc.Link(title, href=address)) for title, address in alike]
        parts += [html.H3("Look-alikes"), html.Ul(links, className="look-alikes")]
    if found.second >= 0:
        parts.append(
            more(
                "For analysts",
                [html.H3("Describes the border, not what would happen"), _border(found, dataset, names)],
            )
        )
    return html.Div(parts, className="explained")


def _sure(confidence: float) -> str:
    tail = " This customer stands close to the border between the two." if confidence < UNSURE else ""
    return f"Confidence {percent(confidence)}: 0 % is on the border to the next segment, 100 % at the middle of this one.{tail}"


def _told(reasons: Sequence[Reason]) -> list[Reason]:
    """The columns with the largest say, whichever side they are on."""
    return sorted((each for each in reasons if each.weight), key=lambda each: -abs(each.weight))[:REASONS]


def _reason(reason: Reason, found: CustomerExplanation) -> str:
    total = sum(abs(each.weight) for each in found.reasons) or 1.0
    number = found.label + 1 if reason.weight > 0 else found.second + 1
    return f"{column_title(reason.column)} speaks for segment {number} ({percent(abs(reason.weight) / total)} of the weight)"


def _border(found: CustomerExplanation, dataset: Dataset, names: Sequence[str]) -> html.P:
    border = found.border
    if border is None:
        return html.P("No number alone, changed within the values that occur, leads to another segment.")
    column = dataset.columns[border.column]
    now, then = (value(each, column.unit, column.meaning, column.name) for each in (border.value, border.crossing))
    return html.P(
        f"With {column_title(border.column)} of {then} instead of {now}, and all else as it is, this customer would lie on the border "
        f"to segment {border.label + 1}, {names[border.label]}. No smaller change of a single number reaches another segment."
    )
