"""A report of the sample, and one whose every text wants to be something else."""

import io
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from engine import read_table
from engine.analysis import Analysis, analyse
from engine.dataset import Dataset
from engine.report.build import build_report
from engine.report.content import Report
from engine.sample import sample_csv

MADE = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
HOSTILE = '<script>alert(1)</script>\x00\x1b[31m #eval("1") $x$ ${7*7} &amp; \u202eleft ]]> \ud800 {{x}} 客户 %{y}'


@pytest.fixture(scope="session")
def analysed() -> tuple[Dataset, Analysis]:
    dataset = read_table(sample_csv(400), "sample.csv")
    return dataset, analyse(dataset, ks=range(2, 7))


@pytest.fixture(scope="session")
def report(analysed: tuple[Dataset, Analysis]) -> Report:
    return reported(*analysed)


@pytest.fixture(scope="session")
def hostile() -> Report:
    rng = np.random.default_rng(0)
    group = rng.integers(0, 3, 240)
    frame = pd.DataFrame(
        {
            "=cmd|'/c calc'!A0 <img src=x onerror=alert(1)>": group * 5 + rng.normal(0, 0.5, 240),
            '#panic("typst") </style>': group * -3 + rng.normal(0, 0.5, 240),
            "kind": np.array(["<b>bold</b>", "*strong* _x_", "@ref" + "y" * 3000])[group],
        }
    )
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    dataset = read_table(buffer.getvalue(), "</title><script>x</script>.parquet")
    analysis = analyse(dataset, ks=range(2, 5))
    k = 3
    return reported(dataset, analysis, k, names=[HOSTILE, "x" * 5000, "plain"], notes=[HOSTILE] * k)


def reported(dataset: Dataset, analysis: Analysis, k: int | None = None, **given: object) -> Report:
    k = k or analysis.advice.suggested_k
    return build_report(
        dataset,
        analysis.matrix,
        analysis.sweep,
        analysis.advice,
        analysis.projection,
        analysis.segmentations[k],
        analysis.profiles[k],
        made=MADE,
        **given,  # type: ignore[arg-type]
    )
