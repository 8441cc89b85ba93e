"""Parts arrive in order, whatever is sent; what is refused is refused with a sentence."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app.limits import MAX_DATASET_NAME
from app.server import create_server
from app.services.context import Context
from app.settings import Settings
from app.uploads import clean_file_name

CONTENT = b"id,spending\n1,20\n2,30\n"


@pytest.fixture
def client(visit: Callable[[], FlaskClient]) -> FlaskClient:
    return visit()


def begin(client: FlaskClient, size: int = len(CONTENT), name: str = "customers.csv") -> str:
    answer = client.post("/upload", json={"name": name, "size": size})
    assert answer.status_code == 200, answer.text
    return str(answer.json["id"])


def send(client: FlaskClient, upload: str, offset: int, part: bytes):  # type: ignore[no-untyped-def]
    return client.put(f"/upload/{upload}?offset={offset}", data=part, content_type="application/octet-stream")


def kept(server: Flask, upload: str) -> bytes:
    context: Context = server.extensions["tessera"]
    return context.workspace.folders.source(upload).read_bytes()


def test_parts_make_the_file(server: Flask, client: FlaskClient) -> None:
    upload = begin(client)
    assert send(client, upload, 0, CONTENT[:10]).json == {"offset": 10}
    assert send(client, upload, 10, CONTENT[10:]).json == {"offset": len(CONTENT)}
    assert kept(server, upload) == CONTENT
    digest = hashlib.sha256(CONTENT).hexdigest()
    answer = client.post(f"/upload/{upload}/finish", json={"sha256": digest})
    assert answer.json["dataset"] == upload
    assert answer.json["run"]


def content_digest(part: bytes) -> dict[str, str]:
    return {"Content-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(part).digest()).decode()}:"}


def test_a_part_that_was_changed_on_its_way_is_not_kept(server: Flask, client: FlaskClient) -> None:
    upload = begin(client)
    for part, told, status in ((CONTENT[:10], CONTENT[:10], 200), (b"?" + CONTENT[11:], CONTENT[10:], 422)):
        answer = client.put(
            f"/upload/{upload}?offset={len(kept(server, upload))}",
            data=part,
            content_type="application/octet-stream",
            headers=content_digest(told),
        )
        assert (answer.status_code, answer.json["offset"]) == (status, 10)
        assert kept(server, upload) == CONTENT[:10]


@pytest.mark.parametrize("header", ["sha-256=:???:", "md5=:abc:", "nonsense", "sha-256"])
def test_a_digest_that_is_none_is_as_good_as_no_digest(client: FlaskClient, header: str) -> None:
    upload = begin(client)
    answer = client.put(
        f"/upload/{upload}?offset=0",
        data=CONTENT,
        content_type="application/octet-stream",
        headers={"Content-Digest": header},
    )
    assert answer.json == {"offset": len(CONTENT)}


def test_a_wrong_offset_is_told_the_right_one(server: Flask, client: FlaskClient) -> None:
    upload = begin(client)
    send(client, upload, 0, CONTENT[:10])
    for wrong in (0, 5, 11, 10**12, -1):
        answer = send(client, upload, wrong, CONTENT[10:])
        assert answer.status_code == 409
        assert answer.json["offset"] == 10
    assert client.put(f"/upload/{upload}", data=b"x", content_type="application/octet-stream").status_code == 409
    assert kept(server, upload) == CONTENT[:10]


def test_where_it_stopped_can_be_asked(client: FlaskClient) -> None:
    upload = begin(client)
    send(client, upload, 0, CONTENT[:10])
    answer = client.get(f"/upload/{upload}").json
    assert (answer["id"], answer["offset"], answer["size"]) == (upload, 10, len(CONTENT))
    assert answer["part_size"] > 0


def test_more_than_announced_is_refused(server: Flask, client: FlaskClient) -> None:
    upload = begin(client, size=5)
    answer = send(client, upload, 0, CONTENT)
    assert answer.status_code == 400
    assert "5 bytes" in answer.json["message"]
    assert len(kept(server, upload)) <= 5


def test_finishing_early_says_what_is_missing(client: FlaskClient) -> None:
    upload = begin(client)
    send(client, upload, 0, CONTENT[:10])
    answer = client.post(f"/upload/{upload}/finish", json={})
    assert answer.status_code == 409
    assert answer.json["offset"] == 10


def test_a_changed_file_is_refused_and_gone(client: FlaskClient) -> None:
    upload = begin(client)
    send(client, upload, 0, CONTENT)
    answer = client.post(f"/upload/{upload}/finish", json={"sha256": "0" * 64})
    assert answer.status_code == 422
    assert client.get(f"/upload/{upload}").status_code == 404


def test_a_part_that_comes_to_another_machine_is_refused_with_the_reason(server: Flask, client: FlaskClient) -> None:
    upload = begin(client)
    context: Context = server.extensions["tessera"]
    context.workspace.folders.source(upload).unlink()  # as on the machine where the upload did not begin
    answer = send(client, upload, 0, CONTENT)
    assert answer.status_code == 404
    assert "sticky sessions" in answer.json["remedy"]


def test_a_cancelled_upload_is_gone(server: Flask, client: FlaskClient) -> None:
    upload = begin(client)
    send(client, upload, 0, CONTENT)
    assert client.delete(f"/upload/{upload}").status_code == 200
    assert client.get(f"/upload/{upload}").status_code == 404
    context: Context = server.extensions["tessera"]
    assert not context.workspace.folders.dataset(upload).exists()


def test_after_the_finish_nothing_can_be_changed(client: FlaskClient) -> None:
    upload = begin(client)
    send(client, upload, 0, CONTENT)
    client.post(f"/upload/{upload}/finish", json={})
    assert send(client, upload, len(CONTENT), b"x").status_code == 404
    assert client.post(f"/upload/{upload}/finish", json={}).status_code == 404
    assert client.delete(f"/upload/{upload}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [{}, {"name": "a"}, {"size": 3}, {"name": 1, "size": 3}, {"name": "a", "size": "3"}, {"name": "a", "size": -1},
     {"name": "a", "size": True}, {"name": "a", "size": 1.5}, [], None, "x"],
)  # fmt: skip
def test_a_senseless_beginning_is_refused(client: FlaskClient, body: object) -> None:
    answer = client.post("/upload", json=body)
    assert answer.status_code == 400
    assert answer.json["remedy"]


def test_an_empty_file_is_refused_before_it_is_sent(client: FlaskClient) -> None:
    answer = client.post("/upload", json={"name": "nothing.csv", "size": 0})
    assert answer.status_code == 400
    assert answer.json["message"] == "The file nothing.csv is empty."


def test_a_file_beyond_the_limit_is_refused(client: FlaskClient) -> None:
    answer = client.post("/upload", json={"name": "large.csv", "size": 1_100_000_001})
    assert answer.status_code == 413
    assert "1,100 MB" in answer.json["message"]


def test_a_full_disk_is_said(settings: Settings) -> None:
    server = create_server(replace(settings, min_free_disk_mb=10**9))
    answer = server.test_client().post("/upload", json={"name": "a.csv", "size": 3})
    assert answer.status_code == 507
    assert "disk" in answer.json["message"]


@pytest.mark.parametrize(
    ("quota", "words"),
    [
        ({"datasets_per_workspace": 2}, "You have 2 tables already."),
        ({"mb_per_workspace": 5}, "Your tables have 4 MB, and with this one more than the 5 MB"),
    ],
)
def test_tables_without_end_are_refused(settings: Settings, quota: dict[str, int], words: str) -> None:
    server = create_server(replace(settings, **quota))
    client = server.test_client()
    client.get("/health", headers={"Accept": "text/html"})
    for _ in range(2):
        assert client.post("/upload", json={"name": "a.csv", "size": 2_000_000}).status_code == 200
    answer = client.post("/upload", json={"name": "a.csv", "size": 2_000_000})
    assert answer.status_code == 409
    assert words in answer.json["message"]
    assert "Delete one" in answer.json["remedy"]


def test_computations_without_end_are_refused(settings: Settings) -> None:
    server = create_server(replace(settings, jobs_per_workspace=2))
    client = server.test_client()
    client.get("/health", headers={"Accept": "text/html"})
    for _ in range(2):
        assert client.post("/sample", json={}).status_code == 200
    answer = client.post("/sample", json={})
    assert answer.status_code == 422
    assert "2 computations waiting or running" in answer.json["message"]
    other = server.test_client()
    other.get("/health", headers={"Accept": "text/html"})
    assert other.post("/sample", json={}).status_code == 200


def test_the_sample_is_marked_synthetic(server: Flask, client: FlaskClient) -> None:
    answer = client.post("/sample")
    assert answer.status_code == 200
    context: Context = server.extensions["tessera"]
    with client.session_transaction() as session:
        view = context.workspace.datasets.get(session["owner"], answer.json["dataset"])
    assert view is not None
    assert view.synthetic


@given(name=st.text(max_size=300))
def test_any_file_name_becomes_one_that_can_be_shown(name: str) -> None:
    clean = clean_file_name(name)
    assert 1 <= len(clean) <= MAX_DATASET_NAME
    assert clean == clean_file_name(clean)
    assert not any(sign in clean for sign in "/\\\n\r\t\0\u202e")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("C:\\Users\\me\\data.csv", "data.csv"),
        ("../../etc/passwd", "passwd"),
        ("", "table"),
        ("a\u202ecsv.exe", "acsv.exe"),
    ],
)
def test_names_lose_folders_and_tricks(name: str, clean: str) -> None:
    assert clean_file_name(name) == clean
