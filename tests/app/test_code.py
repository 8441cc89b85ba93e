"""The code is imported before there is an application, and gunicorn finds the application afterwards."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import sys
from app.code import import_code
import_code()
assert {"app.factory", "pages.map"} <= set(sys.modules)
import dash
assert not dash.page_registry
import app
assert callable(app.server)
assert app.server.test_client().get("/health").status_code == 200
"""


def test_importing_the_code_creates_nothing_and_hides_no_server(tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
