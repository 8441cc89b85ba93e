"""Computed columns: arithmetic and nothing else."""

import numpy as np
import pandas as pd
import pytest

from engine.errors import EngineError
from engine.preparation.derive import check_expression, with_derived
from engine.preparation.plan import DerivedPlan

FRAME = pd.DataFrame({"a": [1.0, 2.0, -1.0], "b c": [4.0, 5.0, 6.0], "d": pd.to_datetime(["2020-01-02"] * 3)})


@pytest.mark.parametrize(
    "expression",
    [
        "a + `b c`",
        "2025 - a",
        "a / (`b c` + 1e-3)",
        "735234 - (365 * (d.dt.year - 1) + (d.dt.year - 1) // 4 + d.dt.day_of_year)",
        "a.fillna(0) ** 2",
        "`b c` > 4 and a < 2",
    ],
)
def test_arithmetic_is_computed(expression: str) -> None:
    plan = DerivedPlan("made", expression, ("a", "b c", "d"))
    expected = FRAME.eval(expression, engine="python")
    made = with_derived(FRAME, [plan])["made"]
    pd.testing.assert_series_equal(made, expected, check_names=False)
    assert "made" not in FRAME


@pytest.mark.parametrize(
    "expression",
    [
        "a.__class__",
        "a.to_csv('/tmp/x')",
        "@pd.io.common.os.system('true')",
        "__import__('os')",
        "a.values.tofile('x')",
        "other + a",
        "`other` + a",
        "a; b",
        "a = 3",
        "a if a else b",
        "(lambda: 1)()",
        "a.fillna.__func__",
        "'x'.format(a)",
        "a\nb = a",
    ],
)
def test_anything_else_is_refused(expression: str) -> None:
    with pytest.raises(EngineError):
        with_derived(FRAME, [DerivedPlan("made", expression, ("a", "b c"))])


def test_a_column_name_cannot_smuggle_code_in() -> None:
    name = "x` + a.__class__ + `y"
    with pytest.raises(EngineError):
        check_expression(DerivedPlan("made", f"`{name}` + 1", (name,)))


def test_an_absent_source_is_named() -> None:
    with pytest.raises(EngineError, match="needs 'gone'"):
        with_derived(FRAME, [DerivedPlan("made", "gone + 1", ("gone",))])


def test_confirmed_sentinels_are_missing_in_computed_columns() -> None:
    made = with_derived(FRAME, [DerivedPlan("made", "a * 2", ("a",), (("a", (-1.0,)),))])["made"]
    np.testing.assert_array_equal(made, [2.0, 4.0, np.nan])
