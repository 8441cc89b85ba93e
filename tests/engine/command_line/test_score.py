"""``score``, ``export``, ``advise`` and ``profile`` as a person types them."""

import io
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from engine.sample import sample_csv
from tests.engine.command_line.commands import ROOT, run, run_process


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, segmented: customers.csv and the four files."""
    folder = tmp_path_factory.mktemp("segmented")
    (folder / "customers.csv").write_bytes(sample_csv())
    done = run("segment", str(folder / "customers.csv"), "--k", "4", "--out", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def test_scores_of_the_training_table_are_its_segments(folder: Path) -> None:
    expected = pd.read_csv(folder / "assignments.csv")
    inside = expected["segment"].notna()
    for model in ("model.json", "model.joblib"):
        target = folder / "scored.csv"
        done = run("score", str(folder / model), str(folder / "customers.csv"), "--out", str(target))
        assert done.returncode == 0, done.stderr
        found = pd.read_csv(target)
        assert found["ID"].tolist() == expected["ID"].tolist()
        assert (found["segment"] == expected["segment"])[inside].all()
        assert (found["segment_name"] == expected["segment_name"])[inside].all()
        assert found.loc[~inside, "fits_none"].all()


def test_a_pipe_carries_nothing_but_the_table(folder: Path) -> None:
    done = run_process("score", str(folder / "model.json"), "-", stdin=(folder / "customers.csv").read_bytes())
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(io.BytesIO(done.stdout))
    assert len(table) == 2240
    assert b"treated as in training" in done.stderr


def test_parquet_keeps_types(folder: Path) -> None:
    target = folder / "scored.parquet"
    assert (
        run("score", str(folder / "model.json"), str(folder / "customers.csv"), "--out", str(target)).returncode == 0
    )
    table = pd.read_parquet(target)
    assert table["segment"].dtype.kind == "i"
    assert table["Income"].dtype.kind == "f"


def test_the_exported_query_gives_the_same_segments(folder: Path) -> None:
    done = run("export", str(folder / "model.json"), "--to", "sql", "--table", "buyers", "--keep", "ID")
    assert done.returncode == 0, done.stderr
    connection = duckdb.connect()
    connection.register("buyers", pd.read_csv(folder / "assignments.csv"))
    found = connection.execute(done.stdout.decode()).df().set_index("ID")["segment"]
    connection.close()
    expected = pd.read_csv(folder / "assignments.csv").set_index("ID")["segment"].dropna()
    assert (found.loc[expected.index] == expected).all()


def test_the_exported_script_is_written_whole(folder: Path) -> None:
    target = folder / "segments.py"
    assert run("export", str(folder / "model.json"), "--to", "python", "--out", str(target)).returncode == 0
    compile(target.read_text(encoding="utf-8"), "segments.py", "exec")


def test_advise_says_what_every_criterion_prefers(folder: Path) -> None:
    done = run("advise", str(folder / "customers.csv"))
    assert done.returncode == 0, done.stderr
    assert "segments" in done.stdout.decode()
    assert "Silhouette" in done.stdout.decode()


def test_profile_speaks_in_words_and_in_json(folder: Path) -> None:
    words = run("profile", str(folder / "customers.csv"), "--k", "4").stdout.decode()
    document = json.loads(run("profile", str(folder / "customers.csv"), "--k", "4", "--json").stdout)
    assert len(document["segments"]) == 4
    for segment in document["segments"]:
        assert segment["name"] in words.replace("\n", " ")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("score", "nowhere.json", "customers.csv"), 1, "There is no model"),
        (("score", "model.json", "short.csv"), 1, "lacks the columns"),
        (("score", "model.json", "customers.csv", "--out", "x.docx"), 1, "ends in neither"),
        (("score", "customers.csv", "customers.csv"), 1, "is no saved model"),
        (("export", "model.json", "--to", "pdf"), 2, "'sql', 'python'"),
        (("profile", "customers.csv", "--k", "one"), 2, "2 to 50"),
    ],
)
def test_bad_input_gets_a_sentence(folder: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    (folder / "short.csv").write_text("ID,Income\n1,20000\n2,30000\n", encoding="utf-8")
    paths = [str(folder / part) if part.endswith((".json", ".csv", ".docx")) else part for part in arguments]
    done = run(*paths)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    assert (
        said.replace(" ", "") in "".join(done.stderr.decode().replace("│", "").split())
        or said in done.stderr.decode()
    )


@pytest.mark.parametrize("command", [("export", "--to", "sql"), ("score", "customers.csv")])
def test_a_full_disk_behind_a_pipe_is_a_sentence(folder: Path, command: tuple[str, ...]) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no file that is always full")
    name, *rest = [str(folder / each) if each.endswith(".csv") else each for each in command]
    line = [sys.executable, "-m", "engine", name, str(folder / "model.json"), *rest]
    with full.open("wb") as output:
        done = subprocess.run(line, cwd=ROOT, stdout=output, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert b"No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_to_is_a_sentence(folder: Path) -> None:
    done = run("score", str(folder / "model.json"), str(folder / "customers.csv"), "--out", "/proc/scored.csv")
    assert done.returncode == 1
    assert b"/proc cannot be used" in done.stderr
    missing = run("score", str(folder / "nowhere.json"), str(folder / "customers.csv"))
    assert (missing.returncode, b"There is no model" in missing.stderr) == (1, True)


@pytest.mark.parametrize("command", ["segment", "advise", "profile", "score", "export"])
def test_every_help_says_the_exit_codes_and_gives_an_example(command: str) -> None:
    said = run(command, "--help").stdout.decode()
    assert "Exit codes" in said
    assert "Example" in said
