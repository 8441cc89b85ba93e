"""The report for people who were not there, under the names that are shown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.services.results import Ready

if TYPE_CHECKING:
    from engine.report.content import Report


def report_of(ready: Ready) -> Report:
    """What the report of the shown segments says, as of now."""
    from engine.report.build import build_report

    return build_report(
        ready.dataset,
        ready.matrix,
        ready.sweep,
        ready.advice,
        ready.projection,
        ready.segmentation,
        ready.profiles,
        made=datetime.now(UTC),
        names=ready.names,
        colours=ready.colours,
        notes=[each.note for each in ready.shown],
        cautions=[each.contradiction for each in ready.shown],
        title=ready.view.name,
    )
