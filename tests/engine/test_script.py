"""The script is run as a person would: in a process that cannot see this package."""

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine.columns.table import dataset_from_frame, read_table
from engine.dataset import Dataset, Role
from engine.model import SegmentModel
from engine.preparation.prepare import prepare
from engine.preparation.spec import ColumnSpec, PreparationSpec, Scaling, Transform
from engine.sample import sample_customers
from engine.script import python_script
from engine.segmentation import fit_segments


def repeated(dataset: Dataset, spec: PreparationSpec | None, folder: Path) -> tuple[pd.DataFrame, np.ndarray]:
    """What the script writes, and the segments (0: set aside) that the model has."""
    matrix = prepare(dataset, spec)
    segmentation = fit_segments(matrix, 4)
    model = SegmentModel.from_parts(dataset, matrix, segmentation)
    (folder / "segments.py").write_text(python_script(model.card), encoding="utf-8")
    dataset.frame.to_csv(folder / "in.csv", index=False)
    command = [sys.executable, "-I", "-W", "error", "segments.py", "in.csv", "out.csv"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    expected = np.zeros(dataset.n_rows, dtype=np.int64)
    expected[matrix.row_index] = segmentation.labels + 1
    return pd.read_csv(folder / "out.csv"), expected


def assert_repeats(found: pd.DataFrame, expected: np.ndarray) -> None:
    assert (found["segment"].isna().to_numpy() == (expected == 0)).all()
    assert (found["segment"].fillna(0).to_numpy() == expected).mean() > 0.995


def test_every_kind_of_column(tmp_path: Path) -> None:
    frame = sample_customers(800, seed=5)
    rng = np.random.default_rng(0)
    frame['store "A" \\'] = rng.choice(["North", "it's", "a\\b"], len(frame))
    frame["change"] = rng.normal(0, 50, len(frame)) ** 3
    frame["last purchase date"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, 800), unit="D")
    frame.loc[::50, "change"] = np.nan
    columns = {
        'store "A" \\': ColumnSpec(role=Role.FEATURE),
        "change": ColumnSpec(role=Role.FEATURE, transform=Transform.YEO_JOHNSON, scaling=Scaling.ROBUST),
        "last purchase date": ColumnSpec(role=Role.FEATURE, scaling=Scaling.MIN_MAX, weight=2),
        "Marital_Status": ColumnSpec(role=Role.FEATURE),
    }
    assert_repeats(*repeated(dataset_from_frame(frame, "mixed"), PreparationSpec(columns=columns), tmp_path))


@pytest.mark.parametrize("name", ["CC GENERAL.csv", "WA_Fn-UseC_-Telco-Customer-Churn.csv", "bank-full.csv"])
def test_real_tables(realdata: Path, tmp_path: Path, name: str) -> None:
    assert_repeats(*repeated(read_table(realdata / "other" / name), None, tmp_path))


def test_text_of_other_people_stays_text() -> None:
    matrix = prepare(dataset := dataset_from_frame(sample_customers(200), "sample"))
    model = SegmentModel.from_parts(dataset, matrix, fit_segments(matrix, 2), ['"""\nimport os', "it's"])
    hostile = '"""\nimport os\nos.remove("x")\n"""'
    card = replace(model.card, dataset=hostile, created=hostile)
    tree = ast.parse(python_script(card))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"sys", "numpy", "pandas"}
