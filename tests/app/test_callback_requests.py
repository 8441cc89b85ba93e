"""The guard before Dash: what our pages send passes, everything else is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.callback_requests import fits

CALLBACKS = {
    "title.children": {
        "inputs": [{"id": "view", "property": "data"}, {"id": '{"row":["ALL"],"type":"x"}', "property": "value"}],
        "state": [{"id": '{"row":["MATCH"],"type":"y"}', "property": "value"}],
    }
}


def body(**changed: Any) -> dict[str, Any]:
    return {
        "output": "title.children",
        "outputs": {"id": "title", "property": "children"},
        "inputs": [
            {"id": "view", "property": "data", "value": None},
            [{"id": {"row": 1, "type": "x"}, "property": "value", "value": 3}],
        ],
        "state": [{"id": {"row": 1, "type": "y"}, "property": "value"}],
        "changedPropIds": ["view.data"],
    } | changed


def test_what_a_page_sends_passes() -> None:
    assert fits(body(), CALLBACKS)
    assert fits(body(inputs=[body()["inputs"][0], []]), CALLBACKS)


@pytest.mark.parametrize(
    "changed",
    [
        {"output": 1},
        {"output": "other.children"},
        {"outputs": [None]},
        {"outputs": [[{"id": "title"}]]},
        {"inputs": []},
        {"inputs": {"id": "view"}},
        {"inputs": [{"id": "view", "property": "data"}, {"id": {"row": 1, "type": "x"}, "property": "value"}]},
        {"inputs": [[{"id": "view", "property": "data"}], []]},
        {"inputs": [{"id": "other", "property": "data"}, []]},
        {"inputs": [{"id": "view", "property": "style"}, []]},
        {"state": [{"id": {"row": 1}, "property": "value"}]},
        {"state": [{"property": "value"}]},
        {"changedPropIds": "view.data"},
        {"changedPropIds": [None]},
    ],
)
def test_what_no_page_sends_is_refused(changed: dict[str, Any]) -> None:
    assert not fits(body(**changed), CALLBACKS)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["id", "property", "value"]) | st.text(), inner),
)


@given(JSON, st.dictionaries(st.sampled_from(["outputs", "inputs", "state", "changedPropIds"]), JSON))
def test_no_json_makes_it_fail(anything: Any, changed: dict[str, Any]) -> None:
    fits(anything, CALLBACKS)
    fits(body(**changed), CALLBACKS)
