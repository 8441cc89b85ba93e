"""Who is at the end of a column is one answer, however many columns repeat it."""

import numpy as np
import pytest

from engine.advice.advise import advise_k, find_groups
from engine.advice.ends import are_answers, parted_ends, without_answers

Floats = np.ndarray


def standardised(table: Floats) -> Floats:
    return (table - table.mean(axis=0)) / table.std(axis=0)


def savers(rng: np.random.Generator, n: int = 500) -> Floats:
    """Balance, income, age; and savings, of which a third of the customers has none."""
    savings = np.where(rng.random(n) < 0.36, 0, np.log1p(np.exp(9 + 0.7 * rng.standard_normal(n))))
    return np.column_stack([rng.standard_normal((n, 3)), savings])


@pytest.mark.parametrize("seed", [1, 2])
def test_an_amount_that_some_do_not_have_makes_no_group(seed: int) -> None:
    assert advise_k(standardised(savers(np.random.default_rng(seed)))).k == 1


def test_columns_that_are_all_zero_for_who_never_came_make_no_group() -> None:
    rng = np.random.default_rng(1)
    visits = rng.poisson(np.exp(1.2 + 0.7 * rng.standard_normal(1500)))
    minutes = visits * np.clip(rng.normal(62, 15, 1500), 15, 150)
    table = np.column_stack([np.log1p(visits), np.log1p(minutes), rng.standard_normal((1500, 2))])
    assert advise_k(standardised(table)).k == 1


def test_who_bought_once_is_no_group_although_two_columns_together_tell_the_number_of_orders() -> None:
    rng = np.random.default_rng(2)
    orders = 1 + rng.poisson(rng.gamma(1.2, 1, 1500))
    basket = 3.5 + 0.8 * rng.standard_normal(1500) / np.sqrt(orders)
    table = np.column_stack([np.log(orders), basket, basket + np.log(orders), rng.standard_normal(1500)])
    assert find_groups(standardised(table)).k == 1


def test_groups_that_other_columns_tell_stand_without_the_end() -> None:
    rng = np.random.default_rng(3)
    kind = np.repeat([0, 1], [200, 120])
    x = np.column_stack([rng.standard_normal((320, 3)) + 5 * kind[:, None], np.where(kind, 0, rng.gamma(5, 1, 320))])
    assert list(parted_ends(x, kind)) == [3]
    assert not are_answers(x, kind)
    assert find_groups(x).k == 2


def test_rows_at_an_end_take_what_is_expected_of_them_and_an_answer_goes() -> None:
    rng = np.random.default_rng(0)
    age = np.arange(40.0)
    has = rng.random(40) < 0.7
    x = np.column_stack([age, np.where(has, 100 + 2 * age, 0), has])
    noisy = np.where(has, 100 + 2 * age + 30 * rng.standard_normal(40), 0)
    rest = without_answers(np.column_stack([age, noisy, has]), has.astype(int), rng)
    assert rest is not None
    assert rest.shape == (40, 2)
    np.testing.assert_array_equal(rest[has, 1], noisy[has])
    assert set(rest[~has, 1]) <= set(noisy[has])
    assert without_answers(x, np.array([0, 1] * 20), rng) is None
