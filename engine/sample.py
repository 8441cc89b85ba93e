"""A synthetic customer table with five kinds of customers in it, for trying Tessera without data of one's own.

It has the columns and the usual dirt of the widely used campaign study, and not one value of it: everything is
drawn from the distributions below. Wherever it appears it is labelled synthetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.errors import EngineError

SAMPLE_ROWS = 2240
SAMPLE_SEED = 7
PRODUCTS = ("MntWines", "MntFruits", "MntMeatProducts", "MntFishProducts", "MntSweetProducts", "MntGoldProds")
CAMPAIGNS = ("AcceptedCmp1", "AcceptedCmp2", "AcceptedCmp3", "AcceptedCmp4", "AcceptedCmp5")


@dataclass(frozen=True)
class _Kind:
    """One kind of customer. Money in the table's currency over two years; counts per customer over the same time."""

    name: str
    share: float
    income: tuple[float, float]  # mean and standard deviation
    spending: tuple[float, float]  # median, and standard deviation of its logarithm
    web_visits: float  # per month
    web: float
    store: float
    catalog: float
    deals: float
    recency: tuple[float, float]  # parameters of a beta distribution over 0 to 99 days
    kid: float  # mean number of small children, of teenagers
    teen: float
    age: float
    graduate: float  # probability of a second or third degree
    accepts: float  # probability of accepting one campaign
    wine: float  # share of spending that goes into wine


_KINDS = (
    _Kind("tight budget, active on the web", 0.23, (26_000, 4_500), (250, 0.25), 8.2, 6.4, 2.0, 0.5, 4.2,
          (2, 2.4), 0.85, 0.35, 37, 0.25, 0.07, 0.40),
    _Kind("moderate spending, occasional web visits", 0.22, (52_000, 11_000), (540, 0.16), 4.8, 4.2, 6.4, 2.0, 2.7,
          (2, 2.4), 0.25, 0.95, 50, 0.40, 0.08, 0.55),
    _Kind("infrequent purchases, low web interaction", 0.21, (37_000, 8_000), (105, 0.50), 1.6, 1.4, 2.3, 0.4, 1.3,
          (6, 1.6), 0.65, 0.55, 43, 0.30, 0.03, 0.42),
    _Kind("high spending", 0.18, (71_000, 8_000), (1_450, 0.20), 2.0, 4.0, 9.6, 6.4, 1.1,
          (2, 2.4), 0.05, 0.20, 47, 0.45, 0.22, 0.50),
    _Kind("high budget, frequent web visits", 0.16, (93_000, 6_000), (720, 0.25), 9.0, 8.2, 4.6, 3.2, 1.6,
          (2, 2.8), 0.08, 0.30, 44, 0.60, 0.13, 0.50),
)  # fmt: skip

_STATUS = ("Married", "Together", "Single", "Divorced", "Widow")
_JOKES = ("Alone", "Absurd", "YOLO")  # the free-text answers that such a table always has
_IMPOSSIBLE_BIRTHS = (1893, 1899, 1900)
_ABSURD_INCOME = 666_666


def sample_customers(n: int = SAMPLE_ROWS, seed: int = SAMPLE_SEED) -> pd.DataFrame:
    """Draw the synthetic table.

    Parameters
    ----------
    n : int
        Number of customers, from 1.
    seed : int
        The same seed gives the same table.

    Returns
    -------
    pandas.DataFrame, shape (n, 29)
        Columns as in the campaign study; ``Dt_Customer`` is text (dd-mm-yyyy), ``Income`` has missing values.
        About one income in a hundred is missing and the full table has one absurd income, three impossible
        years of birth, a few joke categories and two constant columns.

    Raises
    ------
    EngineError
        If ``n`` is below 1.
    """
    kinds = sample_kinds(n, seed)
    rng = np.random.default_rng((seed, 1))
    frame = pd.DataFrame({"ID": rng.choice(np.arange(1, 5 * n + 1), n, replace=False)})
    frame = pd.concat([frame, _household(kinds, rng), _behaviour(kinds, rng), _answers(kinds, rng)], axis=1)
    return _soil(frame, rng)[_column_order()]


def sample_csv(n: int = SAMPLE_ROWS, seed: int = SAMPLE_SEED) -> bytes:
    """The synthetic table as a comma-separated UTF-8 file, as a person would have it; parameters as above."""
    frame = sample_customers(n, seed)
    frame["Income"] = frame["Income"].astype("Int64")  # whole numbers stay whole although some are missing
    return frame.to_csv(index=False, lineterminator="\n").encode()


def sample_kinds(n: int = SAMPLE_ROWS, seed: int = SAMPLE_SEED) -> NDArray[np.int64]:
    """The kind each customer of `sample_customers` was drawn from; it is not in the table.

    Returns
    -------
    ndarray of int64, shape (n,)
        Indices into `kind_names`, in row order.
    """
    if n < 1:
        raise EngineError(f"A sample of {n} customers cannot be drawn.", "Ask for at least one customer.")
    edges = np.round(np.cumsum([kind.share for kind in _KINDS]) * n).astype(int)
    kinds = np.searchsorted(edges, np.arange(n), side="right").clip(0, len(_KINDS) - 1)
    return np.random.default_rng((seed, 0)).permutation(kinds).astype(np.int64)


def kind_names() -> tuple[str, ...]:
    """What each kind is, in words; the position is the number that `sample_kinds` gives."""
    return tuple(kind.name for kind in _KINDS)


def _of(kinds: NDArray[np.int64], attribute: str) -> NDArray[np.float64]:
    """One parameter for every customer."""
    return np.array([getattr(kind, attribute) for kind in _KINDS], dtype=float)[kinds]


