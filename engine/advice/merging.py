"""Parts made by merging many small ones: groups that are long, curved, small beside large, or wrapped in noise.

Rows are first cut into many cells. Then, again and again, the two neighbouring parts with the least valley between
them become one (the idea of merging mixture components by their modes, Hennig 2010). Which merges are right is not
decided here but by the other half of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.advice.lloyd import Floats, nearest_labels
from engine.advice.partition import Labels
from engine.advice.separation import line_counts, touching
from engine.advice.valley import valley_z


@dataclass(frozen=True, eq=False)
class Merged:
    """Rows belong to the part that the nearest cell was merged into."""

    cells: Floats
    part_of_cell: Labels

    def labels(self, x: Floats) -> Labels:
        return np.asarray(self.part_of_cell[nearest_labels(x, self.cells)])


def merge_down(x: Floats, judged: Floats, cells: Floats, fewest: int = 2) -> dict[int, Merged]:
    """The cut into every number of parts that merging passes through.

    `x` are the rows in the space of the cells, `judged` the same rows where valleys are looked for.
    """
    labels = nearest_labels(x, cells)
    present, labels = np.unique(labels, return_inverse=True)
    cells = cells[present]
    part_of_cell = np.arange(len(cells))
    rows: dict[int, Floats] = {c: judged[labels == c] for c in part_of_cell}
    contact = touching(judged, labels, judged, labels, len(cells))
    contact += contact.T
    weakest = {
        (int(i), int(j)): _evidence(rows[i], rows[j]) for i, j in zip(*np.nonzero(np.triu(contact, 1)), strict=True)
    }
    cuts: dict[int, Merged] = {}
    while len(rows) > fewest and weakest:
        i, j = min(weakest, key=lambda pair: (weakest[pair], pair))
        rows[i] = np.concatenate([rows[i], rows.pop(j)])
        part_of_cell = np.where(part_of_cell == j, i, part_of_cell)
        others = {a if b in (i, j) else b for a, b in weakest if {a, b} & {i, j}} - {i, j}
        weakest = {pair: z for pair, z in weakest.items() if not {*pair} & {i, j}}
        weakest |= {(min(i, o), max(i, o)): _evidence(rows[i], rows[o]) for o in sorted(others)}
        cuts[len(rows)] = Merged(cells, np.unique(part_of_cell, return_inverse=True)[1])
    return cuts


def _evidence(a: Floats, b: Floats) -> float:
    if min(len(a), len(b)) < 2:
        return 0.0
    return float(valley_z(line_counts(a, b, a, b)).max())
