"""Datasets built by hand, so that these tests do not depend on how tables are read."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from engine.dataset import Column, Columns, Dataset, DerivedColumn, Kind, Meaning, Role

Build = Callable[..., Dataset]


def kind_of(series: pd.Series) -> Kind:
    distinct = series.nunique()
    if distinct < 2:
        return Kind.CONSTANT if distinct else Kind.EMPTY
    if pd.api.types.is_datetime64_any_dtype(series):
        return Kind.DATE
    if pd.api.types.is_numeric_dtype(series):
        return Kind.BOOLEAN if set(series.dropna().unique()) == {0, 1} else Kind.NUMBER
    return Kind.BOOLEAN if distinct == 2 else Kind.CATEGORY if distinct <= 40 else Kind.TEXT


def build(
    frame: pd.DataFrame,
    *,
    roles: Mapping[str, Role] | None = None,
    meanings: Mapping[str, Meaning] | None = None,
    kinds: Mapping[str, Kind] | None = None,
    derived: Sequence[DerivedColumn] = (),
    **fields: Mapping[str, Any],
) -> Dataset:
    """A dataset with every column a feature unless ``roles`` says otherwise; ``fields`` are further ones of Column."""
    columns = [
        Column(
            name,
            (kinds or {}).get(name, kind_of(frame[name])),
            (roles or {}).get(name, Role.FEATURE),
            (meanings or {}).get(name),
            n_missing=int(frame[name].isna().sum()),
            n_distinct=frame[name].nunique(),
            **{key: values[name] for key, values in fields.items() if name in values},
        )
        for name in frame.columns
    ]
    return Dataset(frame, Columns(columns), "0123456789abcdef", derived=tuple(derived))


@pytest.fixture
def make() -> Build:
    return build


@pytest.fixture
def customers() -> pd.DataFrame:
    """Three hundred customers with a bit of everything."""
    rng = np.random.default_rng(5)
    n = 300
    frame = pd.DataFrame(
        {
            "id": [f"C{number:04}" for number in range(n)],
            "income": rng.normal(50_000, 12_000, n).round(),
            "spending": rng.lognormal(5, 1.3, n).round(2),
            "visits": rng.poisson(5, n),
            "newsletter": rng.choice(["yes", "no"], n),
            "city": rng.choice(["Bergen", "Oslo", "Tromsø"], n, p=[0.5, 0.3, 0.2]),
            "joined": pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 900, n), unit="D"),
        }
    )
    frame.loc[[3, 30, 77], "income"] = np.nan
    return frame
