"""Customer tables as companies export them, with planted segments and with none, through the whole path.

Every table is written as CSV, read and prepared as an upload would be. Without groups means: one population, whose
columns may move together by common factors but have no kinds of customers behind them. Spikes at zero, categories,
answers from 1 to 5, ages in years and incomes in round thousands are what such columns look like, not groups.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import numpy as np
import pandas as pd

from benchmarks.advice_suite import Case, Floats, Rng
from engine.columns.table import read_table
from engine.preparation.prepare import prepare

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Columns = dict[str, object]


def _n(rng: Rng, most: int = 4000) -> int:
    return int(np.exp(rng.uniform(np.log(400), np.log(most))))


def _factor(rng: Rng, n: int, share: float) -> Floats:
    """A standard normal that shares so much of its variance with a factor drawn once per call."""
    common = rng.standard_normal(n)
    return np.asarray(np.sqrt(share) * common + np.sqrt(1 - share) * rng.standard_normal(n))


def _loaded(rng: Rng, common: Floats, share: float) -> Floats:
    return np.asarray(np.sqrt(share) * common + np.sqrt(1 - share) * rng.standard_normal(len(common)))


def _category(rng: Rng, n: int, levels: Collection[str], evenness: float = 2.0) -> Floats:
    return np.asarray(rng.choice(list(levels), size=n, p=rng.dirichlet(np.full(len(levels), evenness))))


def zero_inflated_counts(rng: Rng) -> Columns:
    """Purchases by product group: many never bought one, those who did bought some; heavy users of one use others."""
    n, d = _n(rng), int(rng.integers(4, 12))
    heavy = rng.standard_normal(n)
    share = rng.uniform(0, 0.5)
    columns: Columns = {}
    for j in range(d):
        rate = np.exp(rng.uniform(0, 2) + 0.8 * _loaded(rng, heavy, share))
        never = _loaded(rng, heavy, share) < rng.uniform(-1.0, 0.6)
        columns[f"orders_{j + 1}"] = np.where(never, 0, rng.poisson(rate))
    return columns


def months_and_categories(rng: Rng) -> Columns:
    """A few amounts beside a month, a region and a channel that have nothing to do with them."""
    n = _n(rng)
    spend = rng.standard_normal(n)
    return {
        "amount": np.round(np.exp(4 + 0.9 * spend), 2),
        "items": 1 + rng.poisson(np.exp(0.6 + 0.4 * spend)),
        "discount": np.round(rng.beta(2, 6, n), 2),
        "month": _category(rng, n, MONTHS),
        "region": _category(rng, n, ("North", "South", "East", "West")),
        "channel": _category(rng, n, ("Shop", "Web", "Phone")),
        "newsletter": rng.random(n) < rng.uniform(0.2, 0.6),
    }


def percentages(rng: Rng) -> Columns:
    """Shares of 0 to 100 with spikes at both ends."""
    n, d = _n(rng), int(rng.integers(3, 9))
    common = rng.standard_normal(n)
    share = rng.uniform(0, 0.6)
    columns: Columns = {}
    for j in range(d):
        z = _loaded(rng, common, share)
        columns[f"share_{j + 1}"] = np.round(np.clip(50 + rng.uniform(20, 60) * z + rng.uniform(-25, 25), 0, 100), 1)
    return columns


def answers(rng: Rng) -> Columns:
    """A survey: answers from 1 to 5 with a common factor, or two."""
    n, d = _n(rng, 2500), int(rng.integers(5, 16))
    factors = rng.standard_normal((n, 2))
    share = rng.uniform(0.1, 0.6)
    return {
        f"question_{j + 1}": np.clip(
            np.round(3 + rng.uniform(-0.8, 0.8) + rng.uniform(0.8, 1.5) * _loaded(rng, factors[:, j % 2], share)),
            1,
            5,
        ).astype(int)
        for j in range(d)
    }


def ages_and_incomes(rng: Rng) -> Columns:
    """Ages in years, incomes that people round, tenure, a postcode's wealth; income grows with age."""
    n = _n(rng)
    age = np.clip(np.round(rng.normal(43, 14, n)), 18, 90)
    income = np.exp(10.4 + 0.008 * (age - 43) + rng.uniform(0.3, 0.6) * rng.standard_normal(n))
    heap = rng.choice([100, 1000, 5000, 10000], size=n, p=[0.2, 0.3, 0.3, 0.2])
    spent = np.exp(np.log(income) * 0.6 - 2 + 0.6 * rng.standard_normal(n))
    return {
        "age": age.astype(int),
        "income": (np.round(income / heap) * heap).astype(int),
        "tenure_months": rng.geometric(1 / 30, n),
        "children": np.minimum(rng.poisson(0.9, n), 5),
        "spent": np.round(spent, 2),
        "visits": rng.poisson(np.exp(0.3 * np.log(spent))),
        "gender": _category(rng, n, ("F", "M"), 20.0),
    }


