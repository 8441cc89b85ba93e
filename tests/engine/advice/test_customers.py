"""The advice on customer tables through the whole path: read, prepared, advised."""

import numpy as np
import pandas as pd
import pytest

from engine.advice.advise import advise_k
from engine.advice.result import Advice, Verdict
from engine.columns.table import read_table
from engine.limits import STABLE_JACCARD
from engine.preparation.prepare import prepare


def advised(columns: dict[str, object]) -> Advice:
    table = read_table(pd.DataFrame(columns).to_csv(index=False).encode(), "customers.csv")
    return advise_k(prepare(table))


@pytest.mark.parametrize("seed", [1, 2])
def test_counts_of_which_many_are_zero_are_no_groups(seed: int) -> None:
    rng = np.random.default_rng(seed)
    heavy = rng.standard_normal(1200)
    columns: dict[str, object] = {}
    for name in ("wine", "meat", "fish", "fruit"):
        rate = np.exp(1.5 + 0.5 * heavy + 0.5 * rng.standard_normal(1200))
        columns[f"{name}_orders"] = np.where(rng.standard_normal(1200) + 0.7 * heavy < 0, 0, rng.poisson(rate))
    advice = advised(columns)
    assert (advice.k, advice.verdict is Verdict.NATURAL) == (1, False)


def test_planted_segments_are_found_among_columns_that_say_nothing() -> None:
    rng = np.random.default_rng(3)
    segment = rng.choice(4, size=1200, p=[0.4, 0.3, 0.2, 0.1])
    level = np.array([[0, 0, 1, 2], [0, 1, 2, 0], [1, 2, 0, 0], [2, 0, 0, 1]])[segment]
    score = 4.5 * level + rng.standard_normal((1200, 4))
    advice = advised(
        {
            "average_basket": np.round(np.exp(3 + 0.2 * score[:, 0]), 2),
            "minutes_on_site": np.round(np.exp(1 + 0.2 * score[:, 1]), 1),
            "share_online": np.round(100 / (1 + np.exp(3 - 0.6 * score[:, 2])), 1),
            "open_rate": np.round(100 / (1 + np.exp(3 - 0.6 * score[:, 3])), 1),
            "complaints": rng.poisson(1.5, 1200),
            "recommends": rng.integers(1, 6, 1200),
            "newsletter": rng.random(1200) < 0.4,
            "region": rng.choice(["North", "South", "East"], 1200),
        }
    )
    assert (advice.k, advice.verdict) == (4, Verdict.NATURAL)
    assert min(advice.stability[4]) >= STABLE_JACCARD
