"""An answer is given again to who asked the same, and only while nothing has changed."""

import gzip
import json
import random
from collections.abc import Iterator

import pytest
from flask import jsonify, request
from flask.testing import FlaskClient

from app import services
from app.limits import MAX_REMEMBERED_BYTES
from app.server import create_server
from app.services.context import Context
from app.services.remembered import remembered
from tests.app.services.conftest import Place

ADDRESS = "/_dash-update-component"


class Asked:
    """A server with one callback that counts how often it is computed."""

    def __init__(self, place: Place) -> None:
        self.server = create_server(place.settings)
        self.computed = 0
        self.server.add_url_rule(ADDRESS, "callback", self._callback, methods=["POST"])
        self.client = self.browser(place.owner)

    def browser(self, owner: str) -> FlaskClient:
        client = self.server.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        with client.session_transaction() as session:
            session["owner"] = owner
        return client

    def _callback(self) -> object:
        return jsonify(remembered(self.show)(request.json["size"], request.json["choices"]))

    def show(self, size: int, choices_data: object) -> dict[str, object]:
        self.computed += 1
        return {"n": self.computed, "content": random.Random(0).randbytes(size).hex()}

    def ask(self, choices: object, size: int = 1, client: FlaskClient | None = None) -> int:
        answer = (client or self.client).post(ADDRESS, json={"choices": choices, "size": size})
        assert answer.status_code == 200
        return int(answer.json["n"])


@pytest.fixture
def asked(place: Place) -> Iterator[Asked]:
    asked = Asked(place)
    yield asked
    context: Context = asked.server.extensions["tessera"]
    context.queue.close()
    context.workspace.close()


def test_the_same_question_is_computed_once(asked: Asked, place: Place) -> None:
    choices = place.choices.to_json()
    assert [asked.ask(choices) for _ in range(3)] == [1, 1, 1]
    assert asked.ask(choices, size=2) == 2  # another request is another question
    assert asked.ask(choices | {"k": 3}) == 3


def test_another_visit_of_the_page_finds_the_answer(asked: Asked, place: Place) -> None:
    choices = place.choices.to_json()
    body = {"choices": choices, "size": 1}
    answers = [asked.client.post(f"{ADDRESS}?endId={visit}", json=body).json["n"] for visit in ("one", "two")]
    assert answers == [1, 1]


def test_it_comes_packed_to_those_who_can_unpack_it(asked: Asked, place: Place) -> None:
    body = {"choices": place.choices.to_json(), "size": 5_000}
    asked.client.post(ADDRESS, json=body)
    answer = asked.client.post(ADDRESS, json=body, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    plain = asked.client.post(ADDRESS, json=body)
    assert "Content-Encoding" not in plain.headers
    assert json.loads(gzip.decompress(answer.data)) == plain.json
    assert asked.computed == 1


def test_a_name_that_was_given_makes_it_another_answer(asked: Asked, place: Place) -> None:
    choices = place.choices.to_json()
    first = asked.ask(choices)
    place.asking(lambda: services.rename_segment(place.choices, 0, "Remembered friends"))
    try:
        assert asked.ask(choices) != first
    finally:
        place.asking(lambda: services.rename_segment(place.choices, 0, None))


def test_nobody_gets_the_answer_of_somebody_else(asked: Asked, place: Place) -> None:
    choices = place.choices.to_json()
    asked.ask(choices)
    stranger = asked.browser("f" * 32)
    assert [asked.ask(choices, client=stranger) for _ in range(2)] == [2, 3]  # no result of theirs: never kept


def test_nothing_is_remembered_before_there_is_a_result(asked: Asked) -> None:
    assert [asked.ask({}) for _ in range(2)] == [1, 2]


def test_a_large_answer_is_not_kept(asked: Asked, place: Place) -> None:
    choices = place.choices.to_json()
    assert [asked.ask(choices, size=MAX_REMEMBERED_BYTES) for _ in range(2)] == [1, 2]
