"""The sentences that say what the data alone would decide agree with what the preparation does."""

from pathlib import Path

import pytest

from engine.columns.table import read_table
from engine.dataset import Dataset
from engine.preparation.defaults import column_defaults
from engine.preparation.prepare import prepare
from engine.preparation.spec import PreparationSpec

TABLES = ["other/CC GENERAL.csv", "other/bank-full.csv", "other/WA_Fn-UseC_-Telco-Customer-Churn.csv"]


@pytest.fixture(scope="module")
def table() -> Dataset:
    lines = [
        f"{n},{n % 9},{int(1.04**n)},{['a', 'b', 'c'][n % 3]},{'' if n % 10 == 0 else n % 13},5" for n in range(200)
    ]
    return read_table("\n".join(["id,visits,spending,colour,income,same", *lines]).encode())


def test_every_choice_has_its_sentence(table: Dataset) -> None:
    said = column_defaults(table, PreparationSpec(), "income")
    assert set(said) == {"imputation", "outliers", "transform", "scaling", "encoding", "weight"}
    assert "missing for 20 customers" in said["imputation"]
    assert "standardised" in said["scaling"]
    assert "No value stands far apart" in said["outliers"]
    assert "long-tailed" in column_defaults(table, PreparationSpec(), "spending")["transform"]
    assert "3 features of 0 and 1" in column_defaults(table, PreparationSpec(), "colour")["encoding"]
    assert "No cell is empty" in column_defaults(table, PreparationSpec(), "visits")["imputation"]


def test_what_was_chosen_for_the_column_does_not_count(table: Dataset) -> None:
    chosen = PreparationSpec.from_json({"columns": {"income": {"scaling": "min_max", "imputation": "mean"}}})
    assert column_defaults(table, chosen, "income") == column_defaults(table, PreparationSpec(), "income")


def test_a_column_that_tells_nobody_apart_has_none(table: Dataset) -> None:
    assert column_defaults(table, PreparationSpec(), "same") == {}


@pytest.mark.parametrize("name", TABLES)
def test_real_columns_are_prepared_as_is_said(realdata: Path, name: str) -> None:
    dataset = read_table(realdata / name)
    steps = prepare(dataset).steps
    done = {
        (step.column, f"{step.detail} {step.reason}".strip()) for step in steps if step.action in ("log", "scale")
    }
    told = [
        (column.name, sentence)
        for column in dataset.columns
        for sentence in column_defaults(dataset, PreparationSpec(), column.name).values()
    ]
    features = {step.column for step in steps if step.action == "scale"}
    assert done <= set(told), done - set(told)
    assert features