def browsing(rng: Rng) -> Columns:
    """Sessions in a shop on the web: bursty page counts with zeros, time that follows them, rates, months, flags."""
    n = _n(rng)
    depth = rng.standard_normal(n)
    columns: Columns = {}
    for name, rate, never in (("admin", 0.6, 0.1), ("info", -1.0, 0.7), ("product", 2.8, -2.2)):
        pages = rng.negative_binomial(1.2, 1 / (1 + np.exp(rate + 0.6 * depth) / 1.2))
        pages = np.where(_loaded(rng, depth, 0.3) < never - 0.5, 0, pages)
        columns[f"{name}_pages"] = pages
        columns[f"{name}_seconds"] = np.round(pages * np.exp(3.4 + 0.7 * rng.standard_normal(n)), 1)
    bounce = np.where(rng.random(n) < 0.45, 0, rng.beta(1, 30, n))
    columns["bounce_rate"] = np.round(bounce, 4)
    columns["exit_rate"] = np.round(np.clip(bounce * 0.8 + rng.beta(1.5, 45, n), 0, 0.2), 4)
    columns["page_value"] = np.where(rng.random(n) < 0.78, 0, np.round(rng.gamma(0.8, 25, n), 2))
    columns["special_day"] = np.where(rng.random(n) < 0.9, 0, rng.choice([0.2, 0.4, 0.6, 0.8, 1.0], n))
    columns["month"] = _category(rng, n, MONTHS)
    columns["browser"] = rng.choice(np.arange(1, 9), n, p=rng.dirichlet(np.full(8, 0.6)))
    columns["visitor"] = rng.choice(["Returning", "New", "Other"], n, p=[0.85, 0.14, 0.01])
    columns["weekend"] = rng.random(n) < 0.23
    return columns


def recency_frequency_monetary(rng: Rng) -> Columns:
    """One customer base as a buying process leaves it: gamma rates, geometric dropout, log-normal baskets."""
    n = _n(rng)
    rate = rng.gamma(rng.uniform(0.5, 1.5), 1, n)
    orders = 1 + rng.poisson(rate * rng.uniform(1, 6))
    basket = np.exp(3.5 + 0.6 * rng.standard_normal(n))
    spent = basket * orders * np.exp(0.2 * rng.standard_normal(n))
    return {
        "recency_days": np.minimum(rng.exponential(365 / (1 + rate)), 730).astype(int),
        "orders": orders,
        "spent": np.round(spent, 2),
        "average_basket": np.round(spent / orders, 2),
        "returns": rng.binomial(orders, 0.07),
        "categories_bought": np.minimum(1 + rng.binomial(orders, 0.4), 12),
    }


def yes_and_no(rng: Rng) -> Columns:
    """Which products a customer has: flags with a common factor, beside an age and a balance."""
    n, d = _n(rng), int(rng.integers(4, 10))
    common = rng.standard_normal(n)
    share = rng.uniform(0, 0.4)
    flags: Columns = {f"has_{j + 1}": _loaded(rng, common, share) > rng.uniform(-0.7, 1.3) for j in range(d)}
    return flags | {
        "age": np.clip(np.round(rng.normal(47, 15, n)), 18, 95).astype(int),
        "balance": np.round(np.exp(7 + 1.2 * _loaded(rng, common, 0.3)), 2),
    }


def everything(rng: Rng) -> Columns:
    """Some columns of each of the above, for the same number of customers."""
    n = _n(rng)
    makers = (zero_inflated_counts, percentages, answers, ages_and_incomes, months_and_categories, yes_and_no)
    columns: Columns = {}
    for make in makers:
        part = pd.DataFrame(make(rng))
        rows = rng.integers(0, len(part), size=n)
        for name in rng.permutation(part.columns)[: int(rng.integers(1, 5))]:
            columns[f"{make.__name__[:4]}_{name}"] = part[name].to_numpy()[rows]
    return columns


# --- with planted segments ----------------------------------------------------------------------------------------


