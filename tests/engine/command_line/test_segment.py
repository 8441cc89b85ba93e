"""``python -m engine segment`` as a person types it, on the synthetic sample."""

import io
import json
from pathlib import Path

import joblib
import pandas as pd
import pytest

from engine.sample import sample_csv
from tests.engine.command_line.commands import run, run_process


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "customers.csv"
    path.write_bytes(sample_csv())
    return path


@pytest.fixture(scope="module")
def results(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "made" / "here"
    done = run("segment", str(sample), "--k", "5", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert b"5 segments" in done.stdout
    return out


def test_four_files_are_written(results: Path) -> None:
    assert {path.name for path in results.iterdir()} == {
        "assignments.csv",
        "profiles.json",
        "model.joblib",
        "model.json",
    }


def test_every_row_comes_back_in_order_with_its_segment(results: Path, sample: Path) -> None:
    original = pd.read_csv(sample)
    out = pd.read_csv(results / "assignments.csv")
    assert list(out.columns[:3]) == ["ID", "segment", "segment_name"]
    assert out["ID"].tolist() == original["ID"].tolist()
    assert set(original.columns) <= set(out.columns)
    aside = out["segment"].isna()
    assert set(out.loc[~aside, "segment"]) == {1, 2, 3, 4, 5}
    assert out.loc[aside, "not_segmented_because"].str.len().min() > 10
    sizes = out["segment"].value_counts().sort_index().tolist()
    assert sizes == sorted(sizes, reverse=True)


def test_the_profiles_agree_with_the_assignments(results: Path) -> None:
    profiles = json.loads((results / "profiles.json").read_text(encoding="utf-8"))
    out = pd.read_csv(results / "assignments.csv")
    counts = out.groupby("segment_name")["segment"].count()
    assert {segment["name"]: segment["size"] for segment in profiles["segments"]} == counts.to_dict()


def test_the_model_is_a_plain_pipeline_that_gives_the_same_segments(results: Path, sample: Path) -> None:
    from engine import read_table

    out = pd.read_csv(results / "assignments.csv")
    inside = out["segment"].notna().to_numpy()
    pipeline = joblib.load(results / "model.joblib")
    labels = pipeline.predict(read_table(sample).frame[inside])
    assert (labels + 1).tolist() == out.loc[inside, "segment"].astype(int).tolist()


def test_a_pipe_and_auto_work(sample: Path) -> None:
    done = run_process("segment", "-", stdin=sample.read_bytes())
    assert done.returncode == 0, done.stderr
    assert b"segments of" in done.stdout


@pytest.mark.parametrize(
    ("content", "k"),
    [
        (b"", "auto"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "auto"),
        (b"a,b\n1,2\n", "auto"),
        (b"a,b\n1,2\n3,4\n5,7\n", "9"),
    ],
    ids=["empty", "picture", "one row", "fewer rows than segments"],
)
def test_bad_input_gets_a_sentence(tmp_path: Path, content: bytes, k: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    done = run("segment", str(path), "--k", k, "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert done.stderr.strip()
    assert not (tmp_path / "out" / "assignments.csv").exists()


def test_a_missing_file_and_a_wrong_k_are_said() -> None:
    assert b"There is no file nowhere.csv" in run("segment", "nowhere.csv").stderr
    wrong = run("segment", "x.csv", "--k", "0")
    assert wrong.returncode == 2
    assert b"2 to 50" in wrong.stderr.replace(b"\n", b" ")


def test_order_lines_become_customers_in_every_command(tmp_path: Path) -> None:
    lines = ["order,customer,day,amount"]
    lines += [f"{n},C{n % 40},2025-{n % 12 + 1:02d}-{n % 27 + 1:02d},{n * 37 % 400 + 5}" for n in range(600)]
    orders = tmp_path / "orders.csv"
    orders.write_text("\n".join(lines), encoding="utf-8")
    done = run("segment", str(orders), "--orders", "--k", "3", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    expected = pd.read_csv(tmp_path / "assignments.csv")
    assert set(expected["customer"]) == {f"C{number}" for number in range(40)}
    scored = run("score", str(tmp_path / "model.json"), str(orders), "--orders")
    assert scored.returncode == 0, scored.stderr
    found = pd.read_csv(io.BytesIO(scored.stdout)).set_index("customer")["segment"]
    assert (found.loc[expected["customer"]].to_numpy() == expected["segment"].to_numpy()).all()
    assert b"lacks the columns" in run("score", str(tmp_path / "model.json"), str(orders)).stderr
    assert b"--orders" in run("profile", str(orders), "--k", "2").stderr
    assert run("segment", str(orders), "--orders", "--scheduler", "tcp://nowhere:1").returncode == 2
