"""Rules are recomputed from the table alone."""

import numpy as np
import pandas as pd
import pytest

from engine.errors import EngineError
from engine.profiles.result import Condition, Rule


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "income": [10.0, np.nan, 30.0, 999999.0],
            "city": pd.Series(["Rome", None, "Bern", "Rome"], dtype="str"),
            "since": pd.to_datetime(["2014-01-01", None, "2015-01-01", "2013-01-01"]),
            "my web": [1, 2, 3, 4],
            "code": [1, 2, 1, 1],
        }
    )


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Condition("income", ">=", 10), [True, False, True, True]),
        (Condition("income", ">=", 10, missing=(999999.0,)), [True, False, True, False]),
        (Condition("income", "<=", 10), [True, False, False, False]),
        (Condition("income", "between", (20, 40)), [False, False, True, False]),
        (Condition("city", "==", "Rome"), [True, False, False, True]),
        (Condition("code", "==", 1), [True, False, True, True]),
        (Condition("since", ">=", "2014-01-01"), [True, False, True, False]),
        (Condition("total", ">=", 33, expression="income + `my web`"), [False, False, True, True]),
    ],
)
def test_missing_values_satisfy_nothing(frame: pd.DataFrame, condition: Condition, holds: list[bool]) -> None:
    assert Rule((condition,), "").mask(frame).tolist() == holds


def test_no_condition_holds_for_everyone_and_several_for_their_intersection(frame: pd.DataFrame) -> None:
    assert Rule((), "everyone").mask(frame).all()
    both = Rule((Condition("income", ">=", 10), Condition("code", "==", 1), Condition("city", "==", "Rome")), "")
    assert both.mask(frame).tolist() == [True, False, False, True]


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition("gone", ">=", 1), "no column 'gone'"),
        (Condition("sum", ">=", 1, expression="gone + 1"), "cannot be computed"),
        (Condition("code", "~", 1), "Unknown operator"),
    ],
)
def test_what_cannot_be_checked_is_said(frame: pd.DataFrame, condition: Condition, words: str) -> None:
    with pytest.raises(EngineError, match=words):
        Rule((condition,), "").mask(frame)