def _pair(kinds: NDArray[np.int64], attribute: str) -> NDArray[np.float64]:
    """Two parameters for every customer, shape (2, n)."""
    return np.array([getattr(kind, attribute) for kind in _KINDS], dtype=float)[kinds].T


def _counts(mean: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Whole numbers around a mean, with a third of a Poisson count's variance: habits vary less than accidents."""
    trials = np.maximum(np.ceil(1.5 * mean), 1).astype(int)
    return rng.binomial(trials, mean / trials)


def _household(kinds: NDArray[np.int64], rng: np.random.Generator) -> pd.DataFrame:
    n = len(kinds)
    age = np.clip(rng.normal(_of(kinds, "age"), 10), 18, 76).round().astype(int)
    degree = rng.random(n) < _of(kinds, "graduate")
    education = np.where(degree, rng.choice(["PhD", "Master"], n, p=[0.55, 0.45]),
                         rng.choice(["Graduation", "2n Cycle", "Basic"], n, p=[0.82, 0.13, 0.05]))  # fmt: skip
    joined = np.datetime64("2012-07-30") + rng.integers(0, 700, n).astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "Year_Birth": 2014 - age,
            "Education": education,
            "Marital_Status": rng.choice(_STATUS, n, p=[0.39, 0.26, 0.215, 0.10, 0.035]),
            "Kidhome": rng.binomial(2, _of(kinds, "kid") / 2),
            "Teenhome": rng.binomial(2, _of(kinds, "teen") / 2),
            "Dt_Customer": pd.Series(joined).dt.strftime("%d-%m-%Y"),
        }
    )


def _behaviour(kinds: NDArray[np.int64], rng: np.random.Generator) -> pd.DataFrame:
    """Budget, spending, purchases and visits: what tells the kinds apart."""
    n = len(kinds)
    (income, income_spread), (spending, spending_spread) = _pair(kinds, "income"), _pair(kinds, "spending")
    ease = rng.normal(size=n)
    # Who earns more than the rest of their kind spends a little more.
    money = spending * np.exp(0.05 * ease + spending_spread * rng.normal(size=n))
    table: dict[str, Any] = {"Income": (income + income_spread * ease).clip(2_500).round()}
    wine = _of(kinds, "wine")
    other = np.array([0.08, 0.50, 0.12, 0.09, 0.21])  # fruit, meat, fish, sweets, gold
    shares = rng.gamma(np.column_stack([30 * wine, *(30 * np.outer(1 - wine, other)).T]))
    shares /= shares.sum(axis=1, keepdims=True)
    table |= dict(zip(PRODUCTS, np.round(money[:, None] * shares).astype(int).T, strict=True))
    first, second = _pair(kinds, "recency")
    table |= {
        "Recency": np.round(99 * rng.beta(first, second)).astype(int),
        "NumDealsPurchases": _counts(_of(kinds, "deals"), rng),
        "NumWebPurchases": _counts(_of(kinds, "web"), rng),
        "NumCatalogPurchases": _counts(_of(kinds, "catalog"), rng),
        "NumStorePurchases": _counts(_of(kinds, "store"), rng),
        "NumWebVisitsMonth": _counts(_of(kinds, "web_visits"), rng),
    }
    return pd.DataFrame(table)


def _answers(kinds: NDArray[np.int64], rng: np.random.Generator) -> pd.DataFrame:
    """Campaign answers and complaints: outcomes, a person who accepted one campaign accepts others more easily."""
    n = len(kinds)
    chance = np.clip(_of(kinds, "accepts") * rng.gamma(1.2, 1 / 1.2, n), 0, 0.9)
    ease = (0.8, 0.2, 0.9, 0.9, 0.9)
    answers = {
        name: rng.binomial(1, np.clip(chance * factor, 0, 1)) for name, factor in zip(CAMPAIGNS, ease, strict=True)
    }
    answers["Response"] = rng.binomial(1, np.clip(1.6 * chance, 0, 1))
    answers["Complain"] = rng.binomial(1, 0.009, n)
    return pd.DataFrame({**answers, "Z_CostContact": np.full(n, 3), "Z_Revenue": np.full(n, 11)})


def _soil(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add the usual dirt, in proportion to the number of rows; a table too small for an oddity goes without it."""
    n = len(frame)
    rows = iter(rng.permutation(n))
    per = n / SAMPLE_ROWS

    def pick(count: float) -> list[int]:
        return [int(next(rows)) for _ in range(min(round(count * per), n // 10))]

    frame.loc[pick(24), "Income"] = np.nan
    frame.loc[pick(1), "Income"] = _ABSURD_INCOME
    for year in _IMPOSSIBLE_BIRTHS:
        frame.loc[pick(1), "Year_Birth"] = year
    for joke, count in zip(_JOKES, (3, 2, 2), strict=True):
        frame.loc[pick(count), "Marital_Status"] = joke
    return frame


def _column_order() -> list[str]:
    return [
        *(
            "ID",
            "Year_Birth",
            "Education",
            "Marital_Status",
            "Income",
            "Kidhome",
            "Teenhome",
            "Dt_Customer",
            "Recency",
        ),
        *PRODUCTS,
        *("NumDealsPurchases", "NumWebPurchases", "NumCatalogPurchases", "NumStorePurchases", "NumWebVisitsMonth"),
        *("AcceptedCmp3", "AcceptedCmp4", "AcceptedCmp5", "AcceptedCmp1", "AcceptedCmp2"),
        *("Complain", "Z_CostContact", "Z_Revenue", "Response"),
    ]
