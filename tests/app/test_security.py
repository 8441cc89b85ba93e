"""What a browser may run, and which requests may change something."""

import pytest
from flask import Flask

from app.security import content_security_policy

BODY = {"name": "a.csv", "size": 3}


def test_the_policy_allows_no_inline_script_and_no_eval() -> None:
    policy = dict(part.split(" ", 1) for part in content_security_policy(["'sha256-abc'"]).split("; "))
    assert policy["script-src"] == "'self' 'sha256-abc'"
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["connect-src"] == "'self'"


@pytest.mark.parametrize("path", ["/health", "/nothing", "/upload/x", "/download/x/customers.csv"])
def test_every_answer_carries_the_headers(server: Flask, path: str) -> None:
    headers = server.test_client().get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_over_https_browsers_stay_there(server: Flask) -> None:
    client = server.test_client()
    assert (
        "max-age"
        in client.get("/health", headers={"X-Forwarded-Proto": "https"}).headers["Strict-Transport-Security"]
    )
    assert "Strict-Transport-Security" not in client.get("/health").headers


def test_no_answer_names_what_it_runs_on(server: Flask) -> None:
    client = server.test_client()
    words = ("werkzeug", "flask", "python", "gunicorn/", "dash/", "traceback", "/app/", ".py", "site-packages")
    for path in ("/nothing", "/health", "/upload/x", "/download/x/customers.csv", "/shared/x", "/api/v1/datasets"):
        for method in ("GET", "POST", "PUT", "DELETE"):
            answer = client.open(path, method=method, data=b"{", content_type="application/json")
            said = f"{answer.text} {dict(answer.headers)}".lower()
            assert [word for word in words if word in said] == [], (method, path)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/sample"), ("PUT", "/upload/x"), ("DELETE", "/upload/x"),
                                              ("POST", "/_dash-update-component")])  # fmt: skip
def test_other_sites_change_nothing(server: Flask, method: str, path: str, headers: dict[str, str]) -> None:
    answer = server.test_client().open(path, method=method, headers=headers, json={})
    assert answer.status_code == 403
    assert answer.json["message"] == "This request came from another site."


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_form_can_send_is_refused(server: Flask, kind: str) -> None:
    answer = server.test_client().post("/upload", data=b"{}", content_type=kind)
    assert answer.status_code == 415


def test_a_request_without_any_sign_of_its_page_is_refused(server: Flask) -> None:
    assert server.test_client().post("/sample").status_code == 415


def test_own_pages_and_scripts_may(server: Flask) -> None:
    client = server.test_client()
    assert client.post("/upload", json=BODY, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert client.post("/upload", json=BODY, headers={"Origin": "http://localhost"}).status_code == 200
    assert client.post("/upload", json=BODY).status_code == 200


def test_a_large_json_is_refused(server: Flask) -> None:
    answer = server.test_client().post("/upload", json={"name": "a" * 2_000_000, "size": 3})
    assert answer.status_code == 413


def test_refusals_are_sentences_for_scripts_and_people(server: Flask) -> None:
    client = server.test_client()
    assert set(client.get("/nothing").json) == {"message", "remedy"}
    chrome = (
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
        "application/signed-exchange;v=b3;q=0.7"
    )
    for accepted in ("text/html,*/*;q=0.8", chrome):
        page = client.get("/nothing", headers={"Accept": accepted})
        assert page.status_code == 404
        assert page.mimetype == "text/html"
        assert "There is nothing at this address." in page.text
        assert "tessera=" in page.headers["Set-Cookie"]  # whoever sees a page has a workspace
    assert client.get("/nothing", headers={"Accept": "*/*"}).mimetype == "application/json"


def test_faults_of_ours_show_no_inside(server: Flask) -> None:
    def broken() -> None:
        raise RuntimeError("/secret/path and a value")

    server.add_url_rule("/broken", "broken", broken)
    answer = server.test_client().get("/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.json["remedy"]
