"""Whatever the contracts hold comes back from JSON as it was."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage.plain import from_plain, to_plain
from engine.dataset import Column, DerivedColumn, Dialect, Note, OtherTable, SetAsideRow, TransactionColumns

CONTRACTS = (Column, Note, DerivedColumn, SetAsideRow, Dialect, OtherTable, TransactionColumns)
# Every text that can be encoded, also signs that break naive formats.
TEXTS = st.text(max_size=20)


def instances() -> st.SearchStrategy[Any]:
    st.register_type_strategy(str, TEXTS)
    return st.one_of(*(st.from_type(contract) for contract in CONTRACTS))


@given(value=instances())
def test_contracts_come_back(value: Any) -> None:
    back = from_plain(type(value), json.loads(json.dumps(to_plain(value))))
    assert repr(back) == repr(value)  # repr, because a sentinel that is not a number differs from itself


def test_a_field_of_another_version_is_left_out() -> None:
    assert from_plain(Note, {"message": "m", "severity": "info", "colour": "red"}) == Note("m")


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="bytes"):
        to_plain({"a": b"x"})
