"""A DataFrame that somebody already has: any type of column becomes one of the four a Dataset holds."""

import datetime
import decimal
import pickle
import uuid
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from engine.columns.table import dataset_from_frame
from engine.dataset import Dataset, Kind
from engine.errors import EngineError


@pytest.mark.parametrize(
    ("values", "dtype", "kind"),
    [
        (pd.Series([True, False, True]), "int64", Kind.BOOLEAN),
        (pd.Series([True, None, False], dtype="boolean"), "float64", Kind.BOOLEAN),
        (pd.Series([1, 2, 5], dtype="Int32"), "int64", Kind.NUMBER),
        (pd.Series([1, None, 5], dtype="Int64"), "float64", Kind.NUMBER),
        (pd.Series([1, 2, 5], dtype="uint8"), "int64", Kind.NUMBER),
        (pd.Series([1.5, 2, 5], dtype="float32"), "float64", Kind.NUMBER),
        (pd.Series([1.5, None, 5], dtype="Float64"), "float64", Kind.NUMBER),
        (pd.Series([1, 2, 5], dtype=pd.ArrowDtype(pa.int16())), "int64", Kind.NUMBER),
        (pd.Series(["1", "2", "5"], dtype=pd.ArrowDtype(pa.string())), "int64", Kind.NUMBER),
        (pd.Series(["a", "b", "a"], dtype="category"), "str", Kind.CATEGORY),
        (pd.Series([1, 2, 5], dtype="category"), "int64", Kind.NUMBER),
        (pd.Series(pd.date_range("2014", periods=3)), "datetime64[us]", Kind.DATE),
        (pd.Series(pd.date_range("2014", periods=3, tz="Asia/Tokyo")), "datetime64[us]", Kind.DATE),
        (pd.Series(pd.to_timedelta([1, 2, 5], unit="D")), "float64", Kind.NUMBER),
        (pd.Series([decimal.Decimal("1.5"), decimal.Decimal(2), None]), "float64", Kind.NUMBER),
        (pd.Series([datetime.date(2014, 1, 1), datetime.date(2014, 1, 2), None]), "datetime64[us]", Kind.DATE),
        (pd.Series([1, "x", None], dtype=object), "str", Kind.CATEGORY),
        (pd.Series([1, 2.5, None], dtype=object), "float64", Kind.NUMBER),
        (pd.Series([[1], [2], [3]]), "str", Kind.TEXT),
        (pd.Series([uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)]), "str", Kind.TEXT),
        (pd.Series([2**70, 1, 2], dtype=object), "str", Kind.TEXT),
        (pd.Series([2**63 + 1, 1, 2], dtype="uint64"), "str", Kind.TEXT),
        (pd.Series([1 + 2j, 0, 1j]), "str", Kind.TEXT),
        (pd.Series(pd.period_range("2014-01", periods=3, freq="M")), "datetime64[us]", Kind.DATE),
    ],
)
def test_any_type(values: pd.Series, dtype: str, kind: Kind) -> None:  # type: ignore[type-arg]
    table = dataset_from_frame(pd.DataFrame({"a": values}))
    assert str(table.frame["a"].dtype) == dtype
    assert table.columns["a"].kind is kind


def test_infinities_are_unreadable_and_counted() -> None:
    column = dataset_from_frame(pd.DataFrame({"Income": [1.0, np.inf, -np.inf, 2.0]})).columns["Income"]
    assert (column.n_odd, column.n_missing, column.odd_values) == (2, 2, ("-inf", "inf"))


def test_a_named_index_is_a_column_and_a_plain_one_is_not() -> None:
    frame = pd.DataFrame({"Income": [1, 2, 5]}, index=pd.Index(["a", "b", "c"], name="customer_id"))
    assert dataset_from_frame(frame).columns.names == ("customer_id", "Income")
    assert dataset_from_frame(frame.reset_index(drop=True)).columns.names == ("Income",)


def test_names_of_any_type_become_distinct_text() -> None:
    frame = pd.DataFrame([[1, 2, 3, 4]], columns=[0, "0", None, ("a", 1)])
    assert dataset_from_frame(frame).columns.names == ("0", "0 (2)", "column 3", "('a', 1)")
    levels = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("Income", "net"), ("Income", "gross")]))
    assert dataset_from_frame(levels).columns.names == ("Income net", "Income gross")


def test_the_given_frame_is_not_changed() -> None:
    frame = pd.DataFrame({"a": [1.0, np.inf], "b": ["$1", "$2"]})
    before = frame.copy()
    table = dataset_from_frame(frame)
    table.frame.iloc[0, 0] = 99
    pd.testing.assert_frame_equal(frame, before)


def test_dates_as_digits_where_the_name_says_date() -> None:
    frame = pd.DataFrame(
        {"order_date": [20120904, 20140308], "signup": [41156, 41706], "created": [1346716800, 1394236800]}
    )
    table = dataset_from_frame(frame)
    for name in frame:
        assert table.frame[name].dt.strftime("%Y-%m-%d").tolist() == ["2012-09-04", "2014-03-08"]


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(EngineError, match="list is not a table"):
        dataset_from_frame([1, 2])  # type: ignore[arg-type]
    with pytest.raises(EngineError, match="holds dates"):
        dataset_from_frame(pd.DataFrame({"d": pd.date_range("2014", periods=2)}), overrides={"d": {"kind": "number"}})


def test_a_fingerprint_that_is_given_stands_and_any_other_is_of_the_content() -> None:
    table = dataset_from_frame(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}))
    assert Dataset(table.frame, table.columns).fingerprint == table.fingerprint
    assert pickle.loads(pickle.dumps(table)).fingerprint == table.fingerprint
    assert replace(table, name="other").fingerprint == table.fingerprint
    assert replace(table, fingerprint="abc").fingerprint == "abc"


def test_equal_content_has_equal_fingerprints_whatever_it_is_stored_in() -> None:
    frame = pd.DataFrame(
        {"a": [1.0, -0.0, np.nan], "b": ["x", None, "yy"], "d": pd.to_datetime(["2014", None, "2015"])}
    )
    same = pd.DataFrame(
        {
            "a": pd.array([1, 0, None], dtype="Float32"),
            "b": pd.Categorical(["x", None, "yy"]),
            "d": frame["d"].astype("datetime64[s]"),
        }
    )
    assert dataset_from_frame(frame).fingerprint == dataset_from_frame(same).fingerprint


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.rename(columns={"a": "c"}),
        lambda f: f[["b", "a"]],
        lambda f: f.iloc[::-1],
        lambda f: f.assign(a=[1, 2, 4]),
        lambda f: f.assign(b=["x", "yy", "z"]),
        lambda f: f.assign(b=["xy", "y", "z"]),
        lambda f: f.assign(b=["x", None, "z"]),
        lambda f: f.head(2),
    ],
)
def test_any_change_changes_the_fingerprint(change) -> None:  # type: ignore[no-untyped-def]
    frame = pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "z"]})
    assert dataset_from_frame(frame).fingerprint != dataset_from_frame(change(frame)).fingerprint


def test_columns_without_end_are_refused_and_many_are_read() -> None:
    with pytest.raises(EngineError, match="columns"):
        dataset_from_frame(pd.DataFrame(np.zeros((1, 50_001))))
    assert len(dataset_from_frame(pd.DataFrame(np.ones((2, 2_000)), columns=["x" * 200] * 2_000)).columns) == 2_000
