"""What an opened page will ask is told from its layout."""

from typing import Any

from dash import dcc, html

from app.first_answers import questions
from app.shell import Ids

STATE = {"kind": "ready", "key": "x", "search": "?dataset=x"}
VIEW = {"id": "shell-view", "property": "data"}
SELECT, CHOICES = {"id": "select", "property": "value"}, {"id": "shell-choices", "property": "data"}


def layout(state: dict[str, str] | None = STATE) -> html.Div:
    stores = [dcc.Store(id=Ids.VIEW), dcc.Store(id=Ids.STATE, data=state), dcc.Store(id=Ids.CHOICES, data={"k": 3})]
    return html.Div([*stores, html.Div([dcc.Input(id="select", value="a"), html.P(id="words"), html.P(id="more")])])


def callback(*inputs: dict[str, str], state: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
    return {"inputs": list(inputs), "state": list(state), "callback": object()}


def test_a_question_is_that_of_the_browser() -> None:
    callbacks = {"..words.children...more.children..": callback(VIEW, SELECT, state=(CHOICES,))}
    assert list(questions(layout(), callbacks, "dark")) == [
        {
            "output": "..words.children...more.children..",
            "outputs": [{"id": "words", "property": "children"}, {"id": "more", "property": "children"}],
            "inputs": [{**VIEW, "value": {**STATE, "theme": "dark", "revision": 0}}, {**SELECT, "value": "a"}],
            "changedPropIds": ["shell-view.data"],
            "state": [{**CHOICES, "value": {"k": 3}}],
        }
    ]


def test_one_output_alone_is_no_list() -> None:
    (question,) = questions(layout(), {"words.children": callback(VIEW)}, "light")
    assert question["outputs"] == {"id": "words", "property": "children"}


def test_only_what_listens_to_the_view_and_stands_on_the_page_is_asked() -> None:
    callbacks = {
        "words.children": callback(SELECT),
        "elsewhere.children": callback(VIEW),
        "more.children": callback(VIEW, {"id": "elsewhere", "property": "value"}),
        "words.title": {"inputs": [VIEW], "state": []},  # answered in the browser
    }
    assert not list(questions(layout(), callbacks, "light"))


def test_what_takes_another_answer_waits_for_it() -> None:
    callbacks = {"select.value": callback(VIEW), "words.children": callback(VIEW, SELECT)}
    assert [question["output"] for question in questions(layout(), callbacks, "light")] == ["select.value"]


def test_nothing_is_asked_while_work_goes_on_or_without_a_theme() -> None:
    callbacks = {"words.children": callback(VIEW)}
    assert not list(questions(layout({**STATE, "kind": "working"}), callbacks, "light"))
    assert not list(questions(layout(None), callbacks, "light"))
    assert not list(questions(layout(), callbacks, None))
