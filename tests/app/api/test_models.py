"""A script brings a portable model and places customers without its table."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from app.limits import MAX_MODEL_BYTES
from engine.sample import sample_csv
from tests.app.api.conftest import ROWS, Script, customers

SENT = "application/octet-stream"


@pytest.fixture(scope="module")
def card(script: Script, dataset: str) -> bytes:
    answer = script.client.get(f"/api/v1/datasets/{dataset}/segmentations/4/model")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    return answer.data


@pytest.fixture
def model(script: Script, card: bytes) -> Iterator[dict[str, Any]]:
    brought = bring(script, card)
    assert brought.status_code == 201, brought.text
    yield brought.json
    script.client.delete(f"/api/v1/models/{brought.json['id']}")


def bring(script: Script, content: bytes, name: str = "model.json", kind: str = SENT) -> Any:
    return script.client.post("/api/v1/models", query_string={"name": name}, data=content, content_type=kind)


def test_it_is_listed_looked_at_and_given_back(script: Script, card: bytes, model: dict[str, Any]) -> None:
    (listed,) = script.client.get("/api/v1/models").json
    assert listed == {name: value for name, value in model.items() if name != "columns"}
    assert (listed["k"], len(listed["names"]), sum(listed["sizes"])) == (4, 4, listed["n_rows"])
    found = script.client.get(f"/api/v1/models/{model['id']}").json
    needed = {column["name"]: column for column in found["columns"]}
    assert len(needed) == found["n_columns"]
    numbers = [column["typical"] for column in needed.values() if column["form"] == "number"]
    assert numbers
    assert all(len(text) <= 13 for text in numbers)  # as a person writes them, not 30.490000000000002
    assert needed["Income"]["form"] == "number"
    assert script.client.get(f"/api/v1/models/{model['id']}/card").data == card


def test_its_scores_are_the_segments_of_its_table(script: Script, dataset: str, model: dict[str, Any]) -> None:
    expected = customers(script, dataset, "4").set_index("ID")["segment"].dropna()
    url = f"/api/v1/models/{model['id']}"
    answer = script.client.post(f"{url}/score-file", data=sample_csv(ROWS), content_type=SENT)
    assert answer.status_code == 200, answer.text
    found = pd.read_csv(io.BytesIO(answer.data)).set_index("ID")["segment"]
    assert (found.loc[expected.index] == expected).all()

    table = pd.read_csv(io.BytesIO(sample_csv(ROWS))).set_index("ID").loc[expected.index].reset_index()
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    answer = script.client.post(f"{url}/score", json={"rows": rows})
    assert [score["segment"] for score in answer.json["scores"]] == expected.tolist()
    assert {score["segment_name"] for score in answer.json["scores"]} == set(model["names"])


def test_the_card_may_be_sent_as_json_and_only_once(script: Script, card: bytes) -> None:
    brought = bring(script, card, kind="application/json")
    assert brought.status_code == 201
    again = bring(script, card)
    assert (again.status_code, "in the library already" in again.json["detail"]) == (422, True)
    assert script.client.delete(f"/api/v1/models/{brought.json['id']}").status_code == 204
    assert script.client.delete(f"/api/v1/models/{brought.json['id']}").status_code == 404
    assert script.client.get("/api/v1/models").json == []


def test_what_is_no_model_is_refused_and_nothing_is_kept(script: Script, card: bytes) -> None:
    changed = {**json.loads(card), "names": ["a", "b", "c", "d"]}
    refused = {
        b"": (400, "is empty"),
        b"\x80\x04pickle": (422, "is a pickle"),
        b"[" * 100_000: (422, "cannot be read as JSON"),
        b'{"format": "other"}': (422, "is not the card of a saved model"),
        json.dumps(changed).encode(): (422, "was changed after it was saved"),
        json.dumps({**json.loads(card), "format_version": 99}).encode(): (422, "has format 99"),
        b" " * (MAX_MODEL_BYTES + 1): (413, "which no model has"),
    }
    for content, (status, words) in refused.items():
        answer = bring(script, content, "theirs.json")
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
        assert words in answer.json["detail"]
        assert answer.json["remedy"]
    assert script.client.get("/api/v1/models").json == []


def test_customers_that_cannot_be_placed(script: Script, model: dict[str, Any]) -> None:
    url = f"/api/v1/models/{model['id']}"
    answer = script.client.post(f"{url}/score-file", data=b"a,b\n1,2\n", content_type=SENT)
    assert (answer.status_code, "lacks the columns" in answer.json["detail"]) == (422, True)
    assert script.client.post(f"{url}/score", json={"rows": []}).status_code == 422
    for path in ("", "/card"):
        assert script.client.get(f"/api/v1/models/nowhere{path}").status_code == 404
    assert script.client.post("/api/v1/models/nowhere/score", json={"rows": [{}]}).status_code == 404
    assert (
        script.client.post("/api/v1/models/nowhere/score-file", data=b"a\n1\n", content_type=SENT).status_code == 404
    )


def test_no_browser_sees_it_and_no_stranger(script: Script, model: dict[str, Any]) -> None:
    browser = script.server.test_client()
    browser.get("/health", headers={"Accept": "text/html"})
    assert browser.get(f"/models/{model['id']}/model.json").status_code == 404
    assert script.server.test_client().get(f"/api/v1/models/{model['id']}").status_code == 401
