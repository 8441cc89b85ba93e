"""The advice on customer tables through the whole path: read, prepared, advised."""

import numpy as np
import pandas as pd
import pytest

from engine.advice.advise import advise_k, find_groups
from engine.advice.categories import echoes, follow_levels
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


def test_an_answer_that_cuts_a_continuum_in_two_makes_no_groups() -> None:
    rng = np.random.default_rng(0)
    factor = rng.standard_normal(600)
    columns = [factor + 0.5 * rng.standard_normal(600) for _ in range(3)]
    x = np.column_stack([*columns, factor > 0])
    assert find_groups((x - x.mean(axis=0)) / x.std(axis=0)).k == 1


def test_an_answer_marks_a_group_where_other_columns_tell_it_as_well() -> None:
    rng = np.random.default_rng(0)
    kind = np.repeat([0, 1], [190, 20])
    x = rng.standard_normal((210, 3))
    x[kind == 1, :2] += 6
    assert not follow_levels(np.column_stack([x, kind]), kind)
    chance = rng.integers(0, 2, size=210)
    assert follow_levels(np.column_stack([x, chance]), chance)


@pytest.mark.parametrize("seed", [2, 3])
def test_an_answer_beside_the_amount_that_it_announces_is_no_group(seed: int) -> None:
    rng = np.random.default_rng(seed)
    wish = rng.standard_normal((1400, 2)) + 0.6 * rng.standard_normal((1400, 1))
    owns = wish > 0.2
    amounts = np.where(owns, np.log1p(np.exp(5 + 0.8 * wish + 0.6 * rng.standard_normal((1400, 2)))), 0)
    table = np.column_stack([owns, amounts])
    assert advise_k((table - table.mean(axis=0)) / table.std(axis=0)).k == 1


def test_columns_that_only_say_whether_another_is_at_its_end() -> None:
    rng = np.random.default_rng(4)
    amount = np.where(rng.random(300) < 0.4, 0, rng.gamma(2, 1, 300))
    table = np.column_stack([amount, amount > 0, amount == 0, rng.random(300) < 0.4, -amount])
    assert echoes(table) == {1: [0, 4], 2: [0, 4]}
