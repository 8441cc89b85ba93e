"""Lighthouse (desktop) of every page against the bars of the product; npm and Chromium are needed, the app is not.

Run from the repository's root: ``python -m benchmarks.lighthouse [--folder FOLDER] [--pages /map shared ...]``. The
folder is where Lighthouse was installed (``npm install lighthouse``); without it, it is fetched with npx. Each page is
opened once before, and measured when no work on the table is left. Ends with 1 when a bar is missed; what costs points
is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.server import Site, finish_all

BARS = {"performance": 85, "accessibility": 100, "best-practices": 100}
PAGES = ("/", "/k", "/map", "/profiles", "/score", "/library")
OTHERS = ("no table", "shared")
FLAGS = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
PATIENCE = 180  # seconds for one page; one that takes longer counts as missed


def main() -> int:
    parser = argparse.ArgumentParser(description="Lighthouse of every page.")
    parser.add_argument("--folder", type=Path, help="Where Lighthouse is installed.")
    parser.add_argument("--pages", nargs="+", choices=(*PAGES, *OTHERS), default=[*PAGES, *OTHERS], metavar="PAGE")
    options = parser.parse_args()
    if not shutil.which("npx") or not shutil.which("chromium"):
        print("Lighthouse needs npm and Chromium; it was left out.")
        return 0
    with tempfile.TemporaryDirectory(prefix="lighthouse-") as name:
        site = Site(Path(name) / "data")
        site.data_dir.mkdir()
        site.start()
        try:
            url = f"http://127.0.0.1:{site.port}"
            dataset = site.ask("POST", "/sample", b"{}", Content_Type="application/json")["dataset"]
            finish_all(site, dataset)
            addresses = {page: f"{url}{page}?dataset={dataset}" for page in PAGES}
            addresses |= {"no table": f"{url}/", "shared": url + _share(site, dataset)}
            chosen = {page: addresses[page] for page in options.pages}
            _open_once(site, chosen)
            finish_all(site, dataset)
            results = {}
            for page, address in chosen.items():
                results[page] = _scores(address, "" if page in OTHERS else site.cookie, Path(name), options.folder)
            return _report(results)
        finally:
            site.stop()


def _share(site: Site, dataset: str) -> str:
    """The path of a share link, made as the dialog makes it."""
    from app import services
    from app.choices import Choices
    from app.server import create_server
    from app.settings import Settings

    server = create_server(Settings.from_environment({"DATA_DIR": str(site.data_dir)}))
    with server.test_request_context("/", headers={"Cookie": site.cookie}):
        ready = services.resolve(Choices(dataset=dataset))
        assert isinstance(ready, services.Ready)
        return services.share(ready, customers=False)


def _open_once(site: Site, addresses: dict[str, str]) -> None:
    """What a page asks of the worker is asked now, and done before anything is measured."""
    name, _, value = site.cookie.partition("=")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        context = browser.new_context()
        context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{site.port}"}])
        for address in addresses.values():
            page = context.new_page()
            page.goto(address, wait_until="networkidle", timeout=PATIENCE * 1000)
            page.close()
        browser.close()


def _scores(url: str, cookie: str, folder: Path, installed: Path | None) -> dict[str, Any] | None:
    """Lighthouse's own report; None when it found no end."""
    out = folder / "report.json"
    command = [str(installed / "node_modules/.bin/lighthouse")] if installed else ["npx", "--yes", "lighthouse"]
    command += [url, "--preset=desktop", "--quiet", "--output=json", f"--output-path={out}"]
    command += [f"--only-categories={','.join(BARS)}", f"--chrome-flags=--headless=new {' '.join(FLAGS)}"]
    # A picture of the whole page is for readers of the report; drawing it takes longer than all the rest.
    command += [
        "--disable-full-page-screenshot",
        f"--extra-headers={json.dumps({'Cookie': cookie} if cookie else {})}",
    ]
    environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
    try:
        subprocess.run(command, check=True, env=environment, timeout=PATIENCE)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        print(f"{url}: {error}", file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def _report(results: dict[str, dict[str, Any] | None]) -> int:
    missed = False
    shown = {"first-contentful-paint": "FCP", "largest-contentful-paint": "LCP", "total-blocking-time": "TBT"}
    shown |= {"speed-index": "SI", "cumulative-layout-shift": "CLS"}
    print(
        f"{'page':12}" + "".join(f"{name:>16}" for name in BARS) + "".join(f"{name:>10}" for name in shown.values())
    )
    for page, result in results.items():
        if result is None:
            missed = True
            print(f"{page:12}  not measured")
            continue
        points = {name: round(100 * (result["categories"][name]["score"] or 0)) for name in BARS}
        missed |= any(points[name] < bar for name, bar in BARS.items())
        audits = result["audits"]
        figures = [audits[each].get("displayValue", "").replace("\xa0", " ") for each in shown]
        print(
            f"{page:12}" + "".join(f"{points[name]:16}" for name in BARS) + "".join(f"{each:>10}" for each in figures)
        )
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
