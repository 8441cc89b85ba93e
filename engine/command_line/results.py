"""The four files that ``segment --out`` writes."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np

from engine.analysis import Analysis
from engine.assignments import assignments, neutralise_formulas
from engine.dataset import Dataset
from engine.errors import EngineError
from engine.files import write_atomically
from engine.model import SegmentModel
from engine.profiles.result import SegmentProfile


def write_results(folder: Path, dataset: Dataset, analysis: Analysis, k: int) -> list[Path]:
    """Write assignments.csv, profiles.json, model.joblib and model.json; each appears whole or not at all.

    Raises
    ------
    EngineError
        If the folder cannot be written to.
    """
    segmentation, profiles = analysis.segmentations[k], analysis.profiles[k]
    paths = [folder / name for name in ("assignments.csv", "profiles.json", "model.joblib", "model.json")]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        table = assignments(dataset, analysis.matrix, segmentation, profiles.names)
        with write_atomically(paths[0]) as temporary:
            neutralise_formulas(table).to_csv(temporary, index=False)
        with write_atomically(paths[1]) as temporary:
            temporary.write_text(profiles_text(dataset, analysis, k), encoding="utf-8")
        SegmentModel.from_parts(dataset, analysis.matrix, segmentation, profiles.names).save(paths[2])
    except OSError as error:
        raise EngineError(
            f"The results could not be written to {folder} ({error.strerror}).", "Choose a folder you may write to."
        ) from None
    return paths


def profiles_text(dataset: Dataset, analysis: Analysis, k: int) -> str:
    """Everything said of the segments, as JSON."""
    return json.dumps(_profiles_document(dataset, analysis, k), indent=2, ensure_ascii=False)


def _profiles_document(dataset: Dataset, analysis: Analysis, k: int) -> dict[str, Any]:
    advice = analysis.advice
    return {
        "dataset": dataset.name,
        "synthetic": dataset.synthetic,
        "rows": dataset.n_rows,
        "k": k,
        "recommended_k": advice.suggested_k,
        "verdict": str(advice.verdict),
        "reasons": list(advice.reasons),
        "inertia": analysis.segmentations[k].inertia,
        "features": list(analysis.matrix.feature_names),
        "preparation": [dataclasses.asdict(step) for step in analysis.matrix.steps],
        "customers_set_aside": len(analysis.matrix.set_aside),
        "segments": [segment_document(profile) for profile in analysis.profiles[k]],
        "audiences": [
            {"name": audience.name, "definition": audience.definition, "customers": len(audience.rows)}
            | {key: plain(value) for key, value in audience.figures.items()}
            for audience in analysis.audiences
            if audience.available
        ],
    }


def segment_document(profile: SegmentProfile) -> dict[str, Any]:
    """One profile as JSON values."""
    document: dict[str, Any] = plain(dataclasses.asdict(profile))
    del document["label"], document["typical_rows"]
    return {"segment": profile.number, **document}


def plain(value: Any) -> Any:
    """As JSON values; what is not a number becomes null, since JSON has no word for it."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
