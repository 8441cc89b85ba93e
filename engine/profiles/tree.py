"""A few rules that reproduce a segmentation: a small decision tree in words, as SQL and as JSON, with its price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset import Dataset, Kind
from engine.errors import EngineError
from engine.preparation.matrix import PreparedMatrix
from engine.profiles.columns import AnswerColumn, NumberColumn
from engine.profiles.context import ProfileContext, profile_context
from engine.profiles.numbers import as_plain, rounded_to
from engine.profiles.rules import numbers_of
from engine.segmentation import Segmentation

# A leaf more than there are segments must keep this much more of the assignments.
_LEAF_GAIN = 0.01
_FIT_ROWS = 50_000


@dataclass(frozen=True)
class Leaf:
    """The end of a path."""

    label: int  # from 0


@dataclass(frozen=True)
class Split:
    """One question. Rows without a value follow ``missing_yes``.

    ``operator`` is ``<=`` (a number) or ``==`` (an answer); ``yes`` is where it holds.
    """

    column: str
    operator: str
    value: Any
    missing_yes: bool
    yes: Split | Leaf
    no: Split | Leaf


@dataclass(frozen=True)
class SegmentTree:
    """Rules over the table's own columns.

    Attributes
    ----------
    root : Split or Leaf
    names : tuple of str
        Of the segments, in label order.
    kept : float
        The price: the share of assignments that the rules keep, over all segmented customers.
    """

    root: Split | Leaf
    names: tuple[str, ...]
    kept: float

    @property
    def n_rules(self) -> int:
        return sum(1 for _ in _paths(self.root))

    def assign(self, frame: pd.DataFrame) -> NDArray[np.int32]:
        """The segment (from 0) that the rules give every row of a table with the same columns.

        Raises
        ------
        EngineError
            If a column is missing.
        """
        return _assign(self.root, frame)

    def to_words(self) -> tuple[str, ...]:
        """One sentence per rule."""
        return tuple(
            f"{' and '.join(_path_words(path)) or 'Everyone'}: {self.names[leaf.label]}"
            for path, leaf in _paths(self.root)
        )

    def to_sql(self) -> str:
        """A CASE expression that gives the segment's number (from 1); missing values are NULL."""
        lines = [
            f"  WHEN {' AND '.join(_sql(split, holds) for split, holds in path) or '1 = 1'} THEN {leaf.label + 1}"
            for path, leaf in _paths(self.root)
        ]
        return "\n".join(["CASE", *lines, "END"])

    def to_json(self) -> dict[str, Any]:
        """The tree as JSON values; segments are numbered from 1."""
        return {"kept": self.kept, "names": list(self.names), "tree": _json(self.root)}


def segment_tree(
    dataset: Dataset,
    matrix: PreparedMatrix,
    segmentation: Segmentation,
    names: Sequence[str],
    *,
    digits: int | None = None,
    context: ProfileContext | None = None,
) -> SegmentTree:
    """Fit a small tree (CART, Breiman et al. 1984) to a segmentation.

    Parameters
    ----------
    dataset : Dataset
    matrix : PreparedMatrix
    segmentation : Segmentation
    names : sequence of str
        Of the segments, in label order.
    digits : int, optional
        Round thresholds to this many significant digits; ``kept`` is measured after rounding.
    context : ProfileContext, optional

    Returns
    -------
    SegmentTree
        With one leaf per segment, more where a further leaf keeps at least one assignment in a hundred more.

    Raises
    ------
    EngineError
        If no column of the table itself took part in the segmentation.
    """
    context = context or profile_context(dataset, matrix)
    questions = list(_questions(context))
    if not questions:
        raise EngineError("No column of the table itself made these segments.", "Use original columns as features.")
    rows = _fit_rows(len(segmentation.labels))
    values = np.column_stack([column[context.row_index[rows]] for _, _, column in questions])
    frame = dataset.frame.iloc[context.row_index]
    best: tuple[float, int, Split | Leaf] | None = None
    for leaves in range(segmentation.k, 2 * segmentation.k + 1):
        root = _fit(values, segmentation.labels[rows], max(leaves, 2), questions, segmentation.seed)
        root = root if digits is None else _rounded(root, digits)
        kept = float(np.mean(_assign(root, frame) == segmentation.labels))
        if best is None or kept >= best[0] + _LEAF_GAIN * (leaves - best[1]):
            best = (kept, leaves, root)
    assert best is not None
    return SegmentTree(best[2], tuple(names), best[0])


def _questions(context: ProfileContext) -> Iterator[tuple[str, Any, NDArray[np.float64]]]:
    """What may be asked: a number's size, or whether an answer is one of its more frequent levels."""
    for column in context.columns:
        if not column.is_feature or column.expression or not column.varies:
            continue
        if isinstance(column, NumberColumn) and column.kind is Kind.NUMBER:
            yield column.name, None, column.values
        elif isinstance(column, AnswerColumn):
            for level in np.argsort(-column.counts, kind="stable")[:20].tolist():
                yield column.name, as_plain(column.levels[level]), (column.codes == level).astype(np.float64)


