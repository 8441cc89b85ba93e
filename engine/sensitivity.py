"""How much the segments depend on the preparation: the same customers under a handful of others.

Two segmentations of the same customers are compared by the adjusted Rand index (Hubert & Arabie 1985) and by the share
of customers who would be in another segment, after the segments were matched so that as few as possible change
(Kuhn 1955).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Dataset, Kind, Role
from engine.errors import EngineError
from engine.limits import DEFAULT_KS, SENSITIVITY_COLUMNS, SENSITIVITY_ROWS
from engine.preparation.matrix import PreparedMatrix
from engine.preparation.prepare import prepare
from engine.preparation.spec import ColumnSpec, Outliers, PreparationSpec, Scaling, Transform
from engine.segmentation import fit_segments
from engine.sweep.sweep import sweep_k

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Change:
    """What another preparation would do at one k.

    Attributes
    ----------
    title : str
        "with logarithms", "without Income".
    agreement : float
        Adjusted Rand index, 1 for the same segments.
    moved : float
        Share of the customers in both who would be in another segment.
    """

    title: str
    agreement: float
    moved: float


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """All mappings are keyed by k.

    Attributes
    ----------
    changes : mapping to tuple of Change, the most moving first
    moves : mapping to ndarray of int64, shape (m,)
        Under how many of the other preparations each customer compared would be in another segment.
    row_index : ndarray of int64, shape (m,)
        Positions of these customers in ``dataset.frame``.
    n_rows : int
        Customers of the whole table; above `SENSITIVITY_ROWS` a seeded sample of them is compared.
    failed : tuple of str
        Preparations that could not be made, each with its reason.
    """

    changes: Mapping[int, tuple[Change, ...]]
    moves: Mapping[int, NDArray[np.int64]]
    row_index: NDArray[np.int64]
    n_rows: int
    failed: tuple[str, ...] = ()

    def never(self, k: int) -> NDArray[np.int64]:
        """Positions in ``dataset.frame`` of the customers who stay in their segment whatever is done."""
        return np.asarray(self.row_index[self.moves[k] == 0])

    def always(self, k: int) -> NDArray[np.int64]:
        """Positions of those who change it under every other preparation."""
        return np.asarray(self.row_index[self.moves[k] == len(self.changes[k])])


def compare_preparations(
    dataset: Dataset,
    spec: PreparationSpec | None = None,
    ks: Iterable[int] = DEFAULT_KS,
    seed: int = 0,
    progress: Progress | None = None,
) -> Sensitivity:
    """Segment the same customers under other preparations, for every k.

    Parameters
    ----------
    dataset : Dataset
    spec : PreparationSpec, optional
        The preparation that the others are compared with.
    ks : iterable of int
    progress : callable, optional
        ``progress(fraction, message)``; an exception raised in it cancels.

    Raises
    ------
    EngineError
        When the table cannot be segmented with the given preparation.
    """
    report = progress or (lambda fraction, message: None)
    spec = spec or PreparationSpec()
    part, rows = _sample(dataset, seed)
    report(0.0, "Preparing the columns")
    matrix = prepare(part, spec)
    usual = _labels(matrix, part.n_rows, ks, seed)
    others = alternatives(part, matrix, spec)
    changes: dict[int, list[Change]] = {k: [] for k in usual}
    taking_part = matrix.row_index
    moves = {k: np.zeros(len(taking_part), dtype=np.int64) for k in usual}
    failed = []
    for number, (title, other) in enumerate(others.items()):
        report((number + 1) / (len(others) + 1), f"Trying it {title}")
        try:
            labels = _labels(prepare(part, other), part.n_rows, usual, seed)
        except EngineError as error:
            failed.append(f"{title}: {error.message}")
            continue
        for k in labels:
            change, moved = _compare(title, usual[k][taking_part], labels[k][taking_part], k)
            changes[k].append(change)
            moves[k] += moved
    report(1.0, "Done")
    ordered = {k: tuple(sorted(each, key=lambda one: -one.moved)) for k, each in changes.items()}
    return Sensitivity(ordered, moves, rows[taking_part], dataset.n_rows, tuple(failed))


def alternatives(dataset: Dataset, matrix: PreparedMatrix, spec: PreparationSpec) -> dict[str, PreparationSpec]:
    """A handful of other preparations, by what is different in words."""
    usual = spec.defaults

    def by_default(**different: object) -> PreparationSpec:
        return replace(spec, defaults=replace(usual, **different))  # type: ignore[arg-type]

    found = {
        "with logarithms": by_default(transform=Transform.LOG),
        "without logarithms": by_default(transform=Transform.NONE),
        "with outliers kept": by_default(outliers=Outliers.KEEP),
        "with robust scaling": by_default(scaling=Scaling.ROBUST),
    }
    for column in _strongest(matrix):
        chosen = replace(spec.columns.get(column, ColumnSpec()), role=Role.PROFILE)
        found[f"without {column}"] = replace(spec, columns={**spec.columns, column: chosen})
    return {title: other for title, other in found.items() if other.key != spec.key}


def _strongest(matrix: PreparedMatrix) -> list[str]:
    """The columns with the largest part in the variance; leaving out another one changes less."""
    variance: dict[str, float] = {}
    for feature, value in zip(matrix.features, np.var(matrix.values, axis=0).tolist(), strict=True):
        variance[feature.column] = variance.get(feature.column, 0.0) + value
    if len(variance) < 3:  # one column alone makes no segments
        return []
    numbers = {feature.column for feature in matrix.features if feature.kind is Kind.NUMBER}
    order = sorted(variance, key=lambda column: (-variance[column], column not in numbers))
    return order[:SENSITIVITY_COLUMNS]


def _sample(dataset: Dataset, seed: int) -> tuple[Dataset, NDArray[np.int64]]:
    if dataset.n_rows <= SENSITIVITY_ROWS:
        return dataset, np.arange(dataset.n_rows)
    rows = np.sort(np.random.default_rng(seed).choice(dataset.n_rows, SENSITIVITY_ROWS, replace=False))
    return replace(dataset, frame=dataset.frame.iloc[rows].reset_index(drop=True)), rows


def _labels(matrix: PreparedMatrix, n_rows: int, ks: Iterable[int], seed: int) -> dict[int, NDArray[np.int64]]:
    """The segment of every row of the table at each k; -1 for those set aside."""
    distinct = len(np.unique(matrix.values, axis=0))
    possible = [k for k in ks if 2 <= k <= min(distinct, len(matrix.values) - 1)]
    sweep = sweep_k(matrix, possible or [2], seed=seed)
    found = {}
    for k in sweep.ks:
        found[k] = np.full(n_rows, -1, dtype=np.int64)
        found[k][matrix.row_index] = fit_segments(matrix, k, seed=seed, sweep=sweep).labels
    return found


def _compare(
    title: str, usual: NDArray[np.int64], other: NDArray[np.int64], k: int
) -> tuple[Change, NDArray[np.int64]]:
    """The change, and who moves; customers whom the other preparation sets aside do not count as moved."""
    from scipy.optimize import linear_sum_assignment
    from sklearn.metrics import adjusted_rand_score

    both = other >= 0
    table = np.bincount(usual[both] * k + other[both], minlength=k * k).reshape(k, k)
    own, matched = linear_sum_assignment(-table)
    renamed = np.empty(k, dtype=np.int64)
    renamed[matched] = own
    moved = both & (renamed[other] != usual)
    agreement = float(adjusted_rand_score(usual[both], other[both]))
    return Change(title, agreement, float(moved.sum() / max(both.sum(), 1))), moved.astype(np.int64)
