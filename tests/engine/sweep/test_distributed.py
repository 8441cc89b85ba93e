"""The sweep over Dask collections: against the same rows in one array, on a real cluster of processes over TCP."""

import os
import signal
import subprocess
import sys

import dask.array as da
import dask.dataframe as dd
import numpy as np
import pandas as pd
import pytest
from dask import delayed
from distributed import Client, LocalCluster

from engine import EngineError, Sweep, fit_segments, sweep_k
from engine.errors import Cancelled

KS = [2, 3, 5]


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    rng = np.random.default_rng(3)
    centers = rng.normal(size=(5, 6)) * 2
    return (centers[rng.integers(0, 5, 60_000)] + rng.normal(size=(60_000, 6))).astype(np.float32)


@pytest.fixture(scope="module")
def one(rows: np.ndarray) -> Sweep:
    """The one-machine result."""
    return sweep_k(rows, KS)


def in_partitions(rows: np.ndarray, size: int = 17_001) -> da.Array:
    return da.from_array(rows, chunks=(size, rows.shape[1]))


def assert_agree(found: Sweep, expected: Sweep) -> None:
    for k in expected.ks:
        assert found.inertia[k] == pytest.approx(expected.inertia[k], rel=1e-6)
        np.testing.assert_array_equal(found.sizes[k].sum(), expected.sizes[k].sum())
        assert found.silhouette[k] == pytest.approx(expected.silhouette[k], abs=1e-3)
        assert found.calinski_harabasz[k] == pytest.approx(expected.calinski_harabasz[k], rel=1e-5)


def test_the_cluster_finds_what_one_machine_finds(client: Client, rows: np.ndarray, one: Sweep) -> None:
    found = sweep_k(in_partitions(rows), KS)
    assert found.n_rows == len(rows)
    assert_agree(found, one)
    again = sweep_k(in_partitions(rows), KS)
    assert all(np.array_equal(found.centers[k], again.centers[k]) for k in KS)


def test_without_a_cluster_the_partitions_are_read_here(rows: np.ndarray, one: Sweep) -> None:
    assert_agree(sweep_k(in_partitions(rows), KS), one)


def test_the_address_of_a_scheduler_is_enough(cluster: LocalCluster, rows: np.ndarray, one: Sweep) -> None:
    matrix = in_partitions(rows)
    found = sweep_k(matrix, KS, scheduler=cluster.scheduler_address)
    assert_agree(found, one)
    segments = fit_segments(matrix, 3, sweep=found, scheduler=cluster.scheduler_address)
    assert segments.inertia == pytest.approx(one.inertia[3], rel=1e-6)


def test_labels_are_those_of_the_same_centers(client: Client, rows: np.ndarray) -> None:
    segments = fit_segments(in_partitions(rows), 4)
    labels = segments.labels.compute()
    np.testing.assert_array_equal(np.bincount(labels), segments.sizes)
    distances = np.linalg.norm(rows[:, None, :] - segments.centers[None], axis=2)
    np.testing.assert_array_equal(labels, distances.argmin(axis=1))
    np.testing.assert_allclose(segments.distances.compute(), distances.min(axis=1), rtol=1e-5)
    assert segments.inertia == pytest.approx(np.square(distances.min(axis=1)).sum(), rel=1e-6)


def test_weights_equal_repetition(client: Client, rows: np.ndarray) -> None:
    weights = np.random.default_rng(1).integers(0, 3, len(rows)).astype(np.float64)
    repeated = sweep_k(np.repeat(rows, weights.astype(int), axis=0), [3])
    frame = dd.from_pandas(pd.DataFrame(rows).add_prefix("x"), npartitions=5)
    ends = np.cumsum([0, *frame.map_partitions(len).compute()])
    pieces = da.concatenate([weights[a:b] for a, b in zip(ends[:-1], ends[1:], strict=True)])
    for given in (weights, pieces):
        assert sweep_k(frame, [3], sample_weight=given).inertia[3] == pytest.approx(repeated.inertia[3], rel=1e-3)


def test_a_killed_worker_costs_time_and_not_the_result(client: Client, rows: np.ndarray, one: Sweep) -> None:
    victims = list(client.run(os.getpid).values())[:1]

    def kill_in_the_middle(fraction: float, message: str) -> None:
        if message.startswith("Polishing") and victims:
            os.kill(victims.pop(), signal.SIGKILL)

    assert_agree(sweep_k(in_partitions(rows), KS, progress=kill_in_the_middle), one)
    assert not victims


