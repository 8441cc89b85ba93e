"""Columns that between them tell a count hide its steps."""

import numpy as np

from engine.advice.advise import find_groups
from engine.advice.given_away import giving_away


def buyers(rng: np.random.Generator, n: int = 600) -> np.ndarray:
    """Logarithms of orders, average basket and spending, which is the product of both."""
    orders = 1 + rng.poisson(rng.gamma(1.2, 1.5, n))
    basket = 3.5 + 0.7 * rng.standard_normal(n)
    return np.column_stack([np.log(orders), basket, basket + np.log(orders)])


def test_who_bought_once_or_twice_is_no_group() -> None:
    for seed in (1, 2):
        x = buyers(np.random.default_rng(seed))
        assert find_groups((x - x.mean(axis=0)) / x.std(axis=0)).k == 1


def test_one_of_the_columns_goes_and_only_where_steps_show() -> None:
    rng = np.random.default_rng(0)
    x = buyers(rng)
    assert giving_away(x) == [2]
    assert giving_away(x[:, :2]) == []
    x[:, 2] += 0.5 * rng.standard_normal(len(x))
    assert giving_away(x) == []


def test_an_answer_for_each_group_does_not_cost_the_columns_that_tell_the_groups() -> None:
    rng = np.random.default_rng(0)
    kind = np.repeat(np.arange(4), 60)
    assert giving_away(np.column_stack([20 * kind + rng.standard_normal(240), kind])) == []
