"""Tests that segments are alike in a column, for columns that did not make them.

A column that made the segments differs between them by construction, so that its p-value means nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.profiles.columns import AnswerColumn, AnyColumn, NumberColumn


def difference_tests(columns: Sequence[AnyColumn], labels: NDArray[np.int32], k: int) -> dict[str, float]:
    """P-values adjusted for the number of columns (Benjamini & Hochberg 1995).

    Numbers are tested by ranks (Kruskal & Wallis 1952), answers by chi squared (Pearson 1900).

    Parameters
    ----------
    columns : sequence of NumberColumn or AnswerColumn
    labels : ndarray of int32, shape (n_rows,)
        -1 for customers in no segment.
    k : int

    Returns
    -------
    dict of str to float
        By column; without those where nothing can be tested (fewer than two segments have values that differ).
    """
    from scipy.stats import false_discovery_control

    found = {column.name: _p_value(column, labels, k) for column in columns}
    known = {name: value for name, value in found.items() if value is not None}
    if not known:
        return {}
    return dict(zip(known, false_discovery_control(list(known.values())).tolist(), strict=True))


def _p_value(column: AnyColumn, labels: NDArray[np.int32], k: int) -> float | None:
    from scipy.stats import chi2_contingency, kruskal

    if isinstance(column, AnswerColumn):
        inside = (labels >= 0) & (column.codes >= 0)
        levels = len(column.levels)
        counts = np.bincount(labels[inside] * levels + column.codes[inside], minlength=k * levels).reshape(k, levels)
        counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
        return float(chi2_contingency(counts).pvalue) if min(counts.shape, default=0) > 1 else None
    assert isinstance(column, NumberColumn)
    ordered = labels[column.order]
    groups = [column.sorted[ordered == label] for label in range(k)]
    groups = [group for group in groups if len(group)]
    if len(groups) < 2 or min(group[0] for group in groups) == max(group[-1] for group in groups):
        return None
    return float(kruskal(*groups).pvalue)
