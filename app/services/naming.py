"""What segments are called: what a person gave them, what came over from earlier segmentations, what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from app.services.at_hand import at_hand
from app.services.context import context
from app.services.results import Offer, Origin, Shown
from app.storage.members import pack, unpack
from app.storage.names import Given
from engine.limits import CARRIED_JACCARD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.storage.datasets import DatasetView
    from engine.preparation.matrix import PreparedMatrix
    from engine.profiles.matching import Match
    from engine.profiles.result import SegmentProfile
    from engine.segmentation import Segmentation

COLOURS = 12


class Naming:
    """The names of a dataset's segments under one preparation, for any k.

    What was given to a segment belongs to it for good, so an earlier k shows exactly what it showed. A segmentation
    in which a person gave nothing yet takes over what was given elsewhere, and one in which they did takes over
    what had been given before that; each time from where it was given, so that nothing drifts from k to k.
    Everything else that finds its customers again is offered.
    """

    def __init__(self, view: DatasetView, spec_key: str, given: Sequence[Given]) -> None:
        self._view = view
        self._spec_key = spec_key
        # Members are rows, and rows of another reading are other customers.
        self._given = tuple(gift for gift in given if _rows_of(gift.spec_key) == _rows_of(spec_key))

    def concerns(self, k: int) -> bool:
        """Whether anything was given that could show at this k."""
        return bool(self._own(k) or self._elsewhere(k))

    def shown(
        self, generated: Sequence[str], matrix: PreparedMatrix, segmentation: Segmentation
    ) -> tuple[Shown, ...]:
        """What each segment is called, in label order; no two alike."""
        k = segmentation.k
        own = self._own(k)
        first = min((gift.order for gift in own), default=None)
        given: dict[int, Given] = {gift.segment - 1: gift for gift in own}
        origins: dict[int, Origin] = {}
        offers: dict[int, Offer] = {}
        for gift, match in self._matched(k, matrix, segmentation):
            label, origin = match.label, Origin(gift.k, match.overlap, gift.spec_key == self._spec_key)
            if label in given:
                continue
            before = first is None or gift.order < first
            if before and match.overlap >= CARRIED_JACCARD and _free(gift.name, label, given, generated):
                given[label], origins[label] = gift, origin
            elif gift.name and label not in offers:
                offers[label] = Offer(gift.name, gift.colour, gift.note, origin)
        return tuple(
            _shown(generated[label], label, given.get(label), origins.get(label), offers.get(label))
            for label in range(k)
        )

    def _own(self, k: int) -> list[Given]:
        return [gift for gift in self._given if (gift.spec_key, gift.k) == (self._spec_key, k) and gift.segment <= k]

    def _elsewhere(self, k: int) -> list[Given]:
        """What was given in other segmentations and may come over, the last first."""
        return [
            gift
            for gift in reversed(self._given)
            if (gift.spec_key, gift.k) != (self._spec_key, k) and (gift.name or gift.colour or gift.note)
        ]

    def _matched(self, k: int, matrix: PreparedMatrix, segmentation: Segmentation) -> list[tuple[Given, Match]]:
        """Which segment each gift belongs to now; kept in memory, since it is asked with every callback."""
        gifts = self._elsewhere(k)
        if not gifts:
            return []
        key = f"matched:{self._view.id}:{self._spec_key}:{k}:{','.join(str(gift.order) for gift in gifts)}"

        def find() -> list[tuple[int, Match]]:
            return _match(gifts, row_labels(matrix, segmentation, self._view.n_rows or 0), k)

        found = at_hand(str(self._view.fingerprint), key, find)
        by_order = {gift.order: gift for gift in gifts}
        return [(by_order[order], match) for order, match in found]


def with_contradiction(shown: Shown, profile: SegmentProfile) -> Shown:
    """The same, and what a given name claims against the segment's numbers."""
    from engine.profiles.contradictions import contradiction

    return replace(shown, contradiction=contradiction(shown.name, profile)) if shown.given else shown


def pack_members(matrix: PreparedMatrix, segmentation: Segmentation, label: int, n_rows: int) -> bytes:
    """Who is in a segment, as bits over the rows of the table."""
    return pack(row_labels(matrix, segmentation, n_rows) == label)


def row_labels(matrix: PreparedMatrix, segmentation: Segmentation, n_rows: int) -> NDArray[np.int32]:
    """The segment of each row of the table, from 0; -1 for customers set aside."""
    labels = np.full(n_rows, -1, dtype=np.int32)
    labels[matrix.row_index] = segmentation.labels
    return labels


def _match(gifts: list[Given], labels: NDArray[np.int32], k: int) -> list[tuple[int, Match]]:
    """Each segmentation's gifts are matched together, so that two of them never claim one segment."""
    from engine.profiles.matching import match_groups

    members = context().workspace.names.members(gift.order for gift in gifts)
    known = [gift for gift in gifts if gift.order in members]
    found = []
    for _, group in groupby(sorted(known, key=_place), key=_place):
        together = list(group)
        masks = [unpack(members[gift.order], len(labels)) for gift in together]
        found += [(together[match.group].order, match) for match in match_groups(masks, labels, k)]
    return sorted(found, key=lambda pair: -pair[0])  # what was given last comes first


def _rows_of(key: str) -> str:
    """Which reading a key of `Choices.naming_key` belongs to."""
    return key.partition("/")[2]


def _place(gift: Given) -> tuple[str, int]:
    return gift.spec_key, gift.k


def _free(name: str, label: int, given: dict[int, Given], generated: Sequence[str]) -> bool:
    """Whether no other segment has this name."""
    others = [
        (given[other].name if other in given else "") or generated[other]
        for other in range(len(generated))
        if other != label
    ]
    return name.casefold() not in {other.casefold() for other in others}


def _shown(generated: str, label: int, gift: Given | None, origin: Origin | None, offer: Offer | None) -> Shown:
    colour = label % COLOURS + 1
    if gift is None:
        return Shown(generated, colour, offer=offer)
    return Shown(gift.name or generated, gift.colour or colour, gift.note, bool(gift.name), origin)
