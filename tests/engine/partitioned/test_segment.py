"""A table in partitions against the same table in one piece, on a real cluster, from the files to the files."""

import json
import os
import signal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from distributed import Client, LocalCluster
from sklearn.metrics import adjusted_rand_score
from typer.testing import CliRunner

from engine import EngineError, SegmentModel, fit_segments, prepare
from engine.analysis import analyse
from engine.cluster import Cluster, connected
from engine.columns.table import dataset_from_frame
from engine.command_line.app import cli
from engine.errors import Cancelled
from engine.partitioned import describe, table
from engine.partitioned import segment as partitioned
from engine.partitioned.assignments import write_partitions
from engine.partitioned.segment import segment_partitions
from engine.partitioned.table import open_table
from engine.sample import sample_customers
from engine.sweep.workers import Workers


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    return sample_customers(6_000)


@pytest.fixture(scope="module")
def folder(customers: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("customers")
    for number, first in enumerate((0, 1_000, 3_000)):
        last = (1_000, 3_000, 6_000)[number]
        customers.iloc[first:last].to_parquet(folder / f"{number}.parquet", index=False)
    return folder


def here(address: Path | str, k: int | None = 5) -> partitioned.PartitionedSegments:
    return segment_partitions(open_table(str(address)), k, Cluster(), name="customers")


def written(out: Path) -> pd.DataFrame:
    return pd.read_parquet(out / "assignments.parquet")


def test_the_command_agrees_with_one_machine(
    cluster: LocalCluster, customers: pd.DataFrame, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "made"
    done = CliRunner().invoke(
        cli,
        ["segment", f"{folder}/*.parquet", "--scheduler", cluster.scheduler_address, "--k", "5", "--out", str(out)],
    )
    assert done.exit_code == 0, done.output
    assert "5 segments of" in done.output
    assert {path.name for path in out.iterdir()} == {
        "assignments.parquet", "profiles.json", "model.joblib", "model.json",
    }  # fmt: skip

    result = written(out)
    assert list(result.columns[:4]) == ["ID", "segment", "segment_name", "not_segmented_because"]
    pd.testing.assert_frame_equal(result[list(customers.columns)], customers, check_dtype=False)

    expected = analyse(dataset_from_frame(customers), ks=[5])
    labels = np.zeros(len(customers), dtype=int)
    labels[expected.matrix.row_index] = expected.segmentations[5].labels + 1
    assert adjusted_rand_score(labels, result["segment"].fillna(0)) > 0.999
    document = json.loads((out / "profiles.json").read_text())
    assert document["inertia"] == pytest.approx(expected.segmentations[5].inertia, rel=1e-4)
    assert [segment["name"] for segment in document["segments"]] == list(expected.profiles[5].names)
    assert [segment["size"] for segment in document["segments"]] == result["segment"].value_counts().tolist()

    model = SegmentModel.load(out / "model.json")
    taking_part = result["segment"].notna()
    assert (model.predict(customers)[taking_part] + 1 == result["segment"][taking_part]).all()
    assert model.card.n_rows == taking_part.sum()


def test_scales_are_those_of_all_rows_and_rare_segments_are_described(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "customer_id": np.arange(20_000) + 100,
            "spending": rng.normal(500, 100, 20_000),
            "visits": rng.normal(20, 4, 20_000),
        }
    )
    frame.loc[16_000:, ["spending", "visits"]] += [500, 20]  # in the last file alone
    for number in range(4):
        frame.iloc[5_000 * number : 5_000 * (number + 1)].to_parquet(tmp_path / f"{number}.parquet", index=False)
    monkeypatch.setattr(partitioned, "PARTITIONED_SAMPLE_ROWS", 2_000)
    monkeypatch.setattr(describe, "RARE_SEGMENT_ROWS", 1_000)
    found = here(tmp_path / "*.parquet", 2)
    assert found.dataset.n_rows == found.sample_rows < 4_000
    assert len(found.matrix.values) > 2_800  # some 2,000, and 1,000 more of the smaller segment
    assert found.segmentation.sizes.tolist() == pytest.approx([16_000, 4_000], abs=20)
    assert [profile.size for profile in found.profiles] == found.segmentation.sizes.tolist()
    values = found._table.recipe.prepared(frame)[0].astype(np.float64)
    np.testing.assert_allclose(values.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(values.std(axis=0), 1, atol=1e-5)
    assert found.segmentation.inertia == pytest.approx(fit_segments(values, 2).inertia, rel=1e-4)
    explained = 1 - found.segmentation.inertia / np.square(values).sum()
    assert found.model.card.quality["explained_share"] == pytest.approx(explained, abs=1e-4)


def test_preparation_of_partitions_is_that_of_the_table(customers: pd.DataFrame, folder: Path) -> None:
    found, expected = here(folder), prepare(dataset_from_frame(customers))
    values, part = found._table.recipe.prepared(customers)
    np.testing.assert_array_equal(np.flatnonzero(part), expected.row_index)
    np.testing.assert_allclose(values, expected.values, atol=1e-4)


def test_csv_files_say_the_same_as_parquet_files(customers: pd.DataFrame, folder: Path, tmp_path: Path) -> None:
    for number in range(2):
        half = customers.iloc[3_000 * number : 3_000 * (number + 1)]
        half.astype({"Income": "Int64"}).to_csv(tmp_path / f"{number}.csv", index=False, sep=";")
    found, expected = here(tmp_path), here(folder)
    assert found.segmentation.inertia == pytest.approx(expected.segmentation.inertia, rel=1e-3)
    with Workers() as workers:
        found.write(tmp_path, workers)
    result = written(tmp_path)
    assert result["ID"].astype(int).tolist() == customers["ID"].tolist()
    assert result["Education"].tolist() == customers["Education"].tolist()


def test_a_worker_killed_while_partitions_are_written_costs_nothing(
    client: Client, folder: Path, tmp_path: Path
) -> None:
    with connected() as cluster:
        found = segment_partitions(open_table(str(folder)), 4, cluster, name="customers")
        victims = list(client.run(os.getpid).values())[:1]

        def kill(fraction: float, message: str) -> None:
            if message.startswith("Writing") and victims:
                os.kill(victims.pop(), signal.SIGKILL)

        with Workers(kill) as workers:
            found.write(tmp_path, workers)
    assert not victims
    assert written(tmp_path)["segment"].value_counts().tolist() == found.segmentation.sizes.tolist()
    assert [path.name for path in tmp_path.iterdir()] == ["assignments.parquet"]


def test_cancelling_while_writing_leaves_the_old_assignments(folder: Path, tmp_path: Path) -> None:
    found = here(folder, 3)
    with Workers() as workers:
        found.write(tmp_path, workers)
    before = written(tmp_path)

    def cancel(fraction: float, message: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled), Workers(cancel) as workers:
        found.write(tmp_path, workers)
    with pytest.raises(OSError, match="full"):
        write_partitions(tmp_path, lambda paths: _fail(), 3, [1, 2, 3])
    with pytest.raises(EngineError, match="of their own"):
        write_partitions(tmp_path, lambda paths: [1, 2, 3], 3, [1, 2, 3])
    pd.testing.assert_frame_equal(written(tmp_path), before)
    assert [path.name for path in tmp_path.iterdir()] == ["assignments.parquet"]


def _fail() -> list[int]:
    raise OSError("the disk is full")


def test_missing_values_and_empty_files_are_no_trouble(customers: pd.DataFrame, tmp_path: Path) -> None:
    customers.iloc[:0].to_parquet(tmp_path / "0.parquet", index=False)
    customers.iloc[:900].to_parquet(tmp_path / "1.parquet", index=False)
    assert customers["Income"].iloc[:900].isna().any()
    found = here(tmp_path, None)
    assert found.n_rows == 900
    assert found.k == found.advice.suggested_k
    with Workers() as workers:
        found.write(tmp_path / "out", workers)
    assert len(written(tmp_path / "out")) == 900


def test_a_table_with_no_identifier_gets_row_numbers(customers: pd.DataFrame, folder: Path, tmp_path: Path) -> None:
    for number in range(2):
        part = customers.drop(columns="ID").iloc[800 * number : 800 * (number + 1)]
        part.assign(segment="theirs").to_parquet(tmp_path / f"{number}.parquet", index=False)
    with Workers() as workers:
        here(tmp_path, 3).write(tmp_path / "out", workers)
    result = written(tmp_path / "out")
    assert result["row"].tolist() == list(range(1, 1_601))
    assert (result["segment"] == "theirs").all()
    assert result["tessera_segment"].dropna().isin([1, 2, 3]).all()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "There are no Parquet or CSV files"),
        ({"a.csv": "a,b\n1,2\n", "b.parquet": pd.DataFrame({"a": [1]})}, "of the kinds csv, parquet"),
        (
            {"a.parquet": pd.DataFrame({"a": [1]}), "b.parquet": pd.DataFrame({"a": ["x"]})},
            "b.parquet has the column 'a' as large_string, and .*a.parquet as int64",
        ),
        (
            {"a.parquet": pd.DataFrame({"a": [1], "b": [2]}), "b.parquet": pd.DataFrame({"a": [1]})},
            "b.parquet has the column 'b' as nothing",
        ),
        ({"a.parquet": "no such thing"}, "a.parquet is not a readable Parquet file"),
        (
            {"a.csv": "a,b\n1,2\n3,4\n", "b.csv": "a,c\n1,2\n3,4\n"},
            "b.csv has other columns than the first file: b, c",
        ),
        ({"a.parquet": pd.DataFrame({"a": [1.0], "b": [2.0]}).iloc[:0]}, "no rows in any of its files"),
    ],
)
def test_files_that_do_not_fit_get_a_sentence(
    files: dict[str, str | pd.DataFrame], sentence: str, tmp_path: Path
) -> None:
    for name, content in files.items():
        if isinstance(content, str):
            (tmp_path / name).write_text(content)
        else:
            content.to_parquet(tmp_path / name, index=False)
    with pytest.raises(EngineError, match=sentence):
        here(tmp_path, 2)


