"""What the Profiles page shows on request: details of every column, rules for a CRM, campaigns and their results."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from app.services.at_hand import kept
from app.services.results import Ready
from app.services.selections import people

if TYPE_CHECKING:
    from engine.campaign.plan import Campaign
    from engine.campaign.uplift import Uplift
    from engine.profiles.details import ColumnDetail
    from engine.profiles.tree import SegmentTree

_Value = TypeVar("_Value")

# What the cut-offs of the rules may be rounded to; None leaves them as they are.
DIGITS = (None, 3, 2, 1)


def column_details(ready: Ready) -> tuple[ColumnDetail, ...]:
    """Every column in every segment, the one that separates the segments most first."""
    from engine.profiles.details import column_details as compute

    return kept(
        ready, "details", lambda: compute(ready.dataset, ready.matrix, ready.segmentation, ready.profiles), ready.k
    )


def crm_rules(ready: Ready, digits: int | None = None) -> SegmentTree:
    """A few rules over the table's own columns that reproduce the segments, with the names that are shown.

    Raises
    ------
    EngineError
        If no column of the table itself made the segments.
    """
    from engine.profiles.tree import segment_tree

    tree: SegmentTree = kept(
        ready,
        f"rules-{digits}",
        lambda: segment_tree(ready.dataset, ready.matrix, ready.segmentation, ready.profiles.names, digits=digits),
        ready.k,
    )
    return replace(tree, names=ready.names)


def plan_campaign(ready: Ready, who: str, hold_out: float) -> Campaign:
    """The campaign file of a segment, an audience or a kept selection.

    Raises
    ------
    EngineError
        If there is no such group, or the hold-out is not between 0 and 0.5.
    """
    from engine.campaign.plan import plan_campaign as plan

    _, rows = people(ready, who)
    return plan(ready.dataset, ready.matrix, ready.segmentation, ready.names, rows, hold_out=hold_out)


def campaign_results(ready: Ready, content: bytes, name: str, hold_out: float) -> Uplift:
    """What a campaign did, from the results file that came back.

    Raises
    ------
    EngineError
        If the file cannot be read, or does not say what is needed.
    """
    from engine.campaign.uplift import measure_uplift
    from engine.columns.table import read_table

    results = read_table(content, name)
    return measure_uplift(results, ready.dataset, ready.matrix, ready.segmentation, ready.names, hold_out=hold_out)
