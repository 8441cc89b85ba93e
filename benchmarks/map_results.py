"""The engine's own results of an uploaded table, for what the browser shows to be compared with."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from benchmarks.map_probe import Hover
    from benchmarks.server import Site


@dataclass(frozen=True, eq=False)
class Results:
    frame: Any
    matrix: Any
    projection: Any
    segmentation: Any


@contextmanager
def results_of(site: Site, dataset: str) -> Iterator[Results]:
    from app.settings import Settings
    from app.storage.tables import load_table
    from app.storage.workspace import Workspace
    from engine.analysis import AnalysisKeys
    from engine.preparation.spec import PreparationSpec

    with sqlite3.connect(site.data_dir / "tessera.db") as database:
        fingerprint = database.execute("SELECT fingerprint FROM datasets WHERE id = ?", (dataset,)).fetchone()[0]
    workspace = Workspace(Settings.from_environment({"DATA_DIR": str(site.data_dir)}))
    results, keys = workspace.results(fingerprint), AnalysisKeys(fingerprint, PreparationSpec().key)
    k = results.get(keys.of("advice")).suggested_k
    yield Results(
        load_table(workspace.folders.dataset(dataset)).frame,
        results.get(keys.of("matrix")),
        results.get(keys.of("projection")),
        results.get(keys.of("segmentation", k)),
    )
    workspace.close()


def nearest_ones(site: Site, dataset: str, hovers: Sequence[Hover]) -> int:
    """At how many hovers the card names the customer to whom, of all, the pointer was nearest."""
    right = 0
    with results_of(site, dataset) as found:
        x, y = found.projection.coordinates[:, 0], found.projection.coordinates[:, 1]
        names = found.frame["customer_id"].iloc[found.matrix.row_index].to_numpy()
        for hover in hovers:
            distance = ((x - hover.x) / hover.pixel[0]) ** 2 + ((y - hover.y) / hover.pixel[1]) ** 2
            least = np.flatnonzero(
                distance <= distance.min() * (1 + 1e-4) + 1e-9
            )  # single precision cannot tell these
            right += hover.said.replace(",", "") in {str(names[place]) for place in least}
    return right
