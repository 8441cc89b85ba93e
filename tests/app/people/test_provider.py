"""OpenID Connect against a real provider in a process of its own."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from app.server import create_server
from app.services.context import Context
from app.settings import Settings
from tests.servers import free_port

PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        while True:
            assert process.poll() is None
            try:
                requests.get(f"{url}/.well-known/openid-configuration", timeout=10)
                break
            except requests.ConnectionError:
                continue
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def make(folder: Path, issuer: str) -> Flask:
    settings = {
        "DATA_DIR": str(folder),
        "OIDC_ISSUER": issuer,
        "OIDC_CLIENT_ID": "tessera",
        "OIDC_CLIENT_SECRET": "a secret of theirs",
        "OIDC_TEAMS_CLAIM": "groups",
    }
    return create_server(Settings.from_environment(settings))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, issuer: str) -> Iterator[Flask]:
    server = make(tmp_path_factory.mktemp("provider"), issuer)
    yield server
    close(server)


def close(server: Flask) -> None:
    context: Context = server.extensions["tessera"]
    context.queue.close()
    context.workspace.close()


def come_back(client: FlaskClient, person: dict[str, str], wanted: str = "/k") -> str:
    """Go to the provider, say there who one is, and give the address that it sends the browser back to."""
    away = client.get("/sign-in/provider", query_string={"next": wanted}, headers=PAGE)
    assert away.status_code == 302
    address = away.headers["Location"]
    assert "code_challenge_method=S256" in address
    assert "state=" in address
    assert "nonce=" in address
    back = requests.post(address, data=person, allow_redirects=False, timeout=30)
    assert back.status_code in {302, 303}
    return re.sub(r"^http://localhost(:\d+)?", "", back.headers["Location"])


def test_a_person_comes_in_and_is_the_same_everywhere(server: Flask) -> None:
    first, second = server.test_client(), server.test_client()
    answer = first.get(come_back(first, {"sub": "anna@example.org"}), headers=PAGE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/k")
    second.get(come_back(second, {"sub": "anna@example.org"}), headers=PAGE)
    upload = first.post("/upload", json={"name": "a.csv", "size": 3}).json["id"]
    assert second.get(f"/upload/{upload}").status_code == 200
    other = server.test_client()
    other.get(come_back(other, {"sub": "ben@example.org"}), headers=PAGE)
    assert other.get(f"/upload/{upload}").status_code == 404


@pytest.mark.parametrize(("claim", "names"), [(["Sales", 7, "Marketing"], ["Marketing", "Sales"]), ("Sales", ["Sales"]),
                                             ([], []), ({"a": 1}, [])])  # fmt: skip
def test_a_claim_names_the_teams(server: Flask, issuer: str, claim: object, names: list[str]) -> None:
    requests.put(f"{issuer}/users/carol", json={"groups": claim}, timeout=30).raise_for_status()
    client = server.test_client()
    client.get(come_back(client, {"sub": "carol"}), headers=PAGE)
    with client.session_transaction() as session:
        token = session["sign_in"]
    context: Context = server.extensions["tessera"]
    person = context.workspace.people.signed_in(token)
    assert person is not None
    assert [team.name for team in person.teams] == names


def test_an_answer_without_its_question_lets_nobody_in(server: Flask) -> None:
    """A planted answer (login CSRF): its state is not in this browser's session."""
    asked, victim = server.test_client(), server.test_client()
    planted = come_back(asked, {"sub": "attacker"})
    answer = victim.get(planted, headers=PAGE)
    assert answer.status_code == 401
    assert "You could not be signed in." in answer.text
    assert victim.get("/upload/0").status_code == 401


@pytest.mark.parametrize("change", [lambda url: url.replace("code=", "code=x"), lambda url: url.split("?")[0]])
def test_a_changed_answer_lets_nobody_in(server: Flask, change) -> None:  # type: ignore[no-untyped-def]
    client = server.test_client()
    assert client.get(change(come_back(client, {"sub": "anna"})), headers=PAGE).status_code == 401
    assert client.get("/upload/0").status_code == 401


def test_a_person_whom_the_provider_refuses_stays_out(server: Flask) -> None:
    client = server.test_client()
    assert client.get(come_back(client, {"action": "deny"}), headers=PAGE).status_code == 401


def test_a_provider_that_does_not_answer_is_said(tmp_path: Path) -> None:
    server = make(tmp_path, f"http://127.0.0.1:{free_port()}")
    answer = server.test_client().get("/sign-in/provider", headers=PAGE)
    assert answer.status_code == 422
    assert "does not answer" in answer.text
    close(server)
