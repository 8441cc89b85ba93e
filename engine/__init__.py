"""Customer segmentation without the web: read a table, prepare it, sweep k, name the segments, score new rows.

Names are imported on first use, so that ``import engine`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.advice.advise import advise_k as advise_k
    from engine.advice.result import Advice as Advice
    from engine.advice.result import Verdict as Verdict
    from engine.columns.customers import build_customers as build_customers
    from engine.columns.table import read_table as read_table
    from engine.dataset import Cells as Cells
    from engine.dataset import Dataset as Dataset
    from engine.errors import EngineError as EngineError
    from engine.model import SegmentModel as SegmentModel
    from engine.preparation.matrix import PreparedMatrix as PreparedMatrix
    from engine.preparation.prepare import prepare as prepare
    from engine.preparation.spec import ColumnSpec as ColumnSpec
    from engine.preparation.spec import PreparationSpec as PreparationSpec
    from engine.profiles.profile import profile_segments as profile_segments
    from engine.profiles.result import SegmentProfiles as SegmentProfiles
    from engine.projection import Projection as Projection
    from engine.projection import project as project
    from engine.reading.read import read_cells as read_cells
    from engine.segmentation import Segmentation as Segmentation
    from engine.segmentation import fit_segments as fit_segments
    from engine.sweep.result import Sweep as Sweep
    from engine.sweep.sweep import sweep_k as sweep_k

_HOMES = {
    "Advice": "engine.advice.result",
    "Cells": "engine.dataset",
    "ColumnSpec": "engine.preparation.spec",
    "Dataset": "engine.dataset",
    "EngineError": "engine.errors",
    "PreparationSpec": "engine.preparation.spec",
    "PreparedMatrix": "engine.preparation.matrix",
    "Projection": "engine.projection",
    "SegmentModel": "engine.model",
    "SegmentProfiles": "engine.profiles.result",
    "Segmentation": "engine.segmentation",
    "Sweep": "engine.sweep.result",
    "Verdict": "engine.advice.result",
    "advise_k": "engine.advice.advise",
    "build_customers": "engine.columns.customers",
    "fit_segments": "engine.segmentation",
    "prepare": "engine.preparation.prepare",
    "profile_segments": "engine.profiles.profile",
    "project": "engine.projection",
    "read_cells": "engine.reading.read",
    "read_table": "engine.columns.table",
    "sweep_k": "engine.sweep.sweep",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - one list of names, not two
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'engine' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
