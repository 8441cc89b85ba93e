"""A table with everything a campaign needs, and its segments."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from engine.columns.table import read_table
from engine.dataset import Dataset
from engine.preparation.matrix import PreparedMatrix
from engine.preparation.prepare import prepare
from engine.segmentation import Segmentation, fit_segments

NAMES = ("First", "Second", "Third")


@dataclass(frozen=True)
class Shop:
    dataset: Dataset
    matrix: PreparedMatrix
    segmentation: Segmentation
    names: tuple[str, ...] = NAMES


def shop_of(frame: pd.DataFrame) -> Shop:
    dataset = read_table(frame.to_csv(index=False).encode(), "shop.csv")
    matrix = prepare(dataset)
    return Shop(dataset, matrix, fit_segments(matrix, 3))


def shop_frame(n: int = 1_500) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    kind = rng.integers(0, 3, n)
    return pd.DataFrame(
        {
            "customer_id": [f"C{i:05d}" for i in rng.permutation(n)],
            "email": [f"person{i}@shop.example" for i in range(n)],
            "spending": rng.normal(200 + 300 * kind, 40).round(2),
            "web_visits": rng.poisson(9 - 3 * kind),
            "opt_out": np.where(rng.random(n) < 0.1, "yes", "no"),
            "accepted_campaign": rng.binomial(1, 0.2, n),
        }
    )


@pytest.fixture(scope="session")
def shop() -> Shop:
    return shop_of(shop_frame())
