"""A stored table is the table: values, types, order, names, and all that was noticed about it."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.storage.tables import DESCRIPTION, FRAME, MAPPED, DamagedTable, load_table, save_table
from engine.dataset import (
    Column,
    Columns,
    Dataset,
    DerivedColumn,
    Dialect,
    Kind,
    Meaning,
    Note,
    Role,
    SetAsideRow,
    Severity,
    TransactionColumns,
)
from engine.mapped import dump, is_mapped

ENCODABLE = st.characters(exclude_categories=("Cs",))
NAMES = st.lists(st.text(max_size=12), unique=True, min_size=1, max_size=5)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    rows = draw(st.integers(0, 8))
    texts = st.one_of(st.none(), st.text(ENCODABLE, max_size=8))
    moments = st.one_of(st.none(), st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1)))

    def column() -> pd.Series:
        kind = draw(st.sampled_from(["int", "float", "text", "s", "ms", "us", "ns", "bool", "object"]))
        if kind == "int":
            values = draw(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=rows, max_size=rows))
            return pd.Series(np.array(values, dtype=np.int64))
        if kind == "float":
            return pd.Series(draw(st.lists(st.floats(), min_size=rows, max_size=rows)), dtype="float64")
        if kind == "bool":
            return pd.Series(draw(st.lists(st.booleans(), min_size=rows, max_size=rows)), dtype="bool")
        if kind in {"text", "object"}:
            values = draw(st.lists(texts, min_size=rows, max_size=rows))
            return pd.Series(values, dtype="str" if kind == "text" else "object")
        moment = draw(st.lists(moments, min_size=rows, max_size=rows))
        return pd.Series(moment, dtype=f"datetime64[{kind}]")

    names = draw(NAMES)
    frame = pd.DataFrame({position: column() for position in range(len(names))}, index=range(rows))
    frame.columns = pd.Index(names, dtype=object)
    return frame


def dataset(frame: pd.DataFrame) -> Dataset:
    columns = Columns([Column(str(name), Kind.NUMBER, Role.FEATURE, Meaning.BUDGET) for name in frame.columns])
    return Dataset(frame=frame, columns=columns, fingerprint="f1")


@settings(deadline=None)
@given(frame=frames())
def test_every_frame_comes_back(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("table")
    save_table(folder, dataset(frame))
    assert not (folder / MAPPED).exists()
    for way in ("from Parquet", "mapped"):
        assert (folder / MAPPED).exists() == (way == "mapped")
        back = load_table(folder)
        pd.testing.assert_frame_equal(back.frame, frame, check_column_type=False, check_exact=True)
        assert list(back.frame.dtypes) == list(frame.dtypes)
        assert back.columns.names == tuple(frame.columns)


def test_all_that_is_known_comes_back(tmp_path: Path) -> None:
    column = Column("Income", Kind.NUMBER, Role.FEATURE, Meaning.BUDGET, "why", "$", 3, 9, 1, ("x",), (-1.0,), True)
    original = Dataset(
        frame=pd.DataFrame({"Income": [1.5, np.nan]}),
        columns=Columns([column]),
        fingerprint="abc",
        notes=(Note("seen", Severity.WARNING, "Income"),),
        name="customers.csv",
        derived=(DerivedColumn("Age", "2025 - Born", ("Born",), Kind.NUMBER, Role.PROFILE, Meaning.AGE, "years"),),
        dialect=Dialect("delimited", "utf-8", ";", '"', None, "\r\n", None, sheets=("a", "b")),
        set_aside=(SetAsideRow(7, "too many fields", "a;b;c"),),
        transactions=TransactionColumns("customer", "date"),
        synthetic=True,
    )
    save_table(tmp_path, original)
    back = load_table(tmp_path)
    assert tuple(back.columns) == tuple(original.columns)
    for field in ("fingerprint", "notes", "name", "derived", "dialect", "set_aside", "transactions", "synthetic"):
        assert getattr(back, field) == getattr(original, field)


@pytest.mark.parametrize("name", [FRAME, DESCRIPTION])
@pytest.mark.parametrize("damage", ["gone", "cut", "empty"])
def test_damage_is_noticed(tmp_path: Path, name: str, damage: str) -> None:
    save_table(tmp_path, dataset(pd.DataFrame({"a": np.arange(1000), "b": np.arange(1000) / 3})))
    path = tmp_path / name
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(content[: len(content) // 2] if damage == "cut" else b"")
    with pytest.raises(DamagedTable):
        load_table(tmp_path)


def test_one_changed_byte_in_the_data_is_noticed(tmp_path: Path) -> None:
    numbers = np.random.default_rng(0).integers(0, 2**60, 5000)
    save_table(tmp_path, dataset(pd.DataFrame({"a": numbers})))
    content = bytearray((tmp_path / FRAME).read_bytes())
    content[len(content) // 2] ^= 0x10
    (tmp_path / FRAME).write_bytes(content)
    with pytest.raises(DamagedTable):
        load_table(tmp_path)


@pytest.mark.parametrize("damage", ["gone", "cut", "another table", "one bit"])
def test_a_damaged_mapped_frame_is_made_again(tmp_path: Path, damage: str) -> None:
    frame = pd.DataFrame({"a": np.arange(50_000), "b": [f"id {row}" for row in range(50_000)]})
    save_table(tmp_path, dataset(frame))
    load_table(tmp_path)
    path = tmp_path / MAPPED
    content = bytearray(path.read_bytes())
    path.unlink()
    if damage == "cut":
        path.write_bytes(content[:-5000])
    elif damage == "one bit":
        content[-5000] ^= 1
        path.write_bytes(content)
    elif damage == "another table":
        dump((("other",), frame.iloc[::-1]), path)
    pd.testing.assert_frame_equal(load_table(tmp_path).frame, frame)
    pd.testing.assert_frame_equal(load_table(tmp_path).frame, frame)
    assert is_mapped(load_table(tmp_path).frame["a"].to_numpy())
