"""The two files of a saved model, and what is checked before one of them is opened."""

from __future__ import annotations

import hashlib
import importlib.metadata
from dataclasses import replace
from pathlib import Path
from typing import Any

import joblib

from engine.errors import EngineError
from engine.files import write_atomically
from engine.model_card import ModelCard, read_card, write_card

_ENDINGS = (".joblib", ".json")


def save_model(path: Path, card: ModelCard, pipeline: Any) -> Path:
    """Write the pipeline to ``path`` and the card beside it; both are complete before either appears."""
    path, card_path = _pair(path)
    try:
        with write_atomically(card_path) as card_file, write_atomically(path) as pipeline_file:
            joblib.dump(pipeline, pipeline_file, compress=3)
            write_card(replace(card, sha256=_sha256(pipeline_file)), card_file)
    except OSError as error:
        raise EngineError(
            f"The model could not be written to {path} ({error.strerror}).", "Choose a folder you may write to."
        ) from None
    return path


def load_model(path: Path) -> tuple[ModelCard, Any]:
    """The card and the pipeline; None for the pipeline when only the card was asked for.

    The hash is compared before the file is opened, because opening it runs the code in it.

    Raises
    ------
    EngineError
        If a file is missing, does not belong to the card, or was made with libraries of another generation.
    """
    if path.suffix not in _ENDINGS and path.is_file():
        raise EngineError(f"{path.name} is no saved model.", "Name the model.json or model.joblib that was saved.")
    card_only = path.suffix == ".json"
    path, card_path = _pair(path)
    if card_only and not card_path.exists():
        raise EngineError(f"There is no model {path.with_suffix('.json')}.", "Check the name and the folder.")
    card = read_card(card_path)
    if card_only:
        return card, None
    try:
        found = _sha256(path)
    except OSError:
        raise EngineError(f"There is no model {path}.", "Check the name and the folder.") from None
    if found != card.sha256:
        raise EngineError(
            f"{path.name} is not the file that {card_path.name} describes: it was replaced, changed or cut short.",
            f"Use the two files that were saved together, or open {card_path.name} alone.",
        )
    _check_versions(card, card_path.name)
    return card, joblib.load(path)


def _pair(path: Path) -> tuple[Path, Path]:
    """model.joblib and model.json, whichever of them was named."""
    if path.suffix in _ENDINGS:
        return path.with_suffix(".joblib"), path.with_suffix(".json")
    return path.with_name(path.name + ".joblib"), path.with_name(path.name + ".json")


def _check_versions(card: ModelCard, name: str) -> None:
    """scikit-learn promises nothing across minor versions, NumPy and pandas nothing across major ones."""
    for library, parts in (("scikit-learn", 2), ("numpy", 1), ("pandas", 1)):
        saved, here = card.versions.get(library, ""), importlib.metadata.version(library)
        if saved.split(".")[:parts] != here.split(".")[:parts]:
            raise EngineError(
                f"The model was saved with {library} {saved or '(unknown)'}, this is {library} {here}.",
                f"Open {name} alone, which gives the same answers, or install {library} {saved}.",
            )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
