"""The card beside a saved model: everything about it that is not code, as JSON, and the proof that it is unchanged.

The card holds the whole model (what preparation learned, the centres, the names), so that it can be used where a
pickle must not be opened.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import math
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.limits import MAX_K
from engine.model_schema import NeededColumn
from engine.preparation.derive import check_expression
from engine.preparation.plan import Plan

FORMAT = "tessera-model"
FORMAT_VERSION = 1
# A card of a thousand features and fifty segments has 2 MB; nothing sensible is a hundred times larger.
_LARGEST_CARD = 200_000_000
_LONGEST_NAME = 1_000
_LARGEST_NUMBER = 1e30  # its square is a number still
_CHOOSE = "Choose the model.json that was saved."
# The types of columns in a table; NumPy and pandas know others, some of which ask for any amount of memory.
_DTYPE = re.compile(
    r"(u?int(8|16|32|64)|float(16|32|64)|bool|object|str|string(\[\w+\])?|U?Int(8|16|32|64)|Float(32|64)|boolean"
    r"|category|datetime64\[(s|ms|us|ns)(, [\w/+:-]{1,64})?\])"
)


@dataclass(frozen=True, eq=False)
class ModelCard:
    """A model without its code.

    Attributes
    ----------
    plan : Plan
    schema : tuple of NeededColumn
    centers : ndarray of float64, shape (k, d)
    limits : ndarray of float64, shape (k,)
        Distance beyond which a customer does not fit the segment.
    sizes : ndarray of int64, shape (k,)
    names : tuple of str, length k
    seed, n_rows : int
    fingerprint : str
        Of the training table.
    quality : mapping of str to float
    versions : mapping of str to str
    created : str
        ISO date and time, UTC.
    parity : mapping
        ``values`` (one row of the matrix), ``label`` and ``distance`` of the typical customer in ``schema``.
    sha256 : str
        Of the joblib file beside the card; "" when there is none.
    """

    plan: Plan
    schema: tuple[NeededColumn, ...]
    centers: NDArray[np.float64]
    limits: NDArray[np.float64]
    sizes: NDArray[np.int64]
    names: tuple[str, ...]
    seed: int
    n_rows: int
    fingerprint: str
    dataset: str
    quality: Mapping[str, float]
    versions: Mapping[str, str]
    created: str
    parity: Mapping[str, Any]
    sha256: str = ""


def versions() -> dict[str, str]:
    """The libraries that made a model."""
    names = ("numpy", "pandas", "scikit-learn", "scipy", "joblib")
    return {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in names}}


def card_bytes(card: ModelCard) -> bytes:
    """The card as JSON, closed with a digest of its own content."""
    document = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "k": len(card.centers),
        "names": list(card.names),
        "sizes": card.sizes.tolist(),
        "seed": card.seed,
        "n_rows": card.n_rows,
        "dataset": card.dataset,
        "fingerprint": card.fingerprint,
        "quality": dict(card.quality),
        "created": card.created,
        "versions": dict(card.versions),
        "sha256": card.sha256,
        "schema": [column.to_json() for column in card.schema],
        "features": list(card.plan.feature_names),
        "preparation": card.plan.to_json(),
        "centers": card.centers.tolist(),
        "fits_none_beyond": card.limits.tolist(),
        "parity": dict(card.parity),
    }
    document["card_sha256"] = _digest(document)
    return (json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def write_card(card: ModelCard, path: Path) -> None:
    """Write the card as a file."""
    path.write_bytes(card_bytes(card))


def read_card(path: Path) -> ModelCard:
    """Read and check a card; nothing in it is executed.

    Raises
    ------
    EngineError
        If the file is missing, is no card, was made by a newer version, was changed, or contradicts itself.
    """
    try:
        if path.stat().st_size > _LARGEST_CARD:
            raise EngineError(f"{path.name} is larger than any model card.", _CHOOSE)
        content = path.read_bytes()
    except FileNotFoundError:
        raise EngineError(
            f"There is no model card {path.name} beside the model.", "Keep the two saved files in one folder."
        ) from None
    except OSError as error:
        raise EngineError(f"{path.name} cannot be read ({error.strerror}).", _CHOOSE) from None
    return parse_card(content, path.name)


def parse_card(content: bytes, name: str) -> ModelCard:
    """The card in a file's bytes, whoever sent them; raises as `read_card` does, with the file's name."""
    document = _document(content, name)
    if document.get("format") != FORMAT:
        raise EngineError(f"{name} is not the card of a saved model.", _CHOOSE)
    version = document.get("format_version")
    if version != FORMAT_VERSION:
        raise EngineError(
            f"{name} has format {str(version)[:40]}; this version of Tessera reads format {FORMAT_VERSION}.",
            "Save the model again with this version, or use the version that made it.",
        )
    if document.pop("card_sha256", None) != _digest(document):
        raise EngineError(
            f"{name} was changed after it was saved.", "Use the original card, or save the model again."
        )
    try:
        card = _card(document)
        _check(card)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        raise EngineError(
            f"{name} is incomplete or contradicts itself ({str(error)[:200]}).", "Save the model again."
        ) from None
    return card


def _document(content: bytes, name: str) -> dict[str, Any]:
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_finite, parse_float=_finite)
        json.dumps(document, ensure_ascii=False).encode()  # half a surrogate pair can be read and not be written
    except (ValueError, RecursionError):
        raise EngineError(f"{name} cannot be read as JSON.", _CHOOSE) from None
    if not isinstance(document, dict):
        raise EngineError(f"{name} is not the card of a saved model.", _CHOOSE)
    return document


def _finite(text: str) -> float:
    """A number of JSON; a card holds no others, and could not be written again with them."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is no number of JSON")
    return number


