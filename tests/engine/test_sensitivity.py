"""Other preparations move customers where the segments hang on them, and nobody where they do not."""

import io

import numpy as np
import pandas as pd
import pytest

from engine.columns.table import read_table
from engine.dataset import Dataset, Role
from engine.errors import Cancelled
from engine.preparation.spec import ColumnSpec, PreparationSpec
from engine.sensitivity import Sensitivity, compare_preparations

NAMES = ("Income", "Height", "Tempo")
SPEC = PreparationSpec(columns={name: ColumnSpec(role=Role.FEATURE) for name in NAMES})


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    """Two groups by income; the other columns have nothing to do with them."""
    rng = np.random.default_rng(0)
    income = np.repeat([20_000, 90_000], 100) + rng.normal(0, 1_500, 200)
    others = {name: rng.normal(50, 5, 200).round(2) for name in NAMES[1:]}
    frame = pd.DataFrame({"ID": range(1000, 1200), "Income": income.round(), **others})
    return read_table(io.BytesIO(frame.to_csv(index=False).encode()), "two.csv")


@pytest.fixture(scope="module")
def found(dataset: Dataset) -> Sensitivity:
    return compare_preparations(dataset, SPEC, ks=(2, 3))


def by_title(found: Sensitivity, k: int) -> dict[str, tuple[float, float]]:
    return {change.title: (change.agreement, change.moved) for change in found.changes[k]}


def test_only_the_column_that_makes_the_segments_moves_many(found: Sensitivity) -> None:
    changes = by_title(found, 2)
    assert changes["without Height"] == (1.0, 0.0)
    assert changes["without Tempo"] == (1.0, 0.0)
    assert changes["without Income"][0] < 0.1
    assert 0.3 < changes["without Income"][1] <= 0.5
    moved = [change.moved for change in found.changes[2]]
    assert moved == sorted(moved, reverse=True)


def test_with_two_columns_none_is_left_out(dataset: Dataset) -> None:
    two = PreparationSpec(columns={**SPEC.columns, "Tempo": ColumnSpec(role=Role.IGNORE)})
    found = compare_preparations(dataset, two, ks=(2,))
    assert found.changes[2]
    assert not any(change.title.startswith("without I") for change in found.changes[2])
    assert found.failed == ()


def test_who_never_moves_and_how_often_the_others_do(found: Sensitivity) -> None:
    moves = found.moves[2]
    assert len(moves) == len(found.row_index) == found.n_rows == 200
    total = sum(change.moved for change in found.changes[2]) * 200
    assert moves.sum() == pytest.approx(total)
    np.testing.assert_array_equal(found.never(2), found.row_index[moves == 0])
    assert not set(found.never(2)) & set(found.always(2))


def test_the_same_seed_gives_the_same_and_progress_can_cancel(dataset: Dataset, found: Sensitivity) -> None:
    assert compare_preparations(dataset, SPEC, ks=(2, 3)).changes == found.changes

    def stop(fraction: float, message: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        compare_preparations(dataset, SPEC, ks=(2,), progress=stop)
