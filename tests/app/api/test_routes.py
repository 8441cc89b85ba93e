"""A script's way from a file to scores, and every answer that it may get instead."""

import io
from typing import Any

import pandas as pd
import pytest
import schemathesis
import schemathesis.checks
from hypothesis import HealthCheck, given, settings

from app.server import create_server
from app.settings import Settings
from engine.sample import sample_csv
from tests.app.api.conftest import ROWS, TOKEN, Script, customers


def test_from_a_file_to_profiles(script: Script, dataset: str) -> None:
    known = script.client.get(f"/api/v1/datasets/{dataset}").json
    assert known["status"] == "ready"
    assert known["n_rows"] == ROWS
    assert dataset in [each["id"] for each in script.client.get("/api/v1/datasets").json]
    found = script.client.get(f"/api/v1/datasets/{dataset}/segmentations/auto").json
    assert found["k"] == found["recommended_k"] == len(found["segments"])
    sizes = customers(script, dataset, "auto")["segment"].value_counts().sort_index()
    assert [segment["size"] for segment in found["segments"]] == sizes.tolist()


def test_what_was_computed_is_listed(script: Script, dataset: str) -> None:
    found = script.client.get(f"/api/v1/datasets/{dataset}/segmentations").json
    assert [line["k"] for line in found] == list(range(2, 13))
    (recommended,) = [line for line in found if line["recommended"]]
    opened = script.client.get(recommended["segmentation"]).json
    for name in ("number", "name", "size"):
        assert [segment[name] for segment in recommended["segments"]] == [each[name] for each in opened["segments"]]


def test_work_is_followed_until_it_is_done(script: Script) -> None:
    dataset = script.upload(sample_csv(120))
    begun = script.client.post(f"/api/v1/datasets/{dataset}/segmentations", json={"k": 3})
    assert begun.status_code == 202
    assert begun.json["status"] == "working"
    for url in (begun.json["segmentation"], f"/api/v1/datasets/{dataset}/segmentations"):
        answer = script.client.get(url)
        assert (answer.status_code, answer.json["status"]) == (202, "working")
    assert script.client.get(f"{begun.json['segmentation']}/customers").status_code == 409
    script.work()
    again = script.client.post(f"/api/v1/datasets/{dataset}/segmentations", json={"k": 3})
    assert again.json["status"] == "ready"
    assert script.client.get(again.json["segmentation"]).json["k"] == 3
    assert script.client.delete(f"/api/v1/datasets/{dataset}").status_code == 204
    assert script.client.get(f"/api/v1/datasets/{dataset}").status_code == 404


def test_scores_of_the_table_are_its_segments(script: Script, dataset: str) -> None:
    expected = customers(script, dataset, "4").set_index("ID")["segment"].dropna()
    table = pd.read_csv(io.BytesIO(sample_csv(ROWS))).set_index("ID").loc[expected.index].reset_index()
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    answer = script.client.post(f"/api/v1/datasets/{dataset}/segmentations/4/score", json={"rows": rows})
    assert answer.status_code == 200, answer.text
    assert [score["segment"] for score in answer.json["scores"]] == expected.tolist()

    sent = sample_csv(ROWS)
    url = f"/api/v1/datasets/{dataset}/segmentations/4/score-file"
    answer = script.client.post(url, data=sent, content_type="application/octet-stream")
    assert answer.status_code == 200, answer.text
    found = pd.read_csv(io.BytesIO(answer.data)).set_index("ID")["segment"]
    assert (found.loc[expected.index] == expected).all()


def test_rows_with_gaps_extras_and_nonsense_are_scored_and_said(script: Script, dataset: str) -> None:
    rows = [{}, {"Income": "plenty", "extra": 1}, {"Income": [1, 2]}, {"Income": 1e300}]
    answer = script.client.post(f"/api/v1/datasets/{dataset}/segmentations/auto/score", json={"rows": rows})
    assert answer.status_code == 200, answer.text
    assert answer.json["scores"][0]["fits_none"]
    assert any("Income" in note and "could not be read" in note for note in answer.json["notes"])


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("get", "/datasets/nowhere", None, 404),
        ("delete", "/datasets/nowhere", None, 404),
        ("get", "/datasets/nowhere/segmentations", None, 404),
        ("get", "/datasets/{d}/segmentations/1", None, 404),
        ("get", "/datasets/{d}/segmentations/1/model", None, 404),
        ("get", "/datasets/{d}/segmentations/x", None, 404),
        ("post", "/datasets/{d}/segmentations", {"k": 1}, 422),
        ("post", "/datasets/{d}/segmentations", {"k": "many"}, 422),
        ("post", "/datasets/{d}/segmentations/auto/score", {"rows": []}, 422),
        ("post", "/datasets/{d}/segmentations/auto/score", {"rows": [1]}, 422),
        ("post", "/datasets/{d}/segmentations/auto/score", {}, 422),
        ("put", "/datasets", {}, 405),
        ("get", "/nothing", None, 404),
    ],
)
def test_refusals_are_problem_details(
    script: Script, dataset: str, method: str, path: str, body: Any, status: int
) -> None:
    answer = getattr(script.client, method)(f"/api/v1{path.format(d=dataset)}", json=body)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.json["detail"]
    assert answer.json["remedy"]