def test_addresses_that_lead_nowhere_get_a_sentence(cluster: LocalCluster, tmp_path: Path) -> None:
    for address, sentence in (
        ("nowhere://bucket/x", "cannot be opened"),
        (str(tmp_path / "*.parquet"), "There are no Parquet or CSV files"),
        (str(tmp_path / "none.csv"), "There are no Parquet or CSV files"),
    ):
        with pytest.raises(EngineError, match=sentence):
            open_table(address)
    run = CliRunner().invoke(cli, ["segment", str(tmp_path), "--scheduler", cluster.scheduler_address])
    assert run.exit_code == 1
    assert "There are no Parquet or CSV files" in run.output


def test_partitions_keep_the_order_of_files_and_row_groups(
    monkeypatch: pytest.MonkeyPatch, customers: pd.DataFrame, tmp_path: Path
) -> None:
    customers.iloc[:4_000].to_parquet(tmp_path / "0.parquet", index=False, row_group_size=900)
    customers.iloc[4_000:].to_parquet(tmp_path / "1.parquet", index=False)
    monkeypatch.setattr(table, "PARTITION_BYTES", 100_000)
    opened = open_table(str(tmp_path))
    parts = [part.compute(scheduler="synchronous") for part in opened.parts]
    assert [len(part) for part in parts] == opened.lengths
    assert len(parts) > 3
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), customers)
