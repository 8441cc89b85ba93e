"""The report of a segmentation, for ``segment --report`` and ``export --report``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engine.command_line.terminal import analysed
from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.analysis import Analysis
    from engine.dataset import Dataset
    from engine.model import SegmentModel
    from engine.report.content import Report


def report_of(dataset: Dataset, analysis: Analysis, k: int, names: Sequence[str] | None = None) -> Report:
    """What the report of one k says, as of now."""
    from engine.report.build import build_report

    return build_report(
        dataset,
        analysis.matrix,
        analysis.sweep,
        analysis.advice,
        analysis.projection,
        analysis.segmentations[k],
        analysis.profiles[k],
        made=datetime.now(UTC),
        names=names,
    )


def write_reports(folder: Path, dataset: Dataset, analysis: Analysis, k: int) -> list[Path]:
    """Write report.html, report.pdf and report.pptx."""
    from engine.report.write import KINDS, write_report

    report = report_of(dataset, analysis, k)
    return [write_report(report, folder / f"report.{kind}") for kind in KINDS]


def report_of_model(model: SegmentModel, table: str, orders: bool = False) -> Report:
    """The report of a saved model, made again from the table it was made from.

    Raises
    ------
    EngineError
        If the table is another one, or gives other segments than the model's (its columns were prepared otherwise).
    """
    card = model.card

    def check(dataset: Dataset) -> None:
        if dataset.fingerprint != card.fingerprint:
            raise EngineError(
                f"{table} is not the table this model was made from ({card.dataset or 'unnamed'}, "
                f"{card.n_rows:,} rows).",
                "Name that table, or make a new model from this one with `segment --report`.",
            )

    dataset, analysis, k = analysed(table, len(card.centers), card.seed, check, orders=orders)
    labels = model.predict(dataset.frame.iloc[analysis.matrix.row_index])
    moved = int((labels != analysis.segmentations[k].labels).sum())
    if moved > _ROUNDING * len(labels):
        raise EngineError(
            f"The model was made with other choices of columns: {moved:,} customers would be in another segment.",
            "Download the report from the application, where those choices are known.",
        )
    return report_of(dataset, analysis, k, model.names)


# Customers on the border of two segments may fall to either side by rounding.
_ROUNDING = 1e-4