def test_the_report_in_each_of_its_forms(script: Script, dataset: str) -> None:
    url = f"/api/v1/datasets/{dataset}/segmentations/auto/report"
    names = [each["name"] for each in script.client.get(url.removesuffix("/report")).json["segments"]]
    for form, begins in (("html", b"<!doctype html>"), ("pdf", b"%PDF"), ("pptx", b"PK")):
        answer = script.client.get(url, query_string={"format": form})
        assert answer.status_code == 200
        assert answer.data.startswith(begins)
        assert f"report.{form}" in answer.headers["Content-Disposition"]
    assert all(name in script.client.get(url).text for name in names)
    assert script.client.get(url, query_string={"format": "docx"}).status_code == 422


def test_order_lines_become_customers_when_asked_to(script: Script) -> None:
    lines = ["order,customer,day,amount"]
    lines += [f"{n},{n % 40},2025-{n % 12 + 1:02d}-{n % 27 + 1:02d},{n * 37 % 400 + 5}" for n in range(600)]
    dataset = script.upload("\n".join(lines).encode(), "orders.csv")
    script.work()
    url = f"/api/v1/datasets/{dataset}/segmentations/auto"
    undecided = script.client.get(url)
    assert undecided.status_code == 422
    assert "order lines" in undecided.json["detail"]
    assert "rows=customers" in undecided.json["remedy"]
    started = script.client.post(url.removesuffix("/auto"), query_string={"rows": "customers"}, json={})
    assert started.status_code == 202
    script.work()
    found = script.client.get(started.json["segmentation"])
    assert found.status_code == 200, found.text
    assert sum(each["size"] for each in found.json["segments"]) <= 40
    assert script.client.get(url, query_string={"rows": "orders"}).status_code == 422


def test_a_file_that_is_no_table(script: Script, dataset: str) -> None:
    broken = script.upload(b"\x89PNG\r\n\x1a\n" + bytes(300), "picture.csv")
    script.work()
    assert script.client.get(f"/api/v1/datasets/{broken}").json["status"] == "failed"
    assert script.client.get(f"/api/v1/datasets/{broken}/segmentations/auto").status_code == 422
    url = f"/api/v1/datasets/{dataset}/segmentations/auto/score-file"
    answer = script.client.post(url, data=b"a,b\n1,2\n", content_type="application/octet-stream")
    assert answer.status_code == 422
    assert "lacks the columns" in answer.json["detail"]
    deep = script.client.post(
        f"/api/v1/datasets/{dataset}/segmentations/auto/score", data="[" * 100_000, content_type="application/json"
    )
    assert deep.status_code == 400


def test_nobody_enters_without_the_token(script: Script, dataset: str) -> None:
    stranger = script.server.test_client()
    for header in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}, {"Authorization": "Bearer ä"}):
        answer = stranger.get(f"/api/v1/datasets/{dataset}", headers=header)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_without_a_token_in_the_settings_there_is_no_api(tmp_path: Any) -> None:
    server = create_server(Settings.from_environment({"DATA_DIR": str(tmp_path)}))
    answer = server.test_client().get("/api/v1/datasets", headers={"Authorization": "Bearer "})
    assert answer.status_code == 404
    context = server.extensions["tessera"]
    context.queue.close()
    context.workspace.close()


def test_the_description_is_openapi_3_1_and_its_page_loads_nothing_from_elsewhere(script: Script) -> None:
    description = script.client.get("/api/v1/openapi.json").json
    assert description["openapi"] == "3.1.0"
    assert len(description["paths"]) == 14
    page = script.client.get("/api/v1/docs").text
    assert "http://" not in page
    assert "https://" not in page


def test_no_request_that_fits_the_description_is_answered_outside_of_it(script: Script, dataset: str) -> None:
    """Generated requests: no fault of ours, no undocumented status, no undocumented content type."""
    card = script.client.get(f"/api/v1/datasets/{dataset}/segmentations/3/model").data
    model = script.client.post("/api/v1/models", data=card, content_type="application/octet-stream").json["id"]
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", script.server)
    checks = [
        schemathesis.checks.not_a_server_error,
        schemathesis.checks.status_code_conformance,
        schemathesis.checks.content_type_conformance,
        schemathesis.checks.response_schema_conformance,
    ]
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        def run(case: Any) -> None:
            if "model" in (case.path_parameters or {}) and case.method.upper() != "DELETE":
                case.path_parameters["model"] = model
            if "dataset" in (case.path_parameters or {}) and case.method.upper() != "DELETE":
                case.path_parameters["dataset"] = dataset
                case.path_parameters["k"] = case.path_parameters.get("k", "auto") if len(case.id) % 2 else "auto"
            # Without a network in between, nobody would unpack a compressed answer.
            headers = {"Authorization": f"Bearer {TOKEN}", "Accept-Encoding": "identity"}
            case.call_and_validate(headers=headers, checks=checks)

        given(case=operation.as_strategy())(run)()
    script.client.delete(f"/api/v1/models/{model}")


def test_a_flood_of_json_is_refused_whether_its_length_is_said_or_not(script: Script, dataset: str) -> None:
    url = f"/api/v1/datasets/{dataset}/segmentations/auto/score"
    flood = b'{"rows": [{"Income": "' + b"9" * 21_000_000 + b'"}]}'
    said = script.client.post(url, data=flood, content_type="application/json")
    assert (said.status_code, said.json["remedy"]) == (413, "Send fewer rows, or a file to score-file.")
    unsaid = script.client.post(
        url,
        input_stream=io.BytesIO(flood),
        content_type="application/json",
        environ_overrides={"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True},
    )
    assert unsaid.status_code == 400  # cut off at the limit, and then no JSON any more
    many = script.client.post(url, json={"rows": [{f"field {number}": number for number in range(10_000)}]})
    assert many.status_code == 200
    assert many.json["scores"][0]["fits_none"]
