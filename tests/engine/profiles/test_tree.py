"""The tree's SQL gives the tree's segments in real databases, row by row, missing values included."""

import json
import sqlite3
from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from engine.dataset import Kind
from engine.errors import EngineError
from engine.profiles.tree import Leaf, SegmentTree, Split, segment_tree

Build = Callable[..., Any]


@pytest.fixture
def built(parts: Build) -> Any:
    rng = np.random.default_rng(3)
    labels = np.repeat([0, 1, 2], [120, 80, 50])
    income = rng.normal(30_000 + 20_000 * labels, 4_000)
    income[::17] = np.nan
    plan = np.where(labels == 2, "it's gold", rng.choice(["basic", "plus"], len(labels)))
    columns = {'my "income"': income, "plan": pd.Series(plan).mask(np.arange(len(labels)) % 23 == 0)}
    return parts(columns, labels.tolist(), kinds={"plan": Kind.CATEGORY})


@pytest.fixture
def tree(built: Any) -> SegmentTree:
    return segment_tree(*built, ["a", "b", "c"])


@pytest.mark.parametrize("digits", [None, 2])
def test_sql_gives_the_trees_segments(built: Any, digits: int | None) -> None:
    dataset, matrix, segmentation = built
    tree = segment_tree(dataset, matrix, segmentation, ["a", "b", "c"], digits=digits)
    frame = dataset.frame.assign(row_=range(dataset.n_rows))
    query = f"SELECT {tree.to_sql()} AS segment FROM customers ORDER BY row_"
    expected = (tree.assign(dataset.frame) + 1).tolist()

    duck = duckdb.connect()
    duck.register("customers", frame)
    assert [row[0] for row in duck.execute(query).fetchall()] == expected
    duck.close()

    lite = sqlite3.connect(":memory:")
    frame.to_sql("customers", lite, index=False)
    assert [row[0] for row in lite.execute(query).fetchall()] == expected
    lite.close()


def test_the_price_is_measured(built: Any, tree: SegmentTree) -> None:
    dataset, _, segmentation = built
    assert tree.kept == pytest.approx(np.mean(tree.assign(dataset.frame) == segmentation.labels))
    assert tree.kept > 0.85
    assert 3 <= tree.n_rules <= 6


def test_words_and_json_say_every_rule(tree: SegmentTree) -> None:
    assert len(tree.to_words()) == tree.n_rules
    assert json.loads(json.dumps(tree.to_json()))["names"] == ["a", "b", "c"]


def test_words_say_every_column_once_and_hold_for_who_is_given_that_segment(built: Any) -> None:
    low = Split("v", "<=", 10.0, True, Leaf(0), Leaf(1))
    tree = SegmentTree(
        Split("v", "<=", 20.0, True, low, Split("v", "<=", 30.0, False, Leaf(0), Leaf(1))), ("a", "b"), 1.0
    )
    assert tree.to_words() == (
        "v at most 10 or unknown: a",
        "v above 10 and at most 20: b",
        "v above 20 and at most 30: a",
        "v above 30: b",
    )
    plans = Split("p", "==", "x", False, Leaf(0), Split("p", "==", "y", False, Leaf(0), Leaf(1)))
    assert SegmentTree(plans, ("a", "b"), 1.0).to_words() == ("p is x: a", "p is y: a", "p is not x or y: b")


def test_a_missing_column_is_said(tree: SegmentTree) -> None:
    with pytest.raises(EngineError, match="no column"):
        tree.assign(pd.DataFrame({"other": [1]}))


def test_without_a_column_of_the_table_there_is_no_tree(parts: Build) -> None:
    with pytest.raises(EngineError, match="No column"):
        segment_tree(*parts({"c": [1.0, 1.0, 1.0]}, [0, 0, 1]), ["a", "b"])
