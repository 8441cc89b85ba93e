"""What the services answer: frozen values that pages turn into words and figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # some of these modules load SciPy, which a start of the web must not wait for
    from app.choices import Choices
    from app.storage.datasets import DatasetView
    from engine.advice.result import Advice
    from engine.dataset import Dataset
    from engine.preparation.matrix import PreparedMatrix
    from engine.profiles.result import Audience, SegmentProfiles
    from engine.projection import Projection
    from engine.segmentation import Segmentation
    from engine.sweep.result import Sweep


@dataclass(frozen=True)
class Missing:
    """Nothing was chosen, or what was chosen is not there (other people's tables are not there either)."""

    message: str
    remedy: str


@dataclass(frozen=True)
class Failed:
    """The work ended without a result; ``run`` is what failed, ``dataset`` the table if it was read."""

    message: str
    remedy: str
    run: str | None = None
    dataset: DatasetView | None = None


@dataclass(frozen=True)
class Working:
    """Under way: ``fraction`` of the whole from 0 to 1, and what is being done."""

    run: str
    fraction: float
    message: str
    dataset: DatasetView | None = None


@dataclass(frozen=True, eq=False)
class Ready:
    """All that the pages show at the chosen k.

    Attributes
    ----------
    k : int
        The chosen number of segments; without a choice the advice's suggestion; the nearest possible number when the
        table cannot have as many as asked for, and ``notice`` says so.
    names, renamed : tuple, length k
        The names to show in label order (given ones over generated ones), and whether each was given.
    """

    choices: Choices
    view: DatasetView
    dataset: Dataset
    matrix: PreparedMatrix
    sweep: Sweep
    advice: Advice
    projection: Projection
    k: int
    ks: tuple[int, ...]
    segmentation: Segmentation
    profiles: SegmentProfiles
    names: tuple[str, ...]
    renamed: tuple[bool, ...]
    audiences: tuple[Audience, ...]
    notice: str = ""


@dataclass(frozen=True)
class Status:
    """How things stand, cheap enough to ask every second.

    ``kind`` is "missing", "working", "failed" or "ready"; ``key`` changes when a page has something new to show.
    """

    kind: str
    key: str
    run: str | None = None
    fraction: float = 0.0
    message: str = ""
    remedy: str = ""
    dataset: DatasetView | None = None


@dataclass(frozen=True)
class SegmentLine:
    """One segment in an overview."""

    name: str
    size: int
    share: float
