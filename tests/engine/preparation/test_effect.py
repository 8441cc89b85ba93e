"""What would happen to a column is what does happen to it."""

import numpy as np
import pandas as pd
import pytest

from engine.dataset import Kind, Role
from engine.errors import EngineError
from engine.preparation.effect import MOST_LEVELS, column_effect
from engine.preparation.prepare import prepare
from engine.preparation.spec import ColumnSpec, Imputation, Outliers, PreparationSpec, Scaling, Transform

from .conftest import Build

ROLES = {"id": Role.IDENTIFIER}


def trying(name: str, **settings: object) -> PreparationSpec:
    return PreparationSpec(columns={name: ColumnSpec(**settings)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("income", {}),
        ("income", {"imputation": Imputation.SET_ASIDE}),
        ("income", {"imputation": Imputation.MEAN, "scaling": Scaling.MIN_MAX}),
        ("spending", {"outliers": Outliers.CLIP, "clip": (5.0, 95.0), "transform": Transform.LOG}),
        ("spending", {"outliers": Outliers.SET_ASIDE}),
        ("joined", {}),
        ("city", {}),
        ("newsletter", {}),
    ],
)
def test_the_steps_and_the_customers_set_aside_are_those_of_the_preparation(
    make: Build, customers: pd.DataFrame, name: str, settings: dict[str, object]
) -> None:
    spec = trying(name, **settings)
    others = {each: ColumnSpec(outliers=Outliers.KEEP) for each in ("income", "spending", "visits") if each != name}
    spec = PreparationSpec(columns={**others, **spec.columns})
    dataset = make(customers, roles=ROLES)
    effect, matrix = column_effect(dataset, spec, name), prepare(dataset, spec)
    assert effect.steps == tuple(step for step in matrix.steps if step.column == name and step.action != "derive")
    assert effect.set_aside == tuple((each.row, each.reason) for each in matrix.set_aside)
    assert effect.after is not None
    if effect.after.edges:
        own = matrix.values[:, matrix.feature_names.index(name)]
        assert effect.after.counts == tuple(np.histogram(own.astype(float), bins=len(effect.after.counts))[0])


def test_before_is_the_table_as_it_is(make: Build, customers: pd.DataFrame) -> None:
    effect = column_effect(make(customers, roles=ROLES), trying("income", transform=Transform.LOG), "income")
    assert sum(effect.before.counts) + effect.n_missing == len(customers)
    assert effect.before.edges[0] == customers["income"].min()
    assert effect.n_missing == 3


def test_levels_beyond_the_shown_are_counted_together(make: Build, customers: pd.DataFrame) -> None:
    customers["shop"] = [f"shop {number % 20}" for number in range(len(customers))]
    effect = column_effect(make(customers, roles=ROLES), PreparationSpec(), "shop")
    assert len(effect.before.levels) == MOST_LEVELS + 1
    assert effect.before.levels[-1] == "12 more"
    assert sum(effect.before.counts) == len(customers)


def test_dates_are_shown_as_dates(make: Build, customers: pd.DataFrame) -> None:
    effect = column_effect(make(customers, roles=ROLES), PreparationSpec(), "joined")
    assert str(effect.before.edges[0]).startswith("2020-01")


def test_a_column_that_only_describes_has_no_after(make: Build, customers: pd.DataFrame) -> None:
    effect = column_effect(make(customers, roles=ROLES), trying("income", role=Role.PROFILE), "income")
    assert effect.after is None
    assert effect.steps == ()


def test_a_choice_that_leaves_nobody_is_a_sentence(make: Build, customers: pd.DataFrame) -> None:
    customers["empty"] = np.where(np.arange(len(customers)) < 2, 1.0, np.nan)
    dataset = make(customers, roles=ROLES, kinds={"empty": Kind.NUMBER})
    with pytest.raises(EngineError, match="298 of 300 customers would be set aside"):
        column_effect(dataset, trying("empty", imputation=Imputation.SET_ASIDE), "empty")
