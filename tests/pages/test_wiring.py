"""Every id that a callback uses stands in a layout, or is made by a component under a pattern."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# In a process of its own, since Dash keeps its callbacks and pages in module-level lists.
SCRIPT = """
import json
import dash
from app.factory import create_app
from app.settings import Settings

app = create_app(Settings.from_environment())
known = set()
for layout in [app.layout, *(page["layout"] for page in dash.page_registry.values())]:
    with app.server.app_context():
        tree = layout() if callable(layout) else layout
    known |= {item.id for item in [tree, *tree._traverse()] if isinstance(getattr(item, "id", None), str)}
used = set()
for output, wiring in app.callback_map.items():
    for item in [*wiring["inputs"], *wiring["state"]]:
        used.add(item["id"])
    used |= {part.rsplit(".", 1)[0] for part in output.strip(".").split("...")}
print(json.dumps({"known": sorted(known), "used": sorted(used)}))
"""


def test_every_id_a_callback_uses_exists(tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout.strip().splitlines()[-1])
    plain = {each for each in found["used"] if not each.startswith("{") and not each.startswith("_pages")}
    assert len(plain) > 20
    assert plain - set(found["known"]) == set()


def test_the_pages_do_not_load_what_only_the_api_shows(tmp_path: Path) -> None:
    script = (
        "from app.factory import create_app\nfrom app.settings import Settings\n"
        "print(create_app(Settings.from_environment()).server.test_client().get('/').text)"
    )
    environment = {**os.environ, "DATA_DIR": str(tmp_path)}
    page = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert "assets/state.js" in page
    assert "swagger" not in page