# Names and forms of the columns that tell the planted segments apart, and of those that say nothing.
TELLING = {
    "average_basket": "amount", "visits_per_month": "index", "days_between_orders": "amount", "share_online": "percent",
    "share_discounted": "percent", "minutes_on_site": "amount", "distance_km": "amount", "open_rate": "percent",
    "loyalty_points": "amount", "satisfaction": "index", "pages_per_visit": "index", "return_rate": "percent",
}  # fmt: skip
SILENT = {
    "complaints": "count", "calls": "count", "children": "count", "newsletter": "flag", "app_user": "flag",
    "recommends": "answer", "price_matters": "answer", "region": "category", "payment": "category",
    "store_card": "flag", "coupons": "count", "delivery_rating": "answer", "weight_ordered": "amount",
}  # fmt: skip


def _planted(rng: Rng, k: int, apart: float, telling: int, columns: int, sizes: Floats) -> tuple[Columns, int]:
    """Segments that differ in some of the columns, by so many standard deviations within a segment.

    Every two segments differ in several of the telling columns: their levels are drawn until they do.
    """
    segment = rng.choice(k, size=int(rng.integers(250, 500)) * k, p=sizes)
    while True:
        level = rng.integers(0, 3, size=(k, telling)).astype(float)
        differ = (level[:, None] != level).sum(axis=2)[np.triu_indices(k, 1)]
        if differ.min() >= min(2, telling):
            break
    budget = rng.standard_normal(len(segment))
    table: Columns = {}
    for j, name in enumerate(rng.permutation(list(TELLING))[:telling]):
        score = _loaded(rng, budget, rng.uniform(0, 0.25)) + apart * (level[segment, j] - 1)
        table[name] = _as_column(rng, TELLING[name], score)
    for name in rng.permutation(list(SILENT))[: columns - telling]:
        table[name] = _as_column(rng, SILENT[name], _loaded(rng, budget, rng.uniform(0, 0.25)))
    return {name: table[name] for name in rng.permutation(list(table))}, k


def _as_column(rng: Rng, form: str, z: Floats) -> object:
    """A score as one of the forms that customers' columns take."""
    if form == "amount":
        return np.round(np.exp(4 + 0.3 * z), 2)
    if form == "index":
        return np.round(100 + 10 * z, 1)
    if form == "percent":
        return np.round(100 / (1 + np.exp(-0.4 * z)), 1)
    if form == "count":
        return rng.poisson(np.exp(0.8 + 0.4 * z))
    if form == "answer":
        return np.clip(np.round(3 + z), 1, 5).astype(int)
    if form == "flag":
        return z > rng.uniform(-0.8, 0.8)
    return _category(rng, len(z), ("A", "B", "C", "D"), 4.0)


def clear_segments(rng: Rng) -> tuple[Columns, int]:
    """Three to seven segments that differ in four to eight of 12 to 25 columns by five standard deviations."""
    k = int(rng.integers(3, 8))
    return _planted(rng, k, 5.0, int(rng.integers(4, 9)), int(rng.integers(12, 26)), rng.dirichlet(np.full(k, 8.0)))


def close_segments(rng: Rng) -> tuple[Columns, int]:
    """The same at three and a half standard deviations: most customers are nearest to their own segment's middle."""
    k = int(rng.integers(3, 8))
    return _planted(rng, k, 3.5, int(rng.integers(4, 9)), int(rng.integers(12, 26)), rng.dirichlet(np.full(k, 8.0)))


def unequal_segments(rng: Rng) -> tuple[Columns, int]:
    """The smallest segment is a tenth of the largest."""
    k = int(rng.integers(3, 8))
    weight = np.geomspace(1, 10, k)
    return _planted(rng, k, 5.0, int(rng.integers(4, 9)), int(rng.integers(12, 26)), weight / weight.sum())


WITHOUT: dict[str, Callable[[Rng], Columns]] = {
    one.__name__: one
    for one in (
        zero_inflated_counts, months_and_categories, percentages, answers, ages_and_incomes, browsing,
        recency_frequency_monetary, yes_and_no, everything,
    )
}  # fmt: skip
WITH: dict[str, Callable[[Rng], tuple[Columns, int]]] = {
    one.__name__: one for one in (clear_segments, close_segments, unequal_segments)
}


def prepared(columns: Columns) -> Floats:
    """The matrix that an upload of these columns leads to."""
    text = pd.DataFrame(columns).to_csv(index=False).encode()
    return np.asarray(prepare(read_table(text, "customers.csv")).values)


def customer_tables(seeds: range, only: Collection[str] | None = None) -> Iterator[Case]:
    """One table of every kind for every seed."""
    for kind in (*WITHOUT, *WITH):
        for seed in seeds if not only or kind in only else ():
            rng = np.random.default_rng([seed, *kind.encode()])
            columns, k = (WITHOUT[kind](rng), 1) if kind in WITHOUT else WITH[kind](rng)
            yield Case(kind, seed, prepared(columns), k)
