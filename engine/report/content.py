"""What a report says. Everything is text or numbers; the writers of HTML, PDF and PowerPoint only lay it out."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

# A cell may hold a hundred thousand characters; nobody reads more than this of one of them in a report.
LONGEST_TEXT = 1200
# No file format of the three takes these, and marks that turn the direction of writing can disguise a text.
_UNWRITABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+"
)


@dataclass(frozen=True)
class Certainty:
    """How surely a segment comes back on other samples; it stands beside every name.

    Attributes
    ----------
    word : str
        "stable", "fairly stable", "shaky", or "not measured".
    sentence : str
    shaky : bool
    """

    word: str
    sentence: str
    shaky: bool


@dataclass(frozen=True)
class Receipt:
    """One word of a name, what proves it, and what would make it untrue."""

    word: str
    text: str
    falsifier: str


@dataclass(frozen=True)
class Against:
    """One column of a segment against everyone, as people write it.

    Attributes
    ----------
    effect : float
        Standardised difference of the means; for answers the difference of the shares.
    described : bool
        The column did not decide the segments.
    """

    column: str
    here: str
    everyone: str
    effect: float
    described: bool


@dataclass(frozen=True)
class Idea:
    """Something to do, with what speaks for it, how to see whether it worked, and when not to."""

    heading: str
    title: str
    detail: str
    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SegmentPage:
    """One segment.

    Attributes
    ----------
    number : int
        From 1, the largest first.
    colour : int
        One of the twelve, from 1.
    generated : str
        What its own numbers call it, when a person gave it another name; else "".
    spending_share : float or None
    """

    number: int
    colour: int
    name: str
    generated: str
    note: str
    size: int
    share: float
    spending_share: float | None
    portrait: str
    certainty: Certainty
    caution: str
    receipts: tuple[Receipt, ...]
    description: str
    columns: tuple[Against, ...]
    ideas: tuple[Idea, ...]


@dataclass(frozen=True)
class CurvePoint:
    """One k of the elbow curve; the band is what data without groups would give, where that was computed."""

    k: int
    wcss: float
    low: float | None
    high: float | None


@dataclass(frozen=True, eq=False)
class MapPicture:
    """Customers on two principal components.

    Attributes
    ----------
    points : ndarray of float32, shape (m, 2)
        In no order, so that no segment lies on top of another.
    labels : ndarray of int32, shape (m,)
    centers : ndarray of float64, shape (k, 2)
    n_customers : int
        Of whom the points are an even sample.
    across, up : tuple of str
        What there is more of against and along the axis.
    explained : float
        Share of all differences that the two axes show, 0 to 1.
    """

    points: NDArray[np.float32]
    labels: NDArray[np.int32]
    centers: NDArray[np.float64]
    n_customers: int
    across: str
    up: str
    explained: float


@dataclass(frozen=True)
class StepLine:
    """Something that was noticed in the table or done to it."""

    column: str
    what: str
    why: str
    rows: int | None


@dataclass(frozen=True)
class Report:
    """Everything, in the order in which it is read."""

    title: str
    synthetic: bool
    made: datetime
    k: int
    suggested_k: int
    verdict: str
    lede: str
    reasons: tuple[str, ...]
    n_rows: int
    n_customers: int
    n_aside: int
    curve: tuple[CurvePoint, ...]
    map: MapPicture
    segments: tuple[SegmentPage, ...]
    steps: tuple[StepLine, ...]
    n_more_steps: int
    reading: tuple[tuple[str, str], ...]
    provenance: tuple[tuple[str, str], ...]

    @property
    def day(self) -> str:
        return f"{self.made.day} {self.made:%B %Y}"


def written(text: str) -> str:
    """The text on one line, without characters that no document can hold, cut where nobody reads on."""
    flat = " ".join(_UNWRITABLE.sub(" ", text).split()).replace(" %", "\u00a0%")
    return flat if len(flat) <= LONGEST_TEXT else f"{flat[: LONGEST_TEXT - 1].rstrip()}…"


def cleaned(value: Any) -> Any:
    """The same content with every text `written`."""
    if isinstance(value, str):
        return written(value)
    if isinstance(value, tuple):
        return tuple(cleaned(item) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {each.name: cleaned(getattr(value, each.name)) for each in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    return value
