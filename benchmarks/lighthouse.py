"""Lighthouse (desktop) of every page against the bars of the product; npm and Chromium are needed, the app is not.

Run from the repository's root: ``python benchmarks/lighthouse.py [FOLDER with node_modules/.bin/lighthouse]``. Without
the folder Lighthouse is fetched with npx. Ends with 1 when a bar is missed; what costs points is printed.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

BARS = {"performance": 85, "accessibility": 100, "best-practices": 100}
PAGES = ("/", "/k", "/map", "/profiles", "/score", "/library")
FLAGS = "--headless=new --no-sandbox --use-gl=angle --use-angle=swiftshader --enable-unsafe-swiftshader"


def main() -> int:
    if not shutil.which("npx") or not shutil.which("chromium"):
        print("Lighthouse needs npm and Chromium; it was left out.")
        return 0
    folder = Path(tempfile.mkdtemp(prefix="lighthouse-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    environment = {**os.environ, "DATA_DIR": str(folder / "data"), "PORT": url.rsplit(":", 1)[1]}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-m", "gunicorn", "app:server"], env=environment, stderr=log)
        try:
            cookie, dataset = _open_sample(url)
            addresses = {page: f"{url}{page}?dataset={dataset}" for page in PAGES}
            addresses["no table"] = f"{url}/"
            addresses["shared"] = url + _share(folder / "data", cookie, dataset)
            return _report({name: _scores(each, cookie, folder, name) for name, each in addresses.items()})
        finally:
            server.terminate()
            server.wait(timeout=60)
            shutil.rmtree(folder, ignore_errors=True)


def _open_sample(url: str) -> tuple[str, str]:
    """A visitor's cookie and their analysed table."""
    answer = _until(lambda: _ask(f"{url}/", Accept="text/html"))
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    made = _ask(f"{url}/sample", b"{}", Cookie=cookie, **{"Content-Type": "application/json"})
    dataset = str(json.load(made)["dataset"])
    _until(lambda: _ask(f"{url}/download/{dataset}/customers.csv", Cookie=cookie))
    return cookie, dataset


def _ask(url: str, data: bytes | None = None, **headers: str) -> Any:
    return urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=60)


def _until(ask: Any) -> Any:
    for _ in range(600):
        try:
            return ask()
        except (urllib.error.HTTPError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the server did not get there")


def _share(data: Path, cookie: str, dataset: str) -> str:
    """The path of a share link, made as the dialog makes it."""
    from app import services
    from app.choices import Choices
    from app.server import create_server
    from app.settings import Settings

    server = create_server(Settings.from_environment({"DATA_DIR": str(data)}))
    with server.test_request_context("/", headers={"Cookie": cookie}):
        ready = services.resolve(Choices(dataset=dataset))
        assert isinstance(ready, services.Ready)
        return services.share(ready, customers=False)


def _scores(url: str, cookie: str, folder: Path, name: str) -> dict[str, Any]:
    out = folder / f"{name.strip('/') or 'data'}.json"
    given = Path(sys.argv[1]) / "node_modules/.bin/lighthouse" if len(sys.argv) > 1 else None
    command = [str(given)] if given else ["npx", "--yes", "lighthouse"]
    headers = {} if name in {"no table", "shared"} else {"Cookie": cookie}
    command += [url, "--preset=desktop", "--quiet", "--output=json", f"--output-path={out}"]
    command += [f"--only-categories={','.join(BARS)}", f"--chrome-flags={FLAGS}"]
    command += [f"--extra-headers={json.dumps(headers)}"]
    chromium = shutil.which("chromium") or ""
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium})
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def _report(results: dict[str, dict[str, Any]]) -> int:
    missed = False
    print(f"{'page':12}" + "".join(f"{name:>16}" for name in BARS) + "  LCP      CLS")
    for page, result in results.items():
        points = {name: round(100 * (result["categories"][name]["score"] or 0)) for name in BARS}
        missed |= any(points[name] < bar for name, bar in BARS.items())
        audits = result["audits"]
        shown = [
            audits[each].get("displayValue", "") for each in ("largest-contentful-paint", "cumulative-layout-shift")
        ]
        print(f"{page:12}" + "".join(f"{points[name]:16}" for name in BARS) + f"  {shown[0]:8} {shown[1]}")
        for name, bar in BARS.items():
            if points[name] >= bar:
                continue
            for reference in result["categories"][name]["auditRefs"]:
                audit = audits[reference["id"]]
                if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                    print(f"    {name}: {audit['title']} {audit.get('displayValue', '')}")
                    for item in (audit.get("details") or {}).get("items", [])[:4]:
                        snippet = (
                            (item.get("node") or {}).get("snippet") or item.get("description") or item.get("url")
                        )
                        print(f"        {str(snippet)[:140]}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
