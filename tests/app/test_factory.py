"""The whole application, in a process of its own: of Dash only one may live in each."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import json, sys
import app
client = app.server.test_client()
page = client.get("/", headers={"Accept": "text/html"})
opened = client.get("/map?dataset=x%22%3E&k=3", headers={"Accept": "text/html"})
layout = client.get("/_dash-layout", headers={"X-Page": "/map?dataset=x&k=3"})
empty = client.get("/_dash-layout")
opening = client.get("/_dash-opening", headers={"X-Page": "/map?dataset=x&k=3", "X-Theme": "dark"})
callbacks = client.get("/_dash-dependencies").json
forged = client.post("/_dash-update-component", json={}, headers={"Origin": "https://evil.example"})
shapes = [[], 5, "x", {"output": 1}, {"output": callbacks[0]["output"], "inputs": [{}]}]
misshapen = [client.post("/_dash-update-component", json=each) for each in shapes]
print(json.dumps({
    "misshapen": [[answer.status_code, answer.json["message"]] for answer in misshapen],
    "status": page.status_code,
    "html": page.text,
    "policy": page.headers["Content-Security-Policy"],
    "opened": opened.text,
    "layout": layout.text,
    "empty": empty.text,
    "opening": [opening.status_code, opening.text],
    "callbacks": len(callbacks),
    "forged": forged.status_code,
    "heavy": [name for name in ("sklearn", "scipy", "alembic") if name in sys.modules],
}))
"""


# A first start makes the tables; what every later start loads is what counts.
MIGRATE = """
from app.settings import Settings
from app.storage.workspace import Workspace
Workspace(Settings.from_environment()).close()
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("factory") / "data"
    environment = {**os.environ, "DATA_DIR": str(folder)}
    subprocess.run([sys.executable, "-c", MIGRATE], cwd=ROOT, env=environment, check=True)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_a_callback_that_no_page_asks_so_is_refused_with_a_sentence(seen: dict[str, object]) -> None:
    assert seen["misshapen"] == [[400, "The request does not fit the page."]] * 5


def test_the_first_page_answers_in_english(seen: dict[str, object]) -> None:
    assert seen["status"] == 200
    assert '<html lang="en">' in str(seen["html"])
    assert str(seen["html"]).count('name="viewport"') == 1


def test_the_callbacks_are_there_and_refuse_other_sites(seen: dict[str, object]) -> None:
    assert int(str(seen["callbacks"])) > 0
    assert seen["forged"] == 403


def test_a_page_begins_with_its_picture(seen: dict[str, object]) -> None:
    page = str(seen["opened"])
    assert "<title>Map · Tessera</title>" in page
    assert "<h1>Every customer on one map</h1>" in page
    assert 'href="/map?dataset=' not in page  # no dataset has such an id, so no link names it
    assert '<link id="charts" rel="modulepreload"' in page
    assert '<link id="charts" rel="prefetch"' in str(seen["html"])


def test_the_layout_knows_the_page_and_how_things_stand(seen: dict[str, object]) -> None:
    layout = str(seen["layout"])
    for known in ("map-scatter", '"dataset":"x"', '"kind":"missing"', "step current", "profiles?dataset=x&k=3"):
        assert known in layout
    assert "map-scatter" not in str(seen["empty"])


def test_a_table_that_is_not_there_has_no_first_answers(seen: dict[str, object]) -> None:
    assert seen["opening"] == [200, ""]


def test_scripts_that_no_page_needs_are_left_out(seen: dict[str, object]) -> None:
    for page, chart in ((str(seen["html"]), False), (str(seen["opened"]), True)):
        assert not [each for each in ("polyfill", "/dash_table/") if each in page]
        assert ("async-graph" in page) == chart
        assert page.count("/dcc/dash_core_components.") == 1


def test_every_inline_script_is_allowed_by_its_hash_and_no_other(seen: dict[str, object]) -> None:
    policy = str(seen["policy"])
    scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>(.*?)</script>", str(seen["html"]), flags=re.DOTALL)
    run = [text for attributes, text in scripts if "application/json" not in attributes]
    assert run
    for text in run:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    script_rule = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in script_rule


def test_nothing_comes_from_elsewhere(seen: dict[str, object]) -> None:
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", str(seen["html"]))


def test_a_start_loads_nothing_heavy(seen: dict[str, object]) -> None:
    assert seen["heavy"] == []