def _digest(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _card(document: Mapping[str, Any]) -> ModelCard:
    return ModelCard(
        plan=Plan.from_json(document["preparation"]),
        schema=tuple(NeededColumn.from_json(item) for item in document["schema"]),
        centers=np.array(document["centers"], dtype=np.float64),
        limits=np.array(document["fits_none_beyond"], dtype=np.float64),
        sizes=np.array(document["sizes"], dtype=np.int64),
        names=tuple(map(str, document["names"])),
        seed=int(document["seed"]),
        n_rows=int(document["n_rows"]),
        fingerprint=str(document["fingerprint"]),
        dataset=str(document["dataset"]),
        quality={str(key): float(value) for key, value in document["quality"].items()},
        versions={str(key): str(value) for key, value in document["versions"].items()},
        created=str(document["created"]),
        parity=dict(document["parity"]),
        sha256=str(document["sha256"]),
    )


def _check(card: ModelCard) -> None:
    """What must agree, agrees; ValueError otherwise."""
    k = len(card.centers)
    if not 1 <= k <= MAX_K or card.centers.shape != (k, len(card.plan.feature_names)):
        raise ValueError("the centres do not fit the features")
    if not (len(card.names) == len(card.limits) == len(card.sizes) == k):
        raise ValueError("the names do not fit the centres")
    if {column.name for column in card.schema} != set(card.plan.columns):
        raise ValueError("the columns do not fit the preparation")
    numbers = [plan_number for plan in card.plan.features for plan_number in _numbers(plan)]
    numbers += [float(each) for column in card.schema for each in _known_numbers(column)]
    if not all((np.abs(each) <= _LARGEST_NUMBER).all() for each in (card.centers, card.limits, np.array(numbers))):
        raise ValueError("a number is not finite, or larger than any table's")
    if any(not _DTYPE.fullmatch(column.dtype) for column in card.schema):
        raise ValueError("a column has a type that no table has")
    if any(len(name) > _LONGEST_NAME for name in (*card.names, *(column.name for column in card.schema))):
        raise ValueError(f"a name has more than {_LONGEST_NAME:,} characters")
    texts = {column.name for column in card.schema if column.form == "text"}
    for derived in card.plan.derived:
        check_expression(derived)
        if texts.intersection(derived.sources):  # a text times a number fills any memory
            raise ValueError(f"{derived.name} is computed from texts")


def _known_numbers(column: NeededColumn) -> list[Any]:
    known = (column.typical, column.low, column.high) if column.form == "number" else ()
    return [value for value in known if value is not None]


def _numbers(plan: Any) -> list[float]:
    values = [getattr(plan, name, 0.0) for name in ("center", "scale", "weight", "shift", "exponent")]
    return [float(value) for value in (*values, *getattr(plan, "centers", ()))]
