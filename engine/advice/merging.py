"""Parts made by merging many small ones: groups that are long, curved, small beside large, or wrapped in noise.

Rows are first cut into many cells. Then, again and again, the two neighbouring parts with the least valley between
them become one (the idea of merging mixture components by their modes, Hennig 2010). Which merges are right is not
decided here but by the other half of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.advice.lines import Moments, by_part, line_counts, moments_of
from engine.advice.lloyd import Floats, nearest_labels
from engine.advice.partition import Labels
from engine.advice.separation import touching
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
    rows = dict(enumerate(by_part(judged, labels, len(cells))))
    moments = moments_of(list(rows.values()))
    contact = touching(judged, labels, judged, labels, len(cells))
    contact += contact.T
    pairs = [(int(i), int(j)) for i, j in zip(*np.nonzero(np.triu(contact, 1)), strict=True)]
    weakest = _evidence(moments, rows, pairs)
    cuts: dict[int, Merged] = {}
    while len(rows) > fewest and weakest:
        i, j = min(weakest, key=lambda pair: (weakest[pair], pair))
        rows[i] = np.concatenate([rows[i], rows.pop(j)])
        moments.merge(i, j)
        part_of_cell = np.where(part_of_cell == j, i, part_of_cell)
        others = {a if b in (i, j) else b for a, b in weakest if {a, b} & {i, j}} - {i, j}
        weakest = {pair: z for pair, z in weakest.items() if not {*pair} & {i, j}}
        weakest |= _evidence(moments, rows, [(min(i, o), max(i, o)) for o in sorted(others)])
        cuts[len(rows)] = Merged(cells, np.unique(part_of_cell, return_inverse=True)[1])
    return cuts


def _evidence(
    moments: Moments, rows: dict[int, Floats], pairs: list[tuple[int, int]]
) -> dict[tuple[int, int], float]:
    """The valley statistic of pairs of parts, on the rows that made them: for an order, not for a verdict."""
    judged = [pair for pair in pairs if min(len(rows[pair[0]]), len(rows[pair[1]])) >= 2]
    if not judged:
        return dict.fromkeys(pairs, 0.0)
    lines = line_counts(moments, rows, np.array(judged))
    z = valley_z(lines.reshape(-1, lines.shape[-1])).reshape(len(judged), -1).max(axis=1)
    return dict.fromkeys(pairs, 0.0) | dict(zip(judged, z.tolist(), strict=True))
