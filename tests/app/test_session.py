import threading
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from app.session import signing_key
from app.settings import Settings

PAGE = {"Accept": "text/html"}


def test_a_page_brings_the_cookie_and_other_answers_do_not(server: Flask) -> None:
    client = server.test_client()
    assert "Set-Cookie" not in client.get("/health").headers
    cookie = client.get("/health", headers=PAGE).headers["Set-Cookie"]
    assert cookie.startswith("tessera=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_secure(server: Flask) -> None:
    proxied = server.test_client().get("/health", headers={**PAGE, "X-Forwarded-Proto": "https"})
    assert "Secure" in proxied.headers["Set-Cookie"]
    direct = server.test_client().get("/health", headers=PAGE, base_url="https://localhost")
    assert "Secure" in direct.headers["Set-Cookie"]


def test_the_owner_stays_from_visit_to_visit(visit: Callable[[], FlaskClient]) -> None:
    client = visit()
    with client.session_transaction() as session:
        owner = session["owner"]
    client.get("/health", headers=PAGE)
    with client.session_transaction() as session:
        assert session["owner"] == owner
    with visit().session_transaction() as other:
        assert other["owner"] != owner


def test_a_forged_cookie_is_no_cookie(server: Flask, visit: Callable[[], FlaskClient]) -> None:
    client = visit()
    dataset = client.post("/upload", json={"name": "a.csv", "size": 3}).json["id"]
    cookie = client.get_cookie("tessera")
    assert cookie is not None
    assert client.get(f"/upload/{dataset}").status_code == 200
    client.set_cookie("tessera", cookie.value[:-4] + "AAAA")
    assert client.get(f"/upload/{dataset}").status_code == 404


def test_the_key_is_made_once_and_private(tmp_path: Path) -> None:
    settings = Settings.from_environment({"DATA_DIR": str(tmp_path)})
    keys: list[str] = []
    threads = [threading.Thread(target=lambda: keys.append(signing_key(settings))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1
    assert len(keys[0]) == 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_given_key_is_used(tmp_path: Path) -> None:
    key = "0123456789abcdef" * 3
    settings = Settings.from_environment({"DATA_DIR": str(tmp_path), "SECRET_KEY": key})
    assert signing_key(settings) == key
    assert list(tmp_path.iterdir()) == []
