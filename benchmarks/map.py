"""The map as a person meets it: first paint, hover, zoom, a lasso, and memory, in a real browser against the real server.

Run ``python -m benchmarks.map [--rows 2240 1000000 10000000] [--keep FOLDER]``. A gunicorn with two web processes and its
worker is started; a generated table of each size is uploaded and analysed. Then headless Chromium, with its cache warm
as after the page before, prints medians beside what was promised:

- first paint: from asking for the page until its points are on the screen, and what that moved over the network;
- ready: until the chart stands there that answers to the pointer, for which the same is promised;
- hover: from the movement of the pointer until the card has another text, over the server, of 500 different customers;
  each card is compared with the customer whom the engine's coordinates say is nearest;
- zoom: from the last turn of the wheel until the new window is drawn;
- lasso: from letting go of the button until differences and rule stand there, around a fifth of the customers;
- memory of the largest web process afterwards: its own, and with mapped files, which all processes share.

Beside it stands the same map as people draw it today: one scattergl trace with the card's values as custom data, from a
file that is ready, in the same browser.

``--keep`` names a folder for the analysed tables, so that the next run need not wait for them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

from benchmarks.map_peer import peer_page
from benchmarks.map_probe import PROBE, Probe
from benchmarks.map_results import nearest_ones
from benchmarks.server import Site, finish_all, send, table

FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
HOVERS, ZOOMS, LASSOS, PAINTS = 500, 9, 5, 7

# What issue 7 promises, per number of customers: name of the figure, and the most it may be.
BARS = {
    2_240: {"first paint": 1_000, "ready": 1_000},
    1_000_000: {
        "first paint": 2_000,
        "ready": 2_000,
        "payload": 1.5,
        "hover": 100,
        "hover p99": 250,
        "zoom": 400,
        "lasso": 1_500,
    },
    10_000_000: {"first paint": 4_000, "ready": 4_000, "zoom": 1_000, "memory": 1_500},
}
UNITS = {"payload": "MB", "memory": "MB", "own memory": "MB", "payload unpacked": "MB"}


def analysed(site: Site, folder: Path, rows: int) -> str:
    """The id of a table of so many rows, analysed now or in a run before."""
    known = folder / "known.json"
    found: dict[str, Any] = json.loads(known.read_text()) if known.exists() else {"cookie": site.cookie}
    site.cookie = found["cookie"]
    if str(rows) not in found:
        path = table(folder / f"customers-{rows}.csv", rows=rows)
        dataset, _ = send(site, path)
        finish_all(site, dataset)
        path.unlink()
        found[str(rows)] = dataset
        known.write_text(json.dumps(found))
    return str(found[str(rows)])


@contextmanager
def browsing(site: Site) -> Iterator[BrowserContext]:
    name, _, value = site.cookie.partition("=")
    address = f"http://127.0.0.1:{site.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": name, "value": value, "url": address}])
        context.add_init_script(PROBE)
        context.set_default_timeout(600_000)
        yield context
        browser.close()


def measure(site: Site, dataset: str, rows: int, found: dict[str, float]) -> None:
    """Adds to what was found as it goes, so that a step that fails takes nothing with it."""
    with browsing(site) as context:
        paints, sizes, unpacked = [], [], []  # the first of each is of a cold browser
        for _ in range(PAINTS):
            page = context.new_page()
            probe = Probe(page)
            page.goto(f"/map?dataset={dataset}")
            paints.append(probe.first_paint())
            sizes.append(probe.moved())
            unpacked.append(probe.unpacked())
            page.close()
        found["first paint, cold"], found["ready, cold"] = paints[0]
        found["first paint"] = statistics.median(paint for paint, _ in paints[1:])
        found["ready"] = statistics.median(ready for _, ready in paints[1:])
        found["payload"], found["payload unpacked"] = statistics.median(sizes[1:]), statistics.median(unpacked[1:])
        page = context.new_page()
        probe = Probe(page)
        page.goto(f"/map?dataset={dataset}")
        probe.first_paint()
        hovers = probe.hovers(HOVERS)
        times = sorted(each.took for each in hovers if each.took is not None)
        found["hover"], found["hover p99"] = statistics.median(times), times[int(0.99 * len(times))]
        found["hovers"], found["hovers answered"] = len(hovers), len(times)
        found["hovers of the nearest"] = nearest_ones(site, dataset, hovers)
        if rows > 50_000:
            found["zoom"] = statistics.median(probe.zooms(ZOOMS))
            found["lasso"] = statistics.median(probe.lassos(LASSOS, 0.2))
            found["customers in the lasso"] = probe.selected()
        page.close()
    found["own memory"], found["memory"] = site.memory("RssAnon"), site.memory("VmRSS")


def peer(site: Site, folder: Path, dataset: str, rows: int) -> float:
    """First paint of the same customers as one trace, from a file that is ready; milliseconds."""
    page_url = peer_page(site, folder, dataset, rows)
    with browsing(site) as context:
        times = []
        for _ in range(3):
            page: Page = context.new_page()
            page.goto(page_url)
            page.wait_for_function("() => window.drawn")
            times.append(float(page.evaluate("() => window.drawn")))
            page.close()
    return statistics.median(times)


def show(rows: int, found: dict[str, float], other: float | None) -> None:
    print(f"\n{rows:,} customers")
    bars = BARS.get(rows, {})
    for name, value in found.items():
        unit = UNITS.get(name, "" if name.startswith(("hovers", "customers")) else "ms")
        said = f"{value:,.2f}" if unit == "MB" and value < 10 else f"{value:,.0f}"
        bar = f"{'within' if value <= bars[name] else 'BEYOND'} {bars[name]:,} {unit}" if name in bars else ""
        print(f"  {name:<24}{said:>12} {unit:<3} {bar}")
    if other is not None:
        ratio = other / found["ready"]
        bar = f"{'at least' if ratio >= 3 else 'BELOW'} 3 times" if rows == 1_000_000 else ""
        print(f"  {'one scattergl trace':<24}{other:>12,.0f} ms  {ratio:.1f} times as long: {bar}".rstrip(": "))


def main() -> None:
    parser = argparse.ArgumentParser(description="The map in a real browser.")
    parser.add_argument("--rows", type=int, nargs="+", default=[2_240, 1_000_000, 10_000_000])
    parser.add_argument("--keep", type=Path, help="Folder for the analysed tables.")
    parser.add_argument("--no-peer", action="store_true", help="Without the one trace beside it.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        for rows in options.rows:
            site = Site(folder / "data")
            site.data_dir.mkdir(parents=True, exist_ok=True)
            site.start()
            try:
                dataset = analysed(site, folder, rows)
                site.stop()
                site.start()  # a process that has seen nothing of the table yet
                found: dict[str, float] = {}
                other = None
                try:
                    measure(site, dataset, rows, found)
                    other = None if options.no_peer or rows > 1_000_000 else peer(site, folder, dataset, rows)
                finally:
                    show(rows, found, other)
            finally:
                site.stop()


if __name__ == "__main__":
    main()
