"""A large file through the real server: its memory and speed, how soon work begins, and what results cost a web process.

Run ``python -m benchmarks.upload [--megabytes N] [--rows N]``. A gunicorn with two web processes and its worker is
started with a data folder of its own. Three things are printed:

- the highest resident memory of a web process while the file arrives, above what it was before (limit: 100 MB), and
  the speed, beside that of a plain copy of the same file on the same disk;
- the time from asking for work (the end of an upload) until the worker has taken it, and until the job's own process
  has reported: median and worst of many small tables (limit: 200 ms);
- the memory of a web process after all pages of a table of ``--rows`` rows were asked for: its own (anonymous) and that
  which belongs to mapped files, which all processes share and the system takes back when it is short.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sqlite3
import statistics
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.server import Site, finish_all, send, table

MEMORY_LIMIT, START_LIMIT = 100.0, 200.0  # megabytes, milliseconds


def arriving(site: Site, folder: Path, megabytes: float) -> None:
    path = table(folder / "large.csv", megabytes=megabytes)
    size = path.stat().st_size / 1e6
    began = time.perf_counter()
    shutil.copyfile(path, folder / "copy")
    copied = time.perf_counter() - began
    (folder / "copy").unlink()
    idle, peaks, done = site.memory("VmRSS"), [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            peaks.append(site.memory("VmRSS"))

    watching = threading.Thread(target=watch)
    watching.start()
    began = time.perf_counter()
    dataset, run = send(site, path)
    took = time.perf_counter() - began
    done.set()
    watching.join()
    with (site.data_dir / "datasets" / dataset / "source").open("rb") as kept, path.open("rb") as sent:
        assert hashlib.file_digest(kept, "sha256").digest() == hashlib.file_digest(sent, "sha256").digest()
    above = max(peaks) - idle
    print(
        f"{size:,.0f} MB arrived whole in {took:.1f} s ({size / took:,.0f} MB/s; a plain copy: {size / copied:,.0f} MB/s)"
    )
    verdict = "within" if above <= MEMORY_LIMIT else "BEYOND"
    print(f"web process: {idle:,.0f} MB idle, at most {above:,.0f} MB more: {verdict} {MEMORY_LIMIT:.0f} MB\n")
    path.unlink()
    cancel(site, run)


def cancel(site: Site, run: str) -> None:
    """As the page's button does, but straight in the record: the benchmark has no page."""
    with sqlite3.connect(site.data_dir / "tessera.db") as database:
        database.execute("UPDATE runs SET cancel_requested = 1 WHERE id = ?", (run,))
    database.close()
    wait_for(site, run)


def wait_for(site: Site, run: str, *, first_word: bool = False) -> tuple[str, str]:
    """Until the run is over, or until its own process has said something: status and message."""
    database = sqlite3.connect(f"file:{site.data_dir / 'tessera.db'}?mode=ro", uri=True)
    over = {"done", "failed", "cancelled", "lost"}
    while True:
        status, message = database.execute("SELECT status, message FROM runs WHERE id = ?", (run,)).fetchone()
        if status in over or (first_word and status == "running" and message != "Starting"):
            database.close()
            return status, message
        time.sleep(0.002)


def starting(site: Site, folder: Path, repeats: int) -> None:
    path = table(folder / "small.csv", rows=2_000)
    claimed, reported = [], []
    for _ in range(repeats):
        asked = time.time()
        dataset, run = send(site, path)
        wait_for(site, run, first_word=True)
        reported.append((time.time() - asked) * 1e3)
        with sqlite3.connect(site.data_dir / "tessera.db") as database:
            query = "SELECT (julianday(started) - julianday(created)) * 86400000.0 FROM runs WHERE id = ?"
            claimed.append(database.execute(query, (run,)).fetchone()[0])
        database.close()
        finish_all(site, dataset)
    for name, values in (("taken by the worker", claimed), ("first word of its process", reported)):
        middle, worst = statistics.median(values), max(values)
        verdict = "within" if middle <= START_LIMIT else "BEYOND"
        print(f"{name}: median {middle:.0f} ms, worst {worst:.0f} ms of {repeats}: {verdict} {START_LIMIT:.0f} ms")
    print("(the second includes sending the small file itself)\n")


def holding(site: Site, folder: Path, rows: int) -> None:
    dataset, _ = send(site, table(folder / "customers.csv", rows=rows))
    finish_all(site, dataset)
    size = sum(path.stat().st_size for path in site.data_dir.rglob("*.mapped")) / 1e6
    look_at_all_pages(site, dataset)
    print(f"{rows:,} rows, {size:,.0f} MB of mapped results and tables on disk; a web process holds")
    own, mapped = site.memory("RssAnon"), site.memory("RssFile")
    print(f"  of its own {own:,.0f} MB, of mapped files and libraries {mapped:,.0f} MB (shared)")


def look_at_all_pages(site: Site, dataset: str) -> None:
    """In a real browser, twice, so that both web processes have answered for most of them."""
    from playwright.sync_api import sync_playwright

    name, _, value = site.cookie.partition("=")
    address = f"http://127.0.0.1:{site.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        for path in ("/", "/k", "/map", "/profiles", "/score") * 2:
            page.goto(f"{path}?dataset={dataset}", wait_until="networkidle")
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Memory and speed of the web processes.")
    parser.add_argument("--megabytes", type=float, default=500, help="Size of the large file.")
    parser.add_argument("--rows", type=int, default=300_000, help="Rows of the table that is looked at.")
    parser.add_argument("--repeats", type=int, default=20, help="Small tables whose start is measured.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = Site(folder / "data")
        site.data_dir.mkdir()
        site.start()
        try:
            arriving(site, folder, options.megabytes)
            starting(site, folder, options.repeats)
            holding(site, folder, options.rows)
        finally:
            site.stop()


if __name__ == "__main__":
    main()
