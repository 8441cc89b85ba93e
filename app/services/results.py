"""What the services answer: frozen values that pages turn into words and figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # some of these modules load SciPy, which a start of the web must not wait for
    from app.choices import Choices
    from app.storage.datasets import DatasetView
    from app.storage.saved import SavedView
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
class Undecided(Failed):
    """Nothing went wrong: the table was read, and a person has to say what its rows are to become."""


@dataclass(frozen=True)
class Working:
    """Under way: ``fraction`` of the whole from 0 to 1, what is being done, and how many jobs come ``ahead`` of it."""

    run: str
    fraction: float
    message: str
    dataset: DatasetView | None = None
    ahead: int = 0


@dataclass(frozen=True)
class Origin:
    """Where a name, colour or note comes from: the customers of an earlier segment.

    Attributes
    ----------
    k : int
        Of how many segments that was one.
    overlap : float
        Jaccard similarity of the two segments' customers, 0 to 1.
    same_preparation : bool
        False when the columns or their preparation were changed since.
    """

    k: int
    overlap: float
    same_preparation: bool


@dataclass(frozen=True)
class Offer:
    """What an earlier segment was given and too few of its customers share: for a person to decide."""

    name: str
    colour: int | None
    note: str
    origin: Origin


@dataclass(frozen=True)
class Shown:
    """What a segment is called on the pages, and why.

    Attributes
    ----------
    name : str
        The given one over the generated one.
    colour : int
        One of the twelve, from 1; by the segment's number unless a person chose.
    given : bool
        Whether the name is a person's.
    origin : Origin or None
        Set when name, colour and note were carried over from another segmentation.
    contradiction : str
        What a given name claims and the segment's numbers deny, as a sentence.
    """

    name: str
    colour: int
    note: str = ""
    given: bool = False
    origin: Origin | None = None
    offer: Offer | None = None
    contradiction: str = ""


@dataclass(frozen=True, eq=False)
class Ready:
    """All that the pages show at the chosen k.

    Attributes
    ----------
    k : int
        The chosen number of segments; without a choice the advice's suggestion; the nearest possible number when the
        table cannot have as many as asked for, and ``notice`` says so.
    shown : tuple of Shown, length k
        What the segments are called, in label order.
    kept : SavedView or None
        Set when the segments stand here under the names, colours and notes with which they were kept.
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
    shown: tuple[Shown, ...]
    audiences: tuple[Audience, ...]
    notice: str = ""
    kept: SavedView | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.shown)

    @property
    def colours(self) -> tuple[int, ...]:
        return tuple(each.colour for each in self.shown)

    @property
    def stability(self) -> tuple[float | None, ...]:
        """Mean Jaccard similarity of each segment over resamples; None where it was not measured."""
        found = self.advice.stability.get(self.k, ())
        return tuple(float(found[label]) if label < len(found) else None for label in range(self.k))


@dataclass(frozen=True)
class Status:
    """How things stand, cheap enough to ask every second.

    ``kind`` is "missing", "working", "failed" or "ready"; ``key`` changes when a page has something new to show.
    ``slices`` is set when no segments were found and nobody asked for slices yet: as how many they would be shown.
    ``undecided`` marks a "failed" that waits for the person, see `Undecided`.
    """

    kind: str
    key: str
    run: str | None = None
    fraction: float = 0.0
    message: str = ""
    remedy: str = ""
    dataset: DatasetView | None = None
    undecided: bool = False
    slices: int | None = None
    ahead: int = 0


@dataclass(frozen=True)
class SegmentLine:
    """One segment in an overview; `colour` is one of the twelve, from 1."""

    name: str
    size: int
    share: float
    colour: int