def test_cancelling_leaves_nothing_behind(client: Client, rows: np.ndarray) -> None:
    def cancel(fraction: float, message: str) -> None:
        if message.startswith("Polishing"):
            raise Cancelled

    with pytest.raises(Cancelled):
        sweep_k(in_partitions(rows), KS, progress=cancel)
    assert client.submit(sum, [1, 2]).result() == 3
    assert not any(client.processing().values())


def test_a_small_table_is_swept_as_one_array() -> None:
    rows = np.random.default_rng(0).normal(size=(300, 4))
    found, expected = sweep_k(in_partitions(rows, 90), [2, 3]), sweep_k(rows, [2, 3])
    assert all(np.array_equal(found.centers[k], expected.centers[k]) for k in (2, 3))


def test_rows_that_repeat_are_counted_in_their_partitions(client: Client) -> None:
    rows = np.random.default_rng(0).integers(1, 4, size=(50_000, 6)).astype(np.float32)
    assert_agree(sweep_k(in_partitions(rows), [4]), sweep_k(rows, [4]))
    few = np.repeat(np.eye(6, dtype=np.float32)[:3], 20_000, axis=0)
    with pytest.raises(EngineError, match="only 3 of the 60,000 rows are different"):
        sweep_k(in_partitions(few), [4])


def test_empty_partitions_do_no_harm(rows: np.ndarray, one: Sweep) -> None:
    frame = dd.concat([dd.from_pandas(pd.DataFrame(part)) for part in (rows[:0], rows[:25_000], rows[25_000:])])
    assert_agree(sweep_k(frame[frame[0] < np.inf], KS), one)
    with pytest.raises(EngineError, match="no rows in any"):
        sweep_k(frame[frame[0] > np.inf], KS)


@pytest.mark.parametrize(
    ("row", "value", "sentence"), [(41_000, np.nan, "Row 41,001 .* nan in 'feature 3'"), (5, np.inf, "Row 6 .* inf")]
)
def test_a_value_that_is_no_number_is_named_with_its_place(
    client: Client, rows: np.ndarray, row: int, value: float, sentence: str
) -> None:
    bad = rows.copy()
    bad[row, 2] = value
    with pytest.raises(EngineError, match=sentence):
        sweep_k(in_partitions(bad), KS)


def test_partitions_with_other_columns_are_refused(client: Client) -> None:
    meta = pd.DataFrame({"a": [0.0], "b": [0.0]})
    parts = [delayed(meta), delayed(meta.rename(columns={"b": "c"}))]
    with pytest.raises(EngineError, match=r"Partition 2 has other columns than the first one: b, c"):
        sweep_k(dd.from_delayed(parts, meta=meta, verify_meta=False), [2])


def test_what_cannot_be_swept_gets_a_sentence(rows: np.ndarray) -> None:
    matrix = in_partitions(rows)
    words = dd.from_pandas(pd.DataFrame({"a": [1.0, 2.0], "town": ["x", "y"]}), npartitions=1)
    with pytest.raises(EngineError, match=r"'town' .* not numbers"):
        sweep_k(words, [2])
    with pytest.raises(EngineError, match="two dimensions"):
        sweep_k(matrix[:, 0], [2])
    with pytest.raises(EngineError, match="no columns"):
        sweep_k(matrix[:, :0], [2])
    with pytest.raises(EngineError, match="weights of shape"):
        sweep_k(matrix, [2], sample_weight=np.ones(3))
    with pytest.raises(EngineError, match="weight of row 9 is -1"):
        sweep_k(matrix, [2], sample_weight=np.where(np.arange(len(rows)) == 8, -1.0, 1.0))
    with pytest.raises(EngineError, match="All weights are zero"):
        sweep_k(matrix, [2], sample_weight=np.zeros(len(rows)))
    with pytest.raises(EngineError, match="1 partitions, the table 4"):
        sweep_k(matrix, [2], sample_weight=da.ones(len(rows), chunks=-1))
    with pytest.raises(EngineError, match="this matrix has 60,000 and 5"):
        fit_segments(matrix[:, :5], 2, sweep=sweep_k(rows, [2]))


def test_a_scheduler_that_does_not_answer_gets_a_sentence(rows: np.ndarray) -> None:
    with pytest.raises(EngineError, match="'localhost' is not the address"):
        sweep_k(in_partitions(rows), KS, scheduler="localhost")
    with pytest.raises(EngineError, match=r"tcp://127.0.0.1:1 cannot be reached"):
        sweep_k(in_partitions(rows), KS, scheduler="tcp://127.0.0.1:1")


def test_dask_is_not_imported_for_arrays() -> None:
    code = "import sys, numpy as np, engine; engine.sweep_k(np.eye(5), [2]); assert 'dask' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
