"""Text goes out compressed to who takes it, files are kept by the browser, downloads stay as they are."""

import gzip
from collections.abc import Callable, Iterator

import pytest
from flask import Flask, Response, jsonify, send_from_directory
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.server import create_server
from app.services.context import Context
from app.settings import Settings
from tests.hazards.conftest import ROOT

STYLES = "/assets/20-pages.css"


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    server: Flask = create_server(settings)
    server.add_url_rule("/assets/<path:name>", "assets", lambda name: send_from_directory(ROOT / "assets", name))
    server.add_url_rule("/long", "long", lambda: jsonify(["words"] * 1_000))
    server.add_url_rule("/short", "short", lambda: jsonify("word"))
    rows: Callable[[], Response] = lambda: Response((b"1,2\n" for _ in range(9_999)), mimetype="text/csv")  # noqa: E731
    server.add_url_rule("/rows", "rows", rows)
    yield server.test_client()
    context: Context = server.extensions["tessera"]
    context.queue.close()
    context.workspace.close()


def get(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    answer = client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.data or answer.status_code == 304
    answer.close()
    return answer


def test_files_and_long_answers_are_compressed(client: FlaskClient) -> None:
    for path in (STYLES, "/long"):
        plain, packed = get(client, path), get(client, path, Accept_Encoding="gzip, br")
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
        # Who asks decides how often answers may be asked for, so those vary by the cookie too; files must not.
        varies = "Accept-Encoding" if path == STYLES else "Accept-Encoding, Cookie"
        assert plain.headers["Vary"] == packed.headers["Vary"] == varies


@pytest.mark.parametrize("path", ["/short", "/rows", "/assets/vendor/inter/inter-latin-opsz-normal.woff2"])
def test_what_gains_nothing_stays_as_it_is(client: FlaskClient, path: str) -> None:
    assert "Content-Encoding" not in get(client, path, Accept_Encoding="gzip").headers


def test_a_file_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    tag = get(client, STYLES, Accept_Encoding="gzip").headers["ETag"]
    for _ in range(2):  # the second time from memory
        assert get(client, STYLES, Accept_Encoding="gzip").headers["ETag"] == tag
    assert get(client, STYLES, Accept_Encoding="gzip", If_None_Match=tag).status_code == 304


def test_how_long_a_browser_keeps_files(client: FlaskClient) -> None:
    kept = {path: get(client, path).headers["Cache-Control"] for path in (STYLES, f"{STYLES}?m=1.5", "/long")}
    assert kept[STYLES] == "no-cache"
    assert "immutable" in kept[f"{STYLES}?m=1.5"]
    assert kept["/long"] == "no-store"
    named = next((ROOT / "assets/vendor/plotly").glob("plotly-*.js"))  # by a digest of its content
    assert "immutable" in get(client, f"/assets/vendor/plotly/{named.name}").headers["Cache-Control"]
    assert "max-age=86400" in get(client, "/assets/vendor/bootstrap-icons/map.svg").headers["Cache-Control"]
