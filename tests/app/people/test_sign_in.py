"""With a users file only people come in; their workspace goes with them, and signing out ends it everywhere."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.limits import WRONG_TRIES
from app.people.guard import own_address
from app.people.passwords import make_line
from app.server import create_server
from app.services.context import Context
from app.settings import SettingError, Settings
from app.storage.people import People, Person
from app.storage.workspace import Workspace

PASSWORD = "correct horse battery"
PAGE = {"Accept": "text/html"}
SAME = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("closed")
    users = folder / "users"
    users.write_text("\n".join(make_line(name, PASSWORD) for name in ("anna", "ben", "locked")), encoding="utf-8")
    server = create_server(Settings.from_environment({"DATA_DIR": str(folder / "data"), "USERS_FILE": str(users)}))
    yield server
    context: Context = server.extensions["tessera"]
    context.queue.close()
    context.workspace.close()


def sign_in(client: FlaskClient, name: str = "anna", password: str = PASSWORD, wanted: str = "/"):  # type: ignore[no-untyped-def]
    form = {"name": name, "password": password}
    return client.post("/sign-in", query_string={"next": wanted}, data=form, headers={**SAME, **PAGE})


def test_nobody_comes_in_without_signing_in(closed: Flask) -> None:
    client = closed.test_client()
    page = client.get("/profiles?k=4", headers=PAGE)
    assert (page.status_code, page.headers["Location"]) == (302, "/sign-in?next=%2Fprofiles%3Fk%3D4")
    tried = 0
    for rule in closed.url_map.iter_rules():
        if rule.rule.startswith(("/shared", "/api/", "/sign-", "/health", "/ready")):
            continue
        url = rule.rule.replace("<dataset>", "0").replace("<upload>", "0").replace("<kind>", "sql")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            assert client.open(url, method=method, json={}, headers=SAME).status_code == 401, (method, url)
            tried += 1
    assert tried > 10
    assert client.post("/_dash-update-component", json={}, headers=SAME).status_code == 401
    assert client.get("/health").status_code == 200
    assert "Password" in client.get("/sign-in", headers=PAGE).text


def test_a_workspace_belongs_to_the_person_in_every_browser(closed: Flask) -> None:
    first, second, other = closed.test_client(), closed.test_client(), closed.test_client()
    answer = sign_in(first, wanted="/profiles?k=4")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/profiles?k=4")
    sign_in(second)
    sign_in(other, "ben")
    upload = first.post("/upload", json={"name": "a.csv", "size": 3}, headers=SAME).json["id"]
    assert second.get(f"/upload/{upload}").status_code == 200
    assert other.get(f"/upload/{upload}").status_code == 404


def test_signing_out_ends_it_wherever_the_cookie_is(closed: Flask) -> None:
    client = closed.test_client()
    sign_in(client)
    stolen = client.get_cookie("tessera")
    assert stolen is not None
    assert client.get("/upload/0").status_code == 404
    assert (
        client.post("/sign-out", headers=SAME, data={}, content_type="application/x-www-form-urlencoded").status_code
        == 303
    )
    thief = closed.test_client()
    thief.set_cookie("tessera", stolen.value)
    assert client.get("/upload/0").status_code == 401
    assert thief.get("/upload/0").status_code == 401


def test_a_session_from_before_signing_in_is_worth_nothing(closed: Flask) -> None:
    """Session fixation: a cookie that an attacker planted is replaced, and never becomes the victim's."""
    attacker = closed.test_client()
    attacker.get("/sign-in", headers=PAGE)
    with attacker.session_transaction() as planted:
        planted["owner"] = "0" * 32
        planted["sign_in"] = "known to the attacker"
    cookie = attacker.get_cookie("tessera")
    assert cookie is not None
    victim = closed.test_client()
    victim.set_cookie("tessera", cookie.value)
    sign_in(victim)
    with victim.session_transaction() as session:
        assert set(session) == {"sign_in", "_permanent"}
        assert session["sign_in"] != "known to the attacker"
    assert attacker.get("/upload/0").status_code == 401


def test_a_name_is_locked_after_wrong_passwords(closed: Flask) -> None:
    client = closed.test_client()
    for _ in range(WRONG_TRIES):
        wrong = sign_in(client, "locked", "not the password")
        assert wrong.status_code == 401
    assert sign_in(client, "locked").status_code == 429
    assert sign_in(client, "anna").status_code == 303  # nobody else is
    unknown = sign_in(closed.test_client(), "nobody").text
    assert unknown == sign_in(closed.test_client(), "ben", "wrong").text  # which names exist is not said


def test_the_lock_opens_again(workspace: Workspace) -> None:
    for _ in range(WRONG_TRIES):
        workspace.people.failed("anna")
    assert workspace.people.locked("anna")
    later = People(workspace.database, now=lambda: datetime.now(UTC) + timedelta(minutes=16))
    assert not later.locked("anna")
    later.failed("anna")
    assert not later.locked("anna")


def test_a_sign_in_ends_by_itself(workspace: Workspace) -> None:
    token = workspace.people.sign_in(Person("o" * 32, "anna"), hours=12)
    assert workspace.people.signed_in(token) == Person("o" * 32, "anna")
    later = People(workspace.database, now=lambda: datetime.now(UTC) + timedelta(hours=13))
    assert later.signed_in(token) is None


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}],
    ids=["site", "origin", "none"],
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
def test_other_sites_sign_nobody_in_or_out(closed: Flask, path: str, headers: dict[str, str]) -> None:
    form = {"name": "anna", "password": PASSWORD}
    assert closed.test_client().post(path, data=form, headers=headers).status_code in {403, 415}


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/k?k=4", "/k?k=4"),
        ("//evil.example/x", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_after_signing_in_one_stays_on_this_server(wanted: str | None, led: str) -> None:
    assert own_address(wanted) == led


def test_a_provider_needs_its_id_and_secret() -> None:
    with pytest.raises(SettingError, match="OIDC_CLIENT_ID"):
        Settings.from_environment({"OIDC_ISSUER": "https://id.example"})
    with pytest.raises(SettingError, match="https"):
        Settings.from_environment({"OIDC_ISSUER": "http://id.example"})
