"""The choices: the only state the browser holds, as a small JSON and as the page address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from engine.corrections import Corrections
from engine.errors import EngineError
from engine.limits import MAX_K
from engine.preparation.spec import PreparationSpec

_OBJECTS = ("spec", "reading")  # JSON objects in the address


@dataclass(frozen=True)
class Choices:
    """What a person chose.

    Attributes
    ----------
    dataset : str or None
        The dataset's random id.
    k : int or None
        None follows the advice.
    spec : PreparationSpec
        Only what differs from the defaults.
    reading : Corrections
        How the person says that the file is to be read.
    segment : int or None
        The segment in focus (label + 1), carried from page to page.
    saved : str or None
        Id of the kept segmentation that is shown as it was kept. It goes with the first change of what was kept.
    model : str or None
        Id of the uploaded model that the Score page places customers with, in the place of the segments shown.
    """

    dataset: str | None = None
    k: int | None = None
    spec: PreparationSpec = PreparationSpec()
    segment: int | None = None
    reading: Corrections = Corrections()
    saved: str | None = None
    model: str | None = None

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {}
        if self.dataset:
            out["dataset"] = self.dataset
        if self.k:
            out["k"] = self.k
        if spec := self.spec.to_json():
            out["spec"] = spec
        if reading := self.reading.to_json():
            out["reading"] = reading
        if self.segment:
            out["segment"] = self.segment
        if self.saved:
            out["saved"] = self.saved
        if self.model:
            out["model"] = self.model
        return out

    @classmethod
    def from_json(cls, data: Any) -> Choices:
        """Read the store's content; whatever cannot be understood falls back to its default, since an address is
        other people's text and must never break a page."""
        if not isinstance(data, Mapping):
            return cls()
        try:
            spec = PreparationSpec.from_json(data.get("spec") or {})
        except EngineError:
            spec = PreparationSpec()
        try:
            reading = Corrections.from_json(data.get("reading") or {})
        except EngineError:
            reading = Corrections()
        return cls(
            dataset=_identifier(data.get("dataset")),
            k=_whole(data.get("k"), 2, MAX_K),
            spec=spec,
            segment=_whole(data.get("segment"), 1, MAX_K),
            reading=reading,
            saved=_identifier(data.get("saved")),
            model=_identifier(data.get("model")),
        )

    def to_search(self) -> str:
        """As the query string of an address, "" when nothing was chosen."""
        data = self.to_json()
        for name in _OBJECTS:
            if name in data:
                data[name] = json.dumps(data[name], separators=(",", ":"), ensure_ascii=False)
        return f"?{urlencode(data)}" if data else ""

    @classmethod
    def from_search(cls, search: str | None) -> Choices:
        data: dict[str, Any] = {key: values[-1] for key, values in parse_qs((search or "").lstrip("?")).items()}
        for name in _OBJECTS:
            try:
                data[name] = json.loads(data[name]) if name in data else {}
            except ValueError:
                data[name] = {}
        return cls.from_json(data)

    def with_dataset(self, dataset: str) -> Choices:
        """A new dataset starts with fresh choices."""
        return Choices(dataset=dataset)

    def with_k(self, k: int | None) -> Choices:
        return replace(self, k=k, segment=None, saved=None)

    def with_spec(self, spec: PreparationSpec) -> Choices:
        return replace(self, spec=spec, k=None, segment=None, saved=None)

    def with_reading(self, reading: Corrections) -> Choices:
        """Another reading; what was chosen for columns stays only where the same rows are read."""
        spec = self.spec if reading.rows_key == self.reading.rows_key else PreparationSpec()
        return replace(self, reading=reading, spec=spec, k=None, segment=None, saved=None)

    @property
    def naming_key(self) -> str:
        """Under what names of segments are kept: the preparation, and which rows it is of."""
        rows = self.reading.rows_key
        return f"{self.spec.key}/{rows}" if rows else self.spec.key


def _identifier(value: Any) -> str | None:
    return value if isinstance(value, str) and value.isalnum() and len(value) <= 64 else None


def _whole(value: Any, low: int, high: int) -> int | None:
    try:
        number = int(value)
    except (TypeError, ValueError):
        return None
    return number if low <= number <= high else None
