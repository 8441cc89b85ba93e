"""The segments of a table in partitions: understood on a sample, prepared, swept and written where the partitions are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from engine.advice.advise import advise_k
from engine.advice.result import Advice
from engine.cluster import Cluster, dask_module
from engine.columns.table import dataset_from_frame
from engine.dataset import Dataset
from engine.errors import EngineError
from engine.limits import CLUSTER_SHARE, PARTITIONED_SAMPLE_ROWS
from engine.model import SegmentModel
from engine.model_schema import needed_columns
from engine.partitioned.assignments import Placer, write_partitions
from engine.partitioned.describe import described, model_of, with_true_sizes
from engine.partitioned.preparation import Recipe, merged_moments, moments_of, standardised
from engine.partitioned.rows import OpenedTable, delayed
from engine.partitioned.table import PartitionedTable
from engine.preparation.matrix import PreparedMatrix
from engine.preparation.prepare import prepare
from engine.profiles.profile import profile_segments
from engine.profiles.result import SegmentProfiles
from engine.segmentation import Segmentation
from engine.segmentation_dask import fit_partitions
from engine.sweep.result import Sweep
from engine.sweep.sample import draws
from engine.sweep.sweep import sweep_k
from engine.sweep.workers import Progress, Workers


@dataclass(frozen=True, eq=False)
class PartitionedSegments:
    """What was found in a table in partitions.

    Attributes
    ----------
    n_rows, n_taking_part : int
        Of the whole table.
    sizes, inertia
        Of all rows, from sums.
    dataset, matrix, profiles
        Of ``sample_rows`` rows, evenly drawn, and `RARE_SEGMENT_ROWS` of each segment that is rare among them. Sizes
        and shares of the profiles are those of all rows.
    advice : Advice or None
        From the same sample, when the number of segments was to be found.
    """

    n_rows: int
    n_taking_part: int
    sample_rows: int
    segmentation: Segmentation
    sweep: Sweep
    dataset: Dataset
    matrix: PreparedMatrix
    profiles: SegmentProfiles
    model: SegmentModel
    advice: Advice | None
    _table: OpenedTable

    @property
    def k(self) -> int:
        return self.segmentation.k

    def write(self, folder: Path, workers: Workers) -> Path:
        """Write the assignments as partitioned Parquet: all rows in their order, or nothing."""
        table = self._table
        placer = Placer(
            table.recipe,
            self.segmentation.centers,
            self.profiles.names,
            self.matrix.id_column,
            self.n_taking_part < self.n_rows,
        )
        workers.report(0.0, "Writing every partition")
        call = delayed(placer.write)

        def write(paths: Sequence[str]) -> Sequence[int]:
            tasks = [call(*one) for one in zip(table.parts, table.firsts, paths, strict=True)]
            return table.cluster.gather(tasks, workers)

        return write_partitions(folder.absolute(), write, len(table.parts), table.lengths)


def segment_partitions(
    table: PartitionedTable,
    k: int | None,
    cluster: Cluster,
    *,
    name: str,
    seed: int = 0,
    progress: Progress | None = None,
) -> PartitionedSegments:
    """Segment a table in partitions.

    Columns are understood and the number of segments advised on an evenly drawn sample; means, standard deviations,
    the sweep, sizes and inertia are those of all rows.

    Parameters
    ----------
    table : PartitionedTable
    k : int or None
        None takes the recommended number.
    cluster : Cluster
    name : str
        What the dataset is called.
    progress : callable, optional
        ``progress(fraction, message)``; an exception raised in it cancels.

    Raises
    ------
    EngineError
        When the table cannot be segmented, with a sentence.
    """
    report = progress or (lambda fraction, message: None)
    with Workers(lambda part, message: report(0.3 * part, message)) as workers:
        opened, dataset, matrix, sample = _learn(table, cluster, name, seed, workers)
        count, opened = _standardise(opened, workers)
        advice = None
        if k is None:
            workers.report(0.8, "Asking how many segments there are")
            advice = advise_k(matrix, seed=seed)
            k = advice.suggested_k
        values = _matrix(opened, count, len(matrix.feature_names))
    sweep = sweep_k(values, [k], seed, lambda part, message: report(0.3 + 0.5 * part, message))
    segmentation = fit_partitions(
        values, k, seed, sweep, lambda part, message: report(0.8, message), sample_weight=None, scheduler=None
    )
    with Workers(lambda part, message: report(0.9 + 0.1 * part, message)) as workers:
        workers.report(0.0, "Naming the segments")
        dataset, matrix, placed = described(opened, dataset, matrix, sample, segmentation, workers)
        profiles = with_true_sizes(profile_segments(dataset, matrix, placed), segmentation.sizes)
        model = model_of(dataset, matrix, placed, profiles, segmentation, sweep)
        workers.report(1.0, "Done")
    return PartitionedSegments(
        n_rows=int(sum(opened.lengths)),
        n_taking_part=int(segmentation.sizes.sum()),
        sample_rows=dataset.n_rows,
        segmentation=segmentation,
        sweep=sweep,
        dataset=dataset,
        matrix=matrix,
        profiles=profiles,
        model=model,
        advice=advice,
        _table=opened,
    )


def _learn(
    table: PartitionedTable, cluster: Cluster, name: str, seed: int, workers: Workers
) -> tuple[OpenedTable, Dataset, PreparedMatrix, pd.DataFrame]:
    workers.report(0.0, "Counting rows")
    lengths = table.lengths or cluster.gather([delayed(len)(part) for part in table.parts], workers)
    if not sum(lengths):
        raise EngineError("The table has no rows in any of its files.", "Use a table with one row per customer.")
    opened = OpenedTable(cluster, table.parts, lengths, Recipe(None, ()))  # type: ignore[arg-type]  # learned below
    workers.report(0.2, "Drawing a sample")
    share = PARTITIONED_SAMPLE_ROWS / sum(lengths)
    sample = opened.rows(partial(_drawn, share=share, seed=seed), workers)
    dataset = dataset_from_frame(sample, name)
    if list(dataset.columns.names) != list(map(str, sample.columns)):
        raise EngineError(
            "Some columns have blank or repeated names.", "Give every column of the files a name of its own."
        )
    workers.report(0.4, "Preparing the columns")
    matrix = prepare(dataset)
    assert matrix.plan is not None  # prepare makes one
    schema = needed_columns(matrix.plan, dataset.frame, {column.name: column for column in dataset.columns})
    return replace(opened, recipe=Recipe(matrix.plan, schema)), dataset, matrix, sample


def _drawn(frame: pd.DataFrame, first: int, *, share: float, seed: int) -> pd.DataFrame:
    return frame if share >= 1.0 else frame[draws(first, len(frame), seed) < share]


def _standardise(table: OpenedTable, workers: Workers) -> tuple[int, OpenedTable]:
    workers.report(0.5, "Measuring every column on all rows")
    call = delayed(partial(moments_of, recipe=table.recipe))
    moments = table.cluster.fold([call(part) for part in table.parts], merged_moments, workers)
    assert moments is not None  # sums never give up
    if not moments.count:
        raise EngineError(
            "All customers would be set aside.", "Look at the columns: their values are outside what is possible."
        )
    recipe = replace(table.recipe, plan=standardised(table.recipe.plan, moments))
    return int(moments.count), replace(table, recipe=recipe)


def _matrix(table: OpenedTable, count: int, width: int) -> Any:
    """The prepared rows as a Dask array, kept in the memory of the workers if there is room for them."""
    array = dask_module("dask.array")
    call = delayed(partial(_values, recipe=table.recipe))
    parts = [call(part) for part in table.parts]
    if count * width * 4 <= CLUSTER_SHARE * table.cluster.memory():
        parts = table.cluster.persist(parts)
    return array.concatenate(
        [array.from_delayed(part, shape=(np.nan, width), dtype=np.float32) for part in parts], axis=0
    )


def _values(frame: pd.DataFrame, *, recipe: Recipe) -> Any:
    return recipe.prepared(frame)[0]
