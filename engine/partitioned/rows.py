"""The partitions of a table with what is known of their rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from engine.cluster import Cluster, dask_module
from engine.partitioned.preparation import Recipe
from engine.sweep.workers import Workers


@dataclass(frozen=True, eq=False)
class OpenedTable:
    """The partitions, their lengths, and how their rows become rows of the matrix."""

    cluster: Cluster
    parts: Sequence[Any]
    lengths: Sequence[int]
    recipe: Recipe

    @property
    def firsts(self) -> list[int]:
        return [int(first) for first in np.cumsum([0, *self.lengths[:-1]])]

    def rows(self, pick: Callable[[pd.DataFrame, int], pd.DataFrame], workers: Workers) -> pd.DataFrame:
        """Rows picked from every partition, in their order."""
        call = delayed(pick)
        return together(
            self.cluster.gather([call(*one) for one in zip(self.parts, self.firsts, strict=True)], workers)
        )


def delayed(function: Any) -> Any:
    """The function as one whose calls are tasks."""
    return dask_module("dask").delayed(function, pure=False, traverse=False)


def together(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Rows of several parts under each other."""
    filled = [frame for frame in frames if len(frame)] or list(frames[:1])
    return pd.concat(filled, ignore_index=True)