def _fit_rows(n: int) -> NDArray[np.int64]:
    if n <= _FIT_ROWS:
        return np.arange(n)
    return np.sort(np.random.default_rng(0).choice(n, _FIT_ROWS, replace=False))


def _fit(
    values: NDArray[np.float64],
    labels: NDArray[np.int32],
    leaves: int,
    questions: list[tuple[str, Any, NDArray[np.float64]]],
    seed: int,
) -> Split | Leaf:
    from sklearn.tree import DecisionTreeClassifier

    fitted = DecisionTreeClassifier(max_leaf_nodes=leaves, random_state=seed).fit(values, labels)
    tree, classes = fitted.tree_, fitted.classes_

    def grow(node: int) -> Split | Leaf:
        if tree.children_left[node] < 0:
            return Leaf(int(classes[int(np.argmax(tree.value[node]))]))
        name, answer, _ = questions[int(tree.feature[node])]
        left, right = grow(int(tree.children_left[node])), grow(int(tree.children_right[node]))
        if answer is not None:  # the indicator is 1 on the right; who gave no answer did not give this one
            return Split(name, "==", answer, False, right, left)
        return Split(name, "<=", float(tree.threshold[node]), bool(tree.missing_go_to_left[node]), left, right)

    return grow(0)


def _rounded(node: Split | Leaf, digits: int) -> Split | Leaf:
    if isinstance(node, Leaf):
        return node
    value = rounded_to(node.value, digits) if node.operator == "<=" else node.value
    return replace(node, value=value, yes=_rounded(node.yes, digits), no=_rounded(node.no, digits))


def _assign(root: Split | Leaf, frame: pd.DataFrame) -> NDArray[np.int32]:
    labels = np.empty(len(frame), dtype=np.int32)

    def walk(node: Split | Leaf, rows: NDArray[np.int64]) -> None:
        if isinstance(node, Leaf):
            labels[rows] = node.label
            return
        if node.column not in frame.columns:
            raise EngineError(f"The table has no column {node.column!r}.", "Use a table with the original columns.")
        holds = _holds(node, frame[node.column].iloc[rows])
        walk(node.yes, rows[holds])
        walk(node.no, rows[~holds])

    walk(root, np.arange(len(frame)))
    return labels


def _holds(split: Split, values: pd.Series[Any]) -> NDArray[np.bool_]:
    if split.operator == "==":
        return np.asarray(values.eq(split.value).fillna(False), dtype=bool)
    numbers = numbers_of(values)
    return np.where(np.isnan(numbers), split.missing_yes, numbers <= split.value)


def _paths(node: Split | Leaf, taken: tuple[tuple[Split, bool], ...] = ()) -> Iterator[
    tuple[tuple[tuple[Split, bool], ...], Leaf]
]:  # fmt: skip
    if isinstance(node, Leaf):
        yield taken, node
    else:
        yield from _paths(node.yes, (*taken, (node, True)))
        yield from _paths(node.no, (*taken, (node, False)))


def _path_words(path: tuple[tuple[Split, bool], ...]) -> list[str]:
    """The conditions of a path, every column once: what later splits narrow is not said twice."""
    said: dict[str, list[tuple[Split, bool]]] = {}
    for split, holds in path:
        said.setdefault(split.column, []).append((split, holds))
    return [_column_words(splits) for splits in said.values()]


def _column_words(splits: list[tuple[Split, bool]]) -> str:
    column = splits[0][0].column
    chosen = [split.value for split, holds in splits if split.operator == "==" and holds]
    if chosen:
        return f"{column} is {chosen[0]}"
    others = [str(split.value) for split, _ in splits if split.operator == "=="]
    if others:
        return f"{column} is not {' or '.join(others)}"
    above = max((split.value for split, holds in splits if not holds), default=None)
    most = min((split.value for split, holds in splits if holds), default=None)
    ends = [f"above {above:,.6g}" if above is not None else "", f"at most {most:,.6g}" if most is not None else ""]
    unknown = " or unknown" if all(split.missing_yes is holds for split, holds in splits) else ""
    return f"{column} {' and '.join(end for end in ends if end)}{unknown}"


def _sql(split: Split, holds: bool) -> str:
    name = '"' + split.column.replace('"', '""') + '"'
    if split.operator == "==":
        value = _literal(split.value)
        return f"{name} = {value}" if holds else f"({name} <> {value} OR {name} IS NULL)"
    test = f"{name} {'<=' if holds else '>'} {split.value!r}"
    return f"({test} OR {name} IS NULL)" if split.missing_yes is holds else test


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return repr(value) if isinstance(value, (int, float)) else "'" + str(value).replace("'", "''") + "'"


def _json(node: Split | Leaf) -> dict[str, Any]:
    if isinstance(node, Leaf):
        return {"segment": node.label + 1}
    return {
        "column": node.column,
        "operator": node.operator,
        "value": node.value,
        "missing": "yes" if node.missing_yes else "no",
        "yes": _json(node.yes),
        "no": _json(node.no),
    }
