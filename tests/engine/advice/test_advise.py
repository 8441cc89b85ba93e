"""What the advice says about tables whose groups are known, and about tables that cannot have any."""

from pathlib import Path

import numpy as np
import pytest

from engine.advice.advise import advise_k, find_groups
from engine.advice.result import Advice, Verdict
from engine.columns.table import read_table
from engine.dataset import Role
from engine.errors import EngineError
from engine.preparation.prepare import prepare
from engine.preparation.spec import ColumnSpec, PreparationSpec
from engine.sweep.sweep import sweep_k


def blobs(seed: int, k: int, d: int = 3, size: int = 80, apart: float = 9.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    grid = np.stack(np.meshgrid(*[np.arange(3)] * d), axis=-1).reshape(-1, d)
    centers = apart * rng.permutation(grid)[:k]
    return np.concatenate([c + rng.standard_normal((size, d)) for c in centers])


@pytest.mark.parametrize("k", [2, 4, 7])
def test_counts_groups_that_stand_apart(k: int) -> None:
    advice = advise_k(blobs(1, k), seed=3)
    assert (advice.k, advice.suggested_k, advice.verdict) == (k, k, Verdict.NATURAL)


def test_finds_more_groups_than_the_sweep_went_to() -> None:
    x = blobs(2, 15)
    assert advise_k(x, sweep_k(x, range(2, 7)), seed=0).k == 15


def test_without_a_sweep_the_criteria_reach_the_groups_that_were_found() -> None:
    advice = advise_k(blobs(2, 15))
    assert (advice.k, advice.suggested_k) == (15, 15)
    assert {15, 16} <= advice.criteria["silhouette"].values.keys()
    assert len(advice.stability[15]) == len(advice.described[15]) == 15


def test_flows_and_descriptions_are_there_for_every_k() -> None:
    advice = advise_k(blobs(7, 3), sweep_k(blobs(7, 3), range(2, 6)))
    assert advice.flows.keys() == {2, 3, 4}
    assert all(sum(map(sum, flow)) == pytest.approx(1) for flow in advice.flows.values())
    assert advice.described.keys() == {2, 3, 4, 5}
    assert advice.criteria["described"].values[3] == 1.0


def test_the_mall_customers_are_five_groups_by_income_and_spending(realdata: Path) -> None:
    table = read_table(realdata / "other" / "Mall_Customers.csv")
    roles = {name: ColumnSpec(role=Role.PROFILE) for name in ("Age", "Gender", "Genre")}
    spec = PreparationSpec(columns={name: each for name, each in roles.items() if name in table.frame})
    advice = advise_k(prepare(table, spec))
    assert (advice.k, advice.verdict) == (5, Verdict.NATURAL)


@pytest.mark.parametrize("shape", ["uniform", "gaussian", "log_normal", "integers", "categories"])
def test_says_one_where_there_are_no_groups(shape: str) -> None:
    rng = np.random.default_rng(5)
    table = {
        "uniform": rng.uniform(size=(400, 3)),
        "gaussian": rng.standard_normal((400, 6)),
        "log_normal": np.exp(rng.standard_normal((400, 4))),
        "integers": rng.integers(1, 6, size=(400, 4)).astype(float),
        "categories": np.eye(4)[rng.integers(4, size=400)],
    }[shape]
    advice = advise_k(table, seed=1)
    assert advice.k == 1
    assert advice.suggested_k >= 2
    assert advice.verdict is not Verdict.NATURAL


def test_independent_columns_are_no_segments_and_correlated_ones_are_slices() -> None:
    rng = np.random.default_rng(8)
    independent = rng.standard_normal((600, 4))
    correlated = independent + 2 * rng.standard_normal((600, 1))
    assert advise_k(independent).verdict is Verdict.NONE
    assert advise_k(correlated).verdict in {Verdict.REPRODUCIBLE, Verdict.CONSTRUCTIVE}


def test_the_same_seed_gives_the_same_advice() -> None:
    x = blobs(4, 3)
    first, second = advise_k(x, seed=7), advise_k(x, seed=7)
    assert (first.k, first.reasons, first.stability) == (second.k, second.reasons, second.stability)


@pytest.mark.parametrize("k", [1, 5])
def test_the_advice_does_not_depend_on_the_number_of_threads(k: int, monkeypatch: pytest.MonkeyPatch) -> None:
    x = blobs(4, k, d=4, size=60) if k > 1 else np.random.default_rng(4).standard_normal((400, 4))
    found = []
    for threads in ("1", "3"):
        monkeypatch.setenv("TESSERA_THREADS", threads)
        found.append((find_groups(x), advise_k(x)))
    (groups, advice), (other_groups, other_advice) = found
    assert (groups.k, groups.evidence) == (other_groups.k, other_groups.evidence)
    assert advice == other_advice


def test_every_criterion_is_there_with_one_value_per_k() -> None:
    x = blobs(6, 3)
    sweep = sweep_k(x, range(2, 6))
    advice = advise_k(x, sweep)
    assert {"elbow", "silhouette", "calinski_harabasz", "davies_bouldin", "gap"} <= advice.criteria.keys()
    assert {"prediction_strength", "stability", "smallest_segment"} <= advice.criteria.keys()
    assert {k: len(values) for k, values in advice.stability.items()} == {2: 2, 3: 3, 4: 4, 5: 5}
    assert all(0 <= v <= 1 for values in advice.stability.values() for v in values)


@pytest.mark.parametrize(
    "table",
    [np.zeros((50, 3)), np.repeat([[0.0, 1], [2, 3]], 20, axis=0), np.arange(5.0)[:, None], np.ones((3, 1))],
    ids=["all equal", "two forms", "five rows", "three equal rows"],
)
def test_degenerate_tables_get_a_reason(table: np.ndarray) -> None:
    advice = advise_k(table)
    assert isinstance(advice, Advice)
    assert advice.k == 1
    assert advice.reasons[0]


@pytest.mark.parametrize("table", [np.array([[1.0, np.nan]] * 9), np.ones(5), np.array([["a"]] * 5)])
def test_bad_input_is_refused_in_a_sentence(table: np.ndarray) -> None:
    with pytest.raises(EngineError) as error:
        advise_k(table)
    assert error.value.remedy


def test_a_sweep_of_other_features_is_refused() -> None:
    x = blobs(3, 3, size=30)
    with pytest.raises(EngineError, match="2 features, but this matrix has 3"):
        advise_k(x, sweep_k(x[:, :2]))


@pytest.mark.parametrize("scale", [1e-30, 1e12, 1e19, 1e30])
def test_the_advice_does_not_hang_on_the_unit(scale: float) -> None:
    x = blobs(3, 3, size=40)
    advice = advise_k(x * scale)
    assert (advice.k, advice.verdict) == (3, Verdict.NATURAL)


def test_one_value_far_beyond_all_others_is_no_fault() -> None:
    x = np.concatenate([np.random.default_rng(3).standard_normal((200, 2)), [[1e12, 0.0]]])
    assert advise_k(x).k == 1


@pytest.mark.parametrize("shape", [(60, 5), (150, 5), (1000, 2)])
def test_one_customer_far_beyond_all_others_is_no_fault(shape: tuple[int, int]) -> None:
    x = np.random.default_rng(0).normal(size=shape)
    x[0] = 1e9
    assert advise_k(x).suggested_k >= 2


@pytest.mark.parametrize("forms", [3, 8])
def test_copies_of_a_few_customers_are_no_groups(forms: int) -> None:
    table = np.repeat(np.random.default_rng(4).standard_normal((forms, 3)), 40, axis=0)
    advice = advise_k(table)
    assert advice.k == find_groups(table).k == 1
    assert f"only {forms} different forms" in advice.reasons[0]


@pytest.mark.parametrize("seed", [3, 10])
def test_two_rounded_columns_that_nearly_say_the_same_are_no_groups(seed: int) -> None:
    rng = np.random.default_rng(seed)
    factor = rng.standard_normal((1500, 1))
    assert find_groups(np.round(2.5 * factor + 0.6 * rng.standard_normal((1500, 2)))).k == 1


def test_progress_grows_and_can_cancel() -> None:
    seen: list[float] = []
    advise_k(blobs(3, 3, size=40), progress=lambda share, text: seen.append(share))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0

    def stop(share: float, text: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        advise_k(blobs(3, 3, size=40), progress=stop)


@pytest.mark.parametrize("levels", [2, 3])
def test_answers_and_levels_of_a_category_do_not_multiply_the_groups(levels: int) -> None:
    rng = np.random.default_rng(8)
    group, level = rng.integers(0, 3, 780), rng.integers(0, levels, 780)
    numbers = np.eye(3, 4)[group] * 9 + rng.standard_normal((780, 4))
    one_hot = np.eye(levels)[level] if levels > 2 else level[:, None].astype(float)
    table = np.column_stack([numbers / numbers.std(axis=0), one_hot / one_hot.std(axis=0)])
    assert advise_k(table).k == 3
